#include "service/screening/filters/other_language.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

double OtherOf(const std::string& body, std::vector<std::string> languages) {
  FilterSettings settings;
  settings.languages = std::move(languages);
  Inspection inspection;
  inspection.draft.body = body;
  return Strength(inspection.Inspect(*MakeOtherLanguage(settings)),
                  "other_language");
}

constexpr char kGerman[] = "Das ist nicht die Lösung, die wir uns wünschen.";

TEST(OtherLanguage, ReportsATextInNoneOfTheSitesLanguages) {
  EXPECT_EQ(OtherOf(kGerman, {"en", "fr"}), 1);
  EXPECT_EQ(OtherOf("Не понимаю, почему он ничего не делает", {"en"}), 1);
}

TEST(OtherLanguage, StaysSilentWhereItMayBeOne) {
  EXPECT_EQ(OtherOf(kGerman, {"en", "de-AT"}), 0);
  EXPECT_EQ(OtherOf(kGerman, {}), 0);
  EXPECT_EQ(OtherOf("Super!", {"en"}), 0);
  EXPECT_EQ(OtherOf("", {"en"}), 0);
}

}  // namespace
}  // namespace winnow
