#include "service/screening/filters/other_language.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/screening/text/language.h"

namespace winnow {
namespace {

class OtherLanguage final : public Filter {
 public:
  explicit OtherLanguage(const FilterSettings& settings)
      : languages_(settings.languages) {}

  absl::string_view name() const override { return "other_language"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    if (languages_.empty() || subject.language == kUndetermined) return;
    if (std::any_of(languages_.begin(), languages_.end(),
                    [&subject](const std::string& language) {
                      return IsSameLanguage(language, subject.language);
                    })) {
      return;
    }
    signals.Report({.name = "other_language",
                    .strength = 1,
                    .spans = {},
                    .reason = absl::StrCat("written in ", subject.language)});
  }

 private:
  const std::vector<std::string> languages_;
};

}  // namespace

std::unique_ptr<const Filter> MakeOtherLanguage(
    const FilterSettings& settings) {
  return std::make_unique<OtherLanguage>(settings);
}

}  // namespace winnow
