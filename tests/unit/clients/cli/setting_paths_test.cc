#include "clients/cli/setting_paths.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(SetSetting, TakesValuesOfEveryKindAndShowsThemAlike) {
  const struct {
    const char* key;
    const char* value;
  } kRows[] = {
      {"form.name_required", "false"},
      {"form.name_chars_max", "100"},
      {"rates.held_max", "5000"},
      {"reports.requeue_at", "2.5"},
      {"retention.spam", "7d"},
      {"authors.edit_window", "5m"},
      {"retention.keep_published", "SITE"},
      {"time_zone", "Europe/Berlin"},
      {"premoderated", "true"},
  };
  for (const auto& row : kRows) {
    v1::Site site;
    EXPECT_THAT(SetSetting(row.key, row.value, site),
                IsOkAndHolds(std::string("settings.") + row.key));
    EXPECT_THAT(ListSettings(site.settings()),
                UnorderedElementsAre(Pair(row.key, row.value)));
  }
}

TEST(SetSetting, TakesListsOfWordsAndOfMessages) {
  v1::Site site;
  ASSERT_THAT(SetSetting("languages", "en, de", site), IsOk());
  EXPECT_EQ(site.settings().languages_size(), 2);
  EXPECT_EQ(site.settings().languages(1), "de");
  ASSERT_THAT(
      SetSetting("reject_reasons",
                 R"([{"code":"off_topic","display_name":"Off topic"}])", site),
      IsOk());
  EXPECT_EQ(site.settings().reject_reasons(0).code(), "off_topic");
}

TEST(SetSetting, AnEmptyValueGoesBackToTheDefault) {
  v1::Site site;
  site.mutable_settings()->mutable_form()->set_name_required(false);
  EXPECT_THAT(SetSetting("settings.form.name_required", "", site),
              IsOkAndHolds(std::string("settings.form.name_required")));
  EXPECT_THAT(ListSettings(site.settings()), IsEmpty());
}

TEST(SetSetting, KnowsTheDisplayName) {
  v1::Site site;
  EXPECT_THAT(SetSetting("display_name", "The Daily", site),
              IsOkAndHolds(std::string("display_name")));
  EXPECT_EQ(site.display_name(), "The Daily");
}

TEST(SetSetting, SaysWhatThereIsInsteadOfGuessing) {
  const struct {
    const char* key;
    const char* value;
    const char* hint;
  } kRows[] = {
      {"", "x", "languages"},
      {"forms.x", "x", "form"},
      {"form.nothing", "1", "name_required"},
      {"form", "true", "name_required"},
      {"time_zone.x", "1", "time_zone"},
      {"form.name_required", "maybe", "true or false"},
      {"form.name_chars_max", "many", "whole number"},
      {"form.name_chars_max", "99999999999", "whole number"},
      {"retention.spam", "a while", "30d"},
      {"retention.spam", "-1h", "30d"},
      {"retention.keep_published", "NOBODY", "WINNOW, SITE"},
      {"reject_reasons", "x", "JSON"},
  };
  for (const auto& row : kRows) {
    v1::Site site;
    EXPECT_THAT(
        SetSetting(row.key, row.value, site),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(row.hint)))
        << row.key << "=" << row.value;
  }
}

}  // namespace
}  // namespace winnow
