#include "service/screening/text/look_alikes.h"

#include <gtest/gtest.h>

#include <string>

#include "service/screening/text/views.h"

namespace winnow {
namespace {

TEST(LookAlikes, ShowTextsAsTheyLook) {
  struct Row {
    const char* name;
    const char* text;
    const char* skeleton;
  };
  const Row rows[] = {
      {"empty", "", ""},
      {"ASCII changes its case only", "I1l|O0 rn m", "i1l|o0 rn m"},
      {"Cyrillic among Latin", "viаgrа", "viagra"},
      {"Cyrillic capitals", "ВІТСН", "bitch"},
      {"Greek", "ροрε", "pope"},
      {"Greek capitals", "ΗΑΤΕ", "hate"},
      {"Cyrillic that looks Latin all over", "сука", "cyka"},
      {"no letter becomes a digit", "Зуб зуб", "ɜyб ɜyб"},
      {"phonetic letters and small capitals", "ɡɑʏ ʙɪᴛᴄʜ", "gay bitch"},
      {"m that TR39 writes as rn", "ɱ", "m"},
      {"accents", "pédé, nïgger", "pede, nigger"},
      {"strokes", "pedał, øl, đ", "pedal, ol, d"},
      {"piled marks", "f\u0336\u035cu\u0336ck", "fuck"},
      {"flags and framed letters", "🇫🇺🇨🇰 🅱🅐🅓", "fuck bad"},
      {"sharp s", "Straße", "strasse"},
      {"Turkish dotted I", "İKİ", "iki"},
      {"Arabic without points and kashida", "كَـــلْب", "كلب"},
      {"Hebrew without points", "שָׁלוֹם", "שלום"},
      {"Hindi keeps the vowels beside", "हिन्दी", "हिनदी"},
      {"Thai keeps its marks", "น้ำ", "น\u0e49\u0e4d\u0e32"},
      {"Chinese", "市议会", "市议会"},
      {"Japanese keeps its sound marks", "ガが", "ガが"},
      {"Korean", "시의회", "시의회"},
      {"quotes and dashes", "it’s – so", "it's - so"},
      {"no text", "a\xff", "a\ufffd"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Skeleton(row.text), row.skeleton) << row.name;
  }
}

TEST(LookAlikes, LeadBackToTheLettersThatTheyWere) {
  const std::string text = "ein fυсκ é";
  const TextViews views(text);
  const size_t at = views.skeleton().text().find("fuck");
  ASSERT_NE(at, absl::string_view::npos);
  const auto begin = static_cast<uint32_t>(at);
  const ByteRange range = views.skeleton().ToOriginal({begin, begin + 4});
  EXPECT_EQ(text.substr(range.begin, range.end - range.begin), "fυсκ");
}

TEST(LookAlikes, AreReachedInOneStep) {
  for (char32_t c = 1; c < 0x20000; ++c) {
    const char32_t look = LookAlike(c);
    if (look != 0) {
      EXPECT_TRUE(LookAlike(look) == look) << static_cast<uint32_t>(c);
    }
  }
}

}  // namespace
}  // namespace winnow
