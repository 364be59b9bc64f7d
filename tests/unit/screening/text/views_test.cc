#include "service/screening/text/views.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

std::string Repeat(absl::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text.append(piece.data(), piece.size());
  return text;
}

TEST(TextViews, SeeEachTextAsItsReadersDo) {
  struct Row {
    const char* name;
    const char* original;
    const char* normalized;
    const char* folded;
  };
  const Row rows[] = {
      {"empty", "", "", ""},
      {"one byte", "A", "A", "a"},
      {"ASCII at the edges of the letters", "@AZ[`az{", "@AZ[`az{", "@az[`az{"},
      {"German", "Straße ÄÖÜ", "Straße ÄÖÜ", "strasse äöü"},
      {"Russian", "Привет", "Привет", "привет"},
      {"Greek final sigma", "ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟΣ", "σίσυφοσ"},
      {"Hebrew, right to left", "שלום", "שלום", "שלום"},
      {"Hindi keeps its vowel signs", "हिन्दी", "हिन्दी", "हिन्दी"},
      {"Korean in jamo is composed", "\u1112\u1161\u11ab", "한", "한"},
      {"composition across a zero-width space", "e\u200b\u0301", "é", "é"},
      {"full width", "ＦＲＥＥ", "FREE", "free"},
      {"mathematical letters", "𝓕𝓻𝓮𝓮", "Free", "free"},
      {"ligature", "ﬁne", "fine", "fine"},
      {"zero-width and bidi controls", "f\u200br\u202ee\u2060e", "free",
       "free"},
      {"soft hyphen", "f\u00adree", "free", "free"},
      {"an emoji sequence loses its joiners", "👩\u200d🚀", "👩🚀", "👩🚀"},
      {"a confusable stays what it is", "vi\u0430gra", "viаgra", "viаgra"},
  };
  for (const Row& row : rows) {
    const TextViews views(row.original);
    EXPECT_TRUE(views.complete()) << row.name;
    EXPECT_EQ(views.original(), row.original) << row.name;
    EXPECT_EQ(views.normalized().text(), row.normalized) << row.name;
    EXPECT_EQ(views.folded().text(), row.folded) << row.name;
  }
}

// The original text of what `needle` is in the folded and normalized view.
std::string OriginalOf(const View& view, const std::string& original,
                       absl::string_view needle) {
  const size_t at = view.text().find(needle);
  if (at == absl::string_view::npos) return "(absent)";
  const ByteRange range = view.ToOriginal(
      {static_cast<uint32_t>(at), static_cast<uint32_t>(at + needle.size())});
  return original.substr(range.begin, range.end - range.begin);
}

TEST(TextViews, LeadBackToWhatTheReaderWrote) {
  struct Row {
    const char* original;
    const char* needle;
    const char* written;
  };
  const Row rows[] = {
      {"all Free ASCII", "free", "Free"},
      {"größer, ＦＲＥＥ of charge", "free", "ＦＲＥＥ"},
      {"é f\u200br\u200be\u200be é", "free", "f\u200br\u200be\u200be"},
      {"\u200bfree\u200b", "free", "free"},
      {"STRAẞE ist frei", "ist", "ist"},
      {"oﬃce", "fice", "ﬃce"},
      {"Привет МИР", "мир", "МИР"},
  };
  for (const Row& row : rows) {
    const TextViews views(row.original);
    EXPECT_EQ(OriginalOf(views.folded(), row.original, row.needle),
              row.written);
  }
  const std::string text = "é F\u200br\u200bＥe é";
  EXPECT_EQ(OriginalOf(TextViews(text).normalized(), text, "FrEe"),
            "F\u200br\u200bＥe");
}

TEST(TextViews, StayWholeWhenMoved) {
  const std::string original = "Free";
  TextViews first(original);
  const TextViews second(std::move(first));
  EXPECT_EQ(second.folded().text(), "free");
  EXPECT_EQ(second.normalized().text(), "Free");
}

TEST(TextViews, NormalizeAlikeWhereverALongTextIsCut) {
  // 512-byte pieces: sweeping the start moves every cut over every character.
  const std::string sentence = Repeat("éa\u0300\u0323 Ａ가ᄀ\u1161各 ", 60);
  const std::string once = std::string(TextViews(sentence).folded().text());
  for (int shift = 1; shift < 40; ++shift) {
    const std::string padding(static_cast<size_t>(shift), 'x');
    const std::string original = padding + sentence;
    EXPECT_EQ(TextViews(original).folded().text(), padding + once);
  }
}

TEST(TextViews, SurviveHostileTexts) {
  const std::vector<std::string> rows = {
      Repeat("\u0301", 32000),
      Repeat("\u0301\u0323", 16000),
      std::string(65525, 'A'),
      Repeat("\u200b", 21000),
      Repeat("\ufdfa", 21000),
      std::string(65525, '\xff'),
      Repeat("\xf0\x9f", 30000),
      Repeat("\xed\xa0\x80", 20000),
      std::string("\0A\0", 3),
      "\xc3",
      "A\xe2\x82",
      Repeat("\U000E0041", 16000),
  };
  for (const std::string& original : rows) {
    const TextViews views(original);
    EXPECT_LE(views.folded().text().size(), 12 * original.size());
    const auto size = static_cast<uint32_t>(views.folded().text().size());
    for (uint32_t at = 0; at < size; at += 997) {
      const ByteRange range = views.folded().ToOriginal({at, at + 1});
      EXPECT_LE(range.begin, range.end);
      EXPECT_LE(range.end, original.size());
    }
  }
}

TEST(TextViews, FoldListsAsTheyFoldTexts) {
  EXPECT_EQ(Fold("Straße"), "strasse");
  EXPECT_EQ(Fold("FREE"), "free");
}

}  // namespace
}  // namespace winnow
