// What becomes of commands at each point of their lives, without a socket.

#include "service/store/redis/command_queue.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommandQueueTest : public testing::Test {
 protected:
  struct Traits {
    bool idempotent = false;
    seconds deadline = seconds(100);
  };

  void Push(const std::string& name) { Push(name, Traits()); }
  void Push(const std::string& name, Traits traits) {
    Command command({name});
    ASSERT_TRUE(budget_.TryTake(command.bytes()));
    queue_.Push({.command = std::move(command),
                 .done =
                     [this, name](absl::StatusOr<Reply> reply) {
                       answers_.push_back(
                           absl::StrCat(name, reply.ok() ? ":ok" : ":failed"));
                     },
                 .deadline = SteadyTime(traits.deadline),
                 .idempotent = traits.idempotent});
  }

  // Returns what would be written next.
  std::string Unwritten() {
    std::array<iovec, 16> parts;
    std::string bytes;
    const size_t used = queue_.NextParts(parts);
    for (size_t at = 0; at < used; ++at) {
      bytes.append(static_cast<const char*>(parts[at].iov_base),
                   parts[at].iov_len);
    }
    return bytes;
  }

  static std::string Encoded(const std::vector<std::string>& names) {
    std::string bytes;
    for (const std::string& name : names) {
      absl::StrAppend(&bytes, Command({name}).encoded());
    }
    return bytes;
  }

  void WriteAll() { queue_.MarkWritten(Unwritten().size()); }

  // A test that leaves the queue empty must leave the budget whole.
  ~CommandQueueTest() override {
    queue_.FailAll(absl::UnavailableError("over"));
    EXPECT_EQ(budget_.commands(), 0u);
    EXPECT_EQ(budget_.bytes(), 0u);
  }

  Budget budget_{100, 10000};
  CommandQueue queue_{budget_};
  std::vector<std::string> answers_;
};

TEST_F(CommandQueueTest, AnswersInOrderWhatHasBeenWritten) {
  Push("a");
  Push("b");
  EXPECT_FALSE(queue_.Answer(Reply()));
  WriteAll();
  EXPECT_FALSE(queue_.HasUnwritten());
  EXPECT_TRUE(queue_.Answer(Reply()));
  EXPECT_TRUE(queue_.Answer(Reply()));
  EXPECT_FALSE(queue_.Answer(Reply()));
  EXPECT_THAT(answers_, ElementsAre("a:ok", "b:ok"));
  EXPECT_TRUE(queue_.empty());
}

TEST_F(CommandQueueTest, ContinuesWhereverAWriteStopped) {
  const std::string all = Encoded({"a", "bb", "ccc"});
  for (size_t stop = 0; stop <= all.size(); ++stop) {
    for (const char* name : {"a", "bb", "ccc"}) Push(name);
    queue_.MarkWritten(stop);
    ASSERT_EQ(Unwritten(), all.substr(stop));
    WriteAll();
    ASSERT_FALSE(queue_.HasUnwritten());
    queue_.FailAll(absl::UnavailableError("next round"));
  }
}

TEST_F(CommandQueueTest, WritesNoMorePartsThanThereIsRoomFor) {
  for (const char* name : {"a", "b", "c"}) Push(name);
  std::array<iovec, 2> parts;
  EXPECT_EQ(queue_.NextParts(parts), 2u);
}

TEST_F(CommandQueueTest, ACutKeepsTheUnwrittenAndTheRepeatable) {
  Push("written");
  Push("repeatable", {.idempotent = true});
  WriteAll();
  Push("partly");
  queue_.MarkWritten(3);
  Push("unwritten");
  queue_.Cut();
  EXPECT_THAT(answers_, ElementsAre("written:failed"));
  EXPECT_EQ(Unwritten(), Encoded({"repeatable", "partly", "unwritten"}));
}

TEST_F(CommandQueueTest, ARepeatableCommandIsNotRepeatedForEver) {
  Push("poison", {.idempotent = true});
  for (int time = 1; time < CommandQueue::kTimesWrittenMax; ++time) {
    WriteAll();
    queue_.Cut();
    EXPECT_THAT(answers_, IsEmpty());
  }
  WriteAll();
  queue_.Cut();
  EXPECT_THAT(answers_, ElementsAre("poison:failed"));
  EXPECT_TRUE(queue_.empty());
}

TEST_F(CommandQueueTest, ExpiryTakesOutTheUnwrittenAndKeepsPlacesOfTheWritten) {
  Push("written", {.deadline = seconds(1)});
  Push("later", {.deadline = seconds(9)});
  WriteAll();
  Push("partly", {.deadline = seconds(1)});
  queue_.MarkWritten(3);
  Push("unwritten", {.deadline = seconds(1)});
  Push("last", {.deadline = seconds(5)});
  EXPECT_EQ(queue_.next_deadline(), SteadyTime(seconds(1)));
  EXPECT_EQ(queue_.Expire(SteadyTime(seconds(1))), 3u);
  EXPECT_THAT(answers_, ElementsAre("written:failed", "partly:failed",
                                    "unwritten:failed"));
  EXPECT_EQ(queue_.next_deadline(), SteadyTime(seconds(5)));
  // What has begun must be finished, or Redis would read nonsense.
  EXPECT_EQ(Unwritten(), Encoded({"partly", "last"}).substr(3));
  WriteAll();
  answers_.clear();
  for (int reply = 0; reply < 4; ++reply) EXPECT_TRUE(queue_.Answer(Reply()));
  EXPECT_THAT(answers_, ElementsAre("later:ok", "last:ok"));
}

TEST_F(CommandQueueTest, NothingExpiresBeforeItsTime) {
  Push("a", {.deadline = seconds(2)});
  EXPECT_EQ(queue_.Expire(SteadyTime(seconds(1))), 0u);
  EXPECT_THAT(answers_, IsEmpty());
}

TEST_F(CommandQueueTest, ACutDropsWhatHasExpiredAlready) {
  Push("late", {.idempotent = true, .deadline = seconds(1)});
  WriteAll();
  queue_.Expire(SteadyTime(seconds(1)));
  queue_.Cut();
  EXPECT_THAT(answers_, ElementsAre("late:failed"));
  EXPECT_TRUE(queue_.empty());
}

TEST(Budget, RefusesPastEitherLimitAndTakesWhatIsGivenBack) {
  Budget budget(2, 10);
  EXPECT_TRUE(budget.TryTake(4));
  EXPECT_FALSE(budget.TryTake(7));
  EXPECT_TRUE(budget.TryTake(6));
  EXPECT_FALSE(budget.TryTake(0));
  budget.Give(4);
  EXPECT_TRUE(budget.TryTake(4));
  EXPECT_EQ(budget.commands(), 2u);
  EXPECT_EQ(budget.bytes(), 10u);
}

}  // namespace
}  // namespace winnow
