// A winnowd that a test tells what to answer, and a gateway's API for two sites
// before it.
//
// Threads: one; gRPC's call into it.

#ifndef WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_FAKE_WINNOWD_H_
#define WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_FAKE_WINNOWD_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "clients/gateway/api.h"
#include "clients/gateway/http_message.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

// Keeps what it was asked. Every comment is approved.
class FakeWinnowd final : public v1::CommentService::Service {
 public:
  FakeWinnowd();
  ~FakeWinnowd() override;

  std::string address() const;

  grpc::Status SubmitComment(grpc::ServerContext* context,
                             const v1::SubmitCommentRequest* request,
                             v1::SubmitCommentResponse* response) override;
  grpc::Status ListComments(grpc::ServerContext* context,
                            const v1::ListCommentsRequest* request,
                            v1::ListCommentsResponse* response) override;
  grpc::Status CountComments(grpc::ServerContext* context,
                             const v1::CountCommentsRequest* request,
                             v1::CountCommentsResponse* response) override;
  grpc::Status GetStatus(grpc::ServerContext* context,
                         const v1::GetStatusRequest* request,
                         v1::CommentStatus* response) override;

  // What the methods above and GetThread answer next; OK at first, but there
  // are no threads at first.
  void Answer(grpc::Status status);
  // What SubmitComment answers where the other methods are OK.
  void RefuseComments(grpc::Status status);
  void AddThread(const std::string& id);  // of `daily`
  // Whether lists and analyses wait, until they are cancelled or this ends.
  void Hold(bool held) { held_ = held; }
  // Adds an event to the feed of `daily`.
  void Publish(const v1::Event& event);
  // What ListEvents answers next where it has a cursor; OK at first.
  void FailEvents(grpc::Status status);
  int event_questions();
  // What WhoAmI says of every key.
  void SetKey(const v1::ApiKey& key);
  // What AnalyzeText says of every text. At first: English, approved, with the
  // scores of a model.
  void SetScreening(const v1::Screening& screening);
  std::vector<v1::AnalyzeTextRequest> analyzed();
  // How long the last analysis might take when it came.
  absl::Duration analysis_time();
  std::vector<v1::SubmitFeedbackRequest> feedback();

  std::vector<v1::SubmitCommentRequest> submitted();
  v1::GetStatusRequest asked_status();
  int lists();
  int thread_lookups();
  std::string authorization();  // of the last call
  std::string traceparent();    // likewise

 private:
  class Threads;
  class Feed;
  class Analysis;

  grpc::Status Note(const grpc::ServerContext& context);
  int64_t CountOf(const std::string& site, const std::string& thread);

  std::atomic<bool> held_ = false;

  std::mutex mutex_;  // guards what follows
  grpc::Status status_;
  grpc::Status comments_status_;
  std::vector<v1::SubmitCommentRequest> submitted_;
  v1::GetStatusRequest asked_status_;
  int lists_ = 0;
  int thread_lookups_ = 0;
  std::string authorization_;
  std::string traceparent_;
  std::set<std::pair<std::string, std::string>> threads_of_sites_;
  v1::ApiKey key_;
  std::vector<v1::Event> events_;
  grpc::Status events_status_;
  int event_questions_ = 0;

  std::unique_ptr<Threads> threads_;
  v1::Screening screening_;
  std::vector<v1::AnalyzeTextRequest> analyzed_;
  absl::Duration analysis_time_ = absl::InfiniteDuration();
  std::vector<v1::SubmitFeedbackRequest> feedback_;

  std::unique_ptr<Feed> feed_;
  std::unique_ptr<Analysis> analysis_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// The secret of `daily` in Coral.
inline constexpr char kCoralSecret[] = "ssec-0f5b3a1c9d7e2468";

// `daily` of https://news.example, and `weekly` of https://weekly.example,
// which has no secret.
GatewaySettings TwoSites(const GatewayLimits& limits);

// An API with these, before a FakeWinnowd.
class ApiRoom {
 public:
  explicit ApiRoom(const GatewayLimits& limits = {},
                   const LiveEvents::Pace& pace = {});

  // Sends a request from a reader at `peer`.
  std::future<HttpAnswer> Begin(const std::string& method,
                                const std::string& target,
                                const std::string& body = "",
                                RequestHeaders headers = {});
  std::future<HttpAnswer> Begin(HttpRequest request);
  // The same, and waits for the answer.
  HttpAnswer Send(const std::string& method, const std::string& target,
                  const std::string& body = "", RequestHeaders headers = {});
  // The same as a page of `origin` would.
  HttpAnswer SendAsPage(const std::string& method, const std::string& target,
                        const std::string& body = "",
                        RequestHeaders headers = {});

  FakeWinnowd winnowd;
  std::string peer = "198.51.100.7";
  std::string origin = "https://news.example";
  GatewayMetrics metrics;
  const GatewaySettings& settings() const { return settings_; }

 private:
  GatewaySettings settings_;
  GatewayLog log_;
  Api api_;
  std::unique_ptr<AsyncClient> client_;
};

// The value of a header; empty for none.
std::string HeaderOf(const HttpAnswer& answer, const std::string& name);

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_FAKE_WINNOWD_H_
