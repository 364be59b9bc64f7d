// A winnowd that a test tells what to answer, and a gateway's API before it.
//
// Threads: one; gRPC's call into it.

#ifndef WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_FAKE_WINNOWD_H_
#define WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_FAKE_WINNOWD_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "clients/gateway/api.h"
#include "clients/gateway/http_message.h"
#include "winnow/v1/comment_service.grpc.pb.h"
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
  grpc::Status GetStatus(grpc::ServerContext* context,
                         const v1::GetStatusRequest* request,
                         v1::CommentStatus* response) override;

  // What the methods above and GetThread answer next; OK at first, but there
  // are no threads at first.
  void Answer(grpc::Status status);
  void AddThread(const std::string& id);
  // What WhoAmI says of every key.
  void SetKey(const v1::ApiKey& key);

  std::vector<v1::SubmitCommentRequest> submitted();
  v1::GetStatusRequest asked_status();
  int lists();
  int thread_lookups();
  std::string authorization();  // of the last call

 private:
  class Threads;

  grpc::Status Note(const grpc::ServerContext& context);

  std::mutex mutex_;  // guards what follows
  grpc::Status status_;
  std::vector<v1::SubmitCommentRequest> submitted_;
  v1::GetStatusRequest asked_status_;
  int lists_ = 0;
  int thread_lookups_ = 0;
  std::string authorization_;
  std::vector<std::string> thread_ids_;
  v1::ApiKey key_;

  std::unique_ptr<Threads> threads_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// An API with the site `daily` of https://news.example, before a FakeWinnowd.
class ApiRoom {
 public:
  explicit ApiRoom(GatewayLimits limits = {});

  // Sends a request from a reader at 198.51.100.7 and waits for the answer.
  HttpAnswer Send(const std::string& method, const std::string& target,
                  const std::string& body = "", RequestHeaders headers = {});
  // The same as a page of the site would.
  HttpAnswer SendAsPage(const std::string& method, const std::string& target,
                        const std::string& body = "",
                        RequestHeaders headers = {});

  FakeWinnowd winnowd;
  std::string peer = "198.51.100.7";
  GatewayMetrics metrics;

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
