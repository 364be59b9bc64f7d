// What a serving winnowd does when it has too much to do, and with work that
// nobody waits for any more.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/cpp/client.h"
#include "tests/redis/api/running_server.h"
#include "tests/support/eventually.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;

constexpr int kCallsMax = 16;
constexpr int kBytesMax = 4096;

class OverloadTest : public testing::Test {
 protected:
  OverloadTest()
      : running_("", kCallsMax, kBytesMax),
        comments_(v1::CommentService::NewStub(running_.channel)),
        feed_(v1::FeedService::NewStub(running_.channel)),
        analysis_(v1::AnalysisService::NewStub(running_.channel)),
        sites_(v1::SiteService::NewStub(running_.channel)) {}

  ~OverloadTest() override {
    for (auto& wait : waits_) wait.context.TryCancel();
    for (auto& wait : waits_) wait.thread.join();
  }

  v1::SubmitCommentRequest Comment(size_t bytes = 20) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article");
    request.set_display_name("ann");
    // Else the second would be one that repeats itself, the eleventh too many.
    const int remark = ++remarks_;
    request.set_email(absl::StrCat("ann", remark, "@reader.example"));
    request.set_body(absl::StrCat("remark ", remark, " "));
    while (request.body().size() < bytes) request.mutable_body()->append("ab ");
    return request;
  }

  grpc::Status Submit(size_t bytes = 20) {
    v1::SubmitCommentResponse response;
    return running_.Call(*comments_, &v1::CommentService::Stub::SubmitComment,
                         "site", Comment(bytes), response);
  }

  // Of the class of submissions, and wakes nobody who waits for news.
  grpc::Status Count() {
    v1::CountCommentsRequest request;
    request.set_site("daily");
    request.add_thread_ids("article");
    v1::CountCommentsResponse response;
    return running_.Call(*comments_, &v1::CommentService::Stub::CountComments,
                         "site", request, response);
  }

  grpc::Status Analyze(size_t bytes = 20) {
    v1::AnalyzeTextRequest request;
    request.set_text(std::string(bytes, 'a'));
    v1::AnalyzeTextResponse response;
    return running_.Call(*analysis_, &v1::AnalysisService::Stub::AnalyzeText,
                         "site", request, response);
  }

  grpc::Status WhoAmI() {
    v1::WhoAmIRequest request;
    v1::WhoAmIResponse response;
    return running_.Call(*sites_, &v1::SiteService::Stub::WhoAmI, "moderator",
                         request, response);
  }

  // What grpc.health.v1 says of the whole server. Its proto is in no package:
  // an empty request asks for it, and field 1 of the answer is 1 for SERVING.
  bool IsServing() {
    grpc::GenericStub health(running_.channel);
    grpc::ClientContext context;
    Authorize("", context);
    const grpc::Slice nothing;
    const grpc::ByteBuffer request(&nothing, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> ended;
    health.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request,
                     &response,
                     [&](grpc::Status status) { ended.set_value(status); });
    const grpc::Status status = ended.get_future().get();
    EXPECT_TRUE(status.ok()) << status.error_message();
    std::vector<grpc::Slice> slices;
    std::string bytes;
    if (response.Dump(&slices).ok()) {
      for (const grpc::Slice& slice : slices) {
        bytes.append(reinterpret_cast<const char*>(slice.begin()),
                     slice.size());
      }
    }
    return bytes == "\x08\x01";
  }

  // Opens calls that wait for news until there are so many.
  void KeepOpen(size_t calls) {
    while (waits_.size() < calls) {
      Wait& wait = waits_.emplace_back();
      Authorize(running_.keys["site"], wait.context);
      wait.thread = std::thread([this, &wait] {
        v1::ListEventsRequest request;
        request.set_site("daily");
        request.set_cursor("latest");
        request.mutable_wait()->set_seconds(20);
        v1::ListEventsResponse response;
        feed_->ListEvents(&wait.context, request, &response);
      });
    }
    ASSERT_TRUE(Eventually([&] {
      return Metric("winnow_admission_open_streams") ==
             static_cast<double>(calls);
    }));
  }

  double Metric(const std::string& series) const {
    for (absl::string_view line :
         std::vector<std::string>(absl::StrSplit(running_.Metrics(), '\n'))) {
      if (!absl::ConsumePrefix(&line, absl::StrCat(series, " "))) continue;
      double value = -1;
      EXPECT_TRUE(absl::SimpleAtod(line, &value)) << series;
      return value;
    }
    return -1;
  }

  struct Wait {
    grpc::ClientContext context;
    std::thread thread;
  };

  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_;
  std::unique_ptr<v1::FeedService::Stub> feed_;
  std::unique_ptr<v1::AnalysisService::Stub> analysis_;
  std::unique_ptr<v1::SiteService::Stub> sites_;
  std::deque<Wait> waits_;
  std::atomic<int> remarks_ = 0;
};

TEST_F(OverloadTest, RefusesAnalysisBeforeSubmissionsBeforeModerators) {
  EXPECT_TRUE(Analyze().ok());
  EXPECT_TRUE(Count().ok());

  KeepOpen(kCallsMax / 2);
  EXPECT_EQ(Analyze().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Count().ok());
  EXPECT_TRUE(WhoAmI().ok());

  KeepOpen(kCallsMax - 1);
  EXPECT_EQ(Count().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(WhoAmI().ok());

  KeepOpen(kCallsMax);
  EXPECT_EQ(WhoAmI().error_code(), StatusCode::RESOURCE_EXHAUSTED);
  // Health is asked by those who restart a server that does not answer.
  EXPECT_TRUE(IsServing());
  EXPECT_EQ(Metric("winnow_admission_refused_total{class=\"bulk\"}"), 1);
  EXPECT_EQ(Metric("winnow_admission_refused_total{class=\"submission\"}"), 1);
  EXPECT_EQ(Metric("winnow_admission_refused_total{class=\"moderation\"}"), 1);
}

TEST_F(OverloadTest, SaysWhenToTryAgainAndTheStatusSaysWhatIsRefused) {
  KeepOpen(kCallsMax - 1);
  grpc::ClientContext context;
  // Nobody looks at the key of a call that is refused.
  Authorize("no key at all", context);
  v1::SubmitCommentResponse response;
  const grpc::Status status =
      comments_->SubmitComment(&context, Comment(), &response);
  ASSERT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto at = trailers.find("grpc-retry-pushback-ms");
  ASSERT_NE(at, trailers.end());
  int pushback_ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(
      absl::string_view(at->second.data(), at->second.size()), &pushback_ms));
  EXPECT_GE(pushback_ms, 500);
  EXPECT_LT(pushback_ms, 1000);
  rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  EXPECT_EQ(details.details(0).type_url(),
            "type.googleapis.com/google.rpc.RetryInfo");
  EXPECT_EQ(details.details(1).type_url(),
            "type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_TRUE(IsServerBusy(MakeCallError(
      status.error_code(), status.error_message(), status.error_details())));

  v1::SystemStatus shown;
  ASSERT_TRUE(running_
                  .Call(*sites_, &v1::SiteService::Stub::GetSystemStatus,
                        "operator", v1::GetSystemStatusRequest(), shown)
                  .ok());
  EXPECT_FALSE(shown.healthy());
  EXPECT_THAT(shown.problems(), testing::Contains(testing::Property(
                                    &v1::SystemStatus::Problem::code,
                                    testing::StrEq("overloaded"))));
}

TEST_F(OverloadTest, IsAskedAgainByTheClientLibraryAfterTheDelay) {
  KeepOpen(kCallsMax - 1);
  ClientOptions options;
  options.address = "unix:" + running_.redis.dir() + "/a.sock";
  options.key = running_.keys["site"];
  options.site = "daily";
  auto client = Client::Connect(options).value();
  v1::SubmitCommentRequest request = Comment();
  request.set_request_id("once");
  absl::StatusOr<v1::SubmitCommentResponse> answer;
  const absl::Time start = absl::Now();
  std::thread caller([&] { answer = client->Call(kSubmitComment, request); });
  EXPECT_TRUE(Eventually([&] {
    return Metric("winnow_admission_refused_total{class=\"submission\"}") >= 1;
  }));
  // One of those that wait leaves.
  waits_.front().context.TryCancel();
  caller.join();
  EXPECT_TRUE(answer.ok()) << answer.status();
  // It came back no earlier than it was told to.
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(500));
}

TEST_F(OverloadTest, TakesNoMoreBytesThanItsBound) {
  EXPECT_EQ(Analyze(kBytesMax / 2).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Analyze(kBytesMax / 4).ok());
  EXPECT_TRUE(Submit(kBytesMax / 2).ok());
  EXPECT_EQ(Submit(kBytesMax).error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Eventually(
      [&] { return Metric("winnow_admission_bytes_in_flight") == 0; }));
}

TEST_F(OverloadTest, RefusesMoreThanItsBoundWhileRedisStandsStill) {
  running_.redis.Pause();
  // Twice what it takes, again and again, since a call waits two seconds for
  // Redis: however slow these threads come, some are refused.
  std::atomic<bool> done = false;
  std::atomic<int> odd = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 2 * kCallsMax; ++caller) {
    callers.emplace_back([&] {
      while (!done) {
        const StatusCode code = Submit().error_code();
        if (code != StatusCode::OK && code != StatusCode::UNAVAILABLE &&
            code != StatusCode::RESOURCE_EXHAUSTED) {
          ++odd;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    });
  }
  EXPECT_TRUE(Eventually([&] {
    return Metric("winnow_admission_refused_total{class=\"submission\"}") > 0;
  }));
  // Moderators are not among them.
  EXPECT_TRUE(WhoAmI().ok());
  done = true;
  running_.redis.Resume();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(odd, 0);
  EXPECT_TRUE(
      Eventually([&] { return Metric("winnow_admission_in_flight") == 0; }));
  EXPECT_TRUE(Eventually([&] { return Submit().ok(); }));
}

TEST_F(OverloadTest, StoresNothingOfASubmissionWhoseCallerIsGone) {
  ASSERT_TRUE(Submit().ok());
  const char kCommits[] =
      "winnow_submission_stage_seconds_count{stage=\"commit\"}";
  const char kGathers[] =
      "winnow_submission_stage_seconds_count{stage=\"gather\"}";
  const double commits = Metric(kCommits);
  const double gathers = Metric(kGathers);
  running_.redis.Pause();
  grpc::ClientContext context;
  Authorize(running_.keys["site"], context);
  constexpr auto kTime = std::chrono::milliseconds(300);
  context.set_deadline(std::chrono::system_clock::now() + kTime);
  v1::SubmitCommentResponse response;
  auto answer = std::async(std::launch::async, [&] {
    return comments_->SubmitComment(&context, Comment(), &response)
        .error_code();
  });
  EXPECT_TRUE(
      Eventually([&] { return Metric("winnow_admission_in_flight") == 1; }));
  // The server counts the time from the call's arrival, which was before this,
  // and may hear of the caller's end later than Redis answers.
  const auto server_deadline = std::chrono::system_clock::now() + kTime;
  EXPECT_EQ(answer.get(), StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Eventually(
      [&] { return std::chrono::system_clock::now() > server_deadline; }));
  running_.redis.Resume();
  EXPECT_TRUE(
      Eventually([&] { return Metric("winnow_calls_abandoned_total") == 1; }));
  // What it asked Redis was answered, and it asked no more.
  EXPECT_EQ(Metric(kGathers), gathers + 1);
  EXPECT_EQ(Metric(kCommits), commits);
  EXPECT_EQ(Metric("winnow_admission_in_flight"), 0);
}

TEST_F(OverloadTest, DoesNotBeginWhatNobodyWaitsForAnyMore) {
  running_.redis.Pause();
  const auto create = [this](const std::string& site,
                             std::chrono::milliseconds time) {
    grpc::ClientContext context;
    Authorize(running_.keys["all"], context);
    context.set_deadline(std::chrono::system_clock::now() + time);
    v1::CreateSiteRequest request;
    request.set_site(site);
    v1::Site created;
    return sites_->CreateSite(&context, request, &created).error_code();
  };
  // Keep all workers busy.
  std::vector<std::thread> busy;
  for (int worker = 0; worker < 4; ++worker) {
    busy.emplace_back([&create, worker] {
      create(absl::StrCat("busy-", worker), std::chrono::minutes(1));
    });
  }
  EXPECT_TRUE(
      Eventually([&] { return Metric("winnow_admission_in_flight") == 4; }));
  EXPECT_EQ(create("late", std::chrono::milliseconds(200)),
            StatusCode::DEADLINE_EXCEEDED);
  running_.redis.Resume();
  for (std::thread& thread : busy) thread.join();
  EXPECT_TRUE(
      Eventually([&] { return Metric("winnow_calls_abandoned_total") == 1; }));
  v1::GetSiteRequest get;
  get.set_name("sites/late");
  v1::Site site;
  EXPECT_EQ(
      running_.Call(*sites_, &v1::SiteService::Stub::GetSite, "all", get, site)
          .error_code(),
      StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace winnow
