#include "service/screening/filters/reply_context.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(ReplyContext, GrowsWithDepthAndAnswers) {
  struct Row {
    int depth;
    double depth_strength;
    double answers;
    double pile_on;
  };
  for (const Row& row :
       {Row{0, 0, 0, 0}, Row{8, 0, 15, 0}, Row{12, 0.5, 30, 0.5},
        Row{16, 1, 45, 1}, Row{500, 1, 9000, 1}}) {
    Inspection inspection;
    inspection.circumstances.depth = row.depth;
    inspection.circumstances.rates.parent_hour = row.answers;
    const SignalSink sink = inspection.Inspect(*MakeReplyContext({}));
    EXPECT_EQ(Strength(sink, "reply_depth"), row.depth_strength) << row.depth;
    EXPECT_EQ(Strength(sink, "pile_on"), row.pile_on) << row.answers;
  }
}

TEST(ReplyContext, TellsWhoAnswersThemselves) {
  Inspection inspection;
  EXPECT_EQ(
      Strength(inspection.Inspect(*MakeReplyContext({})), "reply_to_self"), 0);
  inspection.circumstances.parent_by_author = true;
  EXPECT_EQ(
      Strength(inspection.Inspect(*MakeReplyContext({})), "reply_to_self"), 1);
}

}  // namespace
}  // namespace winnow
