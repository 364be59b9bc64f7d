// A newsroom whose people teach an adapter.
#ifndef WINNOW_TESTS_REDIS_MODERATION_LEARNING_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_LEARNING_ROOM_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/learner.h"
#include "tests/redis/newsroom.h"
#include "tests/unit/screening/classifier/small_model.h"

namespace winnow {

inline constexpr int kEnough = 60;  // of each kind, for a vote

// A model that is as unsure of everything as one can be.
inline const Classifier& Unsure() {
  static const auto& classifier = *[] {
    ModelNumbers numbers = SmallNumbers();
    numbers.bias.fill((kKnots - 1) / 2.0F);
    numbers.marks = {};
    auto model = Model::Parse(
        *WriteModelFile(numbers, "made: by a test\n",
                        std::vector<int8_t>(size_t{kSmallBuckets} * kHeads)));
    return new Classifier(*std::move(model));
  }();
  return classifier;
}

// Like the room's, and holds what is probably spam.
inline Policy ScorePolicy() {
  Policy policy = TestPolicy();
  Rule rule;
  rule.name = "probably-spam";
  rule.reason = "a test's score";
  Condition condition;
  condition.signal = "spam";
  condition.is_score = true;
  condition.at_least = 0.6;
  rule.conditions.push_back(condition);
  policy.rules.insert(policy.rules.end() - 1, rule);
  return policy;
}

class LearningTest : public testing::Test {
 protected:
  // One server with its own memory.
  struct Server {
    explicit Server(Newsroom& room) : Server(room, *room.adapters) {}
    Server(Newsroom& room, AdapterStore& adapters)
        : sites(room.MakeLiveSites()),
          learner(adapters, *room.store, *sites, RealClock(), metrics) {}
    std::shared_ptr<const LiveSite> Site(Newsroom& room) {
      return *sites->LoadNewest(room.site);
    }
    std::unique_ptr<LiveSites> sites;
    Metrics metrics;
    Learner learner;
  };

  LearningTest() { room_.Apply(ScorePolicy()); }

  // The three moderators take turns.
  Principal Person() {
    Principal who = room_.moderator();
    who.key_id = absl::StrCat("key", people_++ % 3);
    return who;
  }

  void Decide(const Uuid& id, State to, const std::string& reason = "") {
    const auto decided = room_.moderation->Decide({.site = room_.site,
                                                   .id = id,
                                                   .to = to,
                                                   .revision = std::nullopt,
                                                   .reason = reason,
                                                   .batch = ""},
                                                  Person());
    ASSERT_TRUE(decided.ok()) << decided.status();
  }

  // Posts one of many comments about a topic, each by an author of its own.
  Uuid Post(const std::string& topic) {
    const int n = comments_++;
    return room_.Post(absl::StrCat("number ", n, " says ", topic, " and ",
                                   n * 7 % 13, " times ", topic));
  }

  void Teach(int of_each) {
    for (int i = 0; i < of_each; ++i) {
      Decide(Post("gold bullion for sale"), State::kSpam);
      Decide(Post("hold me a good argument"), State::kApproved);
    }
  }

  std::shared_ptr<const Adapter> Learned(Server& server) {
    const auto taught = server.learner.Newest(room_.site);
    EXPECT_TRUE(taught.ok()) << taught.status();
    return taught->adapter;
  }

  static const auto& Spam(const Adapter& adapter) {
    return adapter.state().heads[kSpamHead];
  }

  void SetMode(AdapterMode mode) {
    room_.settings.adapter = mode;
    room_.Apply(ScorePolicy());
  }

  StoredComment Stored(const Uuid& id) {
    return *room_.moderation->Get(room_.site, id);
  }

  int64_t Waiting() { return room_.Redis({"XLEN", "…learn"}).integer(); }

  std::string AdapterKey() {
    return absl::StrCat("…adapter:", Unsure().model().revision());
  }

  Newsroom room_{SiteSettings(), &Unsure()};
  int people_ = 0;
  int comments_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_LEARNING_ROOM_H_
