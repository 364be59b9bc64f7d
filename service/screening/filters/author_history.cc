#include "service/screening/filters/author_history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace winnow {
namespace {

// A share of fewer decisions than this says more about chance than about the
// author.
constexpr int64_t kDecidedMin = 4;

constexpr absl::Duration kYoung = absl::Hours(24);

class AuthorHistory final : public Filter {
 public:
  explicit AuthorHistory(const FilterSettings& settings)
      : known_after_(settings.limits.known_after_approved),
        trusted_after_(settings.limits.trusted_after_approved) {}

  absl::string_view name() const override { return "author_history"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& subject, const Circumstances& circumstances,
               SignalSink& signals) const override {
    const AuthorRecord& author = circumstances.author;
    const std::string approved = absl::StrCat(author.approved, " approved");
    if (author.approved < known_after_) {
      signals.Report({.name = "author_new",
                      .strength = 1,
                      .spans = {},
                      .reason = approved});
    }
    signals.Report(
        {.name = "author_trusted",
         .strength = static_cast<double>(author.approved) / trusted_after_,
         .spans = {},
         .reason = approved});
    ReportAge(subject.draft.arrival, author.first_seen, signals);
    // What an author did lately says more, where it says enough.
    int64_t refused = author.refused_lately;
    int64_t decided = author.approved_lately + refused;
    absl::string_view when = " refused lately";
    if (decided < kDecidedMin) {
      refused = author.rejected + author.spam;
      decided = author.approved + refused;
      when = " refused";
    }
    if (decided < kDecidedMin) return;
    signals.Report({.name = "author_rejected_often",
                    .strength = static_cast<double>(refused) /
                                static_cast<double>(decided),
                    .spans = {},
                    .reason = absl::StrCat(refused, " of ", decided, when)});
  }

 private:
  static void ReportAge(absl::Time now, absl::Time first_seen,
                        SignalSink& signals) {
    // Of a first comment author_new tells; most comments of a site that begins
    // would keep two signals for one fact.
    if (first_seen == absl::InfiniteFuture()) return;
    const double age = absl::FDivDuration(now - first_seen, kYoung);
    if (age >= 1) return;
    signals.Report({.name = "author_young",
                    .strength = 1 - std::max(0.0, age),
                    .spans = {},
                    .reason = "under a day"});
  }

  const int known_after_;
  const int trusted_after_;
};

}  // namespace

std::unique_ptr<const Filter> MakeAuthorHistory(
    const FilterSettings& settings) {
  return std::make_unique<AuthorHistory>(settings);
}

}  // namespace winnow
