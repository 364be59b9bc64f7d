// A site that keeps its published comments itself: their texts leave once it
// has had them for long enough, and what was published can still be taken down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/marks.h"
#include "service/store/redis/redis_status_store.h"
#include "tests/redis/moderation/retention_room.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SiteKeepsTest : public RetentionRoom {
 protected:
  SiteKeepsTest() { clocks_.site_keeps_published = true; }

  // What stands in the feed now has been read and acknowledged.
  void Acknowledge(const std::string& subscription) {
    ASSERT_THAT(room_.feed->Acknowledge(room_.site, subscription, Latest()),
                IsOk());
  }

  // Makes it if it is new, and then it has acknowledged nothing.
  void SetRequired(const std::string& subscription, bool required) {
    ASSERT_THAT(
        room_.feed->Change(room_.site, subscription, {.required = required}),
        IsOk());
  }

  // Published `age` ago, as far as the sweep can tell.
  Submitted Published(const std::string& body, absl::Duration age) {
    const Submitted submitted = Submit(body);
    MakeOlder(submitted, age);
    return submitted;
  }

  // What was noted of acknowledgements `age` ago: all until `until` ago.
  void NotedBefore(absl::Duration age, absl::Duration until) {
    room_.Redis({"ZADD", "…acknowledged", Ago(age),
                 absl::StrCat(Ago(age), "|", Ago(until))});
  }

  // A subscription that acknowledged last `age` ago, and nothing of what came.
  void MakeSilent(const std::string& subscription, absl::Duration age) {
    room_.Redis({"HSET", "…subscriptions", subscription,
                 absl::StrCat("1-0|", Ago(age))});
  }
  // An event that has waited for `age`, before all others.
  void AddEvent(absl::Duration age) {
    room_.Redis({"DEL", "…feed"});
    room_.Redis({"XADD", "…feed", absl::StrCat(Ago(age), "-1"), "t", "a", "c",
                 "", "r", "0", "h", "1", "m", "1", "o", ""});
  }

  bool HasText(const Submitted& about) {
    return room_.Redis({"HEXISTS", Key("comment:", about), "body"}).integer() ==
           1;
  }

  RetentionClocks clocks_;
};

TEST_F(SiteKeepsTest, LeavesTextsUntil30DaysAfterTheAcknowledgement) {
  const Submitted old = Published("published long ago", Days(40));
  const Submitted later = Published("published later", Days(33));
  Acknowledge("pages");
  EXPECT_EQ(Sweep(clocks_).texts, 0) << "acknowledged today";
  NotedBefore(Days(29), Days(29));
  EXPECT_EQ(Sweep(clocks_).texts, 0);
  NotedBefore(Days(31), Days(35));
  EXPECT_EQ(Sweep().texts, 0) << "Winnow keeps them";
  EXPECT_EQ(Sweep(clocks_).texts, 1);
  EXPECT_FALSE(HasText(old));
  EXPECT_TRUE(HasText(later));
  EXPECT_THAT(Fields("comment", old),
              AllOf(Contains("thread"), Contains("state"), Contains("created"),
                    Not(Contains("name")), Not(Contains("handle"))));
  EXPECT_THAT(Fields("private", old),
              AllOf(Contains("author"), Contains("thread"),
                    Not(Contains("email")), Not(Contains("sketch"))));
  // It is still counted, and in its author's record.
  EXPECT_EQ(Counted(), 2);
  EXPECT_EQ(Counts().approved, 2);
  EXPECT_EQ(Read(old).author.approved, 1);
  EXPECT_EQ(Sweep(clocks_).texts, 0) << "once is enough";
}

TEST_F(SiteKeepsTest, WaitsForEverySubscription) {
  const Submitted old = Published("published long ago", Days(40));
  AddEvent(Days(6));
  Acknowledge("pages");
  NotedBefore(Days(31), Days(31));
  // A new one that has acknowledged nothing yet, and is not silent so soon.
  MakeSilent("search", Days(6));
  EXPECT_EQ(Sweep(clocks_).texts, 0);
  MakeSilent("search", Days(8));
  EXPECT_EQ(Sweep(clocks_).texts, 0) << "nothing has waited for so long";
  AddEvent(Days(8));
  // The status says the same of them.
  RedisStatusStore status(*room_.redis);
  const auto activity = status.Activity(room_.site, 100);
  ASSERT_THAT(activity, IsOk());
  ASSERT_EQ(activity->subscriptions.size(), 2U);
  for (const SubscriptionLag& lag : activity->subscriptions) {
    EXPECT_EQ(IsSilent(lag, absl::Now()), lag.name == "search") << lag.name;
  }
  EXPECT_EQ(Sweep(clocks_).texts, 1);
  EXPECT_FALSE(HasText(old));
}

TEST_F(SiteKeepsTest, KeepsEverythingWhereNobodyAcknowledges) {
  const Submitted old = Published("published long ago", Days(400));
  NotedBefore(Days(31), Days(31));
  EXPECT_EQ(Sweep(clocks_).texts, 0);
  EXPECT_TRUE(HasText(old));
}

TEST_F(SiteKeepsTest, WaitsForNoSubscriptionThatIsNotRequired) {
  const Submitted old = Published("published long ago", Days(40));
  Acknowledge("pages");
  NotedBefore(Days(31), Days(31));
  SetRequired("statistics", true);
  EXPECT_EQ(Sweep(clocks_).texts, 0);
  SetRequired("statistics", false);
  EXPECT_EQ(Sweep(clocks_).texts, 1);
  EXPECT_FALSE(HasText(old));
}

TEST_F(SiteKeepsTest, WaitsForAWeekForASubscriptionThatIsRequiredAgain) {
  const Submitted old = Published("published long ago", Days(40));
  AddEvent(Days(8));
  Acknowledge("pages");
  NotedBefore(Days(31), Days(31));
  MakeSilent("archive", Days(8));
  SetRequired("archive", true);
  SetRequired("archive", false);
  SetRequired("archive", true);
  EXPECT_EQ(Sweep(clocks_).texts, 0);
  // What it was before makes it no younger.
  MakeSilent("archive", Days(8));
  SetRequired("archive", true);
  EXPECT_EQ(Sweep(clocks_).texts, 1);
  EXPECT_FALSE(HasText(old));
}

TEST_F(SiteKeepsTest, KeepsEverythingWhereNoSubscriptionIsRequired) {
  const Submitted old = Published("published long ago", Days(40));
  Acknowledge("statistics");
  NotedBefore(Days(31), Days(31));
  SetRequired("statistics", false);
  EXPECT_EQ(Sweep(clocks_).texts, 0) << "nobody says that they have it";
  EXPECT_TRUE(HasText(old));
  SetRequired("statistics", true);
  EXPECT_EQ(Sweep(clocks_).texts, 1);
}

TEST_F(SiteKeepsTest, TakesDownWhatHasLeftAndNothingElse) {
  const Submitted old = Published("published long ago", Days(40));
  const Submitted other = Published("published as well", Days(40));
  Acknowledge("pages");
  NotedBefore(Days(31), Days(31));
  EXPECT_EQ(Sweep(clocks_).texts, 2);
  // Readers still answer what they see on the site.
  EXPECT_EQ(Answer(old, "I do not think so").comment.state, State::kApproved);
  EditRequest edit = {.site = room_.site, .id = old.comment.id};
  edit.texts.body = "published in other words";
  EXPECT_THAT(edits_.ByModerator(edit, room_.moderator()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  Marks marks(*room_.store, *room_.live, clock_);
  EXPECT_THAT(marks.Feature({.site = room_.site, .id = old.comment.id}, true,
                            room_.moderator()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(marks.AddNote({.site = room_.site, .id = old.comment.id},
                            "said again and again", room_.moderator()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  const std::string before = Latest();
  ASSERT_THAT(Decide(old, State::kRejected), IsOk());
  EXPECT_THAT(EventsAfter(before),
              ElementsAre(EventType::kRetracted, EventType::kRejected));
  const auto back = Decide(old, State::kApproved);
  EXPECT_THAT(back, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(back.status().message(), HasSubstr("the site keeps"));
  EXPECT_THAT(room_.moderation->Undo(room_.site, old.comment.id, std::nullopt,
                                     room_.moderator()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Appeal(old), StatusIs(absl::StatusCode::kFailedPrecondition));
  ASSERT_THAT(Withdraw(other), IsOk());
  ExpectCountsRight();
  // Rejected, it leaves like any other.
  DecideBefore(old, Days(31));
  EXPECT_EQ(Sweep(clocks_).comments, 1);
  EXPECT_FALSE(IsKept(old));
}

TEST_F(SiteKeepsTest, TellsNobodyOfATextThatIsNotThere) {
  const Submitted old = Published("published long ago", Days(40));
  Acknowledge("pages");
  NotedBefore(Days(31), Days(31));
  EXPECT_EQ(Sweep(clocks_).texts, 1);
  // Who reads from the beginning gets what is there.
  EXPECT_THAT(EventsAfter(""), testing::IsEmpty());
  Submit("published today");
  EXPECT_THAT(EventsAfter(""), ElementsAre(EventType::kApproved));
}

}  // namespace
}  // namespace winnow
