#include "service/api/settings_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/screening/policy/time_window.h"
#include "service/screening/text/language.h"
#include "winnow/v1/site.pb.h"

namespace winnow {
namespace {

constexpr int64_t kCountMax = 100'000'000;
constexpr int kLanguagesMax = 20;
// The reports kept of a comment weigh hardly more.
constexpr int64_t kReportSumMax = 50;
constexpr double kSampledShareMax = 0.2;
constexpr absl::Duration kWindowMax = absl::Hours(365 * 24);

// The library would print its complaints, text included, to stderr.
class Silence final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int, int, const std::string&) override {}
};

// Takes a number when it is set; else the default stays.
template <typename Number, typename Field>
void Take(bool has, Number value, Field& field) {
  if (has) field = value;
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

// What ParseSettings reads, and with numbers between what bounds. Anything else
// would be kept and do nothing, so it is refused.
struct Known {
  absl::string_view path;
  int64_t least = 0;
  int64_t most = 0;
};
constexpr Known kKnown[] = {
    {"languages"},
    {"time_zone"},
    {"moderator_stats"},
    {"form.name_required"},
    {"form.email_required"},
    {"form.name_chars_max", 1, 1000},
    {"form.email_chars_max", 6, 254},
    {"form.website_chars_max", 0, 2000},
    {"form.body_bytes_max", 1, 65525},
    {"rates.network_per_minute", 1, kCountMax},
    {"rates.author_per_minute", 1, kCountMax},
    {"rates.site_per_second", 1, kCountMax},
    {"rates.refused_kept_max", 0, kCountMax},
    {"rates.held_max", 1, kCountMax},
    {"rates.queue_alarm_held", 1, kCountMax},
    {"rates.queue_alarm_age"},
    {"authors.edit_window"},
    {"authors.withdraw_window"},
    {"authors.appeal_window"},
    {"retention.keep_published"},
    {"retention.private_part"},
    {"retention.network_hashes"},
    {"retention.spam"},
    {"retention.rejected"},
    {"retention.request_ids"},
    {"retention.author_records"},
    {"retention.audit"},
    {"retention.erased_bans"},
    {"reports.requeue_at", 0, kReportSumMax},
    {"reports.retract_at", 0, kReportSumMax},
    {"reports.network_per_hour", 1, kCountMax},
    {"learning.adapter"},
    {"learning.sampled_share"},
};

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

AdapterMode ModeOf(v1::LearningSettings::AdapterMode mode) {
  switch (mode) {
    case v1::LearningSettings::OFF:
      return AdapterMode::kOff;
    case v1::LearningSettings::ON:
      return AdapterMode::kOn;
    default:
      return AdapterMode::kShadow;
  }
}

std::string FaultOfLanguages(const v1::SiteSettings& settings) {
  if (settings.languages_size() > kLanguagesMax) {
    return absl::StrCat("at most ", kLanguagesMax);
  }
  const bool are_tags = std::all_of(settings.languages().begin(),
                                    settings.languages().end(), IsLanguageTag);
  return are_tags ? "" : "must be BCP 47, as \"en\" or \"pt-BR\"";
}

std::string FaultOfKept(absl::string_view path, absl::Duration kept) {
  const bool is_network = path == "retention.network_hashes";
  if (kept >= kKeptAtLeast &&
      kept <= (is_network ? kNetworkKeptAtMost : kKeptAtMost)) {
    return "";
  }
  return is_network ? "must be 1 hour to 30 days"
                    : "must be 1 hour to 3,650 days";
}

// What is wrong with one field that is set; empty: nothing.
std::string FaultOf(const Message& message, const FieldDescriptor& field,
                    absl::string_view path) {
  const auto* known =
      std::find_if(std::begin(kKnown), std::end(kKnown),
                   [path](const Known& row) { return row.path == path; });
  if (known == std::end(kKnown)) return "this version does not offer it yet";
  if (path == "languages") {
    return FaultOfLanguages(static_cast<const v1::SiteSettings&>(message));
  }
  if (path == "time_zone") {
    return FindTimeZone(message.GetReflection()->GetString(message, &field))
               ? ""
               : "must be an IANA name, as Europe/Berlin";
  }
  if (path == "learning.adapter") {
    // An enumeration may hold numbers that this version has no name for.
    return v1::LearningSettings::AdapterMode_IsValid(
               static_cast<const v1::LearningSettings&>(message).adapter())
               ? ""
               : "must be OFF, SHADOW or ON";
  }
  if (path == "retention.keep_published") {
    return v1::RetentionSettings::KeepPublished_IsValid(
               static_cast<const v1::RetentionSettings&>(message)
                   .keep_published())
               ? ""
               : "must be WINNOW or SITE";
  }
  if (path == "learning.sampled_share") {
    const double share = message.GetReflection()->GetDouble(message, &field);
    // Not of a NaN, either.
    return share >= 0 && share <= kSampledShareMax ? "" : "must be 0 to 0.2";
  }
  if (field.message_type() == google::protobuf::Duration::descriptor()) {
    const absl::Duration length =
        DurationOf(static_cast<const google::protobuf::Duration&>(
            message.GetReflection()->GetMessage(message, &field)));
    if (absl::StartsWith(path, "retention.")) return FaultOfKept(path, length);
    return length >= absl::ZeroDuration() && length <= kWindowMax
               ? ""
               : "must be 0 to 365 days";
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
    const double value = message.GetReflection()->GetDouble(message, &field);
    // Also what is no number.
    return value >= static_cast<double>(known->least) &&
                   value <= static_cast<double>(known->most)
               ? ""
               : absl::StrCat("must be ", known->least, " to ", known->most);
  }
  int64_t value = 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      value = message.GetReflection()->GetInt32(message, &field);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value = message.GetReflection()->GetInt64(message, &field);
      break;
    default:
      return "";
  }
  if (value >= known->least && value <= known->most) return "";
  return absl::StrCat("must be ", known->least, " to ", known->most);
}

// `group` is the path of `message` within the settings: "" or "form.".
void FindFaults(const Message& message, const std::string& group,
                absl::string_view prefix, std::vector<FieldViolation>& faults) {
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const std::string path = absl::StrCat(group, field->name());
    // A group of settings, and not a value such as a duration.
    if (field->message_type() != nullptr && !field->is_repeated() &&
        field->message_type()->file() ==
            v1::SiteSettings::descriptor()->file()) {
      FindFaults(message.GetReflection()->GetMessage(message, field),
                 absl::StrCat(path, "."), prefix, faults);
      continue;
    }
    std::string fault = FaultOf(message, *field, path);
    if (fault.empty()) continue;
    faults.push_back(
        {.field = absl::StrCat(prefix, path), .description = std::move(fault)});
  }
}

void TakeRetention(const v1::RetentionSettings& set, RetentionClocks& clocks) {
  clocks.site_keeps_published =
      set.keep_published() == v1::RetentionSettings::SITE;
  Take(set.has_private_part(), DurationOf(set.private_part()),
       clocks.private_part);
  Take(set.has_network_hashes(), DurationOf(set.network_hashes()),
       clocks.network_hashes);
  Take(set.has_spam(), DurationOf(set.spam()), clocks.spam);
  Take(set.has_rejected(), DurationOf(set.rejected()), clocks.rejected);
  Take(set.has_request_ids(), DurationOf(set.request_ids()),
       clocks.request_ids);
  Take(set.has_author_records(), DurationOf(set.author_records()),
       clocks.author_records);
  Take(set.has_audit(), DurationOf(set.audit()), clocks.audit);
  Take(set.has_erased_bans(), DurationOf(set.erased_bans()),
       clocks.erased_bans);
}

}  // namespace

absl::StatusOr<v1::SiteSettings> ParseSettingsMessage(absl::string_view text) {
  v1::SiteSettings settings;
  google::protobuf::TextFormat::Parser parser;
  Silence silence;
  parser.RecordErrorsTo(&silence);
  // Written by a newer server: what it added is not ours to judge.
  parser.AllowUnknownField(true);
  if (!parser.ParseFromString(std::string(text), &settings)) {
    return absl::InternalError("stored settings cannot be read");
  }
  return settings;
}

absl::StatusOr<SiteSettings> ParseSettings(absl::string_view text) {
  const auto message = ParseSettingsMessage(text);
  if (!message.ok()) return message.status();
  SiteSettings settings;
  settings.languages.assign(message->languages().begin(),
                            message->languages().end());
  if (const auto zone = FindTimeZone(message->time_zone())) {
    settings.time_zone = *zone;
  }
  const v1::FormSettings& form = message->form();
  Take(form.has_name_required(), form.name_required(), settings.name_required);
  Take(form.has_email_required(), form.email_required(),
       settings.email_required);
  Take(form.has_name_chars_max(), form.name_chars_max(),
       settings.name_chars_max);
  Take(form.has_email_chars_max(), form.email_chars_max(),
       settings.email_chars_max);
  Take(form.has_website_chars_max(), form.website_chars_max(),
       settings.website_chars_max);
  Take(form.has_body_bytes_max(), form.body_bytes_max(),
       settings.body_bytes_max);
  const v1::RateSettings& rates = message->rates();
  Take(rates.has_network_per_minute(), rates.network_per_minute(),
       settings.network_per_minute_max);
  Take(rates.has_author_per_minute(), rates.author_per_minute(),
       settings.author_per_minute_max);
  Take(rates.has_site_per_second(), rates.site_per_second(),
       settings.site_per_second_max);
  Take(rates.has_held_max(), rates.held_max(), settings.held_max);
  Take(rates.has_queue_alarm_held(), rates.queue_alarm_held(),
       settings.queue_alarm_held);
  Take(rates.has_queue_alarm_age(), DurationOf(rates.queue_alarm_age()),
       settings.queue_alarm_age);
  Take(rates.has_refused_kept_max(), rates.refused_kept_max(),
       settings.discarded_max);
  const v1::AuthorSettings& authors = message->authors();
  Take(authors.has_edit_window(), DurationOf(authors.edit_window()),
       settings.edit_window);
  Take(authors.has_withdraw_window(), DurationOf(authors.withdraw_window()),
       settings.withdraw_window);
  Take(authors.has_appeal_window(), DurationOf(authors.appeal_window()),
       settings.appeal_window);
  TakeRetention(message->retention(), settings.retention);
  const v1::ReportSettings& reports = message->reports();
  Take(reports.has_requeue_at(), reports.requeue_at(),
       settings.report_requeue_at);
  Take(reports.has_retract_at(), reports.retract_at(),
       settings.report_retract_at);
  Take(reports.has_network_per_hour(), reports.network_per_hour(),
       settings.reports_per_hour_max);
  Take(message->has_moderator_stats(), message->moderator_stats(),
       settings.moderator_stats);
  Take(message->learning().has_sampled_share(),
       message->learning().sampled_share(), settings.sampled_share);
  settings.adapter = ModeOf(message->learning().adapter());
  return settings;
}

std::string PrintSettings(const v1::SiteSettings& settings) {
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.PrintToString(settings, &text);
  return text;
}

absl::Status CheckSettings(const v1::SiteSettings& settings,
                           absl::string_view prefix) {
  std::vector<FieldViolation> faults;
  FindFaults(settings, "", prefix, faults);
  if (faults.empty()) return absl::OkStatus();
  return InvalidFields(std::move(faults));
}

}  // namespace winnow
