// A gateway for clients of Akismet's before a winnowd that a test tells what to
// think.
//
// Threads: one; gRPC's call into it.

#ifndef WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_AKISMET_ROOM_H_
#define WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_AKISMET_ROOM_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "clients/gateway/api.h"
#include "clients/gateway/http_message.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

// A comment with Dailys' key.
inline constexpr char kComment[] =
    "api_key=DailysKey001&blog=https%3A%2F%2Fnews.example&user_ip=203.0.113.9"
    "&permalink=https%3A%2F%2Fnews.example%2Fbridge&comment_author=Ann"
    "&comment_author_email=ann%40mail.example&comment_content=Hello+there"
    "&HTTP_ACCEPT=text%2Fhtml&POST_ak_js=12";
inline constexpr char kWordPress[] = "WordPress/6.1.9 | Akismet/5.0.2";

// What a check was answered, in one line: the word, the verdict, discard or
// not.
std::string Told(const HttpAnswer& answer);

// Knows the key DailysKey001 of `daily`, OthersKey001 of a site that no gateway
// serves, and PersonsKey01 of a moderator.
class ThinkingWinnowd final : public v1::AnalysisService::Service {
 public:
  ThinkingWinnowd();
  ~ThinkingWinnowd() override;

  std::string address() const;

  grpc::Status AnalyzeText(grpc::ServerContext* context,
                           const v1::AnalyzeTextRequest* request,
                           v1::AnalyzeTextResponse* response) override;
  grpc::Status SubmitFeedback(grpc::ServerContext* context,
                              const v1::SubmitFeedbackRequest* request,
                              google::protobuf::Empty* response) override;

  // What it does from now on; set between requests.
  v1::Comment::State verdict = v1::Comment::APPROVED;
  bool discard = false;
  v1::Comment::State stored_as = v1::Comment::HELD;
  std::string reason;  // the public one of what it stores
  bool takes_websites = true;
  bool needs_email = false;
  grpc::Status analysis;
  grpc::Status submission;
  grpc::Status feedback;
  grpc::Status all;

  // What it was asked.
  int who_am_i = 0;
  std::vector<v1::AnalyzeTextRequest> analyzed;
  std::vector<v1::SubmitCommentRequest> submitted;
  std::vector<v1::SubmitFeedbackRequest> lessons;

 private:
  class Comments;
  class Sites;

  // What the key is refused with.
  grpc::Status Admit(const grpc::ServerContext& context,
                     std::string* key = nullptr) const;

  grpc::Status TakeWebsite(const std::string& website) const;

  std::mutex mutex_;  // guards what it was asked
  std::unique_ptr<Comments> comments_;
  std::unique_ptr<Sites> sites_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

class AkismetRoom {
 public:
  explicit AkismetRoom(const GatewayLimits& limits = {},
                       AkismetHeld held = AkismetHeld::kAuto,
                       std::optional<AkismetHeld> of_dailys_key = {});

  // Posts a form to `/1.1/METHOD` as the client `user_agent`.
  HttpAnswer Post(const std::string& method, const std::string& form);
  HttpAnswer Send(const std::string& method, const std::string& target,
                  const std::string& body, RequestHeaders headers);
  HttpAnswer Send(HttpRequest request);

  ThinkingWinnowd winnowd;
  std::string user_agent = "Node.js/v20 | Akismet-api/6.0.0";
  std::string peer = "198.51.100.7";

 private:
  GatewayMetrics metrics_;
  GatewayLog log_;
  GatewaySettings settings_;
  Api api_;
  std::unique_ptr<AsyncClient> client_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_CLIENTS_GATEWAY_AKISMET_ROOM_H_
