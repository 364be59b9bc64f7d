#include "service/api/gate.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenFull = absl::Milliseconds(500);

// Refused calls of a class are told to wait so long up to twice as long, in
// this many steps.
constexpr int kPushbackSteps = 16;
constexpr absl::Duration kPushbackMin[] = {
    absl::Milliseconds(100), absl::Milliseconds(500), absl::Seconds(2)};
constexpr absl::string_view kRefusals[] = {
    "the server has too many calls in flight; try again after the delay",
    "the server is busy and serves moderators first; try again after the delay",
    "the server is busy and takes analysis and bulk calls last; try again "
    "after the delay"};

absl::Status RefusalOf(CallClass kind, int step) {
  const auto place = static_cast<size_t>(kind);
  return MarkServerBusy(WithRetryAfter(
      absl::ResourceExhaustedError(kRefusals[place]),
      kPushbackMin[place] * (1 + static_cast<double>(step) / kPushbackSteps)));
}

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

Gate::Gate(Authenticator& authenticator, WorkerPool& workers, CallLimit& limit,
           Metrics& metrics)
    : authenticator_(authenticator),
      workers_(workers),
      limit_(limit),
      abandoned_(metrics.MakeCounter(
          "winnow_calls_abandoned_total",
          "Calls whose caller left, or whose deadline passed, before their "
          "work was done; it stopped.")) {
  for (size_t kind = 0; kind < kCallClasses; ++kind) {
    auto& steps = refusals_.emplace_back();
    for (int step = 0; step < kPushbackSteps; ++step) {
      // Neighbors in time far apart: 7 has no divisor with 16.
      steps.emplace_back(
          RefusalOf(static_cast<CallClass>(kind), 7 * step % kPushbackSteps));
    }
  }
  for (const Access& row : AccessTable()) classes_.push_back(ClassOf(row));
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

grpc::Status Gate::Refuse(const Access& access,
                          grpc::ServerContextBase& context) {
  by_code_[static_cast<size_t>(absl::StatusCode::kResourceExhausted)]
      ->Increment();
  const auto& steps = refusals_[static_cast<size_t>(ClassOfRow(access))];
  return steps[turn_++ % steps.size()].Answer(context);
}

absl::Status Gate::CheckWanted(const grpc::CallbackServerContext& context) {
  if (context.deadline() <= std::chrono::system_clock::now()) {
    return absl::DeadlineExceededError(
        "the call's deadline passed before its work began");
  }
  if (context.IsCancelled()) return absl::CancelledError("the caller is gone");
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const KeyRecord>> Gate::IdentifyLasting(
    const grpc::CallbackServerContext& context, const Access& access) {
  const CallClass kind = ClassOfRow(access);
  if (limit_.Open(kind, absl::Now())) return Identify(context, access);
  return RefusalOf(kind, static_cast<int>(turn_++ % kPushbackSteps));
}

absl::StatusOr<Caller> Gate::EnterLasting(
    const grpc::CallbackServerContext& context, const Access& access,
    const google::protobuf::Message& request) {
  const CallClass kind = ClassOfRow(access);
  if (limit_.Open(kind, absl::Now())) return Enter(context, access, request);
  return RefusalOf(kind, static_cast<int>(turn_++ % kPushbackSteps));
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
  const auto bytes = static_cast<int64_t>(request.ByteSizeLong());
  if (!Admit(access, bytes, start)) {
    reactor->Finish(Refuse(access, *context));
    return reactor;
  }
  const auto finish = [this, context, reactor, &access, &request, start, bytes](
                          const absl::Status& status, const Caller* who) {
    CallSubject about{.request = &request};
    if (who != nullptr) about.key = who->key.get();
    if (who != nullptr) about.site = who->site;
    Observe(access, *context, status, start, about);
    Leave(bytes);
    reactor->Finish(ToGrpcStatus(status, *context));
  };
  auto caller = Enter(*context, access, request);
  if (!caller.ok()) {
    finish(caller.status(), nullptr);
    return reactor;
  }
  absl::Status accepted = Submit([finish, context, caller = *std::move(caller),
                                  work = std::move(work)]() mutable {
    const absl::Status wanted = CheckWanted(*context);
    finish(wanted.ok() ? work(caller) : wanted, &caller);
  });
  if (!accepted.ok()) finish(accepted, nullptr);
  return reactor;
}

absl::Status Gate::CheckLive(const KeyRecord& key) const {
  if (authenticator_.IsLive(key)) return absl::OkStatus();
  return absl::UnauthenticatedError("the API key of this call was revoked");
}

absl::Status Gate::Submit(absl::AnyInvocable<void() &&> work) {
  auto timed = [this, submitted = absl::Now(),
                work = std::move(work)]() mutable {
    const absl::Time now = absl::Now();
    limit_.Observe(CallLimit::Delay::kWorker, now - submitted, now);
    std::move(work)();
  };
  if (workers_.TrySubmit(std::move(timed))) return absl::OkStatus();
  return MarkServerBusy(
      WithRetryAfter(absl::ResourceExhaustedError(
                         "too many calls at once; try again after the delay"),
                     kRetryWhenFull));
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
  if (about.lasts) {
    limit_.Close();
  } else if (absl::IsCancelled(status) || absl::IsDeadlineExceeded(status)) {
    abandoned_.Increment();
    return;
  }
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
