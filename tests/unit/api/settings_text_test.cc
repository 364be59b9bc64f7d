#include "service/api/settings_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "service/base/status_details.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/site.pb.h"

namespace winnow {
namespace {

TEST(SettingsText, HasTheContractsDefaultsWhereNothingIsSet) {
  const auto settings = ParseSettings("");
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->name_chars_max, 245);
  EXPECT_EQ(settings->email_chars_max, 100);
  EXPECT_EQ(settings->website_chars_max, 200);
  EXPECT_EQ(settings->body_bytes_max, 65525);
  EXPECT_TRUE(settings->name_required);
  EXPECT_TRUE(settings->email_required);
  EXPECT_EQ(settings->network_per_minute_max, 30);
  EXPECT_EQ(settings->author_per_minute_max, 10);
  EXPECT_EQ(settings->site_per_second_max, 200);
  EXPECT_EQ(settings->edit_window, absl::Minutes(5));
  EXPECT_EQ(settings->withdraw_window, absl::Hours(365 * 24));
  EXPECT_EQ(settings->appeal_window, absl::Hours(7 * 24));
  EXPECT_EQ(settings->held_max, 100000);
  EXPECT_EQ(settings->discarded_max, 100000);
  EXPECT_EQ(settings->queue_alarm_held, 0);
  EXPECT_EQ(settings->queue_alarm_age, absl::Hours(48));
  EXPECT_EQ(settings->adapter, AdapterMode::kShadow);
  EXPECT_EQ(settings->report_requeue_at, 3);
  EXPECT_EQ(settings->report_retract_at, 0);
  EXPECT_EQ(settings->reports_per_hour_max, 20);
}

TEST(SettingsText, BoundsTheSumsOfReports) {
  const struct {
    double sum;
    bool fits;
  } kRows[] = {{0, true},     {0.5, true}, {50, true},
               {50.1, false}, {-1, false}, {std::nan(""), false}};
  for (const auto& row : kRows) {
    v1::SiteSettings message;
    message.mutable_reports()->set_retract_at(row.sum);
    EXPECT_EQ(CheckSettings(message, "").ok(), row.fits) << row.sum;
    if (!row.fits) continue;
    const auto settings = ParseSettings(PrintSettings(message));
    ASSERT_THAT(settings, IsOk());
    EXPECT_EQ(settings->report_retract_at, row.sum);
  }
}

TEST(SettingsText, SayFromWhenTheQueueIsTooLongOrTooOld) {
  v1::SiteSettings message;
  message.mutable_rates()->set_queue_alarm_held(500);
  message.mutable_rates()->mutable_queue_alarm_age()->set_seconds(0);
  EXPECT_THAT(CheckSettings(message, ""), IsOk());
  const auto settings = ParseSettings(PrintSettings(message));
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->queue_alarm_held, 500);
  EXPECT_EQ(settings->queue_alarm_age, absl::ZeroDuration());
  message.mutable_rates()->set_queue_alarm_held(0);
  message.mutable_rates()->mutable_queue_alarm_age()->set_seconds(-1);
  const auto faults = FieldViolationsOf(CheckSettings(message, ""));
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].field, "rates.queue_alarm_held");
  EXPECT_EQ(faults[1].field, "rates.queue_alarm_age");
}

TEST(SettingsText, SaysWhatAnAdapterMayDo) {
  const struct {
    v1::LearningSettings::AdapterMode set;
    AdapterMode wanted;
  } kRows[] = {
      {v1::LearningSettings::ADAPTER_MODE_UNSPECIFIED, AdapterMode::kShadow},
      {v1::LearningSettings::OFF, AdapterMode::kOff},
      {v1::LearningSettings::SHADOW, AdapterMode::kShadow},
      {v1::LearningSettings::ON, AdapterMode::kOn},
  };
  for (const auto& row : kRows) {
    v1::SiteSettings message;
    message.mutable_learning()->set_adapter(row.set);
    EXPECT_THAT(CheckSettings(message, ""), IsOk());
    const auto settings = ParseSettings(PrintSettings(message));
    ASSERT_THAT(settings, IsOk());
    EXPECT_EQ(settings->adapter, row.wanted);
  }
  v1::SiteSettings message;
  message.mutable_learning()->set_adapter(
      static_cast<v1::LearningSettings::AdapterMode>(9));
  EXPECT_EQ(FieldViolationsOf(CheckSettings(message, "")).at(0).field,
            "learning.adapter");
}

TEST(SettingsText, KeepsWhatWasSetThroughStorage) {
  v1::SiteSettings message;
  message.mutable_form()->set_email_required(false);
  message.mutable_form()->set_website_chars_max(0);
  message.mutable_rates()->set_held_max(7);
  message.mutable_authors()->mutable_edit_window()->set_seconds(0);
  message.mutable_authors()->mutable_withdraw_window()->set_seconds(3600);
  message.mutable_authors()->mutable_appeal_window()->set_seconds(60);
  message.add_languages("pt-BR");
  message.add_reject_reasons()->set_display_name("ungehörig \"x\"\n");
  const std::string text = PrintSettings(message);
  const auto settings = ParseSettings(text);
  ASSERT_THAT(settings, IsOk());
  EXPECT_FALSE(settings->email_required);
  EXPECT_EQ(settings->website_chars_max, 0);
  EXPECT_EQ(settings->held_max, 7);
  EXPECT_EQ(settings->edit_window, absl::ZeroDuration());
  EXPECT_EQ(settings->withdraw_window, absl::Hours(1));
  EXPECT_EQ(settings->appeal_window, absl::Minutes(1));
  EXPECT_EQ(settings->languages, std::vector<std::string>{"pt-BR"});
  const auto back = ParseSettingsMessage(text);
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->SerializeAsString(), message.SerializeAsString());
}

TEST(SettingsText, ReadsPastWhatANewerServerWrote) {
  EXPECT_THAT(ParseSettings("invented_later: 3 form { also_later: true }"),
              IsOk());
  EXPECT_THAT(ParseSettings("form {"), StatusIs(absl::StatusCode::kInternal));
}

TEST(SettingsText, NamesEveryValueOutOfRange) {
  v1::SiteSettings message;
  message.mutable_form()->set_body_bytes_max(70000);
  message.mutable_form()->set_email_chars_max(5);
  message.mutable_rates()->set_site_per_second(0);
  message.mutable_authors()->mutable_edit_window()->set_seconds(-1);
  message.mutable_authors()->mutable_withdraw_window()->set_seconds(366 *
                                                                    86400);
  message.mutable_authors()->mutable_appeal_window()->set_seconds(-1);
  const absl::Status status = CheckSettings(message, "settings.");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const auto violations = FieldViolationsOf(status);
  ASSERT_EQ(violations.size(), 6);
  EXPECT_EQ(violations[0].field, "settings.form.email_chars_max");
  EXPECT_EQ(violations[1].field, "settings.form.body_bytes_max");
  EXPECT_EQ(violations[2].field, "settings.rates.site_per_second");
  EXPECT_EQ(violations[3].field, "settings.authors.edit_window");
  EXPECT_EQ(violations[4].field, "settings.authors.withdraw_window");
  EXPECT_EQ(violations[5].field, "settings.authors.appeal_window");
  EXPECT_THAT(CheckSettings(v1::SiteSettings(), ""), IsOk());
}

TEST(SettingsText, TakesTwentyTagsOfLanguages) {
  v1::SiteSettings message;
  for (int i = 0; i < 20; ++i) message.add_languages("de-AT");
  EXPECT_THAT(CheckSettings(message, ""), IsOk());
  message.add_languages("en");
  EXPECT_EQ(FieldViolationsOf(CheckSettings(message, "")).at(0).description,
            "at most 20");
  message.clear_languages();
  message.add_languages("German");
  message.add_languages("d");
  EXPECT_EQ(FieldViolationsOf(CheckSettings(message, "")).at(0).field,
            "languages");
}

TEST(SettingsText, SaysHowLongThingsAreKept) {
  const auto defaults = ParseSettings("");
  ASSERT_THAT(defaults, IsOk());
  const RetentionClocks& usual = defaults->retention;
  EXPECT_FALSE(usual.site_keeps_published);
  EXPECT_EQ(usual.private_part, absl::Hours(90 * 24));
  EXPECT_EQ(usual.network_hashes, absl::Hours(7 * 24));
  EXPECT_EQ(usual.spam, absl::Hours(15 * 24));
  EXPECT_EQ(usual.rejected, absl::Hours(30 * 24));
  EXPECT_EQ(usual.request_ids, absl::Hours(7 * 24));
  EXPECT_EQ(usual.author_records, absl::Hours(730 * 24));
  EXPECT_EQ(usual.audit, absl::Hours(730 * 24));
  EXPECT_EQ(usual.erased_bans, absl::Hours(365 * 24));
  v1::SiteSettings message;
  v1::RetentionSettings& kept = *message.mutable_retention();
  kept.set_keep_published(v1::RetentionSettings::SITE);
  kept.mutable_private_part()->set_seconds(3600);
  kept.mutable_network_hashes()->set_seconds(7200);
  kept.mutable_spam()->set_seconds(10800);
  kept.mutable_rejected()->set_seconds(14400);
  kept.mutable_request_ids()->set_seconds(18000);
  kept.mutable_author_records()->set_seconds(21600);
  kept.mutable_audit()->set_seconds(25200);
  kept.mutable_erased_bans()->set_seconds(28800);
  ASSERT_THAT(CheckSettings(message, ""), IsOk());
  const auto settings = ParseSettings(PrintSettings(message));
  ASSERT_THAT(settings, IsOk());
  EXPECT_TRUE(settings->retention.site_keeps_published);
  EXPECT_EQ(settings->retention.private_part, absl::Hours(1));
  EXPECT_EQ(settings->retention.network_hashes, absl::Hours(2));
  EXPECT_EQ(settings->retention.spam, absl::Hours(3));
  EXPECT_EQ(settings->retention.rejected, absl::Hours(4));
  EXPECT_EQ(settings->retention.request_ids, absl::Hours(5));
  EXPECT_EQ(settings->retention.author_records, absl::Hours(6));
  EXPECT_EQ(settings->retention.audit, absl::Hours(7));
  EXPECT_EQ(settings->retention.erased_bans, absl::Hours(8));
}

TEST(SettingsText, BoundsHowLongThingsAreKept) {
  constexpr int64_t kDay = 86400;
  const struct {
    int64_t seconds;
    int32_t nanos;
    bool fits;
    bool fits_networks;
  } kRows[] = {{0, 0, false, false},
               {15, 0, false, false},  // 15d was meant
               {3599, 999999999, false, false},
               {3600, 0, true, true},
               {30 * kDay, 0, true, true},
               {30 * kDay, 1, true, false},
               {3650 * kDay, 0, true, false},
               {3650 * kDay, 1, false, false},
               {-3600, 0, false, false},
               {315576000000, 0, false, false},
               {INT64_MAX, 0, false, false}};
  for (const auto& row : kRows) {
    v1::SiteSettings message;
    auto& spam = *message.mutable_retention()->mutable_spam();
    spam.set_seconds(row.seconds);
    spam.set_nanos(row.nanos);
    EXPECT_EQ(CheckSettings(message, "").ok(), row.fits) << row.seconds;
    v1::SiteSettings networks;
    *networks.mutable_retention()->mutable_network_hashes() = spam;
    const absl::Status checked = CheckSettings(networks, "");
    EXPECT_EQ(checked.ok(), row.fits_networks) << row.seconds;
    if (checked.ok()) continue;
    EXPECT_EQ(FieldViolationsOf(checked).at(0).description,
              "must be 1 hour to 30 days");
  }
}

TEST(SettingsText, RefusesWhatThisVersionWouldOnlyKeep) {
  v1::SiteSettings message;
  message.mutable_form()->set_body_chars_min(5);
  message.mutable_form()->set_name_required(false);
  message.mutable_rates()->set_author_per_minute(5);
  message.add_reject_reasons()->set_code("off_topic");
  message.set_premoderated(true);
  const auto violations =
      FieldViolationsOf(CheckSettings(message, "site.settings."));
  std::vector<std::string> fields;
  for (const FieldViolation& violation : violations) {
    fields.push_back(violation.field);
    EXPECT_EQ(violation.description, "this version does not offer it yet");
  }
  const std::vector<std::string> refused = {"site.settings.form.body_chars_min",
                                            "site.settings.reject_reasons",
                                            "site.settings.premoderated"};
  EXPECT_EQ(fields, refused);
}

}  // namespace
}  // namespace winnow
