#include "clients/cpp/async_client.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/busy_status.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

// Says whose key it got, waits, or has too much to do, method by method.
class Sites final : public v1::SiteService::Service {
 public:
  grpc::Status WhoAmI(grpc::ServerContext* context, const v1::WhoAmIRequest*,
                      v1::WhoAmIResponse* response) override {
    const auto found = context->client_metadata().find("authorization");
    if (found != context->client_metadata().end()) {
      response->set_server_version(
          std::string(found->second.data(), found->second.size()));
    }
    return grpc::Status::OK;
  }
  grpc::Status CreateKey(grpc::ServerContext*, const v1::CreateKeyRequest*,
                         v1::CreateKeyResponse*) override {
    ++created_;
    return BusyStatus();
  }
  int created() const { return created_; }
  grpc::Status ListKeys(grpc::ServerContext* context,
                        const v1::ListKeysRequest*,
                        v1::ListKeysResponse*) override {
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }

 private:
  std::atomic<int> created_ = 0;
};

class AsyncCalls : public testing::Test {
 protected:
  AsyncCalls() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&sites_);
    server_ = builder.BuildAndStart();
    options_.address = absl::StrCat("127.0.0.1:", port);
    options_.key = "OptionsKey12";
    client_ = AsyncClient::Connect(options_, [](const auto& work) {
                work();
              }).value();
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Wait(const Method<Request, Response>& method,
                                const AsyncCall& call) {
    auto ended = std::make_shared<std::promise<absl::StatusOr<Response>>>();
    client_->Call<Request, Response>(
        method, Request(), call, [ended](absl::StatusOr<Response> response) {
          ended->set_value(std::move(response));
        });
    return ended->get_future().get();
  }

  Sites sites_;
  std::unique_ptr<grpc::Server> server_;
  ClientOptions options_;
  std::unique_ptr<AsyncClient> client_;
};

TEST_F(AsyncCalls, CarryTheKeyOfEachCall) {
  const auto own = Wait(kWhoAmI, {});
  ASSERT_THAT(own, IsOk());
  EXPECT_EQ(own->server_version(), "Bearer OptionsKey12");
  const auto other = Wait(kWhoAmI, {.key = "CallersKey12"});
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(other->server_version(), "Bearer CallersKey12");
}

TEST_F(AsyncCalls, RefuseAKeyThatNoHeaderCarries) {
  for (const std::string& key :
       {std::string("a\nb"), std::string("a b"), std::string("a\0b", 3),
        std::string("\xff"), std::string(300, 'a')}) {
    EXPECT_THAT(Wait(kWhoAmI, {.key = key}),
                StatusIs(absl::StatusCode::kUnauthenticated));
  }
}

TEST_F(AsyncCalls, AreHeldBackWhileABusyServerRefusesThem) {
  for (int call = 0; call < 200; ++call) {
    EXPECT_TRUE(IsServerBusy(Wait(kCreateKey, {}).status()));
  }
  EXPECT_LT(sites_.created(), 100);
  EXPECT_THAT(Wait(kWhoAmI, {}), IsOk());
}

TEST_F(AsyncCalls, EndWithTheirTimeout) {
  EXPECT_THAT(Wait(kListKeys, {.timeout = absl::Milliseconds(50)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(AsyncCalls, AreCancelledWhenTheClientGoes) {
  std::atomic<int> ended = 0;
  AsyncClient* const client = client_.get();
  for (int i = 0; i < 10; ++i) {
    client->Call<v1::ListKeysRequest, v1::ListKeysResponse>(
        kListKeys, {}, {.timeout = absl::Minutes(5)},
        [client, &ended](const absl::StatusOr<v1::ListKeysResponse>&) {
          ++ended;
          // What wants to go on from here is ended as well.
          client->Call<v1::ListKeysRequest, v1::ListKeysResponse>(
              kListKeys, {}, {.timeout = absl::Minutes(5)},
              [&ended](const absl::StatusOr<v1::ListKeysResponse>& second) {
                EXPECT_THAT(second, StatusIs(absl::StatusCode::kCancelled));
                ++ended;
              });
        });
  }
  const absl::Time start = absl::Now();
  client_ = nullptr;
  EXPECT_EQ(ended, 20);
  EXPECT_LT(absl::Now() - start, absl::Seconds(60));
}

// A channel whose last owner is a call would end on gRPC's own thread, which
// then waits for itself.
TEST_F(AsyncCalls, LeaveTheirChannelToTheClient) {
  for (int i = 0; i < 1000; ++i) {
    // Slow, so that the client ends while it waits for the call.
    client_ = AsyncClient::Connect(options_, [](const auto& work) {
                work();
                absl::SleepFor(absl::Milliseconds(1));
              }).value();
    ASSERT_THAT(Wait(kWhoAmI, {}), IsOk());
    client_ = nullptr;
  }
}

TEST_F(AsyncCalls, LeaveOutATraceThatNoHeaderCarries) {
  for (const std::string& trace :
       {std::string("a b"), std::string("a\nb"), std::string(300, 'a')}) {
    EXPECT_THAT(Wait(kWhoAmI, {.traceparent = trace}), IsOk());
  }
}

}  // namespace
}  // namespace winnow
