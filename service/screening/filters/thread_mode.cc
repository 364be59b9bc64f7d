#include "service/screening/filters/thread_mode.h"

namespace winnow {
namespace {

class ThreadModeFilter final : public Filter {
 public:
  absl::string_view name() const override { return "thread_mode"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& /*unused*/, const Circumstances& circumstances,
               SignalSink& signals) const override {
    // A closed thread takes no comments at all; one that arrives here all the
    // same, by a race, is not published unread.
    if (circumstances.thread_mode == ThreadMode::kOpen) return;
    signals.Report({.name = "thread_premoderated",
                    .strength = 1,
                    .spans = {},
                    .reason = "every comment of this thread is read first"});
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeThreadMode(
    const FilterSettings& /*settings*/) {
  return std::make_unique<ThreadModeFilter>();
}

}  // namespace winnow
