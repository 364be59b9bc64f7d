// What one connection, one peer and all of them together may ask of winnowd.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/fault/fault_room.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;

constexpr int kStreamsMax = 100;   // a connection
constexpr int kWrongKeysMax = 60;  // a minute and peer

// The deadline of calls that wait on purpose.
constexpr auto kLong = std::chrono::seconds(60);

class WireLimits : public testing::Test {
 protected:
  WireLimits()
      : key_(room_.system().CreateKey("daily", v1::ApiKey::SITE,
                                      {v1::ApiKey::TRUSTED})) {}

  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
    return grpc::CreateCustomChannel(
        address, grpc::InsecureChannelCredentials(), arguments);
  }
  std::shared_ptr<grpc::Channel> Connect() {
    return Connect(room_.system().address());
  }

  void Prepare(grpc::ClientContext& context, const std::string& key,
               std::chrono::milliseconds time = kLong) {
    context.AddMetadata("authorization", "Bearer " + key);
    context.set_deadline(std::chrono::system_clock::now() + time);
  }

  grpc::Status Count(v1::CommentService::Stub& stub, const std::string& key,
                     size_t metadata_bytes = 0) {
    grpc::ClientContext context;
    Prepare(context, key);
    if (metadata_bytes > 0) {
      context.AddMetadata("x-ballast", std::string(metadata_bytes, 'a'));
    }
    v1::CountCommentsRequest request;
    request.set_site("daily");
    request.add_thread_ids("news/1");
    v1::CountCommentsResponse response;
    return stub.CountComments(&context, request, &response);
  }

  v1::SubmitCommentRequest Comment(int seed, const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/1");
    request.set_display_name("Reader");
    request.set_email(absl::StrCat("reader", seed, "@mail.example"));
    request.set_body(body);
    return request;
  }

  FaultRoom room_;
  const std::string key_;
};

TEST_F(WireLimits, RefuseMessagesOver256KilobytesAndMetadataOver16) {
  const auto channel = Connect();
  const auto stub = v1::CommentService::NewStub(channel);
  grpc::ClientContext context;
  Prepare(context, key_);
  v1::SubmitCommentResponse response;
  const grpc::Status large = stub->SubmitComment(
      &context, Comment(1, std::string(300 << 10, 'a')), &response);
  EXPECT_EQ(large.error_code(), StatusCode::RESOURCE_EXHAUSTED)
      << large.error_message();
  // Below the bound of the wire it is the field's own limit that refuses it.
  grpc::ClientContext fits;
  Prepare(fits, key_);
  EXPECT_EQ(stub->SubmitComment(&fits, Comment(2, std::string(200 << 10, 'a')),
                                &response)
                .error_code(),
            StatusCode::INVALID_ARGUMENT);

  EXPECT_EQ(Count(*stub, key_, 20 << 10).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  // The RPC library then ends that connection, and the next call has another.
  EXPECT_TRUE(channel->WaitForStateChange(
      GRPC_CHANNEL_READY, std::chrono::system_clock::now() + kLong));
  const grpc::Status after = Count(*stub, key_, 8 << 10);
  EXPECT_TRUE(after.ok()) << after.error_code() << ": "
                          << after.error_message();
}

TEST_F(WireLimits, OneConnectionHas100StreamsAndOthersTheirOwn) {
  ASSERT_THAT(room_.Submit("reader", SomeText(1, 100)), IsOk());
  const auto channel = Connect();
  const auto feed = v1::FeedService::NewStub(channel);
  v1::StreamEventsRequest request;
  request.set_site("daily");
  struct Open {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::StreamEventsResponse>> reader;
  };
  std::vector<std::unique_ptr<Open>> open;
  for (int i = 0; i < kStreamsMax; ++i) {
    open.push_back(std::make_unique<Open>());
    Prepare(open.back()->context, key_);
    open.back()->reader = feed->StreamEvents(&open.back()->context, request);
    v1::StreamEventsResponse first;
    ASSERT_TRUE(open.back()->reader->Read(&first)) << i;
  }
  const auto stub = v1::CommentService::NewStub(channel);
  v1::CountCommentsRequest count;
  count.set_site("daily");
  count.add_thread_ids("news/1");
  v1::CountCommentsResponse counted;
  {
    // The 101st waits for one of the others to end.
    grpc::ClientContext context;
    Prepare(context, key_, std::chrono::milliseconds(500));
    EXPECT_EQ(stub->CountComments(&context, count, &counted).error_code(),
              StatusCode::DEADLINE_EXCEEDED);
  }
  const auto other = Connect();
  EXPECT_TRUE(Count(*v1::CommentService::NewStub(other), key_).ok());
  open.front()->context.TryCancel();
  open.front()->reader->Finish();
  EXPECT_TRUE(Count(*stub, key_).ok());
  for (const auto& stream : open) stream->context.TryCancel();
}

TEST_F(WireLimits, APeerWithTooManyWrongKeysWaitsAndNoOtherDoes) {
  const auto guesser = Connect(room_.system().tcp_address());
  const auto guesses = v1::CommentService::NewStub(guesser);
  int refused_before_waiting = 0;
  grpc::Status told;
  // Twice as many, since a minute may end in between.
  for (int i = 0; i < 2 * kWrongKeysMax + 2; ++i) {
    told = Count(*guesses, absl::StrCat("wrong", 1000000 + i));
    if (told.error_code() != StatusCode::UNAUTHENTICATED) break;
    ++refused_before_waiting;
  }
  EXPECT_GE(refused_before_waiting, kWrongKeysMax);
  EXPECT_EQ(told.error_code(), StatusCode::RESOURCE_EXHAUSTED)
      << told.error_message();
  EXPECT_FALSE(told.error_details().empty());
  // A peer is a host: a new connection changes nothing.
  const auto again = Connect(room_.system().tcp_address());
  EXPECT_EQ(
      Count(*v1::CommentService::NewStub(again), "wrong0000000").error_code(),
      StatusCode::RESOURCE_EXHAUSTED);
  // Whoever has a key is let in from there, and others may still be wrong.
  EXPECT_TRUE(Count(*v1::CommentService::NewStub(again), key_).ok());
  const auto other = Connect();
  EXPECT_EQ(
      Count(*v1::CommentService::NewStub(other), "wrong0000000").error_code(),
      StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace winnow
