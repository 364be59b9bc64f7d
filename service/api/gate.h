// The Gate is what every call passes first. It refuses what is too much before
// anything is done for it, finds out who calls, whether they may, and for which
// site; and it is where calls that wait for Redis leave the RPC library's few
// threads for the worker pool.
//
// Thread-safe. Owns nothing that it is given.

#ifndef WINNOW_SERVICE_API_GATE_H_
#define WINNOW_SERVICE_API_GATE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/api/access.h"
#include "service/api/authentication.h"
#include "service/api/call_limit.h"
#include "service/api/call_log.h"
#include "service/api/errors.h"
#include "service/base/metrics.h"
#include "service/base/worker_pool.h"
#include "service/comment/principal.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace grpc {
class CallbackServerContext;
class ServerContextBase;
class ServerUnaryReactor;
}  // namespace grpc

namespace winnow {

// Who calls, and about which site.
struct Caller {
  std::shared_ptr<const KeyRecord> key;
  std::string site;  // empty where the method's scope names none

  const Principal& principal() const { return key->principal; }
};

// What a call that ended was about, as far as that is known; for the log.
// Points into the call.
struct CallSubject {
  const KeyRecord* key = nullptr;
  absl::string_view site = {};  // empty: the key's
  const google::protobuf::Message* request = nullptr;
  bool lasts = false;  // a stream, or a call that waits for news: never slow
};

class Gate {
 public:
  // All must outlive this object and every call under way.
  Gate(Authenticator& authenticator, WorkerPool& workers, CallLimit& limit,
       Metrics& metrics);

  // The row of one of our methods by its short name, for a handler to keep:
  // ("winnow.v1.CommentService", "SubmitComment").
  // Errors: ends the process when it is not in the table.
  static const Access& Row(absl::string_view service, absl::string_view method);

  // Takes a place among the calls in flight, before anything else is done.
  // False: finish the call with Refuse(). True: Leave() once, at its end.
  bool Admit(const Access& access, int64_t request_bytes, absl::Time now) {
    return limit_.Take(ClassOfRow(access), request_bytes, now);
  }
  void Leave(int64_t request_bytes) { limit_.Give(request_bytes); }
  // Counts the call and says when to try again. No line in the log: the limit
  // writes one a minute.
  grpc::Status Refuse(const Access& access, grpc::ServerContextBase& context);

  // OK while somebody waits for the answer.
  // Errors: Cancelled, DeadlineExceeded.
  static absl::Status CheckWanted(const grpc::CallbackServerContext& context);

  CallLimit& limit() { return limit_; }
  // Whether a stream may read its next item.
  bool HasRoom(const Access& access) const {
    return limit_.HasRoom(ClassOfRow(access));
  }
  CallClass ClassOfRow(const Access& access) const {
    return classes_[static_cast<size_t>(&access - AccessTable().data())];
  }

  // Identify() and Enter() of a call that stays open, which counts from here
  // until it is observed.
  // Errors: also ResourceExhausted with a delay.
  absl::StatusOr<std::shared_ptr<const KeyRecord>> IdentifyLasting(
      const grpc::CallbackServerContext& context, const Access& access);
  absl::StatusOr<Caller> EnterLasting(
      const grpc::CallbackServerContext& context, const Access& access,
      const google::protobuf::Message& request);

  // Checks key and role, in this order.
  // Errors: Unauthenticated, ResourceExhausted, PermissionDenied.
  absl::StatusOr<std::shared_ptr<const KeyRecord>> Identify(
      const grpc::CallbackServerContext& context, const Access& access);

  // The same, and checks the site that the request names.
  // Errors: also InvalidArgument for a request that names none.
  absl::StatusOr<Caller> Enter(const grpc::CallbackServerContext& context,
                               const Access& access,
                               const google::protobuf::Message& request);

  // Admits and enters, then runs `work` on the worker pool, unless nobody waits
  // for it any more, and finishes the call with its status. `request` lives
  // until then.
  // Errors: ResourceExhausted with a delay when the pool's queue is full.
  grpc::ServerUnaryReactor* RunBlocking(
      grpc::CallbackServerContext* context, const Access& access,
      const google::protobuf::Message& request,
      absl::AnyInvocable<absl::Status(const Caller&)> work);

  // OK while a key that was identified before is still good; for calls that
  // stay open. Errors: Unauthenticated.
  absl::Status CheckLive(const KeyRecord& key) const;

  // Runs `work` on the worker pool. Errors: ResourceExhausted with a delay.
  absl::Status Submit(absl::AnyInvocable<void() &&> work);

  // Counts a call that has ended and began at `start`, and logs it unless all
  // went well or its caller left.
  void Observe(const Access& access, const grpc::ServerContextBase& context,
               const absl::Status& status, absl::Time start,
               const CallSubject& about);

 private:
  Authenticator& authenticator_;
  WorkerPool& workers_;
  CallLimit& limit_;
  std::vector<CallClass> classes_;  // by place in the table
  // By class, and in turn: callers refused at once do not come back at once.
  std::vector<std::vector<ReadyError>> refusals_;
  std::atomic<size_t> turn_ = 0;
  Counter& abandoned_;
  std::vector<Histogram*> seconds_;  // by place in the table; null: not served
  std::array<Counter*, 17> by_code_ = {};
  CallLog log_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_GATE_H_
