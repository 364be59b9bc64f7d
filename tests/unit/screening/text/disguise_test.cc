#include "service/screening/text/disguise.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

// Compares the one place where a text, squeezed, has the term squeezed.
Likeness Compare(const std::string& text, const std::string& term) {
  const TextViews views(text);
  const View squeezed = Squeezed(views);
  for (const std::string& form : SqueezedForms(term)) {
    const size_t at = squeezed.text().find(form);
    if (at == absl::string_view::npos) continue;
    const auto begin = static_cast<uint32_t>(at);
    return DisguiseCheck(views, squeezed)
        .Compare({begin, begin + static_cast<uint32_t>(form.size())}, term);
  }
  return Likeness::kNone;
}

TEST(Disguise, IsToldFromOtherWordsOfManyLanguages) {
  constexpr Likeness kNone = Likeness::kNone;
  constexpr Likeness kSame = Likeness::kSame;
  constexpr Likeness kDisguised = Likeness::kDisguised;
  struct Row {
    const char* text;
    const char* term;
    Likeness likeness;
  };
  const Row rows[] = {
      {"good, the term itself", "good", kSame},
      {"buy viаgra", "viagra", kDisguised},
      {"oh ВІТСН of you", "bitch", kDisguised},
      {"Мэр сказал: рис", "puc", kNone},
      {"The word хор is Russian", "xop", kNone},
      {"s\u0336h\u0336i\u0336t", "shit", kDisguised},
      {"Kan du höra fågeln", "hora", kNone},
      {"du höra", "hora", kNone},
      {"what a nïgger", "nigger", kDisguised},
      {"été: nïgger", "nigger", kNone},
      {"los maricones; ¡cabron!", "cabrón", kSame},
      {"Der Pedal-Hersteller „X“", "pedał", kNone},
      {"сука, cyкa", "сука", kSame},
      {"ну ты cyкa", "сука", kDisguised},
      {"ну ты СYКA", "сука", kDisguised},
      {"долбоеб он", "долбоёб", kSame},
      {"هذا كذاب كبير", "كَذَّابٌ كَبِيرٌ", kSame},
      {"זה שקרן גדול", "שַׁקְרָן", kSame},
      {"वह झठा है", "झूठा", kSame},
      {"एक कू है", "का", kNone},
      {"sIut", "slut", kDisguised},
      {"good siut", "slut", kNone},
      {"NlGGER", "nigger", kDisguised},
      {"good nlgger", "nigger", kNone},
      {"🇫🇺🇨🇰", "fuck", kDisguised},
      {"\u202ekcuf\u202c", "fuck", kDisguised},
      {"it’s all over", "it's all over", kSame},
      {"Puuta ja kuumaa", "puta", kNone},
      {"an a.s.s, he", "ass", kDisguised},
      {"an A.S.S., he", "ass", kNone},
      {"that puuta", "puta", kDisguised},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Compare(row.text, row.term), row.likeness)
        << row.text << " for " << row.term;
  }
}

TEST(Disguise, LooksForCapitalsAndPhrasesWithoutSpacesToo) {
  EXPECT_EQ(SqueezedForms("Fuck you*"),
            (std::vector<std::string>{"fuck you*", "fuckyou*"}));
  EXPECT_EQ(SqueezedForms("νη"), (std::vector<std::string>{"vn", "nh"}));
  EXPECT_EQ(SqueezedForms("asshole"), std::vector<std::string>{"ashoie"});
}

TEST(Disguise, LeavesAccentsOutOfLongLatinTermsOnly) {
  EXPECT_EQ(Unaccented("Maricón*"), "maricon*");
  for (const char* term : {"viagra", "pédés", "pedały jest", "долбоёб", ""}) {
    EXPECT_EQ(Unaccented(term), std::nullopt) << term;
  }
}

}  // namespace
}  // namespace winnow
