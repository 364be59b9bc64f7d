#include "tests/unit/clients/gateway/akismet_room.h"

#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

GatewaySettings SettingsOf(const GatewayLimits& limits, AkismetHeld held,
                           std::optional<AkismetHeld> of_dailys_key) {
  GatewaySettings settings = TwoSites(limits);
  AkismetSettings& akismet = settings.sites["daily"].akismet;
  akismet.held = held;
  if (of_dailys_key) {
    akismet.held_by_key["id-of-DailysKey001"] = *of_dailys_key;
  }
  settings.akismet_host_keys["dailyskey001"] = "DailysKey001";
  return settings;
}

}  // namespace

class ThinkingWinnowd::Comments final : public v1::CommentService::Service {
 public:
  explicit Comments(ThinkingWinnowd& owner) : owner_(owner) {}

  grpc::Status SubmitComment(grpc::ServerContext* context,
                             const v1::SubmitCommentRequest* request,
                             v1::SubmitCommentResponse* response) override {
    const std::lock_guard lock(owner_.mutex_);
    grpc::Status status = owner_.Admit(*context);
    if (status.ok()) status = owner_.submission;
    if (status.ok() && owner_.needs_email && request->email().empty()) {
      status = {grpc::StatusCode::INVALID_ARGUMENT, "email is required"};
    }
    if (status.ok()) status = owner_.TakeWebsite(request->website());
    if (!status.ok()) return status;
    owner_.submitted.push_back(*request);
    response->mutable_comment()->set_state(owner_.stored_as);
    if (!owner_.reason.empty()) {
      response->mutable_comment()->add_reasons()->set_code(owner_.reason);
    }
    return grpc::Status::OK;
  }

 private:
  ThinkingWinnowd& owner_;
};

class ThinkingWinnowd::Sites final : public v1::SiteService::Service {
 public:
  explicit Sites(ThinkingWinnowd& owner) : owner_(owner) {}

  grpc::Status WhoAmI(grpc::ServerContext* context,
                      const v1::WhoAmIRequest* /*request*/,
                      v1::WhoAmIResponse* response) override {
    const std::lock_guard lock(owner_.mutex_);
    ++owner_.who_am_i;
    std::string key;
    grpc::Status status = owner_.Admit(*context, &key);
    if (!status.ok()) return status;
    response->mutable_key()->set_name(absl::StrCat("keys/id-of-", key));
    response->mutable_key()->set_role(
        key == "PersonsKey01" ? v1::ApiKey::MODERATOR : v1::ApiKey::SITE);
    response->mutable_key()->set_site(key == "OthersKey001" ? "monthly"
                                                            : "daily");
    return grpc::Status::OK;
  }

 private:
  ThinkingWinnowd& owner_;
};

ThinkingWinnowd::ThinkingWinnowd()
    : comments_(std::make_unique<Comments>(*this)),
      sites_(std::make_unique<Sites>(*this)) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(this);
  builder.RegisterService(comments_.get());
  builder.RegisterService(sites_.get());
  server_ = builder.BuildAndStart();
}

ThinkingWinnowd::~ThinkingWinnowd() { server_->Shutdown(); }

std::string ThinkingWinnowd::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

grpc::Status ThinkingWinnowd::Admit(const grpc::ServerContext& context,
                                    std::string* key) const {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("authorization");
  const std::string sent =
      found == metadata.end()
          ? ""
          : std::string(found->second.data(), found->second.size());
  for (const char* known : {"DailysKey001", "OthersKey001", "PersonsKey01"}) {
    if (sent != absl::StrCat("Bearer ", known)) continue;
    if (key != nullptr) *key = known;
    return all;
  }
  return {grpc::StatusCode::UNAUTHENTICATED, "the key is not known"};
}

grpc::Status ThinkingWinnowd::TakeWebsite(const std::string& website) const {
  if (takes_websites || website.empty()) return grpc::Status::OK;
  return {grpc::StatusCode::INVALID_ARGUMENT, "website"};
}

grpc::Status ThinkingWinnowd::AnalyzeText(grpc::ServerContext* context,
                                          const v1::AnalyzeTextRequest* request,
                                          v1::AnalyzeTextResponse* response) {
  const std::lock_guard lock(mutex_);
  grpc::Status status = Admit(*context);
  if (status.ok()) status = analysis;
  if (status.ok()) status = TakeWebsite(request->website());
  if (!status.ok()) return status;
  analyzed.push_back(*request);
  response->mutable_screening()->set_verdict(verdict);
  response->set_discard(discard);
  return grpc::Status::OK;
}

grpc::Status ThinkingWinnowd::SubmitFeedback(
    grpc::ServerContext* context, const v1::SubmitFeedbackRequest* request,
    google::protobuf::Empty* /*response*/) {
  const std::lock_guard lock(mutex_);
  grpc::Status status = Admit(*context);
  if (status.ok()) status = feedback;
  if (status.ok()) status = TakeWebsite(request->website());
  if (status.ok()) lessons.push_back(*request);
  return status;
}

std::string Told(const HttpAnswer& answer) {
  EXPECT_EQ(answer.status, 200) << *answer.body;
  EXPECT_EQ(answer.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(HeaderOf(answer, "X-akismet-debug-help"), "");
  EXPECT_NE(HeaderOf(answer, "X-akismet-guid"), "");
  return absl::StrCat(*answer.body, " ", HeaderOf(answer, "X-winnow-verdict"),
                      " ", HeaderOf(answer, "X-akismet-pro-tip"));
}

AkismetRoom::AkismetRoom(const GatewayLimits& limits, AkismetHeld held,
                         std::optional<AkismetHeld> of_dailys_key)
    : log_(/*requests=*/false),
      settings_(SettingsOf(limits, held, of_dailys_key)),
      api_(settings_, metrics_, log_, {.address = winnowd.address()}) {
  ClientOptions options;
  options.address = winnowd.address();
  client_ =
      AsyncClient::Connect(options, [](const auto& work) { work(); }).value();
}

HttpAnswer AkismetRoom::Post(const std::string& method,
                             const std::string& form) {
  return Send(
      "POST", absl::StrCat("/1.1/", method), form,
      {.content_type = "application/x-www-form-urlencoded; charset=UTF-8",
       .host = "rest.akismet.com",
       .user_agent = user_agent});
}

HttpAnswer AkismetRoom::Send(const std::string& method,
                             const std::string& target, const std::string& body,
                             RequestHeaders headers) {
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.headers = std::move(headers);
  request.body = body;
  return Send(std::move(request));
}

HttpAnswer AkismetRoom::Send(HttpRequest request) {
  request.peer = ParseIpAddress(peer).value();
  std::promise<HttpAnswer> answer;
  api_.Handle(std::move(request), *client_, [&answer](HttpAnswer given) {
    answer.set_value(std::move(given));
  });
  return answer.get_future().get();
}

}  // namespace winnow
