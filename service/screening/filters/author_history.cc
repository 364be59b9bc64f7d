#include "service/screening/filters/author_history.h"

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// A share of fewer decisions than this says more about chance than about the
// author.
constexpr int64_t kDecidedMin = 4;

class AuthorHistory final : public Filter {
 public:
  explicit AuthorHistory(const FilterSettings& settings)
      : known_after_(settings.limits.known_after_approved),
        trusted_after_(settings.limits.trusted_after_approved) {}

  absl::string_view name() const override { return "author_history"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& /*unused*/, const Circumstances& circumstances,
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
    const int64_t refused = author.rejected + author.spam;
    const int64_t decided = author.approved + refused;
    if (decided < kDecidedMin) return;
    signals.Report(
        {.name = "author_rejected_often",
         .strength =
             static_cast<double>(refused) / static_cast<double>(decided),
         .spans = {},
         .reason = absl::StrCat(refused, " of ", decided, " refused")});
  }

 private:
  const int known_after_;
  const int trusted_after_;
};

}  // namespace

std::unique_ptr<const Filter> MakeAuthorHistory(
    const FilterSettings& settings) {
  return std::make_unique<AuthorHistory>(settings);
}

}  // namespace winnow
