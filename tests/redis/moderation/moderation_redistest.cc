#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/moderation.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

DecisionRequest To(const Newsroom& room, const Uuid& id, State to,
                   const std::string& reason = "") {
  DecisionRequest request;
  request.site = room.site;
  request.id = id;
  request.to = to;
  request.reason = reason;
  return request;
}

std::vector<std::string> Bodies(const SearchPage& page) {
  std::vector<std::string> bodies;
  for (const StoredComment& stored : page.comments) {
    bodies.push_back(stored.comment.body);
  }
  return bodies;
}

TEST(Moderation, ApprovesAHeldCommentOntoTheFeed) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  ASSERT_EQ(room.store->CountStates(room.site)->held, 1);
  const auto approved =
      room.moderation->Decide(To(room, id, State::kApproved), room.moderator());
  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->comment.state, State::kApproved);
  EXPECT_EQ(approved->comment.revision, 2);
  EXPECT_EQ(approved->hidden.decided_by, "mod1");
  // What the policy said stays known.
  EXPECT_EQ(approved->hidden.verdict.state, State::kHeld);
  const auto last = DecodeHistory(approved->hidden.last_decision);
  ASSERT_THAT(last, IsOk());
  EXPECT_EQ(last->action, HistoryAction::kApproved);
  EXPECT_EQ(last->key_name, "Ines");

  const auto counts = room.store->CountStates(room.site);
  EXPECT_EQ(counts->held, 0);
  EXPECT_EQ(counts->approved, 1);
  const auto page = room.feed->After(room.site, "", false, 10);
  ASSERT_EQ(page->events.size(), 1u);
  EXPECT_EQ(page->events[0].revision, 2);
}

TEST(Moderation, RetractsAnApprovedCommentThatIsRejectedLater) {
  Newsroom room;
  const Uuid id = room.Post("published too soon");
  const auto start = room.store->LatestCursor(room.site);
  ASSERT_THAT(start, IsOk());
  const auto rejected = room.moderation->Decide(
      To(room, id, State::kRejected, "off_topic"), room.moderator());
  ASSERT_THAT(rejected, IsOk());
  EXPECT_EQ(rejected->comment.public_reason, "off_topic");
  const auto page = room.feed->After(room.site, *start, false, 10);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->events.size(), 1u);
  EXPECT_EQ(page->events[0].type, EventType::kRetracted);
  EXPECT_EQ(page->events[0].id, id);
  // Who reads from the beginning never sees it published.
  const auto all = room.feed->After(room.site, "", false, 10);
  ASSERT_EQ(all->events.size(), 1u);
  EXPECT_EQ(all->events[0].type, EventType::kRetracted);
}

TEST(Moderation, RefusesAStaleRevisionAndChangesNothing) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  DecisionRequest request = To(room, id, State::kRejected);
  request.revision = 1;
  ASSERT_THAT(room.moderation->Decide(request, room.moderator()), IsOk());
  request.to = State::kApproved;
  EXPECT_THAT(room.moderation->Decide(request, room.moderator()),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("REJECTED")));
  EXPECT_EQ(room.moderation->Get(room.site, id)->comment.state,
            State::kRejected);
  EXPECT_EQ(room.moderation->History(room.site, id)->size(), 1u);
}

TEST(Moderation, LetsOneOfManySimultaneousDecisionsWin) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  std::atomic<int> won = 0;
  std::vector<std::thread> people;
  for (int i = 0; i < 8; ++i) {
    people.emplace_back([&, i] {
      DecisionRequest request =
          To(room, id, i % 2 ? State::kApproved : State::kRejected);
      request.revision = 1;
      if (room.moderation->Decide(request, room.moderator()).ok()) ++won;
    });
  }
  for (std::thread& person : people) person.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(room.moderation->Get(room.site, id)->comment.revision, 2);
  EXPECT_EQ(room.moderation->History(room.site, id)->size(), 1u);
}

TEST(Moderation, UndoesDecisionsOneByOneBackToThePolicysVerdict) {
  Newsroom room;
  const Uuid id = room.Post("an awful remark");
  ASSERT_EQ(room.moderation->Get(room.site, id)->comment.public_reason,
            "language");
  const Principal who = room.moderator();
  ASSERT_THAT(room.moderation->Decide(To(room, id, State::kApproved), who),
              IsOk());
  ASSERT_THAT(
      room.moderation->Decide(To(room, id, State::kSpam, "advertising"), who),
      IsOk());

  auto undone = room.moderation->Undo(room.site, id, std::nullopt, who);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->comment.state, State::kApproved);
  undone = room.moderation->Undo(room.site, id, std::nullopt, who);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->comment.state, State::kRejected);
  EXPECT_EQ(undone->comment.public_reason, "language");
  EXPECT_THAT(room.moderation->Undo(room.site, id, std::nullopt, who),
              StatusIs(absl::StatusCode::kFailedPrecondition));

  const auto history = room.moderation->History(room.site, id);
  ASSERT_THAT(history, IsOk());
  std::vector<HistoryAction> actions;
  for (const HistoryRecord& record : *history) {
    actions.push_back(record.action);
    EXPECT_EQ(record.key_name, "Ines");
  }
  EXPECT_THAT(actions,
              ElementsAre(HistoryAction::kApproved, HistoryAction::kMarkedSpam,
                          HistoryAction::kUndone, HistoryAction::kUndone));
  EXPECT_EQ(history->front().seq, 1);
  EXPECT_EQ(history->back().seq, 4);
}

TEST(Moderation, ReturnsAnUndoneCommentToItsPlaceInTheQueue) {
  Newsroom room;
  const Uuid first = room.Post("hold me, first");
  room.Post("hold me, second");
  ASSERT_THAT(room.moderation->Decide(To(room, first, State::kRejected),
                                      room.moderator()),
              IsOk());
  ASSERT_THAT(
      room.moderation->Undo(room.site, first, std::nullopt, room.moderator()),
      IsOk());
  const auto page = room.moderation->Search(
      room.site, *CommentFilter::Parse(""), std::nullopt, 10);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(Bodies(*page), ElementsAre("hold me, first", "hold me, second"));
}

TEST(Moderation, QueuesByPriorityThenArrival) {
  Newsroom room;
  room.Post("hold me, early");
  Submission urgent = room.CommentOf("written in no time");
  urgent.seconds_spent = 0.1;
  ASSERT_THAT(room.Submit(urgent), IsOk());
  room.Post("hold me, late");
  const auto page = room.moderation->Search(
      room.site, *CommentFilter::Parse("state=held"), std::nullopt, 10);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(Bodies(*page), ElementsAre("written in no time", "hold me, early",
                                         "hold me, late"));
  // The alarm looks at arrival, whatever the priority.
  EXPECT_EQ(room.store->CountStates(room.site)->oldest_held,
            page->comments[1].comment.id.Time());
}

TEST(Moderation, PagesThroughEveryCommentOnce) {
  Newsroom room;
  std::set<std::string> expected;
  for (int i = 0; i < 250; ++i) {
    const std::string body = absl::StrCat("hold me, ", i);
    room.Post(body);
    expected.insert(body);
  }
  std::set<std::string> seen;
  std::optional<PageStart> start;
  int pages = 0;
  do {
    const auto page = room.moderation->Search(
        room.site, *CommentFilter::Parse(""), start, 30);
    ASSERT_THAT(page, IsOk());
    for (const std::string& body : Bodies(*page)) {
      EXPECT_TRUE(seen.insert(body).second) << body;
    }
    start = page->next;
  } while (start && ++pages < 100);
  EXPECT_EQ(seen, expected);
}

TEST(Moderation, FindsByEveryTermOfAFilter) {
  Newsroom room;
  const Uuid held = room.Post("hold me in sport", "sport/1");
  room.Post("fine weather today", "sport/1");
  room.Post("awful weather", "sport/2");
  const std::string id = held.ToString();
  struct Row {
    std::string filter;
    size_t found;
  };
  const Row rows[] = {
      {"", 1},
      {"state=pending", 1},
      {"state=approved", 1},
      {"state=rejected reason=language", 1},
      {"state=approved thread=sport/1", 1},
      {"state=approved thread=sport/2", 0},
      {"section=local", 1},
      {"section=world", 0},
      {"rule=suspect", 1},
      {"rule=default", 0},
      {"signal.listed_suspect>0.4", 1},
      {"signal.listed_suspect>0.9", 0},
      {"text~\"HOLD ME\"", 1},
      {"text~nowhere", 0},
      {"age<1h", 1},
      {"age>1h", 0},
      {absl::StrCat("author=@", id), 1},
      {absl::StrCat("state=approved author=@", id), 0},
      {"score.toxicity<0.3", 0},
  };
  for (const Row& row : rows) {
    const auto filter = CommentFilter::Parse(row.filter);
    ASSERT_THAT(filter, IsOk()) << row.filter;
    const auto page =
        room.moderation->Search(room.site, *filter, std::nullopt, 10);
    ASSERT_THAT(page, IsOk()) << row.filter;
    EXPECT_EQ(page->comments.size(), row.found) << row.filter;
    EXPECT_FALSE(page->next) << row.filter;
    // Whole, however little of it the filter looks at.
    for (const StoredComment& stored : page->comments) {
      EXPECT_FALSE(stored.comment.thread_url.empty()) << row.filter;
      EXPECT_FALSE(stored.hidden.author.exact.empty()) << row.filter;
      EXPECT_GT(
          stored.author.approved + stored.author.held + stored.author.rejected,
          0)
          << row.filter;
    }
  }
}

TEST(Moderation, EndsAtAPageThatIsExactlyFull) {
  Newsroom room;
  for (int i = 0; i < 24; ++i) room.Post(absl::StrCat("hold me, number ", i));
  const auto filter = CommentFilter::Parse("state=held");
  for (const int page_size : {1, 2, 8, 12, 24}) {
    std::optional<PageStart> at;
    int found = 0;
    int pages = 0;
    do {
      const auto page =
          room.moderation->Search(room.site, *filter, at, page_size);
      ASSERT_THAT(page, IsOk());
      EXPECT_EQ(page->comments.size(), static_cast<size_t>(page_size));
      // The one that says whether there are more is not examined.
      EXPECT_EQ(page->examined, page_size);
      found += page->examined;
      ++pages;
      at = page->next;
    } while (at && pages < 30);
    EXPECT_EQ(found, 24);
    EXPECT_EQ(pages, 24 / page_size);
  }
}

}  // namespace
}  // namespace winnow
