#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/leases.h"
#include "tests/redis/moderation/lease_room.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr absl::StatusCode kRefused = absl::StatusCode::kFailedPrecondition;

class LeasesTest : public LeaseRoom {};

TEST_F(LeasesTest, HandsTheFrontOfTheQueueOutToOnePersonOnly) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(room_.Post(absl::StrCat("hold me, said number ", i)));
  }
  const auto first = Next(ines_, 2);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(IdsOf(first->comments), ElementsAre(ids[0], ids[1]));
  EXPECT_EQ(first->waiting, 1);
  const std::optional<Lease>& lease = first->comments[0].lease;
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease->key_name, "Ines");
  EXPECT_EQ(lease->token.size(), 32u);
  EXPECT_EQ(lease->end - lease->begin, absl::Minutes(5));
  const auto second = Next(karl_, 2);
  EXPECT_THAT(IdsOf(second->comments), ElementsAre(ids[2]));
  EXPECT_THAT(Next(ines_, 2)->comments, IsEmpty());
}

TEST_F(LeasesTest, CountsAndListsLeasedCommentsAsHeld) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(room_.Post(absl::StrCat("hold me, said number ", i)));
  }
  Take(ines_);
  const auto counts = room_.store->CountStates(room_.site);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->held, 3);
  EXPECT_EQ(counts->leased, 1);
  EXPECT_EQ(counts->oldest_held, ids[0].Time());
  const auto held = CommentFilter::Parse("state=held");
  const auto page =
      room_.moderation->Search(room_.site, *held, std::nullopt, 10);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(IdsOf(page->comments), ElementsAreArray(ids));
  ASSERT_TRUE(page->comments[0].lease);
  EXPECT_EQ(page->comments[0].lease->key_name, "Ines");
  EXPECT_FALSE(page->comments[1].lease);
  // Nor does one vanish whose lease has ended without anybody noticing.
  EndLease(ids[0]);
  EXPECT_EQ(room_.store->CountStates(room_.site)->held, 3);
  EXPECT_EQ(room_.store->CountStates(room_.site)->leased, 0);
  const auto after =
      room_.moderation->Search(room_.site, *held, std::nullopt, 10);
  EXPECT_THAT(IdsOf(after->comments), ElementsAreArray(ids));
  EXPECT_FALSE(after->comments[0].lease);
}

TEST_F(LeasesTest, PagesThroughTheQueueInItsOrderWhileCommentsAreLeased) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 9; ++i) {
    ids.push_back(room_.Post(absl::StrCat("hold me, said number ", i)));
  }
  // All of one place, so that the ids decide; and some leased.
  for (const Uuid& id : ids) {
    room_.Redis({"ZADD", "…held", "7", std::string(id.Bytes())});
  }
  std::sort(ids.begin(), ids.end());
  const LeaseTerms terms = {.key_id = "mod1",
                            .key_name = "Ines",
                            .session = "",
                            .token = std::string(32, 'a'),
                            .length = absl::Minutes(1)};
  ASSERT_THAT(room_.queue->LeaseThese(room_.site, terms,
                                      {ids[1], ids[4], ids[5], ids[8]}),
              IsOk());
  for (const int size : {1, 2, 3, 100}) {
    std::vector<Uuid> seen;
    std::optional<PageStart> at;
    while (true) {
      const auto rows = room_.store->PageByState(room_.site, State::kHeld,
                                                 false, at, size, Parts::kAll);
      ASSERT_THAT(rows, IsOk());
      for (const PageRow& row : *rows) seen.push_back(row.id);
      if (rows->empty() || seen.size() > ids.size()) break;
      at = PageStart{.score = rows->back().score, .id = rows->back().id};
    }
    EXPECT_THAT(seen, ElementsAreArray(ids)) << size;
  }
}

TEST_F(LeasesTest, ForgetsALeaseWhoseTimeIsOver) {
  const Uuid first = room_.Post("hold me, first");
  const Uuid second = room_.Post("hold me, second");
  Take(ines_);
  EndLease(first);
  // Back in its place, and to be had by the next one who asks.
  const auto leased = Next(karl_, 1);
  EXPECT_THAT(IdsOf(leased->comments), ElementsAre(first));
  EXPECT_EQ(leased->comments[0].lease->key_name, "Karl");
  EndLease(first);
  EXPECT_THAT(Decide(ines_, first), IsOk());
  EXPECT_THAT(Decide(ines_, second), IsOk());
  EXPECT_EQ(Kept(), 0);
}

TEST_F(LeasesTest, RenewsALeaseThatLastsAndNoOther) {
  const Uuid id = room_.Post("hold me please");
  const Lease lease = *Take(ines_).lease;
  const auto renew = [&](const Principal& who, const std::string& token) {
    return room_.leases->Renew(room_.site, id, token, absl::Hours(1), who);
  };
  const auto renewed = renew(ines_, lease.token);
  ASSERT_THAT(renewed, IsOk());
  EXPECT_GE(renewed->end, lease.begin + absl::Hours(1));
  EXPECT_EQ(renewed->begin, lease.begin);
  EXPECT_THAT(renew(karl_, lease.token), StatusIs(kRefused));
  EXPECT_THAT(renew(ines_, "another"), StatusIs(kRefused));
  EndLease(id);
  EXPECT_THAT(renew(ines_, lease.token),
              StatusIs(kRefused, HasSubstr("has ended")));
}

TEST_F(LeasesTest, PutsACommentThatIsGivenBackWhereItWas) {
  const Uuid first = room_.Post("hold me, first");
  room_.Post("hold me, second");
  const std::string before = std::string(
      room_.Redis({"ZSCORE", "…held", std::string(first.Bytes())}).text());
  const std::string token = Take(ines_).lease->token;
  // Nobody else's to give back.
  EXPECT_THAT(room_.leases->Release(room_.site, first, token, karl_), IsOk());
  EXPECT_EQ(room_.Redis({"ZCARD", "…leased"}).integer(), 1);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(room_.leases->Release(room_.site, first, token, ines_), IsOk());
    EXPECT_EQ(
        room_.Redis({"ZSCORE", "…held", std::string(first.Bytes())}).text(),
        before);
  }
  EXPECT_EQ(Kept(), 0);
  EXPECT_EQ(Take(karl_).comment.id, first);
}

TEST_F(LeasesTest, StealsALeaseAndRecordsIt) {
  const Uuid id = room_.Post("hold me please");
  const StoredComment leased = Take(ines_);
  const auto steal = [&](const Principal& who) {
    return room_.leases->Steal(room_.site, leased.comment, absl::Minutes(5), "",
                               who);
  };
  const auto stolen = steal(karl_);
  ASSERT_THAT(stolen, IsOk());
  EXPECT_EQ(stolen->lease->key_name, "Karl");
  EXPECT_THAT(Actions(id), ElementsAre(HistoryAction::kLeaseStolen));
  EXPECT_THAT(Decide(ines_, id, {leased.lease->token}),
              StatusIs(kRefused, HasSubstr("Karl")));
  // His own is nobody's to be taken from.
  EXPECT_THAT(steal(karl_), IsOk());
  EXPECT_THAT(Actions(id), ElementsAre(HistoryAction::kLeaseStolen));
  EXPECT_THAT(Decide(karl_, id), IsOk());
  EXPECT_THAT(steal(ines_), StatusIs(kRefused, HasSubstr("APPROVED")));
  EXPECT_EQ(Kept(), 0);
}

TEST_F(LeasesTest, AnswersARequestIdWithTheLeasesThatStillLast) {
  for (int i = 0; i < 4; ++i) {
    room_.Post(absl::StrCat("hold me, said number ", i));
  }
  for (const std::string filter : {"", "rule=suspect"}) {
    const LeaseRequest once = {.length = absl::Minutes(5),
                               .request_id = "once " + filter,
                               .content = "two"};
    const auto first = Next(ines_, 2, once, filter);
    ASSERT_EQ(first->comments.size(), 2u) << filter;
    EXPECT_THAT(Decide(ines_, first->comments[0].comment.id), IsOk());
    const auto again = Next(ines_, 2, once, filter);
    ASSERT_THAT(again, IsOk());
    EXPECT_THAT(IdsOf(again->comments),
                ElementsAre(first->comments[1].comment.id));
    EXPECT_EQ(again->comments[0].lease->token, first->comments[1].lease->token);
    // The same id from somebody else, or for something else.
    EXPECT_THAT(Next(karl_, 2, once, filter),
                StatusIs(absl::StatusCode::kAlreadyExists));
    LeaseRequest other = once;
    other.content = "three";
    EXPECT_THAT(Next(ines_, 3, other, filter),
                StatusIs(absl::StatusCode::kAlreadyExists));
  }
}

TEST_F(LeasesTest, LeasesOnlyWhatMatchesAndMayBeSeen) {
  for (int i = 0; i < 120; ++i) {
    room_.Post(absl::StrCat("hold me, said number ", i),
               i % 60 == 59 ? "rare" : "common");
  }
  const auto rare = Next(ines_, 5, {}, "thread=rare");
  ASSERT_THAT(rare, IsOk());
  EXPECT_EQ(rare->comments.size(), 2u);
  EXPECT_EQ(rare->waiting, 118);
  LeaseRequest request;
  request.site = room_.site;
  request.count = 3;
  request.length = absl::Minutes(5);
  const auto seen = room_.leases->Next(
      request, *CommentFilter::Parse(""), /*sees_all=*/false,
      [](const StoredComment& stored) {
        return stored.comment.body == "hold me, said number 7";
      },
      ines_);
  ASSERT_THAT(seen, IsOk());
  ASSERT_EQ(seen->comments.size(), 1u);
  EXPECT_EQ(seen->comments[0].comment.body, "hold me, said number 7");
}

TEST_F(LeasesTest, PassesOverWhatIsInTheQueueAndNotHeld) {
  room_.Redis({"ZADD", "…held", "1", std::string(16, 'x')});
  const Uuid approved = room_.Post("published at once");
  room_.Redis({"ZADD", "…held", "2", std::string(approved.Bytes())});
  const Uuid held = room_.Post("hold me please");
  EXPECT_THAT(IdsOf(Next(ines_, 2)->comments), ElementsAre(held));
}

TEST_F(LeasesTest, RefusesMoreLeasesThanASiteMayHave) {
  room_.Post("hold me please");
  std::vector<std::string> many = {"ZADD", "…leased"};
  for (int i = 0; i < 10000; ++i) {
    many.push_back("99999999999999");
    many.push_back(absl::StrCat("somebody's ", i));
  }
  room_.Redis(many);
  EXPECT_THAT(Next(ines_, 1), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(room_.Redis({"ZCARD", "…held"}).integer(), 1);
}

TEST_F(LeasesTest, AnswersLessThanAMegabyteOfTexts) {
  for (int i = 0; i < 30; ++i) {
    std::string body = absl::StrCat("hold me, said number ", i, " ");
    while (body.size() < 60000)
      absl::StrAppend(&body, "word", body.size(), " ");
    room_.Post(body);
  }
  for (const std::string filter : {"", "rule=suspect"}) {
    const auto leased = Next(ines_, 100, {}, filter);
    ASSERT_THAT(leased, IsOk());
    EXPECT_GT(leased->comments.size(), 10u) << filter;
    EXPECT_LT(leased->comments.size(), 20u) << filter;
  }
}

TEST_F(LeasesTest, ListsLeasesThatLastSoonestEndFirst) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(room_.Post(absl::StrCat("hold me, said number ", i)));
    Take(i == 1 ? karl_ : ines_);
  }
  EndLease(ids[0]);
  const auto rows = room_.leases->List(room_.site, std::nullopt, 1);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().place.id, ids[1]);
  EXPECT_EQ(rows->front().lease.key_name, "Karl");
  EXPECT_EQ(rows->front().section, "local");
  const auto rest = room_.leases->List(room_.site, rows->front().place, 100);
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ(rest->front().place.id, ids[2]);
}

TEST(LeasesAndBounds, CountLeasedCommentsIntoTheQueuesBound) {
  SiteSettings settings;
  settings.held_max = 1;
  Newsroom room(settings);
  room.Post("hold me please");
  LeaseRequest request;
  request.site = room.site;
  request.length = absl::Minutes(5);
  ASSERT_THAT(room.leases->Next(
                  request, *CommentFilter::Parse(""), /*sees_all=*/true,
                  [](const StoredComment&) { return true; }, room.moderator()),
              IsOk());
  EXPECT_THAT(room.Submit(room.CommentOf("hold me too")),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace winnow
