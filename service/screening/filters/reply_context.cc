#include "service/screening/filters/reply_context.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// A popular comment gets a dozen answers in an hour; one whose author is being
// hunted gets many more.
constexpr double kAnswersFree = 15;
constexpr double kAnswersCertain = 45;

class ReplyContext final : public Filter {
 public:
  explicit ReplyContext(const FilterSettings& settings)
      : depth_free_(settings.limits.reply_depth) {}

  absl::string_view name() const override { return "reply_context"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& /*unused*/, const Circumstances& circumstances,
               SignalSink& signals) const override {
    const int depth = circumstances.depth;
    if (depth > depth_free_) {
      signals.Report(
          {.name = "reply_depth",
           .strength = static_cast<double>(depth - depth_free_) / depth_free_,
           .spans = {},
           .reason = absl::StrCat(depth, " comments above it")});
    }
    if (circumstances.parent_by_author) {
      signals.Report({.name = "reply_to_self",
                      .strength = 1,
                      .spans = {},
                      .reason = "answers the same author"});
    }
    const double answers = circumstances.rates.parent_hour;
    if (answers <= kAnswersFree) return;
    signals.Report({.name = "pile_on",
                    .strength = (answers - kAnswersFree) /
                                (kAnswersCertain - kAnswersFree),
                    .spans = {},
                    .reason = absl::StrCat(std::llround(answers),
                                           " answers to it within an hour")});
  }

 private:
  const int depth_free_;
};

}  // namespace

std::unique_ptr<const Filter> MakeReplyContext(const FilterSettings& settings) {
  return std::make_unique<ReplyContext>(settings);
}

}  // namespace winnow
