// Calls that stay open, against a serving winnowd: the feed, waiting lists,
// bulk submission, and what becomes of them when the server stops.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;

v1::SubmitCommentRequest CommentBy(const std::string& author,
                                   const std::string& body) {
  v1::SubmitCommentRequest request;
  request.set_site("daily");
  request.mutable_thread()->set_id("article");
  request.set_display_name(author);
  request.set_email(author + "@reader.example");
  request.set_body(body);
  return request;
}

class StreamsTest : public testing::Test {
 protected:
  StreamsTest()
      : comments_(v1::CommentService::NewStub(running_.channel)),
        feed_(v1::FeedService::NewStub(running_.channel)),
        moderation_(v1::ModerationService::NewStub(running_.channel)),
        sites_(v1::SiteService::NewStub(running_.channel)) {}

  const std::string& Key(const std::string& name) {
    return running_.keys[name];
  }

  v1::Comment Submit(const std::string& author, const std::string& body) {
    grpc::ClientContext context;
    Authorize(Key("site"), context);
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        comments_->SubmitComment(&context, CommentBy(author, body), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.comment();
  }

  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_;
  std::unique_ptr<v1::FeedService::Stub> feed_;
  std::unique_ptr<v1::ModerationService::Stub> moderation_;
  std::unique_ptr<v1::SiteService::Stub> sites_;
};

TEST_F(StreamsTest, FollowTheFeedFromTheBeginningAndThenLive) {
  const v1::Comment first = Submit("ann", "what I think of the first part");
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  v1::StreamEventsRequest request;
  request.set_site("daily");
  const auto stream = feed_->StreamEvents(&context, request);
  v1::StreamEventsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.event().comment().name(), first.name());
  EXPECT_EQ(answer.event().type(), v1::Event::APPROVED);

  const v1::Comment second = Submit("bob", "the second part is better by far");
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.event().comment().name(), second.name());

  v1::RejectCommentRequest reject;
  reject.set_name(first.name());
  reject.set_etag(first.etag());
  reject.set_reason_code("off_topic");
  v1::ModeratedComment rejected;
  grpc::ClientContext rejecting;
  Authorize(Key("moderator"), rejecting);
  ASSERT_TRUE(moderation_->RejectComment(&rejecting, reject, &rejected).ok());
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.event().type(), v1::Event::RETRACTED);
  EXPECT_EQ(answer.event().comment_name(), first.name());
  EXPECT_FALSE(answer.event().has_comment());
  ASSERT_EQ(answer.event().reasons_size(), 1);
  EXPECT_EQ(answer.event().reasons(0).code(), "off_topic");

  // The etag is of the approved one, and must not decide again.
  grpc::ClientContext again;
  Authorize(Key("moderator"), again);
  EXPECT_EQ(moderation_->RejectComment(&again, reject, &rejected).error_code(),
            StatusCode::ABORTED);
  context.TryCancel();
}

TEST_F(StreamsTest, TellWhereLatestIsBeforeTheFirstEvent) {
  Submit("ann", "what I think of the first part");
  v1::StreamEventsRequest request;
  request.set_site("daily");
  request.set_cursor("latest");
  v1::StreamEventsResponse answer;
  {
    grpc::ClientContext context;
    Authorize(Key("site"), context);
    const auto stream = feed_->StreamEvents(&context, request);
    ASSERT_TRUE(stream->Read(&answer));
    EXPECT_FALSE(answer.has_event());
    ASSERT_FALSE(answer.cursor().empty());
    context.TryCancel();
  }
  const v1::Comment second = Submit("bob", "the second part is better by far");
  request.set_cursor(answer.cursor());
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  const auto stream = feed_->StreamEvents(&context, request);
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.event().comment().name(), second.name());
  context.TryCancel();
}

TEST_F(StreamsTest, GoOnFromTheCursorWhereAPageOfLargeCommentsEnds) {
  // Their bodies make more than one page of 2 MB.
  constexpr int kComments = 60;
  for (int i = 0; i < kComments; ++i) {
    const v1::Comment comment =
        Submit(absl::StrCat("reader", i),
               absl::StrCat(i, " ", std::string(60000, 'x')));
    if (comment.state() == v1::Comment::APPROVED) continue;
    v1::ApproveCommentRequest approve;
    approve.set_name(comment.name());
    v1::ModeratedComment approved;
    grpc::ClientContext approving;
    Authorize(Key("moderator"), approving);
    ASSERT_TRUE(
        moderation_->ApproveComment(&approving, approve, &approved).ok());
  }
  v1::ListEventsRequest request;
  request.set_site("daily");
  request.set_page_size(1000);
  std::set<std::string> seen;
  int pages = 0;
  v1::ListEventsResponse page;
  do {
    page.Clear();
    grpc::ClientContext context;
    Authorize(Key("site"), context);
    const grpc::Status status = feed_->ListEvents(&context, request, &page);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const v1::Event& event : page.events()) {
      EXPECT_TRUE(seen.insert(event.comment().name()).second);
    }
    request.set_cursor(page.next_cursor());
    ++pages;
  } while (page.has_more());
  EXPECT_EQ(seen.size(), kComments);
  EXPECT_GE(pages, 2);

  v1::ListCommentsRequest list;
  list.set_site("daily");
  list.set_thread_id("article");
  list.set_page_size(1000);
  std::set<std::string> listed;
  do {
    grpc::ClientContext context;
    Authorize(Key("site"), context);
    v1::ListCommentsResponse comments;
    const grpc::Status status =
        comments_->ListComments(&context, list, &comments);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const v1::Comment& comment : comments.comments()) {
      EXPECT_TRUE(listed.insert(comment.name()).second);
    }
    list.set_page_token(comments.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed, seen);
}

TEST_F(StreamsTest, EndWithUnavailableWhenTheServerStops) {
  Submit("ann", "what I think of the first part");
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  v1::StreamEventsRequest request;
  request.set_site("daily");
  const auto stream = feed_->StreamEvents(&context, request);
  v1::StreamEventsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  grpc::ClientContext bulk_context;
  Authorize(Key("site"), bulk_context);
  const auto bulk = comments_->SubmitComments(&bulk_context);
  v1::SubmitCommentsRequest item;
  *item.mutable_comment() = CommentBy("bob", "sent before the server stopped");
  ASSERT_TRUE(bulk->Write(item));
  v1::SubmitCommentsResponse item_answer;
  ASSERT_TRUE(bulk->Read(&item_answer));

  const absl::Time start = absl::Now();
  std::thread draining([this] { running_.server->Drain(); });
  while (stream->Read(&answer)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), StatusCode::UNAVAILABLE);
  EXPECT_FALSE(bulk->Read(&item_answer));
  EXPECT_EQ(bulk->Finish().error_code(), StatusCode::UNAVAILABLE);
  draining.join();
  EXPECT_LT(absl::Now() - start, kDrainMax);
}

TEST_F(StreamsTest, EndWhenTheirKeyIsRevoked) {
  v1::CreateKeyRequest create;
  create.mutable_key()->set_display_name("shop");
  create.mutable_key()->set_role(v1::ApiKey::SITE);
  create.mutable_key()->set_site("daily");
  v1::CreateKeyResponse created;
  grpc::ClientContext creating;
  Authorize(Key("all"), creating);
  ASSERT_TRUE(sites_->CreateKey(&creating, create, &created).ok());
  Submit("ann", "what I think of the first part");
  grpc::ClientContext context;
  Authorize(created.secret(), context);
  v1::StreamEventsRequest request;
  request.set_site("daily");
  const auto stream = feed_->StreamEvents(&context, request);
  v1::StreamEventsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  v1::RevokeKeyRequest revoke;
  revoke.set_name(created.key().name());
  v1::ApiKey key;
  grpc::ClientContext revoking;
  Authorize(Key("all"), revoking);
  ASSERT_TRUE(sites_->RevokeKey(&revoking, revoke, &key).ok());
  while (stream->Read(&answer)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), StatusCode::UNAUTHENTICATED);
}

TEST_F(StreamsTest, WaitInAListUntilSomethingHappens) {
  v1::ListEventsRequest request;
  request.set_site("daily");
  request.mutable_wait()->set_seconds(20);
  v1::ListEventsResponse page;
  std::atomic<bool> answered = false;
  std::thread waiting([&] {
    grpc::ClientContext context;
    Authorize(Key("site"), context);
    EXPECT_TRUE(feed_->ListEvents(&context, request, &page).ok());
    answered = true;
  });
  const v1::Comment comment = Submit("ann", "what I think of the first part");
  waiting.join();
  ASSERT_EQ(page.events_size(), 1);
  EXPECT_EQ(page.events(0).comment().name(), comment.name());

  // The acknowledged ones do not come again; nothing new, no wait: empty.
  v1::AcknowledgeEventsRequest acknowledge;
  acknowledge.set_site("daily");
  acknowledge.set_subscription("pages");
  acknowledge.set_cursor(page.next_cursor());
  v1::Subscription subscription;
  grpc::ClientContext acknowledging;
  Authorize(Key("site"), acknowledging);
  ASSERT_TRUE(
      feed_->AcknowledgeEvents(&acknowledging, acknowledge, &subscription)
          .ok());
  EXPECT_EQ(subscription.acknowledged_cursor(), page.next_cursor());
  request.clear_wait();
  request.set_subscription("pages");
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  v1::ListEventsResponse rest;
  ASSERT_TRUE(feed_->ListEvents(&context, request, &rest).ok());
  EXPECT_EQ(rest.events_size(), 0);
  EXPECT_EQ(rest.next_cursor(), page.next_cursor());
}

TEST_F(StreamsTest, AnswerEveryItemOfABulkSubmissionOnce) {
  constexpr int kItems = 1000;  // several times what is worked on at once
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  const auto stream = comments_->SubmitComments(&context);
  std::thread writing([&] {
    for (int i = 0; i < kItems; ++i) {
      v1::SubmitCommentsRequest item;
      item.set_index(i);
      *item.mutable_comment() =
          CommentBy(absl::StrCat("reader", i), absl::StrCat("number ", i));
      if (i % 10 == 3) item.mutable_comment()->clear_body();
      if (i % 10 == 4) item.mutable_comment()->set_site("weekly");
      item.mutable_comment()->set_request_id(absl::StrCat("request-", i));
      ASSERT_TRUE(stream->Write(item));
    }
    stream->WritesDone();
  });
  std::set<int64_t> seen;
  v1::SubmitCommentsResponse answer;
  while (stream->Read(&answer)) {
    EXPECT_TRUE(seen.insert(answer.index()).second);
    const int kind = static_cast<int>(answer.index() % 10);
    if (kind == 3) {
      EXPECT_EQ(answer.error().code(), StatusCode::INVALID_ARGUMENT);
      ASSERT_EQ(answer.error().field_violations_size(), 1);
      EXPECT_EQ(answer.error().field_violations(0).field(), "body");
    } else if (kind == 4) {
      EXPECT_EQ(answer.error().code(), StatusCode::PERMISSION_DENIED);
    } else if (answer.has_error()) {
      // The site's rate a second is a limit that a test may reach.
      EXPECT_EQ(answer.error().code(), StatusCode::RESOURCE_EXHAUSTED);
      EXPECT_GT(answer.error().retry_delay_ms(), 0);
    }
  }
  writing.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(seen.size(), kItems);
}

TEST_F(StreamsTest, EndAReaderThatDoesNotRead) {
  // More than fits into buffers on the way, so that the server has to wait.
  const std::string body(20000, 'x');
  v1::UpdateSiteRequest update;
  update.mutable_site()->set_name("sites/daily");
  auto* rates = update.mutable_site()->mutable_settings()->mutable_rates();
  rates->set_site_per_second(100000);
  update.mutable_update_mask()->add_paths("settings.rates.site_per_second");
  v1::Site site;
  grpc::ClientContext updating;
  Authorize(Key("operator"), updating);
  ASSERT_TRUE(sites_->UpdateSite(&updating, update, &site).ok());
  for (int i = 0; i < 100; ++i) {
    const v1::Comment comment =
        Submit(absl::StrCat("reader", i), absl::StrCat(i, " ", body));
    if (comment.state() == v1::Comment::APPROVED) continue;
    v1::ApproveCommentRequest approve;
    approve.set_name(comment.name());
    v1::ModeratedComment approved;
    grpc::ClientContext approving;
    Authorize(Key("moderator"), approving);
    ASSERT_TRUE(
        moderation_->ApproveComment(&approving, approve, &approved).ok());
  }
  // A window that does not grow, or the library takes it all in advance.
  grpc::ChannelArguments narrow;
  narrow.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  narrow.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 65536);
  const auto feed = v1::FeedService::NewStub(
      grpc::CreateCustomChannel("unix:" + running_.redis.dir() + "/a.sock",
                                grpc::InsecureChannelCredentials(), narrow));
  grpc::ClientContext context;
  Authorize(Key("site"), context);
  v1::StreamEventsRequest request;
  request.set_site("daily");
  const auto stream = feed->StreamEvents(&context, request);
  v1::StreamEventsResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  // Without a read, only the server can tell that it has cut the call.
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (
      !absl::StrContains(running_.Metrics(),
                         "winnow_calls_total{code=\"RESOURCE_EXHAUSTED\"} 1")) {
    ASSERT_LT(absl::Now(), deadline) << "the call is still open";
    absl::SleepFor(absl::Milliseconds(100));
  }
  int read = 0;
  while (stream->Read(&answer)) ++read;
  EXPECT_LT(read, 99);
  EXPECT_EQ(stream->Finish().error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace winnow
