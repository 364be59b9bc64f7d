#include "service/screening/filters/thread_mode.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(ThreadMode, ReportsEveryThreadThatIsNotOpen) {
  struct Row {
    ThreadMode mode;
    double strength;
  };
  const auto filter = MakeThreadMode({});
  for (const Row& row :
       {Row{ThreadMode::kOpen, 0}, Row{ThreadMode::kPremoderated, 1},
        Row{ThreadMode::kClosed, 1}}) {
    Inspection inspection;
    inspection.circumstances.thread_mode = row.mode;
    EXPECT_EQ(Strength(inspection.Inspect(*filter), "thread_premoderated"),
              row.strength);
  }
}

}  // namespace
}  // namespace winnow
