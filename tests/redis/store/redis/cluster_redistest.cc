#include <array>
#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/connection.h"
#include "tests/support/redis_server.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

constexpr absl::Duration kSoon = absl::Seconds(20);
constexpr CommandOptions kPatient = {.timeout = absl::Seconds(20),
                                     .idempotent = true};

// One primary of a cluster, with a connection of the test's own to it.
struct TestNode {
  TestNode()
      : port(FreeTcpPort()),
        bus_port(FreeTcpPort()),
        server({.port = port,
                .config = {"cluster-enabled yes",
                           absl::StrCat("cluster-port ", bus_port),
                           "cluster-require-full-coverage no",
                           "cluster-node-timeout 2000"}}),
        direct({.address = server.address()}) {
    id = std::string(Ask({"CLUSTER", "MYID"}).text());
  }

  Reply Ask(std::initializer_list<absl::string_view> words) {
    absl::StatusOr<Reply> reply = direct.Call(Command(words), kPatient);
    EXPECT_THAT(reply, IsOk());
    if (!reply.ok()) return Reply();
    EXPECT_FALSE(reply->is_error()) << reply->text();
    return *std::move(reply);
  }

  // Whether it takes the cluster for whole.
  bool SeesTheCluster() {
    return absl::StrContains(Ask({"CLUSTER", "INFO"}).text(),
                             "cluster_state:ok");
  }

  const int port;
  // By itself Redis takes a port 10,000 above, where outgoing connections of
  // other tests may sit.
  const int bus_port;
  RedisServer server;
  Connection direct;
  std::string id;
};

// Three primaries with a third of the slots each; made once, since meeting
// takes them a second or two.
class ClusterTest : public testing::Test {
 protected:
  static constexpr size_t kNodes = 3;

  static void SetUpTestSuite() {
    nodes_ = new std::array<TestNode, kNodes>;
    for (size_t at = 0; at < kNodes; ++at) {
      const size_t first = at * kClusterSlots / kNodes;
      const size_t last = (at + 1) * kClusterSlots / kNodes - 1;
      Node(at).Ask({"CLUSTER", "ADDSLOTSRANGE", absl::StrCat(first),
                    absl::StrCat(last)});
      Node(at).Ask({"CLUSTER", "SET-CONFIG-EPOCH", absl::StrCat(at + 1)});
    }
    for (size_t at = 1; at < kNodes; ++at) {
      Node(0).Ask({"CLUSTER", "MEET", "127.0.0.1", absl::StrCat(Node(at).port),
                   absl::StrCat(Node(at).bus_port)});
    }
    for (TestNode& node : *nodes_) {
      while (!node.SeesTheCluster() ||
             node.Ask({"CLUSTER", "SLOTS"}).size() < kNodes) {
        std::this_thread::yield();
      }
    }
  }
  static void TearDownTestSuite() { delete nodes_; }

  static TestNode& Node(size_t at) { return (*nodes_)[at]; }

  // Returns which node a key belongs to at the start, and another one.
  static TestNode& HolderOf(absl::string_view key) {
    return Node(ClusterSlot(key) * kNodes / kClusterSlots);
  }
  static TestNode& OtherThan(const TestNode& node) {
    return &node == &Node(0) ? Node(1) : Node(0);
  }

  static void SetSlot(TestNode& at, absl::string_view key,
                      absl::string_view state, const TestNode& node) {
    at.Ask(
        {"CLUSTER", "SETSLOT", absl::StrCat(ClusterSlot(key)), state, node.id});
  }

  static absl::StatusOr<std::string> Text(absl::StatusOr<Reply> reply) {
    if (!reply.ok()) return reply.status();
    return std::string(reply->text());
  }

  static std::array<TestNode, kNodes>* nodes_;
  Cluster cluster_{{.address = Node(0).server.address()}};
};

std::array<TestNode, ClusterTest::kNodes>* ClusterTest::nodes_ = nullptr;

TEST_F(ClusterTest, SendsEveryKeyToItsNode) {
  ASSERT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  for (TestNode& node : *nodes_) node.Ask({"FLUSHALL"});
  constexpr int kKeys = 300;
  std::latch all(kKeys);
  std::atomic<int> ok = 0;
  for (int number = 0; number < kKeys; ++number) {
    const std::string key = absl::StrCat("route:{site-", number, "}");
    cluster_.Send(key, Command({"SET", key, "1"}), kPatient,
                  [&](const absl::StatusOr<Reply>& reply) {
                    if (reply.ok() && !reply->is_error()) ++ok;
                    all.count_down();
                  });
  }
  all.wait();
  EXPECT_EQ(ok, kKeys);
  int64_t stored = 0;
  for (TestNode& node : *nodes_) {
    const int64_t here = node.Ask({"DBSIZE"}).integer();
    EXPECT_GT(here, 0);
    stored += here;
  }
  EXPECT_EQ(stored, kKeys);
}

TEST_F(ClusterTest, SendsCorrectlyBeforeItKnowsTheCluster) {
  // No waiting: the first commands meet a seed that may hold other slots.
  for (const char* site : {"{a}", "{b}", "{c}", "{d}"}) {
    EXPECT_THAT(
        Text(cluster_.Call(site, Command({"SET", site, "1"}), kPatient)),
        IsOkAndHolds(std::string("OK")));
  }
}

TEST_F(ClusterTest, FollowsASlotThatHasMoved) {
  ASSERT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  const std::string key = "{moved}";
  TestNode& from = HolderOf(key);
  TestNode& to = OtherThan(from);
  SetSlot(to, key, "IMPORTING", from);
  SetSlot(from, key, "MIGRATING", to);
  SetSlot(to, key, "NODE", to);
  SetSlot(from, key, "NODE", to);
  EXPECT_THAT(Text(cluster_.Call(key, Command({"SET", key, "new"}), kPatient)),
              IsOkAndHolds(std::string("OK")));
  EXPECT_EQ(to.Ask({"GET", key}).text(), "new");
}

TEST_F(ClusterTest, AsksTheNextHolderWhileASlotMoves) {
  ASSERT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  const std::string here = "{asking}here";
  const std::string gone = "{asking}gone";
  TestNode& from = HolderOf(here);
  TestNode& to = OtherThan(from);
  ASSERT_THAT(cluster_.Call(here, Command({"SET", here, "old"}), kPatient),
              IsOk());
  SetSlot(to, here, "IMPORTING", from);
  SetSlot(from, here, "MIGRATING", to);
  EXPECT_THAT(Text(cluster_.Call(here, Command({"GET", here}), kPatient)),
              IsOkAndHolds(std::string("old")));
  EXPECT_THAT(
      Text(cluster_.Call(gone, Command({"SET", gone, "new"}), kPatient)),
      IsOkAndHolds(std::string("OK")));
  EXPECT_THAT(Text(cluster_.Call(gone, Command({"GET", gone}), kPatient)),
              IsOkAndHolds(std::string("new")));
  // The slot is still `from`'s, which does not have the key.
  EXPECT_EQ(
      from.Ask({"CLUSTER", "COUNTKEYSINSLOT", absl::StrCat(ClusterSlot(here))})
          .integer(),
      1);
  for (TestNode* node : {&from, &to}) {
    node->Ask(
        {"CLUSTER", "SETSLOT", absl::StrCat(ClusterSlot(here)), "STABLE"});
  }
}

TEST_F(ClusterTest, WaitsForKeysOnTheirWay) {
  ASSERT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  const std::string first = "{split}first";
  const std::string second = "{split}second";
  TestNode& from = HolderOf(first);
  TestNode& to = OtherThan(from);
  for (const std::string& key : {first, second}) {
    ASSERT_THAT(cluster_.Call(key, Command({"SET", key, key}), kPatient),
                IsOk());
  }
  SetSlot(to, first, "IMPORTING", from);
  SetSlot(from, first, "MIGRATING", to);
  from.Ask({"MIGRATE", "127.0.0.1", absl::StrCat(to.port), first, "0", "5000"});
  // One key here and one there: neither node can answer.
  std::promise<absl::StatusOr<Reply>> both;
  cluster_.Send(first, Command({"MGET", first, second}), kPatient,
                [&both](absl::StatusOr<Reply> reply) {
                  both.set_value(std::move(reply));
                });
  from.Ask(
      {"MIGRATE", "127.0.0.1", absl::StrCat(to.port), second, "0", "5000"});
  SetSlot(to, first, "NODE", to);
  SetSlot(from, first, "NODE", to);
  const absl::StatusOr<Reply> reply = both.get_future().get();
  ASSERT_THAT(reply, IsOk());
  ASSERT_EQ(reply->size(), 2u) << reply->text();
  EXPECT_EQ((*reply)[0].text(), first);
  EXPECT_EQ((*reply)[1].text(), second);
}

TEST_F(ClusterTest, OneNodeAwayLeavesTheOthersServing) {
  ASSERT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  // Not the seed, so that the rest of the tests keep theirs.
  std::string away;
  std::string there;
  for (int number = 0; away.empty() || there.empty(); ++number) {
    const std::string key = absl::StrCat("{away-", number, "}");
    (&HolderOf(key) == &Node(2) ? away : there) = key;
  }
  Node(2).server.Kill9();
  EXPECT_THAT(cluster_.Call(away, Command({"GET", away}), kPatient),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(cluster_.Call(there, Command({"SET", there, "1"}), kPatient),
              IsOk());
  EXPECT_THAT(cluster_.health(), StatusIs(absl::StatusCode::kUnavailable));
  Node(2).server.Restart();
  ASSERT_THAT(Node(2).direct.WaitUntilConnected(kSoon), IsOk());
  while (!Node(2).SeesTheCluster()) std::this_thread::yield();
  EXPECT_THAT(cluster_.WaitUntilConnected(kSoon), IsOk());
  EXPECT_THAT(Text(cluster_.Call(away, Command({"SET", away, "1"}), kPatient)),
              IsOkAndHolds(std::string("OK")));
}

TEST_F(ClusterTest, AnswersEverythingWhenItIsDestroyedUnderLoad) {
  constexpr int kCommands = 2000;
  std::atomic<int> answered = 0;
  {
    Cluster cluster({.address = Node(1).server.address()});
    for (int number = 0; number < kCommands; ++number) {
      const std::string key = absl::StrCat("{gone-", number, "}");
      cluster.Send(
          key, Command({"GET", key}), kPatient,
          [&answered](const absl::StatusOr<Reply>& /*reply*/) { ++answered; });
    }
  }
  EXPECT_EQ(answered, kCommands);
}

TEST(ClusterOfOne, IsASingleServer) {
  RedisServer server;
  Cluster cluster({.address = server.address()});
  ASSERT_THAT(cluster.WaitUntilConnected(kSoon), IsOk());
  for (const char* key : {"{a}", "{b}", "c"}) {
    EXPECT_THAT(cluster.Call(key, Command({"SET", key, "1"}), kPatient),
                IsOk());
  }
  EXPECT_EQ(cluster.stats().connects, ConnectionGroup::kConnections);
  EXPECT_THAT(cluster.health(), IsOk());
}

TEST(ClusterOfOne, RunsSetupOfItsOwnerToo) {
  RedisServer server;
  ConnectionOptions options = {.address = server.address()};
  options.setup = [] {
    std::vector<SetupCommand> setup;
    setup.push_back({Command({"SET", "setup", "done"})});
    return setup;
  };
  Cluster cluster(std::move(options));
  const auto reply = cluster.Call("setup", Command({"GET", "setup"}), kPatient);
  ASSERT_THAT(reply, IsOk());
  EXPECT_EQ(reply->text(), "done");
}

}  // namespace
}  // namespace winnow
