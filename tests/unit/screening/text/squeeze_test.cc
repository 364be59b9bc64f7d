#include "service/screening/text/squeeze.h"

#include <gtest/gtest.h>

#include <string>

#include "service/screening/text/views.h"

namespace winnow {
namespace {

std::string Squeezed(absl::string_view text) {
  OffsetMap map;
  return Squeeze(text, map);
}

TEST(Squeeze, TakesDisguisesOff) {
  struct Row {
    const char* name;
    const char* text;
    const char* squeezed;
  };
  const Row rows[] = {
      {"empty", "", ""},
      {"one byte", "a", "a"},
      {"nothing to do", "the mayor", "the mayor"},
      {"digits and signs in words", "sh1t b@st4rd $hit a$$",
       "shit bastard shit as"},
      {"numbers stay", "in 1984, 100%, $500", "in 1984, 100%, $500"},
      {"a word of one sign", "te voy @ matar", "te voy a matar"},
      {"exclamation marks end words", "shit! oh!! d!ck!", "shit! oh!! dick!"},
      {"runs", "fuuuck ffuucckk good", "fuck fuck god"},
      {"i and l are one", "kill list", "ki ist"},
      {"dotted", "f.u.c.k", "fuck"},
      {"spaced", "f u c k", "fuck"},
      {"two words, spaced wide", "f u c k   y o u", "fuck   you"},
      {"two words, dotted", "g.o t.o h.e.i.i", "go to hei"},
      {"dotted throughout", "a.b. .c.d", "ab. .cd"},
      {"in a sentence", "oh f-u-c-k off", "oh fuck of"},
      {"a word of one letter before", "a f u c k", "afuck"},
      {"two single letters are initials", "a. s. smith", "a. s. smith"},
      {"a sign alone among singles", "m_a_k_e $ n_o_w", "make $ now"},
      {"equal singles", "a s s", "as"},
      {"Russian", "с.у.к.а и 5", "сука и 5"},
      {"Chinese", "坏 话 哈哈", "坏 话 哈哈"},
      {"a hyphen among singles", "s o u s - h o m", "sous-hom"},
      {"an apostrophe among singles", "i.'.m s.o", "i'm so"},
      {"far apart", "a      b      c", "a      b      c"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Squeezed(row.text), row.squeezed) << row.name;
  }
}

TEST(Squeeze, LeadsBackToWhatTheReaderWrote) {
  struct Row {
    const char* text;
    const char* needle;
    const char* written;
  };
  const Row rows[] = {
      {"oh fuuuuck off", "fuck", "fuuuuck"},
      {"oh F.U.C.K off", "fuck", "F.U.C.K"},
      {"oh, a f u\u200b c k, yes", "fuck", "f u\u200b c k"},
      {"größer: fυ\u0336υυcк!", "fuck", "fυ\u0336υυcк"},
      {"a c.a.-.f.u.c.k", "fuck", "f.u.c.k"},
      {"so: \u202ekcuf\u202c.", "fuck", "\u202ekcuf\u202c"},
      {"🇫🇺🇨🇰 you", "fuck", "🇫🇺🇨🇰"},
  };
  for (const Row& row : rows) {
    const TextViews views(row.text);
    const View squeezed = Squeezed(views);
    const size_t at = squeezed.text().find(row.needle);
    ASSERT_NE(at, absl::string_view::npos) << row.text;
    const auto begin = static_cast<uint32_t>(at);
    const ByteRange range = squeezed.ToOriginal({begin, begin + 4});
    EXPECT_EQ(
        std::string(row.text).substr(range.begin, range.end - range.begin),
        row.written);
  }
}

TEST(Squeeze, ReadsSignsAsLetters) {
  EXPECT_TRUE(StandsForLetter('1', 'i'));
  EXPECT_TRUE(StandsForLetter('1', 'l'));
  EXPECT_TRUE(StandsForLetter('@', 'a'));
  EXPECT_FALSE(StandsForLetter('@', 'o'));
  EXPECT_FALSE(StandsForLetter('a', 'a'));
  EXPECT_FALSE(StandsForLetter('4', '4'));
}

}  // namespace
}  // namespace winnow
