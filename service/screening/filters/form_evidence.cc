#include "service/screening/filters/form_evidence.h"

#include "absl/strings/str_format.h"

namespace winnow {
namespace {

class FormEvidenceFilter final : public Filter {
 public:
  explicit FormEvidenceFilter(const FilterSettings& settings)
      : seconds_min_(settings.limits.form_seconds_min) {}

  absl::string_view name() const override { return "form_evidence"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    if (!subject.draft.form.has_value()) return;
    const FormEvidence& form = *subject.draft.form;
    if (form.honeypot_filled) {
      signals.Report({.name = "honeypot",
                      .strength = 1,
                      .spans = {},
                      .reason = "a field that people do not see is filled in"});
    }
    if (!form.seconds_spent.has_value()) return;
    const double seconds = *form.seconds_spent;
    if (seconds >= seconds_min_) return;
    signals.Report({.name = "too_fast",
                    .strength = 1 - seconds / seconds_min_,
                    .spans = {},
                    .reason = absl::StrFormat("sent after %.1f s", seconds)});
  }

 private:
  const double seconds_min_;
};

}  // namespace

std::unique_ptr<const Filter> MakeFormEvidence(const FilterSettings& settings) {
  return std::make_unique<FormEvidenceFilter>(settings);
}

}  // namespace winnow
