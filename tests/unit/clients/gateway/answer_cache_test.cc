#include "clients/gateway/answer_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const absl::Time kStart = absl::FromUnixSeconds(1700000000);
constexpr absl::Duration kFresh = absl::Seconds(2);

class Cache : public testing::Test {
 protected:
  AnswerCache::Found Get(const AnswerCache::Key& key, absl::Time now) {
    return cache_.Get(key, now, [this](const auto& answer) {
      got_.push_back(answer.ok() ? *answer->body : "failed");
    });
  }
  void Finish(const AnswerCache::Key& key, const AnswerCache::Found& found,
              const std::string& body, absl::Time now) {
    CachedAnswer answer = MakeCachedAnswer(body);
    answer.asked = now;
    answer.fresh_for = kFresh;
    cache_.Finish(key, found.flight, answer, now);
  }

  AnswerCache cache_{{.answers_max = 4, .bytes_max = 4096}};
  std::vector<std::string> got_;
  const AnswerCache::Key key_{.scope = "thread", .variant = "oldest"};
};

TEST_F(Cache, FetchesOnceForAllWhoWait) {
  const auto first = Get(key_, kStart);
  EXPECT_EQ(first.outcome, AnswerCache::Outcome::kMiss);
  EXPECT_EQ(Get(key_, kStart).outcome, AnswerCache::Outcome::kJoined);
  EXPECT_THAT(got_, IsEmpty());
  Finish(key_, first, "a", kStart);
  EXPECT_THAT(got_, ElementsAre("a", "a"));
  EXPECT_EQ(Get(key_, kStart + absl::Seconds(1)).outcome,
            AnswerCache::Outcome::kHit);
  EXPECT_THAT(got_, ElementsAre("a", "a", "a"));
  EXPECT_EQ(Get(key_, kStart + kFresh).outcome, AnswerCache::Outcome::kMiss);
}

TEST_F(Cache, ShowsNothingWhenTheClockHasGoneBack) {
  Finish(key_, Get(key_, kStart), "a", kStart);
  const absl::Time back = kStart - absl::Hours(1);
  const auto found = Get(key_, back);
  EXPECT_EQ(found.outcome, AnswerCache::Outcome::kMiss);
  Finish(key_, found, "b", back);
  EXPECT_EQ(Get(key_, back).outcome, AnswerCache::Outcome::kHit);
  EXPECT_THAT(got_, ElementsAre("a", "b", "b"));
}

TEST_F(Cache, KeepsNoFailure) {
  const auto first = Get(key_, kStart);
  Get(key_, kStart);
  cache_.Finish(key_, first.flight, absl::UnavailableError("away"), kStart);
  EXPECT_THAT(got_, ElementsAre("failed", "failed"));
  EXPECT_EQ(Get(key_, kStart).outcome, AnswerCache::Outcome::kMiss);
  EXPECT_EQ(cache_.bytes(), 0u);
}

TEST_F(Cache, ForgetsWhatWasAskedForBeforeAChange) {
  const auto before = Get(key_, kStart);
  cache_.Forget("thread");
  // Whoever asks after the change gets what was read after it.
  const auto after = Get(key_, kStart);
  EXPECT_EQ(after.outcome, AnswerCache::Outcome::kMiss);
  Finish(key_, before, "old", kStart);
  EXPECT_THAT(got_, ElementsAre("old"));
  Finish(key_, after, "new", kStart);
  Get(key_, kStart);
  EXPECT_THAT(got_, ElementsAre("old", "new", "new"));
  cache_.Forget("thread");
  EXPECT_EQ(Get(key_, kStart).outcome, AnswerCache::Outcome::kMiss);
  EXPECT_EQ(cache_.bytes(), 0u);
}

TEST_F(Cache, StaysBounded) {
  const auto fill = [this](size_t bytes) {
    for (int i = 0; i < 10; ++i) {
      const AnswerCache::Key key{.scope = absl::StrCat(i), .variant = ""};
      Finish(key, Get(key, kStart), std::string(bytes, 'x'), kStart);
    }
    int hits = 0;
    for (int i = 0; i < 10; ++i) {
      const AnswerCache::Key key{.scope = absl::StrCat(i), .variant = ""};
      const auto found = Get(key, kStart);
      if (found.outcome == AnswerCache::Outcome::kHit) ++hits;
      cache_.Forget(key.scope);
    }
    return hits;
  };
  EXPECT_EQ(fill(100), 4);   // answers_max
  EXPECT_EQ(fill(1000), 3);  // bytes_max, with what is around each
  EXPECT_EQ(cache_.bytes(), 0u);
  for (int i = 0; i < 4; ++i) {
    const AnswerCache::Key key{.scope = absl::StrCat(i), .variant = ""};
    Finish(key, Get(key, kStart), std::string(100, 'x'), kStart);
  }
  // What is old makes room.
  const absl::Time later = kStart + absl::Seconds(10);
  const AnswerCache::Key key{.scope = "new", .variant = ""};
  Finish(key, Get(key, later), "y", later);
  EXPECT_EQ(Get(key, later).outcome, AnswerCache::Outcome::kHit);
  // What is larger than everything is handed on and not kept.
  const AnswerCache::Key large{.scope = "large", .variant = ""};
  Finish(large, Get(large, later), std::string(5000, 'x'), later);
  EXPECT_EQ(got_.back().size(), 5000u);
  EXPECT_EQ(Get(large, later).outcome, AnswerCache::Outcome::kMiss);
}

}  // namespace
}  // namespace winnow
