#include "clients/cpp/client.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "tests/support/status_matchers.h"
#include "tests/unit/clients/cpp/serving.h"
#include "winnow/rpc/error.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

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
    rpc::ErrorInfo about;
    about.set_reason("SERVER_BUSY");
    rpc::Status details;
    auto* any = details.add_details();
    any->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
    any->set_value(about.SerializeAsString());
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "busy",
            details.SerializeAsString()};
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
    EXPECT_THAT(serving.client->Call(kCreateKey, v1::CreateKeyRequest()),
                StatusIs(absl::StatusCode::kResourceExhausted));
  }
  EXPECT_LT(sites.created(), 100);
  EXPECT_THAT(serving.client->Call(kListKeys, v1::ListKeysRequest()), IsOk());
}

}  // namespace
}  // namespace winnow
