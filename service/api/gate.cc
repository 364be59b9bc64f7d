#include "service/api/gate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/errors.h"
#include "service/base/log.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenFull = absl::Milliseconds(500);

absl::string_view AuthorizationOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find("authorization");
  if (at == metadata.end()) return "";
  return {at->second.data(), at->second.size()};
}

// The field `request_id` of a message that has one.
std::string RequestIdOf(const google::protobuf::Message* request) {
  if (request == nullptr) return "";
  using google::protobuf::FieldDescriptor;
  const FieldDescriptor* field =
      request->GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return request->GetReflection()->GetString(*request, field);
}

}  // namespace

Gate::Gate(Authenticator& authenticator, WorkerPool& workers, Metrics& metrics)
    : authenticator_(authenticator), workers_(workers) {
  for (const Access& row : AccessTable()) {
    seconds_.push_back(row.served ? &metrics.MakeHistogram(
                                        "winnow_call_seconds",
                                        "Time from a call's arrival to its end",
                                        LatencyBoundsSeconds(),
                                        {{"method", std::string(row.method)},
                                         {"service", std::string(row.service)}})
                                  : nullptr);
  }
  for (size_t code = 0; code < by_code_.size(); ++code) {
    by_code_[code] = &metrics.MakeCounter(
        "winnow_calls_total", "Calls that have ended, by status.",
        {{"code",
          absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}});
  }
}

const Access& Gate::Row(absl::string_view service, absl::string_view method) {
  const Access* row = FindAccess(absl::StrCat("/", service, "/", method));
  if (row == nullptr) {
    Log(Severity::kError, "method_without_access", {{"method", method}});
    std::abort();
  }
  return *row;
}

absl::StatusOr<std::shared_ptr<const KeyRecord>> Gate::Identify(
    const grpc::CallbackServerContext& context, const Access& access) {
  auto key = authenticator_.Identify(AuthorizationOf(context),
                                     [&context] { return context.peer(); });
  if (!key.ok()) return key.status();
  absl::Status allowed = CheckRole((*key)->principal, access);
  if (!allowed.ok()) return allowed;
  return key;
}

absl::StatusOr<Caller> Gate::Enter(const grpc::CallbackServerContext& context,
                                   const Access& access,
                                   const google::protobuf::Message& request) {
  auto key = Identify(context, access);
  if (!key.ok()) return key.status();
  const auto site = SiteOf(access, request);
  if (!site.ok()) return site.status();
  Caller caller{.key = *std::move(key), .site = std::string(*site)};
  if (caller.site.empty()) {
    if (access.scope == Scope::kSiteOrOwn && caller.principal().site != "*") {
      caller.site = caller.principal().site;
    }
    return caller;
  }
  absl::Status allowed = CheckSite(caller.principal(), caller.site);
  if (!allowed.ok()) return allowed;
  return caller;
}

grpc::ServerUnaryReactor* Gate::RunBlocking(
    grpc::CallbackServerContext* context, const Access& access,
    const google::protobuf::Message& request,
    absl::AnyInvocable<absl::Status(const Caller&)> work) {
  auto* reactor = context->DefaultReactor();
  const absl::Time start = absl::Now();
  const auto finish = [this, context, reactor, &access, &request, start](
                          const absl::Status& status, const Caller* who) {
    CallSubject about{.request = &request};
    if (who != nullptr) about.key = who->key.get();
    if (who != nullptr) about.site = who->site;
    Observe(access, *context, status, start, about);
    reactor->Finish(ToGrpcStatus(status, *context));
  };
  auto caller = Enter(*context, access, request);
  if (!caller.ok()) {
    finish(caller.status(), nullptr);
    return reactor;
  }
  absl::Status accepted = Submit(
      [finish, caller = *std::move(caller), work = std::move(work)]() mutable {
        finish(work(caller), &caller);
      });
  if (!accepted.ok()) finish(accepted, nullptr);
  return reactor;
}

absl::Status Gate::CheckLive(const KeyRecord& key) const {
  if (authenticator_.IsLive(key)) return absl::OkStatus();
  return absl::UnauthenticatedError("the API key of this call was revoked");
}

absl::Status Gate::Submit(absl::AnyInvocable<void() &&> work) {
  if (workers_.TrySubmit(std::move(work))) return absl::OkStatus();
  return WithRetryAfter(
      absl::ResourceExhaustedError(
          "too many calls at once; try again after the delay"),
      kRetryWhenFull);
}

void Gate::Observe(const Access& access, const grpc::ServerContextBase& context,
                   const absl::Status& status, absl::Time start,
                   const CallSubject& about) {
  const absl::Time now = absl::Now();
  const absl::Duration duration = now - start;
  const auto place = static_cast<size_t>(&access - AccessTable().data());
  if (place < seconds_.size() && seconds_[place] != nullptr) {
    seconds_[place]->Observe(absl::ToDoubleSeconds(duration));
  }
  const auto number = static_cast<size_t>(status.code());
  if (number < by_code_.size()) by_code_[number]->Increment();
  if (!CallLog::IsWorthALine(status, duration, about.lasts)) return;
  EndedCall call = {.method = access.method,
                    .status = status,
                    .duration = duration,
                    .site = std::string(about.site),
                    .request_id = RequestIdOf(about.request),
                    .trace = TraceParentOf(context)};
  if (about.key != nullptr) {
    call.key_id = about.key->principal.key_id;
    if (call.site.empty()) call.site = about.key->principal.site;
  }
  log_.Write(call, now);
}

}  // namespace winnow
