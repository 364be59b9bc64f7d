#include "service/api/settings_text.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "winnow/v1/site.pb.h"

namespace winnow {
namespace {

constexpr int64_t kCountMax = 100'000'000;

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

class RangeCheck {
 public:
  explicit RangeCheck(absl::string_view prefix) : prefix_(prefix) {}

  void Check(absl::string_view field, bool has, int64_t value, int64_t least,
             int64_t most) {
    if (!has || (value >= least && value <= most)) return;
    violations_.push_back(
        {.field = absl::StrCat(prefix_, field),
         .description = absl::StrCat("must be ", least, " to ", most)});
  }

  absl::Status Result() && {
    if (violations_.empty()) return absl::OkStatus();
    return InvalidFields(std::move(violations_));
  }

 private:
  const absl::string_view prefix_;
  std::vector<FieldViolation> violations_;
};

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
  Take(rates.has_refused_kept_max(), rates.refused_kept_max(),
       settings.discarded_max);
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
  RangeCheck range(prefix);
  const v1::FormSettings& form = settings.form();
  range.Check("form.name_chars_max", form.has_name_chars_max(),
              form.name_chars_max(), 1, 1000);
  range.Check("form.email_chars_max", form.has_email_chars_max(),
              form.email_chars_max(), 6, 254);
  range.Check("form.website_chars_max", form.has_website_chars_max(),
              form.website_chars_max(), 0, 2000);
  range.Check("form.body_chars_min", form.has_body_chars_min(),
              form.body_chars_min(), 1, 1000);
  range.Check("form.body_bytes_max", form.has_body_bytes_max(),
              form.body_bytes_max(), 1, 65525);
  range.Check("form.reply_depth_max", form.has_reply_depth_max(),
              form.reply_depth_max(), 0, 1000);
  const v1::RateSettings& rates = settings.rates();
  range.Check("rates.network_per_minute", rates.has_network_per_minute(),
              rates.network_per_minute(), 1, kCountMax);
  range.Check("rates.author_per_minute", rates.has_author_per_minute(),
              rates.author_per_minute(), 1, kCountMax);
  range.Check("rates.site_per_second", rates.has_site_per_second(),
              rates.site_per_second(), 1, kCountMax);
  range.Check("rates.refused_kept_max", rates.has_refused_kept_max(),
              rates.refused_kept_max(), 0, kCountMax);
  range.Check("rates.held_max", rates.has_held_max(), rates.held_max(), 1,
              kCountMax);
  range.Check("threads_close_after_days",
              settings.has_threads_close_after_days(),
              settings.threads_close_after_days(), 0, 3650);
  return std::move(range).Result();
}

}  // namespace winnow
