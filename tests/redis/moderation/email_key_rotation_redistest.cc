// A new key for a site's addresses, on a real Redis, while comments arrive,
// move and go.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/redis/redis_audit_store.h"
#include "tests/redis/moderation/email_key_room.h"

namespace winnow {
namespace {

constexpr absl::string_view kSpam =
    "buy https://a.example https://b.example https://c.example "
    "https://d.example https://e.example https://f.example";

using EmailKeyRotationTest = EmailKeyRoom;

TEST_F(EmailKeyRotationTest, SealsEveryAddressAgainAndTakesTheOldKeyAway) {
  room_.settings.email_required = false;
  std::vector<std::pair<Submitted, std::string>> all;
  const auto submit = [&](const std::string& body) {
    const std::string email = absl::StrCat("reader", all.size(), "@a.example");
    all.emplace_back(Submit(From(email, body)), email);
    return all.back().first;
  };
  submit("a calm remark");
  submit("hold me, please");
  submit("awful, awful");
  submit(std::string(kSpam));
  const Submitted decided = submit("hold me and let me go");
  ASSERT_THAT(Decide(decided, State::kApproved), IsOk());
  submit("hold me and look at me");
  LeaseRequest lease;
  lease.site = room_.site;
  lease.count = 1;
  ASSERT_THAT(room_.leases->Next(
                  lease, *CommentFilter::Parse(""), /*sees_all=*/true,
                  [](const StoredComment&) { return true; }, room_.moderator()),
              IsOk());
  Submission nameless = room_.CommentOf("I have no address");
  nameless.email.clear();
  Submit(std::move(nameless));

  const EmailKeyProgress done = Rotate();
  EXPECT_EQ(done.key_name, "email.2");
  EXPECT_EQ(done.resealed, 6);
  EXPECT_EQ(done.unreadable, 0);
  EXPECT_THAT(EmailKeys(), testing::ElementsAre("email.2"));
  for (const auto& [submitted, email] : all) {
    EXPECT_EQ(KeyOf(submitted), 2);
    EXPECT_EQ(Opened(*room_.live, Read(submitted)), email);
  }
  // Once more: what a year brings.
  EXPECT_EQ(Rotate().resealed, 6);
  EXPECT_THAT(EmailKeys(), testing::ElementsAre("email.3"));
  EXPECT_EQ(Opened(*room_.live, Read(all[0].first)), all[0].second);
}

TEST_F(EmailKeyRotationTest, IsInTheSitesHistoryWithoutAnAddress) {
  Submit(From("ann@a.example", "a calm remark"));
  Rotate();
  RedisAuditStore store(*room_.redis);
  const auto page = store.Read(room_.site, "", 100);
  ASSERT_THAT(page, IsOk());
  std::vector<std::string> said;
  for (const ChainEntry& entry : page->entries) {
    const auto record = DecodeHistory(entry.record);
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->action, HistoryAction::kDataKeyRotated);
    EXPECT_EQ(record->key_id, "mod1");
    said.push_back(record->reason);
  }
  EXPECT_THAT(said, testing::ElementsAre("begun: email.1 to email.2",
                                         "ended: email.2"));
}

TEST_F(EmailKeyRotationTest, GoesOnWhereAnotherServerStopped) {
  std::vector<Submitted> all;
  for (int i = 0; i < 250; ++i) {
    Submission submission = room_.CommentOf(absl::StrCat("remark no ", i));
    submission.trusted = true;
    all.push_back(Submit(std::move(submission)));
  }
  SealRotation state = OnlyBegin();
  // One chunk, as by a server that dies after it.
  state.step = 1;
  const auto first = seals_.Find(room_.site, state);
  ASSERT_EQ(first->found.size(), kSealsTogether);
  ASSERT_TRUE(first->next);
  const auto live = room_.live->LoadNewest(room_.site);
  std::vector<NewSeal> fresh;
  for (const auto& found : first->found) {
    const auto email = (*live)->keys->OpenEmail(found.sealed, found.id);
    fresh.push_back(
        {.id = found.id,
         .read = found.sealed,
         .fresh = (*live)->keys->SealEmail(*email, found.id, SystemRandom())});
  }
  state.after = first->next;
  EXPECT_EQ(*seals_.Replace(room_.site, state, fresh), 100);
  // Sent again, it does nothing again.
  EXPECT_EQ(*seals_.Replace(room_.site, state, fresh), 0);
  state = *seals_.Get(room_.site);
  EXPECT_EQ(state.resealed, 100);
  EXPECT_EQ(state.remaining, 150);

  const auto another = room_.MakeLiveSites();
  EmailKeyRotation rotation = RotationOf(*another);
  const auto done = rotation.GoOn(room_.site, room_.moderator());
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->remaining, 0);
  EXPECT_EQ(done->resealed, 250);
  for (const Submitted& submitted : all) EXPECT_EQ(KeyOf(submitted), 2);
  EXPECT_THAT(EmailKeys(), testing::ElementsAre("email.2"));
  // Asked for after its end, it says so.
  EXPECT_EQ(rotation.GoOn(room_.site, room_.moderator())->resealed, 250);
}

TEST_F(EmailKeyRotationTest, LeavesErasedWhatWasTakenAwayAfterItWasRead) {
  const Submitted gone = Submit("a calm remark");
  const Submitted stays = Submit("another calm remark");
  SealRotation state = OnlyBegin();
  state.step = 1;
  const auto page = seals_.Find(room_.site, state);
  ASSERT_EQ(page->found.size(), 2u);
  ASSERT_THAT(Withdraw(gone), IsOk());
  const auto live = room_.live->LoadNewest(room_.site);
  std::vector<NewSeal> fresh;
  for (const auto& found : page->found) {
    const auto email = (*live)->keys->OpenEmail(found.sealed, found.id);
    fresh.push_back(
        {.id = found.id,
         .read = found.sealed,
         .fresh = (*live)->keys->SealEmail(*email, found.id, SystemRandom())});
  }
  EXPECT_EQ(*seals_.Replace(room_.site, state, fresh), 1);
  EXPECT_EQ(SealOf(gone), "");
  EXPECT_EQ(KeyOf(stays), 2);
}

TEST_F(EmailKeyRotationTest, MissesNothingThatMovesBehindTheWalk) {
  const Submitted spam = Submit(std::string(kSpam));
  const Submitted held = Submit("hold me, please");
  SealRotation state = OnlyBegin();
  // The walk is past the queue and the approved ones, where these go now.
  state.step = 2;
  ASSERT_THAT(seals_.Replace(room_.site, state, {}), IsOk());
  ASSERT_THAT(Decide(spam, State::kApproved), IsOk());
  ASSERT_THAT(Decide(held, State::kApproved), IsOk());
  state.step = kSealSteps;
  ASSERT_THAT(seals_.Replace(room_.site, state, {}), IsOk());
  // So the pass cannot end, and the old key stays.
  const auto ended = seals_.EndPass(room_.site, state, "d", "r");
  ASSERT_THAT(ended, IsOk());
  EXPECT_FALSE(*ended);
  EXPECT_EQ(EmailKeys().size(), 2u);
  EXPECT_EQ(GoOn().resealed, 2);
  EXPECT_EQ(KeyOf(spam), 2);
  EXPECT_EQ(KeyOf(held), 2);
  EXPECT_EQ(EmailKeys().size(), 1u);
}

TEST_F(EmailKeyRotationTest, IsBegunOnceByTwoOperatorsAtOnce) {
  Submit("a calm remark");
  const auto begin = [this] {
    return rotation_.Begin(room_.site, room_.moderator()).status();
  };
  for (int round = 0; round < 20; ++round) {
    auto other = std::async(std::launch::async, begin);
    const absl::Status one = begin();
    const absl::Status two = other.get();
    EXPECT_TRUE(one.ok() || two.ok()) << one << two;
    GoOn();
    EXPECT_EQ(EmailKeys().size(), 1u);
  }
  OnlyBegin();
  EXPECT_THAT(begin(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(EmailKeys().size(), 2u);
}

TEST_F(EmailKeyRotationTest, NeedsToBeBegun) {
  EXPECT_THAT(rotation_.GoOn(room_.site, room_.moderator()).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(rotation_.Begin("weekly", room_.moderator()).status(),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(EmailKeyRotationTest, EndsBesideAnAddressThatOpensUnderNoKey) {
  const Submitted broken = Submit("a calm remark");
  const Submitted whole = Submit(From("ann@a.example", "another remark"));
  std::string seal = SealOf(broken);
  seal.back() ^= 1;
  room_.Redis({"HSET", absl::StrCat("…private:", broken.comment.id.Bytes()),
               "email", seal});
  const EmailKeyProgress done = Rotate();
  EXPECT_EQ(done.resealed, 1);
  EXPECT_EQ(done.unreadable, 1);
  EXPECT_EQ(SealOf(broken), seal);
  EXPECT_EQ(Opened(*room_.live, Read(whole)), "ann@a.example");
}

TEST_F(EmailKeyRotationTest, RunsWhileCommentsArriveAndAreDecided) {
  std::vector<Submitted> all;
  for (int i = 0; i < 300; ++i) {
    Submission submission = room_.CommentOf(absl::StrCat("hold me, no ", i));
    submission.trusted = true;
    all.push_back(Submit(std::move(submission)));
  }
  std::atomic<bool> over = false;
  std::thread decider([&] {
    for (size_t i = 0; !over; ++i) {
      const Submitted& one = all[i % all.size()];
      Decide(one, i / all.size() % 2 == 0 ? State::kApproved : State::kRejected)
          .status()
          .IgnoreError();
    }
  });
  std::vector<Submitted> late;
  for (int round = 0; round < 5; ++round) {
    ASSERT_THAT(rotation_.Begin(room_.site, room_.moderator()), IsOk());
    Submission submission = room_.CommentOf(absl::StrCat("late ", round));
    submission.trusted = true;
    late.push_back(Submit(std::move(submission)));
    GoOn();
  }
  over = true;
  decider.join();
  EXPECT_THAT(EmailKeys(), testing::ElementsAre("email.6"));
  for (const std::vector<Submitted>* some : {&all, &late}) {
    for (const Submitted& one : *some) {
      EXPECT_EQ(KeyOf(one), 6);
      EXPECT_THAT(Opened(*room_.live, Read(one)),
                  testing::EndsWith("@example.org"));
    }
  }
}

}  // namespace
}  // namespace winnow
