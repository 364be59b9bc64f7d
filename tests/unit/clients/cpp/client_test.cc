#include "clients/cpp/client.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/busy_status.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/clients/cpp/serving.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

constexpr char kTrace[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr char kOtherTrace[] =
    "00-11111111111111111111111111111111-2222222222222222-00";

// Answers as a winnowd that is away, and counts how often it is asked.
class BusySites final : public v1::SiteService::Service {
 public:
  grpc::Status CreateKey(grpc::ServerContext*, const v1::CreateKeyRequest*,
                         v1::CreateKeyResponse*) override {
    std::lock_guard lock(mutex_);
    ++created_;
    return {grpc::StatusCode::UNAVAILABLE, "busy"};
  }
  grpc::Status ListKeys(grpc::ServerContext*, const v1::ListKeysRequest*,
                        v1::ListKeysResponse*) override {
    std::lock_guard lock(mutex_);
    if (++listed_ < 2) return {grpc::StatusCode::UNAVAILABLE, "busy"};
    return grpc::Status::OK;
  }
  int created() {
    std::lock_guard lock(mutex_);
    return created_;
  }

 private:
  std::mutex mutex_;
  int created_ = 0;
  int listed_ = 0;
};

TEST(Client, SendsAWriteOnceAndAReadUntilItIsAnswered) {
  BusySites sites;
  Serving serving(sites);
  EXPECT_THAT(serving.client->Call(kCreateKey, v1::CreateKeyRequest()),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(sites.created(), 1);
  EXPECT_THAT(serving.client->Call(kListKeys, v1::ListKeysRequest()), IsOk());
}

// Refuses every call as a winnowd that has too much to do.
class FullSites final : public v1::SiteService::Service {
 public:
  grpc::Status CreateKey(grpc::ServerContext*, const v1::CreateKeyRequest*,
                         v1::CreateKeyResponse*) override {
    ++created_;
    return BusyStatus();
  }
  grpc::Status ListKeys(grpc::ServerContext*, const v1::ListKeysRequest*,
                        v1::ListKeysResponse*) override {
    return grpc::Status::OK;
  }
  int created() const { return created_; }

 private:
  std::atomic<int> created_ = 0;
};

TEST(Client, HoldsCallsOfAMethodBackWhileABusyServerRefusesThem) {
  FullSites sites;
  Serving serving(sites);
  for (int call = 0; call < 200; ++call) {
    const auto answer =
        serving.client->Call(kCreateKey, v1::CreateKeyRequest());
    EXPECT_THAT(answer, StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_TRUE(IsServerBusy(answer.status()));
  }
  EXPECT_LT(sites.created(), 100);
  EXPECT_THAT(serving.client->Call(kListKeys, v1::ListKeysRequest()), IsOk());
}

// Answers everything and notes the trace that each call came with.
class TracedComments final : public v1::CommentService::Service {
 public:
  grpc::Status SubmitComment(grpc::ServerContext* context,
                             const v1::SubmitCommentRequest*,
                             v1::SubmitCommentResponse*) override {
    return Note(*context);
  }
  grpc::Status GetComment(grpc::ServerContext* context,
                          const v1::GetCommentRequest*, v1::Comment*) override {
    return Note(*context);
  }
  grpc::Status ListComments(grpc::ServerContext* context,
                            const v1::ListCommentsRequest*,
                            v1::ListCommentsResponse*) override {
    return Note(*context);
  }
  grpc::Status CountComments(grpc::ServerContext* context,
                             const v1::CountCommentsRequest*,
                             v1::CountCommentsResponse*) override {
    return Note(*context);
  }
  // Those since the last call, of each; "" for none.
  std::vector<std::string> TakeTraces() {
    std::lock_guard lock(mutex_);
    std::vector<std::string> taken;
    taken.swap(traces_);
    return taken;
  }

 private:
  grpc::Status Note(const grpc::ServerContext& context) {
    std::lock_guard lock(mutex_);
    std::string trace;
    for (const auto& [key, value] : context.client_metadata()) {
      if (key == "traceparent") {
        absl::StrAppend(&trace, absl::string_view(value.data(), value.size()));
      }
    }
    traces_.push_back(std::move(trace));
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  std::vector<std::string> traces_;
};

TEST(Client, CarriesTheTraceOfEachCall) {
  TracedComments comments;
  Serving serving(comments);
  Client& client = *serving.client;
  const CallOptions traced = {.traceparent = kTrace};
  EXPECT_THAT(client.Submit({}, traced), IsOk());
  EXPECT_THAT(client.Get("sites/daily/comments/c", traced), IsOk());
  EXPECT_THAT(client.List({}, traced), IsOk());
  EXPECT_THAT(client.Count({"a"}, traced), IsOk());
  EXPECT_EQ(comments.TakeTraces(), std::vector<std::string>(4, kTrace));
  // Each is for one call.
  EXPECT_THAT(client.Submit({}, {.traceparent = kOtherTrace}), IsOk());
  EXPECT_THAT(client.Submit({}), IsOk());
  EXPECT_EQ(comments.TakeTraces(), (std::vector<std::string>{kOtherTrace, ""}));
}

TEST(Client, PrefersTheTraceOfACallToItsOwn) {
  TracedComments comments;
  Serving serving(comments);
  ClientOptions options = serving.client->options();
  options.traceparent = kOtherTrace;
  const auto client = Client::Connect(options);
  ASSERT_THAT(client, IsOk());
  EXPECT_THAT((*client)->Submit({}, {.traceparent = kTrace}), IsOk());
  EXPECT_THAT((*client)->Submit({}), IsOk());
  EXPECT_EQ(comments.TakeTraces(),
            (std::vector<std::string>{kTrace, kOtherTrace}));
}

TEST(Client, SendsACommentWithoutATraceThatCannotBeSent) {
  TracedComments comments;
  Serving serving(comments);
  for (const std::string& trace : {std::string("00-a\nb"), std::string("\xff"),
                                   std::string(257, 'a'), std::string("a b")}) {
    EXPECT_THAT(serving.client->Submit({}, {.traceparent = trace}), IsOk());
  }
  EXPECT_EQ(comments.TakeTraces(), std::vector<std::string>(4, ""));
}

}  // namespace
}  // namespace winnow
