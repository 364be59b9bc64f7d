#include "clients/cpp/feed_follower.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "tests/support/status_matchers.h"
#include "tests/unit/clients/cpp/serving.h"
#include "winnow/v1/feed_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::ElementsAre;

// A feed that is cut after its first answer, which has no event.
class CutFeed final : public v1::FeedService::Service {
 public:
  grpc::Status StreamEvents(
      grpc::ServerContext*, const v1::StreamEventsRequest* request,
      grpc::ServerWriter<v1::StreamEventsResponse>* writer) override {
    std::lock_guard lock(mutex_);
    asked_.push_back(request->cursor());
    v1::StreamEventsResponse answer;
    answer.set_cursor("7-0");
    if (asked_.size() == 1) {
      writer->Write(answer);
      return {grpc::StatusCode::UNAVAILABLE, "cut"};
    }
    answer.set_cursor("8-0");
    answer.mutable_event()->set_cursor("8-0");
    writer->Write(answer);
    return {grpc::StatusCode::UNAVAILABLE, "cut"};
  }

  std::vector<std::string> asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> asked_;
};

TEST(FeedFollower, ResumesWhereLatestWasAfterACutBeforeTheFirstEvent) {
  CutFeed feed;
  Serving serving(feed);
  FollowOptions options;
  options.cursor = "latest";
  FeedFollower follower(*serving.client, options);
  EXPECT_THAT(follower.Run([&](const v1::Event&) {
    follower.Stop();
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(feed.asked(), ElementsAre("latest", "7-0"));
  EXPECT_EQ(follower.cursor(), "8-0");
}

}  // namespace
}  // namespace winnow
