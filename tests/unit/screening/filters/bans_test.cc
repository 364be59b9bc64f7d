#include "service/screening/filters/bans.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(Bans, AreReportedByKind) {
  struct Row {
    BanHit ban;
    const char* signal;
  };
  const Row rows[] = {
      {{"b1", BanKind::kReject, "author"}, "banned_author"},
      {{"b2", BanKind::kReject, "network"}, "banned_network"},
      {{"b3", BanKind::kHold, "author"}, "ban_hold"},
      {{"b4", BanKind::kHold, "network"}, "ban_hold"},
      {{"b5", BanKind::kReject, "something new"}, "ban_hold"},
  };
  const auto filter = MakeBans({});
  for (const Row& row : rows) {
    Inspection inspection;
    inspection.circumstances.bans = {row.ban};
    const SignalSink sink = inspection.Inspect(*filter);
    ASSERT_EQ(sink.signals().size(), 1u);
    EXPECT_EQ(sink.signals()[0].name, row.signal);
    EXPECT_EQ(sink.signals()[0].entries[0].entry, row.ban.id);
  }
  EXPECT_TRUE(Inspection().Inspect(*filter).signals().empty());
}

TEST(Bans, NameAllThatGiveASignal) {
  Inspection inspection;
  inspection.circumstances.bans = {{"b1", BanKind::kHold, "author"},
                                   {"b2", BanKind::kHold, "network"}};
  const SignalSink sink = inspection.Inspect(*MakeBans({}));
  ASSERT_EQ(sink.signals().size(), 1u);
  ASSERT_EQ(sink.signals()[0].entries.size(), 2u);
  EXPECT_EQ(sink.signals()[0].entries[1].entry, "b2");
}

}  // namespace
}  // namespace winnow
