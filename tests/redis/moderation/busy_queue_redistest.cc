// Many moderators at one queue: each comment is decided once, whoever leases,
// gives back, forgets and takes over what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/audit.h"
#include "service/moderation/queue_recount.h"
#include "service/store/redis/redis_audit_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

constexpr int kModerators = 16;
constexpr int kCommentsEach = 100;

// Of each moderator; more by WINNOW_TEST_COMMENTS, for a long run.
int CommentsEach() {
  int count = kCommentsEach;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables.
  const char* asked = std::getenv("WINNOW_TEST_COMMENTS");
  if (asked != nullptr && !absl::SimpleAtoi(asked, &count)) {
    return kCommentsEach;
  }
  return count;
}

class BusyQueue : public testing::Test {
 protected:
  // What one decision that was answered with OK came to.
  struct Decided {
    Uuid id;
    State to;
    std::string key_id;
  };

  void Post(int count) {
    std::vector<std::thread> readers;
    std::atomic<int> posted = 0;
    std::mutex mutex;
    for (int t = 0; t < 8; ++t) {
      readers.emplace_back([&] {
        for (int i = posted++; i < count; i = posted++) {
          Submission submission;
          {
            std::lock_guard lock(mutex);
            submission = room_.CommentOf(absl::StrCat("hold me, said ", i));
          }
          submission.thread.id = absl::StrCat("article-", i % 7);
          submission.trusted = true;
          EXPECT_THAT(room_.Submit(std::move(submission)), IsOk());
        }
      });
    }
    for (std::thread& reader : readers) reader.join();
  }

  // Works until nothing is held any more; returns what was decided.
  std::vector<Decided> Work(int number, uint32_t seed) {
    Principal who = room_.moderator();
    who.key_id = absl::StrCat("mod", number);
    who.name = absl::StrCat("Moderator ", number);
    std::mt19937 random(seed);
    const auto chance = [&random](unsigned percent) {
      return random() % 100 < percent;
    };
    std::vector<Decided> decided;
    std::vector<Uuid> forgotten;
    const absl::Time end =
        absl::Now() + absl::Minutes(4) * CommentsEach() / kCommentsEach;
    while (absl::Now() < end) {
      LeaseRequest request;
      request.site = room_.site;
      request.count = 1 + static_cast<int>(random() % 5);
      const bool forgets = chance(15);
      request.length = forgets ? absl::Milliseconds(5) : absl::Minutes(5);
      const auto leased = room_.leases->Next(
          request, *all_, /*sees_all=*/true,
          [](const StoredComment&) { return true; }, who);
      EXPECT_THAT(leased, IsOk());
      if (!leased.ok()) return decided;
      if (leased->comments.empty() &&
          room_.moderation->Counts(room_.site)->held == 0) {
        return decided;
      }
      for (const StoredComment& stored : leased->comments) {
        const Uuid& id = stored.comment.id;
        if (forgets) {
          // They come back to it when somebody else may have it.
          forgotten.push_back(id);
        } else if (chance(15)) {
          EXPECT_THAT(
              room_.leases->Release(room_.site, id, stored.lease->token, who),
              IsOk());
        } else {
          Decide(who, id, {stored.lease->token}, random, decided);
        }
      }
      if (!forgotten.empty() && chance(30)) {
        const Uuid id = forgotten.back();
        forgotten.pop_back();
        Decide(who, id, {.steals = chance(50)}, random, decided);
      }
    }
    ADD_FAILURE() << "the queue never became empty";
    return decided;
  }

  void Decide(const Principal& who, const Uuid& id, LeaseClaim claim,
              std::mt19937& random, std::vector<Decided>& decided) {
    static constexpr State kStates[] = {State::kApproved, State::kRejected,
                                        State::kSpam};
    DecisionRequest request;
    request.site = room_.site;
    request.id = id;
    request.to = kStates[random() % 3];
    request.revision = 1;
    request.lease = std::move(claim);
    const auto done = room_.moderation->Decide(request, who);
    if (done.ok()) {
      decided.push_back({.id = id, .to = request.to, .key_id = who.key_id});
      return;
    }
    // Somebody else has it, or decided about it first.
    EXPECT_TRUE(absl::IsFailedPrecondition(done.status()) ||
                absl::IsAborted(done.status()))
        << done.status();
  }

  Newsroom room_;
  const absl::StatusOr<CommentFilter> all_ = CommentFilter::Parse("");
};

TEST_F(BusyQueue, HasEachCommentDecidedOnceAndLeavesNothingBehind) {
  const int comments = kModerators * CommentsEach();
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  Post(comments);
  ASSERT_EQ(room_.store->CountStates(room_.site)->held, comments);
  std::vector<std::vector<Decided>> work(kModerators);
  std::vector<std::thread> people;
  for (int i = 0; i < kModerators; ++i) {
    people.emplace_back([this, &work, i, seed] {
      work[i] = Work(i, seed + static_cast<uint32_t>(i));
    });
  }
  for (std::thread& person : people) person.join();

  std::map<Uuid, Decided> decided;
  std::map<State, int64_t> by_state;
  for (const std::vector<Decided>& of_one : work) {
    for (const Decided& one : of_one) {
      EXPECT_TRUE(decided.emplace(one.id, one).second) << one.id.ToString();
      ++by_state[one.to];
    }
  }
  EXPECT_EQ(decided.size(), static_cast<size_t>(comments));
  // History says the same, with nothing between.
  for (const auto& [id, one] : decided) {
    const auto history = room_.moderation->History(room_.site, id);
    ASSERT_THAT(history, IsOk());
    int decisions = 0;
    for (const HistoryRecord& record : *history) {
      if (record.action == HistoryAction::kLeaseStolen) continue;
      ++decisions;
      EXPECT_EQ(record.to, one.to);
      EXPECT_EQ(record.key_id, one.key_id);
    }
    EXPECT_EQ(decisions, 1);
    EXPECT_EQ(room_.moderation->Get(room_.site, id)->comment.revision, 2);
  }
  const auto counts = room_.store->CountStates(room_.site);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->held, 0);
  EXPECT_EQ(counts->leased, 0);
  EXPECT_EQ(counts->approved, by_state[State::kApproved]);
  EXPECT_EQ(counts->rejected, by_state[State::kRejected]);
  EXPECT_EQ(counts->spam, by_state[State::kSpam]);
  for (const char* key : {"…held", "…leased", "…leased-queue", "…leases"}) {
    EXPECT_EQ(room_.Redis({"EXISTS", key}).integer(), 0) << key;
  }
  // Every change has its number, without gaps.
  EXPECT_EQ(
      room_.Redis({"XLEN", "…audit"}).integer(),
      std::atoll(std::string(room_.Redis({"HGET", "…audit-head", "seq"}).text())
                     .c_str()));
  RedisAuditStore audits(*room_.redis);
  Audit audit(audits, *room_.live);
  AuditProgress checked_until;
  while (true) {
    const auto checked = audit.Check(room_.site, checked_until, std::nullopt);
    ASSERT_THAT(checked, IsOk());
    ASSERT_FALSE(checked->problem.has_value()) << checked->problem->what;
    if (checked->at_end) break;
    checked_until = checked->progress;
  }
  RecountProgress progress;
  while (true) {
    const auto part = RecountQueue(*room_.queue, room_.site, progress);
    ASSERT_THAT(part, IsOk());
    EXPECT_TRUE(part->misplaced.empty());
    for (const RecountedName& count : part->counts) {
      EXPECT_EQ(count.counted, count.found) << count.name;
    }
    if (part->done) break;
  }
}

}  // namespace
}  // namespace winnow
