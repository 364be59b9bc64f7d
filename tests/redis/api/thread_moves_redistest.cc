// Threads read, listed and moved over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::ElementsAre;

class ThreadMoves : public testing::Test {
 protected:
  v1::Comment Submit(const std::string& thread, const std::string& body,
                     const std::string& parent = "") {
    // Comments of one millisecond have no order of their own.
    while (absl::ToUnixMillis(absl::Now()) <= submitted_ms_) {
    }
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id(thread);
    request.mutable_thread()->set_title("About " + thread);
    request.set_parent(parent);
    request.set_display_name("Ada");
    request.set_email(absl::StrCat("ada", ++authors_, "@example.org"));
    request.set_body(body);
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        running_.Call(*comments_, &v1::CommentService::Stub::SubmitComment,
                      "site", request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    submitted_ms_ = absl::ToUnixMillis(absl::Now());
    return response.comment();
  }

  grpc::Status Get(const std::string& key, const std::string& id,
                   v1::Thread& thread) {
    v1::GetThreadRequest request;
    request.set_site("daily");
    request.set_thread_id(id);
    return running_.Call(*sites_, &v1::SiteService::Stub::GetThread, key,
                         request, thread);
  }

  grpc::Status Move(const std::string& from, const std::string& to,
                    v1::Thread& thread, const std::string& request_id = "",
                    const std::string& key = "moderator") {
    v1::MoveThreadRequest request;
    request.set_site("daily");
    request.set_thread_id(from);
    request.set_new_thread_id(to);
    request.set_request_id(request_id);
    return running_.Call(*sites_, &v1::SiteService::Stub::MoveThread, key,
                         request, thread);
  }

  std::vector<std::string> Bodies(const std::string& thread) {
    v1::ListCommentsRequest request;
    request.set_site("daily");
    request.set_thread_id(thread);
    v1::ListCommentsResponse response;
    EXPECT_TRUE(running_
                    .Call(*comments_, &v1::CommentService::Stub::ListComments,
                          "site", request, response)
                    .ok());
    std::vector<std::string> bodies;
    for (const v1::Comment& comment : response.comments()) {
      EXPECT_EQ(comment.thread_id(), thread);
      bodies.push_back(comment.body());
    }
    return bodies;
  }

  std::vector<std::string> Listed(int page_size) {
    std::vector<std::string> ids;
    v1::ListThreadsResponse page;
    do {
      v1::ListThreadsRequest request;
      request.set_site("daily");
      request.set_page_size(page_size);
      request.set_page_token(page.next_page_token());
      page.Clear();
      EXPECT_TRUE(running_
                      .Call(*sites_, &v1::SiteService::Stub::ListThreads,
                            "site", request, page)
                      .ok());
      for (const v1::Thread& thread : page.threads()) {
        ids.push_back(thread.id());
      }
    } while (!page.next_page_token().empty() && ids.size() < 100);
    return ids;
  }

  int64_t submitted_ms_ = 0;
  int authors_ = 0;
  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<v1::SiteService::Stub> sites_ =
      v1::SiteService::NewStub(running_.channel);
  std::unique_ptr<v1::ModerationService::Stub> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
};

TEST_F(ThreadMoves, AThreadTellsWhatIsPublishedAndHeldInIt) {
  v1::Thread thread;
  EXPECT_EQ(Get("site", "news/1", thread).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Get("site", "", thread).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  Submit("news/1", "I like the bridge");
  v1::UpdateThreadRequest update;
  update.set_site("daily");
  update.mutable_thread()->set_id("news/1");
  update.mutable_thread()->set_state(v1::Thread::PREMODERATED);
  update.mutable_update_mask()->add_paths("state");
  ASSERT_TRUE(running_
                  .Call(*sites_, &v1::SiteService::Stub::UpdateThread,
                        "moderator", update, thread)
                  .ok());
  EXPECT_EQ(thread.title(), "About news/1");
  EXPECT_EQ(thread.approved_count(), 1);
  ASSERT_EQ(Submit("news/1", "So do I").state(), v1::Comment::HELD);
  thread.Clear();
  ASSERT_TRUE(Get("moderator", "news/1", thread).ok());
  EXPECT_EQ(thread.id(), "news/1");
  EXPECT_EQ(thread.title(), "About news/1");
  EXPECT_EQ(thread.state(), v1::Thread::PREMODERATED);
  EXPECT_EQ(thread.approved_count(), 1);
  EXPECT_EQ(thread.held_count(), 1);
  EXPECT_TRUE(thread.has_create_time());
  thread.Clear();
  ASSERT_TRUE(Get("site", "news/1", thread).ok());
  EXPECT_EQ(thread.held_count(), 0);
}

TEST_F(ThreadMoves, ThreadsAreListedByTheirLatestComment) {
  for (const char* thread : {"a", "b", "c"}) Submit(thread, "first");
  Submit("a", "second");
  EXPECT_THAT(Listed(50), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Listed(1), ElementsAre("a", "c", "b"));
}

TEST_F(ThreadMoves, CommentsFollowInTheirOrderWithTheirAnswers) {
  const v1::Comment parent = Submit("old", "one");
  Submit("old", "two", parent.name());
  Submit("other", "elsewhere");
  Submit("old", "three");
  v1::Thread moved;
  const grpc::Status done = Move("old", "new", moved);
  ASSERT_TRUE(done.ok()) << done.error_message();
  EXPECT_EQ(moved.id(), "new");
  EXPECT_EQ(moved.approved_count(), 3);
  EXPECT_EQ(moved.title(), "About old");
  EXPECT_THAT(Bodies("new"), ElementsAre("one", "two", "three"));
  EXPECT_TRUE(Bodies("old").empty());
  EXPECT_THAT(Bodies("other"), ElementsAre("elsewhere"));
  EXPECT_EQ(Get("site", "old", moved).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(Listed(50), ElementsAre("new", "other"));
  // An answer finds its parent there.
  EXPECT_EQ(Submit("new", "four", parent.name()).parent(), parent.name());

  v1::ListEventsRequest request;
  request.set_site("daily");
  v1::ListEventsResponse events;
  const auto feed = v1::FeedService::NewStub(running_.channel);
  ASSERT_TRUE(running_
                  .Call(*feed, &v1::FeedService::Stub::ListEvents, "site",
                        request, events)
                  .ok());
  int edited = 0;
  for (const v1::Event& event : events.events()) {
    if (event.type() != v1::Event::EDITED) continue;
    ++edited;
    EXPECT_EQ(event.thread_id(), "new");
    EXPECT_EQ(event.comment().revision(), 2);
  }
  EXPECT_EQ(edited, 3);
}

TEST_F(ThreadMoves, HeldCommentsAreDecidedInTheNewThread) {
  v1::UpdateThreadRequest update;
  update.set_site("daily");
  update.mutable_thread()->set_id("old");
  update.mutable_thread()->set_state(v1::Thread::PREMODERATED);
  update.mutable_update_mask()->add_paths("state");
  v1::Thread thread;
  ASSERT_TRUE(running_
                  .Call(*sites_, &v1::SiteService::Stub::UpdateThread,
                        "moderator", update, thread)
                  .ok());
  const v1::Comment held = Submit("old", "one");
  ASSERT_EQ(held.state(), v1::Comment::HELD);
  ASSERT_TRUE(Move("old", "new", thread).ok());
  EXPECT_EQ(thread.held_count(), 1);
  EXPECT_EQ(thread.state(), v1::Thread::PREMODERATED);
  v1::ApproveCommentRequest approve;
  approve.set_name(held.name());
  v1::ModeratedComment item;
  ASSERT_TRUE(running_
                  .Call(*moderation_,
                        &v1::ModerationService::Stub::ApproveComment,
                        "moderator", approve, item)
                  .ok());
  EXPECT_EQ(item.thread().id(), "new");
  EXPECT_THAT(Bodies("new"), ElementsAre("one"));
  ASSERT_TRUE(Get("moderator", "new", thread).ok());
  EXPECT_EQ(thread.held_count(), 0);
}

TEST_F(ThreadMoves, JoinAThreadThatIsThereAndAreMadeOnceForARequestId) {
  Submit("old", "one");
  Submit("new", "two");
  v1::Thread moved;
  ASSERT_TRUE(Move("old", "new", moved, "m-1").ok());
  EXPECT_EQ(moved.title(), "About new");
  EXPECT_THAT(Bodies("new"), ElementsAre("one", "two"));
  Submit("old", "three");
  ASSERT_TRUE(Move("old", "new", moved, "m-1").ok());
  EXPECT_THAT(Bodies("old"), ElementsAre("three"));
  EXPECT_EQ(Move("new", "old", moved, "m-1").error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
  ASSERT_TRUE(Move("old", "new", moved).ok());
  EXPECT_THAT(Bodies("new"), ElementsAre("one", "two", "three"));
}

TEST_F(ThreadMoves, MoreThanAChunkOfCommentsAreMovedWhole) {
  std::vector<std::string> bodies;
  for (int i = 0; i < 130; ++i) {
    bodies.push_back(absl::StrCat("comment number ", i));
    v1::SubmitCommentRequest request;
    Submit("old", bodies.back());
  }
  const std::vector<std::string> before = Bodies("old");
  v1::Thread moved;
  ASSERT_TRUE(Move("old", "new", moved).ok());
  EXPECT_EQ(Bodies("new"), before);
  EXPECT_TRUE(Bodies("old").empty());
}

TEST_F(ThreadMoves, BadInputMovesNothing) {
  Submit("old", "one");
  v1::Thread moved;
  EXPECT_EQ(Move("old", "old", moved).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Move("old", "", moved).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Move("old", "a\nb", moved).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Move("none", "new", moved).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Move("old", "new", moved, "", "site").error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(Bodies("old"), ElementsAre("one"));
}

}  // namespace
}  // namespace winnow
