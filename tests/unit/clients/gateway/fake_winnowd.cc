#include "tests/unit/clients/gateway/fake_winnowd.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

// The value of what a call carries; empty for none.
std::string MetadataOf(const grpc::ServerContext& context, const char* name) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(name);
  return found == metadata.end()
             ? ""
             : std::string(found->second.data(), found->second.size());
}

}  // namespace

GatewaySettings TwoSites(const GatewayLimits& limits) {
  GatewaySettings settings;
  settings.limits = limits;
  settings.sites["daily"] = {
      .id = "daily",
      .key_file = "/etc/winnow/daily.key",
      .key = "GatewaysKey1",
      .origins = {"https://news.example"},
      .coral_secrets = {"an-old-secret-0000", kCoralSecret}};
  settings.sites["weekly"] = {.id = "weekly",
                              .key_file = "/etc/winnow/weekly.key",
                              .key = "WeeklysKey01",
                              .origins = {"https://weekly.example"}};
  settings.trusted_proxies = {*ParseIpNetwork("10.0.0.0/8")};
  return settings;
}

// The two services have methods of one name, so each has its class.
class FakeWinnowd::Threads final : public v1::SiteService::Service {
 public:
  explicit Threads(FakeWinnowd& owner) : owner_(owner) {}

  grpc::Status GetThread(grpc::ServerContext* context,
                         const v1::GetThreadRequest* request,
                         v1::Thread* response) override {
    grpc::Status noted = owner_.Note(*context);
    const std::lock_guard lock(owner_.mutex_);
    ++owner_.thread_lookups_;
    if (!noted.ok()) return noted;
    const auto& known = owner_.threads_of_sites_;
    if (known.count({request->site(), request->thread_id()}) == 0) {
      return {grpc::StatusCode::NOT_FOUND, "no such thread"};
    }
    response->set_id(request->thread_id());
    return grpc::Status::OK;
  }

  grpc::Status WhoAmI(grpc::ServerContext* context,
                      const v1::WhoAmIRequest* /*request*/,
                      v1::WhoAmIResponse* response) override {
    grpc::Status noted = owner_.Note(*context);
    const std::lock_guard lock(owner_.mutex_);
    *response->mutable_key() = owner_.key_;
    return noted;
  }

 private:
  FakeWinnowd& owner_;
};

// A cursor is the number of events before it.
class FakeWinnowd::Feed final : public v1::FeedService::Service {
 public:
  explicit Feed(FakeWinnowd& owner) : owner_(owner) {}

  grpc::Status ListEvents(grpc::ServerContext* context,
                          const v1::ListEventsRequest* request,
                          v1::ListEventsResponse* response) override {
    size_t at = 0;
    {
      const std::lock_guard lock(owner_.mutex_);
      ++owner_.event_questions_;
      at = owner_.events_.size();
    }
    if (request->cursor() == "latest") {
      response->set_next_cursor(absl::StrCat(at));
      return owner_.Note(*context);
    }
    if (!absl::SimpleAtoi(request->cursor(), &at)) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "no cursor"};
    }
    const absl::Time end = absl::Now() +
                           absl::Seconds(request->wait().seconds()) +
                           absl::Nanoseconds(request->wait().nanos());
    while (!context->IsCancelled()) {
      {
        const std::lock_guard lock(owner_.mutex_);
        if (!owner_.events_status_.ok()) return owner_.events_status_;
        const auto& events = owner_.events_;
        for (; at < events.size(); ++at) *response->add_events() = events[at];
      }
      if (!response->events().empty() || absl::Now() > end) break;
      absl::SleepFor(absl::Milliseconds(1));
    }
    response->set_next_cursor(absl::StrCat(at));
    return grpc::Status::OK;
  }

 private:
  FakeWinnowd& owner_;
};

class FakeWinnowd::Analysis final : public v1::AnalysisService::Service {
 public:
  explicit Analysis(FakeWinnowd& owner) : owner_(owner) {}

  grpc::Status AnalyzeText(grpc::ServerContext* context,
                           const v1::AnalyzeTextRequest* request,
                           v1::AnalyzeTextResponse* response) override {
    {
      const std::lock_guard lock(owner_.mutex_);
      owner_.analyzed_.push_back(*request);
      owner_.analysis_time_ =
          absl::FromChrono(context->deadline()) - absl::Now();
    }
    while (owner_.held_ && !context->IsCancelled()) {
      absl::SleepFor(absl::Milliseconds(1));
    }
    grpc::Status noted = owner_.Note(*context);
    const std::lock_guard lock(owner_.mutex_);
    *response->mutable_screening() = owner_.screening_;
    return noted;
  }

  grpc::Status SubmitFeedback(grpc::ServerContext* context,
                              const v1::SubmitFeedbackRequest* request,
                              google::protobuf::Empty* /*response*/) override {
    grpc::Status noted = owner_.Note(*context);
    const std::lock_guard lock(owner_.mutex_);
    owner_.feedback_.push_back(*request);
    return noted;
  }

 private:
  FakeWinnowd& owner_;
};

FakeWinnowd::FakeWinnowd()
    : threads_(std::make_unique<Threads>(*this)),
      feed_(std::make_unique<Feed>(*this)),
      analysis_(std::make_unique<Analysis>(*this)) {
  screening_.set_verdict(v1::Comment::APPROVED);
  screening_.set_language("en");
  screening_.set_model_revision("test");
  auto& scores = *screening_.mutable_scores();
  scores["toxicity"] = 0.75;
  scores["spam"] = 0.25;
  scores["insult"] = 0.5;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(this);
  builder.RegisterService(threads_.get());
  builder.RegisterService(feed_.get());
  builder.RegisterService(analysis_.get());
  server_ = builder.BuildAndStart();
}

FakeWinnowd::~FakeWinnowd() { server_->Shutdown(); }

std::string FakeWinnowd::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

grpc::Status FakeWinnowd::Note(const grpc::ServerContext& context) {
  const std::lock_guard lock(mutex_);
  authorization_ = MetadataOf(context, "authorization");
  traceparent_ = MetadataOf(context, "traceparent");
  return status_;
}

grpc::Status FakeWinnowd::SubmitComment(grpc::ServerContext* context,
                                        const v1::SubmitCommentRequest* request,
                                        v1::SubmitCommentResponse* response) {
  grpc::Status noted = Note(*context);
  const std::lock_guard lock(mutex_);
  if (noted.ok()) noted = comments_status_;
  submitted_.push_back(*request);
  if (!noted.ok()) return noted;
  threads_of_sites_.insert({request->site(), request->thread().id()});
  v1::Comment& comment = *response->mutable_comment();
  comment.set_name(
      absl::StrCat("sites/", request->site(),
                   "/comments/01930000-0000-7000-8000-000000000000"));
  comment.set_thread_id(request->thread().id());
  comment.set_body(request->body());
  comment.set_state(v1::Comment::APPROVED);
  response->set_edit_token("token");
  return grpc::Status::OK;
}

grpc::Status FakeWinnowd::ListComments(grpc::ServerContext* context,
                                       const v1::ListCommentsRequest* request,
                                       v1::ListCommentsResponse* response) {
  {
    const std::lock_guard lock(mutex_);
    ++lists_;
  }
  while (held_ && !context->IsCancelled()) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  grpc::Status noted = Note(*context);
  if (!noted.ok()) return noted;
  response->set_approved_count(CountOf(request->site(), request->thread_id()));
  return grpc::Status::OK;
}

grpc::Status FakeWinnowd::CountComments(grpc::ServerContext* context,
                                        const v1::CountCommentsRequest* request,
                                        v1::CountCommentsResponse* response) {
  grpc::Status noted = Note(*context);
  if (!noted.ok()) return noted;
  for (const std::string& thread : request->thread_ids()) {
    auto* count = response->add_counts();
    count->set_thread_id(thread);
    count->set_approved_count(CountOf(request->site(), thread));
  }
  return grpc::Status::OK;
}

int64_t FakeWinnowd::CountOf(const std::string& site,
                             const std::string& thread) {
  const std::lock_guard lock(mutex_);
  return std::count_if(submitted_.begin(), submitted_.end(),
                       [&](const v1::SubmitCommentRequest& one) {
                         return one.site() == site &&
                                one.thread().id() == thread;
                       });
}

grpc::Status FakeWinnowd::GetStatus(grpc::ServerContext* context,
                                    const v1::GetStatusRequest* request,
                                    v1::CommentStatus* response) {
  grpc::Status noted = Note(*context);
  const std::lock_guard lock(mutex_);
  asked_status_ = *request;
  if (!noted.ok()) return noted;
  response->mutable_comment()->set_name(request->name());
  return grpc::Status::OK;
}

void FakeWinnowd::Answer(grpc::Status status) {
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
}

void FakeWinnowd::RefuseComments(grpc::Status status) {
  const std::lock_guard lock(mutex_);
  comments_status_ = std::move(status);
}

void FakeWinnowd::AddThread(const std::string& id) {
  const std::lock_guard lock(mutex_);
  threads_of_sites_.insert({"daily", id});
}

void FakeWinnowd::Publish(const v1::Event& event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(event);
}

void FakeWinnowd::FailEvents(grpc::Status status) {
  const std::lock_guard lock(mutex_);
  events_status_ = std::move(status);
}

int FakeWinnowd::event_questions() {
  const std::lock_guard lock(mutex_);
  return event_questions_;
}

void FakeWinnowd::SetKey(const v1::ApiKey& key) {
  const std::lock_guard lock(mutex_);
  key_ = key;
}

void FakeWinnowd::SetScreening(const v1::Screening& screening) {
  const std::lock_guard lock(mutex_);
  screening_ = screening;
}

std::vector<v1::AnalyzeTextRequest> FakeWinnowd::analyzed() {
  const std::lock_guard lock(mutex_);
  return analyzed_;
}

absl::Duration FakeWinnowd::analysis_time() {
  const std::lock_guard lock(mutex_);
  return analysis_time_;
}

std::vector<v1::SubmitFeedbackRequest> FakeWinnowd::feedback() {
  const std::lock_guard lock(mutex_);
  return feedback_;
}

std::vector<v1::SubmitCommentRequest> FakeWinnowd::submitted() {
  const std::lock_guard lock(mutex_);
  return submitted_;
}

v1::GetStatusRequest FakeWinnowd::asked_status() {
  const std::lock_guard lock(mutex_);
  return asked_status_;
}

int FakeWinnowd::lists() {
  const std::lock_guard lock(mutex_);
  return lists_;
}

int FakeWinnowd::thread_lookups() {
  const std::lock_guard lock(mutex_);
  return thread_lookups_;
}

std::string FakeWinnowd::authorization() {
  const std::lock_guard lock(mutex_);
  return authorization_;
}

std::string FakeWinnowd::traceparent() {
  const std::lock_guard lock(mutex_);
  return traceparent_;
}

ApiRoom::ApiRoom(const GatewayLimits& limits, const LiveEvents::Pace& pace)
    : settings_(TwoSites(limits)),
      log_(/*requests=*/false),
      api_(settings_, metrics, log_, {.address = winnowd.address()}, pace) {
  ClientOptions options;
  options.address = winnowd.address();
  client_ =
      AsyncClient::Connect(options, [](const auto& work) { work(); }).value();
}

HttpAnswer ApiRoom::Send(const std::string& method, const std::string& target,
                         const std::string& body, RequestHeaders headers) {
  return Begin(method, target, body, std::move(headers)).get();
}

std::future<HttpAnswer> ApiRoom::Begin(const std::string& method,
                                       const std::string& target,
                                       const std::string& body,
                                       RequestHeaders headers) {
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.headers = std::move(headers);
  request.body = body;
  request.peer = ParseIpAddress(peer).value();
  return Begin(std::move(request));
}

std::future<HttpAnswer> ApiRoom::Begin(HttpRequest request) {
  auto answer = std::make_shared<std::promise<HttpAnswer>>();
  std::future<HttpAnswer> future = answer->get_future();
  api_.Handle(std::move(request), *client_, [answer](HttpAnswer given) {
    answer->set_value(std::move(given));
  });
  return future;
}

HttpAnswer ApiRoom::SendAsPage(const std::string& method,
                               const std::string& target,
                               const std::string& body,
                               RequestHeaders headers) {
  headers.origin = origin;
  if (!body.empty()) headers.content_type = "application/json";
  return Send(method, target, body, std::move(headers));
}

std::string HeaderOf(const HttpAnswer& answer, const std::string& name) {
  for (const auto& [one, value] : answer.headers) {
    if (one == name) return value;
  }
  return "";
}

}  // namespace winnow
