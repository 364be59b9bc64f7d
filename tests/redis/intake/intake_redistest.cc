// A submission through validation, gather, screening and commit, on a real
// Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/intake/intake.h"
#include "service/privacy/thread_key.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::Gt;
using testing::HasSubstr;
using testing::Optional;

TEST(Intake, StoresAnApprovedCommentOnTheFeedAndInItsThread) {
  Newsroom room;
  auto submitted = room.Submit(room.CommentOf("A calm remark."));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->comment.state, State::kApproved);
  EXPECT_FALSE(submitted->replayed);
  EXPECT_EQ(submitted->edit_token.size(), 22u);
  EXPECT_EQ(submitted->comment.author_handle.size(), 8u);

  auto stored = room.moderation->Get(room.site, submitted->comment.id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->comment.body, "A calm remark.");
  EXPECT_EQ(stored->comment.create_time, submitted->comment.create_time);
  EXPECT_EQ(stored->comment.update_time, stored->comment.create_time);
  EXPECT_EQ(stored->hidden.verdict.rule, "default");
  EXPECT_EQ(stored->hidden.verdict.policy_revision, "1");
  EXPECT_EQ(stored->thread.title, "An article");
  EXPECT_EQ(stored->thread.section, "local");

  auto page = room.feed->After(room.site, "", false, 10);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->events.size(), 1u);
  EXPECT_EQ(page->events[0].id, submitted->comment.id);
  EXPECT_EQ(page->events[0].type, EventType::kApproved);
  EXPECT_EQ(page->events[0].comment->body, "A calm remark.");
  EXPECT_EQ(page->events[0].comment->thread_url,
            "https://daily.example/article-1");
}

TEST(Intake, SealsTheAddressSoThatOnlyTheSiteKeyOpensIt) {
  Newsroom room;
  Submission submission = room.CommentOf("Hello.");
  submission.email = "ann@example.org";
  const auto submitted = room.Submit(std::move(submission));
  ASSERT_THAT(submitted, IsOk());
  const auto stored = room.moderation->Get(room.site, submitted->comment.id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_THAT(stored->hidden.email.bytes,
              testing::Not(HasSubstr("ann@example.org")));
  const auto opened = room.live->Find(room.site)->keys->OpenEmail(
      stored->hidden.email, submitted->comment.id);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->Reveal(), "ann@example.org");
}

TEST(Intake, ReportsEveryBadFieldAndStoresNothing) {
  Newsroom room;
  Submission submission = room.CommentOf("");
  submission.email = "not an address";
  const auto refused = room.Submit(std::move(submission));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(FieldViolationsOf(refused.status()).size(), 2u);
  const auto counts = room.store->CountStates(room.site);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->approved + counts->held, 0);
}

TEST(Intake, AnswersARepeatedRequestWithTheFirstComment) {
  Newsroom room;
  Submission submission = room.CommentOf("Only once.");
  submission.request_id = "request-1";
  const auto first = room.Submit(submission);
  const auto second = room.Submit(submission);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->comment.id, first->comment.id);
  EXPECT_EQ(second->edit_token, first->edit_token);
  EXPECT_EQ(room.store->CountStates(room.site)->approved, 1);
}

TEST(Intake, RefusesARequestIdWithOtherContent) {
  Newsroom room;
  Submission submission = room.CommentOf("Only once.");
  submission.request_id = "request-1";
  ASSERT_THAT(room.Submit(submission), IsOk());
  submission.body = "Something else.";
  EXPECT_THAT(room.Submit(submission),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST(Intake, MakesOneCommentOfManySimultaneousRepeats) {
  Newsroom room;
  Submission submission = room.CommentOf("Only once.");
  submission.request_id = "request-1";
  ASSERT_THAT(room.live->Load(room.site, 0), IsOk());
  constexpr int kRepeats = 40;
  std::latch answered(kRepeats);
  std::atomic<int> ok = 0;
  std::atomic<int> fresh = 0;
  for (int i = 0; i < kRepeats; ++i) {
    Submission copy = submission;
    // Every repeat counts as an attempt; a trusted key is not limited.
    copy.trusted = true;
    room.intake->Submit(std::move(copy), [&](absl::StatusOr<Submitted> done) {
      if (done.ok()) ++ok;
      if (done.ok() && !done->replayed) ++fresh;
      answered.count_down();
    });
  }
  answered.wait();
  EXPECT_EQ(ok, kRepeats);
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(room.store->CountStates(room.site)->approved, 1);
}

TEST(Intake, RejectsTheSameWordsOfTheSameAuthorInTheSameThread) {
  Newsroom room;
  const Submission submission = room.CommentOf("I said so before.");
  ASSERT_THAT(room.Submit(submission), IsOk());
  const auto again = room.Submit(submission);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->comment.state, State::kRejected);
  EXPECT_EQ(again->comment.public_reason, "duplicate");
}

TEST(Intake, RejectsAllButOneOfManySimultaneousRepeatsWithoutARequestId) {
  Newsroom room;
  ASSERT_THAT(room.live->Load(room.site, 0), IsOk());
  const Submission submission = room.CommentOf("A double click, and another.");
  constexpr int kClicks = 8;
  std::latch answered(kClicks);
  std::atomic<int> approved = 0;
  std::atomic<int> duplicates = 0;
  for (int i = 0; i < kClicks; ++i) {
    room.intake->Submit(submission, [&](absl::StatusOr<Submitted> done) {
      if (done.ok() && done->comment.state == State::kApproved) ++approved;
      if (done.ok() && done->comment.public_reason == "duplicate") ++duplicates;
      answered.count_down();
    });
  }
  answered.wait();
  EXPECT_EQ(approved, 1);
  EXPECT_EQ(duplicates, kClicks - 1);
}

TEST(Intake, LetsStrangersWithoutAnAddressSayTheSame) {
  SiteSettings settings;
  settings.email_required = false;
  Newsroom room(settings);
  Submission submission = room.CommentOf("Thank you.");
  submission.email = "";
  ASSERT_THAT(room.Submit(submission), IsOk());
  const auto second = room.Submit(submission);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->comment.state, State::kApproved);
}

TEST(Intake, LimitsAnAuthorBeforeAnythingIsStored) {
  SiteSettings settings;
  settings.author_per_minute_max = 3;
  Newsroom room(settings);
  Submission submission = room.CommentOf("");
  for (int i = 0; i < 3; ++i) {
    submission.body = absl::StrCat("Remark number ", i, ".");
    ASSERT_THAT(room.Submit(submission), IsOk());
  }
  submission.body = "One too many.";
  const auto refused = room.Submit(submission);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted,
                                HasSubstr("author")));
  EXPECT_THAT(RetryAfterOf(refused.status()),
              Optional(Gt(absl::ZeroDuration())));
  EXPECT_EQ(room.store->CountStates(room.site)->approved, 3);
  submission.trusted = true;
  EXPECT_THAT(room.Submit(submission), IsOk());
}

TEST(Intake, CountsSimultaneousAttemptsSoThatNoneSeesZero) {
  SiteSettings settings;
  settings.author_per_minute_max = 10;
  Newsroom room(settings);
  ASSERT_THAT(room.live->Load(room.site, 0), IsOk());
  constexpr int kAttempts = 64;
  const Submission submission = room.CommentOf("");
  std::latch answered(kAttempts);
  std::atomic<int> stored = 0;
  for (int i = 0; i < kAttempts; ++i) {
    Submission copy = submission;
    copy.body = absl::StrCat("Attempt ", i);
    room.intake->Submit(std::move(copy), [&](absl::StatusOr<Submitted> done) {
      if (done.ok()) ++stored;
      answered.count_down();
    });
  }
  answered.wait();
  // A minute that ends in between lets the sliding window pass a few more.
  EXPECT_LE(stored, 20);
  EXPECT_GE(stored, 10);
}

TEST(Intake, RefusesAClosedThreadAndAMissingParent) {
  Newsroom room;
  const Uuid parent = room.Post("A first remark.");
  Submission reply = room.CommentOf("I agree.");
  reply.parent = parent.ToString();
  EXPECT_THAT(room.Submit(reply), IsOk());

  reply = room.CommentOf("I agree.");
  reply.thread.id = "article-2";
  reply.parent = parent.ToString();
  EXPECT_THAT(room.Submit(reply),
              StatusIs(absl::StatusCode::kFailedPrecondition));

  reply.parent = "0190a0a0-0000-7000-8000-000000000000";
  EXPECT_THAT(room.Submit(reply),
              StatusIs(absl::StatusCode::kFailedPrecondition));

  ASSERT_THAT(room.sites->SetThreadMode(room.site, ThreadKey("article-1"),
                                        "article-1", ThreadMode::kClosed,
                                        std::string(32, 'd'), "record"),
              IsOk());
  EXPECT_THAT(room.Submit(room.CommentOf("Too late.")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("no more comments")));
}

TEST(Intake, KeepsWhatIsKnownOfAThreadThatIsOnlyNamed) {
  Newsroom room;
  room.Post("With a title.");
  Submission bare = room.CommentOf("Without one.");
  bare.thread = {};
  bare.thread.id = "article-1";
  const auto submitted = room.Submit(bare);
  ASSERT_THAT(submitted, IsOk());
  EXPECT_THAT(submitted->warnings, testing::IsEmpty());
  EXPECT_EQ(
      room.moderation->Get(room.site, submitted->comment.id)->thread.title,
      "An article");

  Submission renamed = room.CommentOf("With another.");
  renamed.thread.title = "An article, corrected";
  const auto warned = room.Submit(renamed);
  ASSERT_THAT(warned, IsOk());
  EXPECT_THAT(warned->warnings, testing::ElementsAre(Warning::kThreadChanged));
  EXPECT_EQ(
      room.moderation->Get(room.site, submitted->comment.id)->thread.title,
      "An article, corrected");
}

TEST(Intake, CountsRepliesOnTheirParent) {
  Newsroom room;
  const Uuid parent = room.Post("A first remark.");
  for (int i = 0; i < 3; ++i) {
    Submission reply = room.CommentOf(absl::StrCat("Reply ", i));
    reply.parent = parent.ToString();
    ASSERT_THAT(room.Submit(reply), IsOk());
  }
  EXPECT_EQ(room.moderation->Get(room.site, parent)->comment.reply_count, 3);
}

TEST(Intake, KnowsNearCopiesAcrossAuthorsAndThreads) {
  Newsroom room;
  const std::string text =
      "Our cousin made nine hundred dollars a week from home with this simple "
      "method and you can do the same starting this very evening, ";
  const Uuid first = room.Post(text + "dear reader", "article-1");
  for (int i = 0; i < 4; ++i) {
    room.Post(absl::StrCat(text, "friend number ", i),
              absl::StrCat("article-", i));
  }
  const Uuid last = room.Post(text + "my friend", "article-9");
  const auto stored = room.moderation->Get(room.site, last);
  ASSERT_THAT(stored, IsOk());
  EXPECT_THAT(stored->hidden.cluster, Optional(first));
  const auto& signals = stored->hidden.verdict.signals;
  EXPECT_TRUE(std::any_of(
      signals.begin(), signals.end(),
      [](const Signal& signal) { return signal.name == "near_duplicate"; }));
}

TEST(Intake, KeepsAnAuthorsRecord) {
  Newsroom room;
  Submission submission = room.CommentOf("First words.");
  ASSERT_THAT(room.Submit(submission), IsOk());
  submission.body = "Please hold me.";
  ASSERT_THAT(room.Submit(submission), IsOk());
  submission.body = "Something awful.";
  const auto last = room.Submit(submission);
  ASSERT_THAT(last, IsOk());
  const auto stored = room.moderation->Get(room.site, last->comment.id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->author.approved, 1);
  EXPECT_EQ(stored->author.held, 1);
  EXPECT_EQ(stored->author.rejected, 1);
  EXPECT_EQ(stored->author.spam, 0);
  EXPECT_LE(stored->author.first_seen, stored->author.last_seen);
  EXPECT_EQ(stored->author.last_seen, last->comment.create_time);
}

TEST(Intake, RereadsASiteThatChanged) {
  Newsroom room;
  room.Post("Fine as ever.");
  room.settings.body_bytes_max = 100000;
  ASSERT_THAT(
      room.sites->Change(room.site, std::nullopt, {{"policy-revision", "2"}},
                         std::string(32, 'd'), "record"),
      IsOk());
  const Uuid id = room.Post("Fine again.");
  const auto stored = room.moderation->Get(room.site, id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->hidden.verdict.policy_revision, "2");
}

TEST(Intake, ScreensALongBodyOnTheWorkers) {
  Newsroom room;
  std::string body;
  for (int i = 0; body.size() < 60000; ++i)
    absl::StrAppend(&body, "word", i, " ");
  const auto submitted = room.Submit(room.CommentOf(body));
  ASSERT_THAT(submitted, IsOk());
  EXPECT_EQ(submitted->comment.state, State::kApproved);
}

TEST(Intake, SaysUnavailableWhileRedisIsAway) {
  Newsroom room;
  room.Post("Before.");
  room.server.Kill9();
  const auto refused = room.Submit(room.CommentOf("Meanwhile."));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(RetryAfterOf(refused.status()),
              Optional(Gt(absl::ZeroDuration())));
  room.server.Restart();
}

TEST(Intake, BoundsWhatTheFiltersThrewAway) {
  SiteSettings settings;
  settings.discarded_max = 5;
  Newsroom room(settings);
  for (int i = 0; i < 12; ++i) room.Post(absl::StrCat("An awful thing ", i));
  const auto counts = room.store->CountStates(room.site);
  ASSERT_THAT(counts, IsOk());
  EXPECT_EQ(counts->rejected, 5);
}

TEST(Intake, RefusesToHoldMoreThanTheQueueTakes) {
  SiteSettings settings;
  settings.held_max = 2;
  Newsroom room(settings);
  room.Post("hold me, once");
  room.Post("hold me, twice");
  EXPECT_THAT(room.Submit(room.CommentOf("hold me, thrice")),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(room.store->CountStates(room.site)->held, 2);
}

}  // namespace
}  // namespace winnow
