// A newsroom in which authors act on their own comments.
#ifndef WINNOW_TESTS_REDIS_MODERATION_OWN_COMMENTS_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_OWN_COMMENTS_ROOM_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/edits.h"
#include "service/moderation/own_comments.h"
#include "service/privacy/thread_key.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {

// A clock that runs ahead of the real one, as far as the test says.
class LaterClock final : public Clock {
 public:
  absl::Time Now() override { return RealClock().Now() + ahead; }
  absl::Duration ahead;
};

class OwnCommentsTest : public testing::Test {
 protected:
  Submitted Submit(Submission submission) {
    auto submitted = room_.Submit(std::move(submission));
    EXPECT_THAT(submitted, IsOk());
    return submitted.ok() ? *std::move(submitted) : Submitted();
  }
  Submitted Submit(const std::string& body) {
    return Submit(room_.CommentOf(body));
  }

  Submitted Answer(const Submitted& parent, const std::string& body) {
    Submission submission = room_.CommentOf(body);
    submission.parent = parent.comment.id.ToString();
    return Submit(std::move(submission));
  }

  static OwnRequest Of(const Submitted& submitted) {
    return {.site = "daily",
            .id = submitted.comment.id,
            .edit_token = submitted.edit_token};
  }

  absl::StatusOr<StoredComment> Withdraw(const Submitted& submitted) {
    return own_.Withdraw(Of(submitted), site_);
  }
  absl::StatusOr<AuthorStatus> Appeal(const Submitted& submitted,
                                      const std::string& text = "Why not?") {
    return own_.Appeal(Of(submitted), text, site_);
  }

  absl::StatusOr<StoredComment> Decide(const Submitted& submitted, State to) {
    DecisionRequest request;
    request.site = room_.site;
    request.id = submitted.comment.id;
    request.to = to;
    return room_.moderation->Decide(request, room_.moderator());
  }

  StoredComment Read(const Submitted& submitted) {
    return *room_.moderation->Get(room_.site, submitted.comment.id);
  }

  std::vector<HistoryAction> Actions(const Submitted& submitted) {
    std::vector<HistoryAction> actions;
    const auto history =
        room_.moderation->History(room_.site, submitted.comment.id);
    EXPECT_THAT(history, IsOk());
    if (!history.ok()) return actions;
    for (const HistoryRecord& record : *history) {
      actions.push_back(record.action);
    }
    return actions;
  }

  std::vector<EventType> EventsAfter(const std::string& cursor) {
    std::vector<EventType> types;
    const auto page = room_.feed->After(room_.site, cursor, true, 100);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return types;
    for (const Event& event : page->events) types.push_back(event.type);
    return types;
  }
  std::string Latest() { return *room_.store->LatestCursor(room_.site); }

  StateCounts Counts() { return *room_.store->CountStates(room_.site); }

  // What ListComments shows of the thread, and what it counts.
  std::vector<Comment> Listed() {
    std::vector<Comment> listed;
    const auto rows =
        room_.store->PageByThread(room_.site, ThreadKey("article-1"), false,
                                  std::nullopt, 100, Parts::kShown);
    EXPECT_THAT(rows, IsOk());
    for (const PageRow& row : *rows) listed.push_back(row.stored->comment);
    return listed;
  }
  int64_t Counted() {
    return room_.store->CountThreads(room_.site, {ThreadKey("article-1")})
        ->front();
  }

  std::vector<std::string> Fields(const std::string& kind,
                                  const Submitted& submitted) {
    std::vector<std::string> names;
    const Reply all = room_.Redis(
        {"HKEYS", absl::StrCat("…", kind, ":", submitted.comment.id.Bytes())});
    for (const Reply& name : all.items()) names.emplace_back(name.text());
    return names;
  }

  Newsroom room_;
  LaterClock clock_;
  OwnComments own_ = OwnComments(*room_.store, *room_.live, clock_);
  Edits edits_ = Edits(*room_.store, *room_.live, clock_);
  Principal site_ = room_.moderator();
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_OWN_COMMENTS_ROOM_H_
