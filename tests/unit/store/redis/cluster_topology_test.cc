#include "service/store/redis/cluster_topology.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using ::testing::ElementsAre;

Reply Node(absl::string_view host, int64_t port) {
  std::vector<Reply> items;
  items.push_back(Reply::Text(Reply::Kind::kString, host));
  items.push_back(Reply::Integer(port));
  return Reply::Array(std::move(items));
}

Reply Range(int64_t first, int64_t last, Reply primary) {
  std::vector<Reply> items;
  items.push_back(Reply::Integer(first));
  items.push_back(Reply::Integer(last));
  items.push_back(std::move(primary));
  items.push_back(Node("10.0.0.9", 9));  // A replica.
  return Reply::Array(std::move(items));
}

Reply List(Reply first) {
  std::vector<Reply> items;
  items.push_back(std::move(first));
  return Reply::Array(std::move(items));
}

TEST(ClusterTopology, ReadsRangesAndTheirPrimaries) {
  std::vector<Reply> ranges;
  ranges.push_back(Range(0, 5460, Node("10.0.0.1", 7000)));
  ranges.push_back(Range(5461, 16383, Node("::1", 7001)));
  EXPECT_THAT(ParseClusterSlots(Reply::Array(std::move(ranges)), "seed:1"),
              IsOkAndHolds(ElementsAre(SlotRange{0, 5460, "10.0.0.1:7000"},
                                       SlotRange{5461, 16383, "[::1]:7001"})));
}

TEST(ClusterTopology, ANodeWithoutAHostIsWhereItWasReached) {
  EXPECT_THAT(ParseClusterSlots(List(Range(1, 2, Node("", 7000))), "seed:1"),
              IsOkAndHolds(ElementsAre(SlotRange{1, 2, "seed:7000"})));
  EXPECT_THAT(
      ParseClusterSlots(List(Range(1, 2, Node("", 7000))), "unix:/run/redis"),
      IsOkAndHolds(ElementsAre(SlotRange{1, 2, "127.0.0.1:7000"})));
}

TEST(ClusterTopology, RefusesWhatIsNoSuchReply) {
  EXPECT_THAT(ParseClusterSlots(Reply::Integer(1), ""),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(ParseClusterSlots(List(Reply::Integer(1)), ""),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(ParseClusterSlots(List(Range(0, 16384, Node("a", 1))), ""),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(ParseClusterSlots(List(Range(2, 1, Node("a", 1))), ""),
              StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(ParseClusterSlots(List(Range(0, 1, Node("a", 0))), ""),
              StatusIs(absl::StatusCode::kInternal));
}

TEST(ClusterTopology, ReadsRedirections) {
  EXPECT_EQ(ParseRedirect("MOVED 3999 127.0.0.1:6381", "seed:1"),
            (Redirect{true, 3999, "127.0.0.1:6381"}));
  EXPECT_EQ(ParseRedirect("ASK 16383 ::1:6381", "seed:1"),
            (Redirect{false, 16383, "[::1]:6381"}));
  EXPECT_EQ(ParseRedirect("MOVED 0 :6381", "seed:1"),
            (Redirect{true, 0, "seed:6381"}));
  for (const char* other :
       {"", "MOVED", "MOVED 1", "MOVED x 127.0.0.1:1", "MOVED 16384 a:1",
        "MOVED -1 a:1", "MOVED 1 a", "ERR MOVED 1 a:1", "ASKING 1 a:1"}) {
    EXPECT_EQ(ParseRedirect(other, "seed:1"), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace winnow
