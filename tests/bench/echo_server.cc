// What gRPC alone costs: takes and answers messages of SubmitComment's shapes
// and does nothing between. With --pings it makes so many round trips to Redis
// first, one after the other, through the same connection code as winnowd. The
// ceilings that winnowd is compared with; no part of the product.

#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/command.h"
#include "winnow/v1/comment_service.grpc.pb.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0",
          "address; a free port for 0, printed when it serves");
ABSL_FLAG(int, pings, 0, "round trips to Redis before each answer");
ABSL_FLAG(std::string, redis, "", "Redis' address, as winnowd's --redis");
ABSL_FLAG(std::string, redis_user, "", "as winnowd's");
ABSL_FLAG(std::string, redis_password_file, "", "as winnowd's");

namespace winnow {
namespace {

constexpr absl::string_view kKey = "winnow:{echo}:";
constexpr absl::Duration kRedisTimeout = absl::Seconds(5);

// A comment as winnowd answers it: what was sent, and what is added to that.
void FillAnswer(const v1::SubmitCommentRequest& request,
                v1::SubmitCommentResponse& response) {
  v1::Comment& comment = *response.mutable_comment();
  comment.set_name(absl::StrCat("sites/", request.site(), "/comments/",
                                "018f3b6e-7a10-7cc3-98c4-dc0c0c07398f"));
  comment.set_thread_id(request.thread().id());
  comment.set_thread_url(request.thread().url());
  comment.set_display_name(request.display_name());
  comment.set_website(request.website());
  comment.set_body(request.body());
  comment.set_state(v1::Comment::APPROVED);
  comment.set_author_handle("q3x8w2m5k7p9");
  comment.set_author_role(v1::Comment::READER);
  comment.mutable_create_time()->set_seconds(1714555800);
  comment.mutable_create_time()->set_nanos(123000000);
  *comment.mutable_update_time() = comment.create_time();
  comment.set_revision(1);
  comment.set_etag("1");
  response.set_edit_token("q83vEjRWeJCrze8SNFZ4kA");
}

class EchoService final : public v1::CommentService::CallbackService {
 public:
  EchoService(Cluster* redis, int pings) : redis_(redis), pings_(pings) {}

  grpc::ServerUnaryReactor* SubmitComment(
      grpc::CallbackServerContext* context,
      const v1::SubmitCommentRequest* request,
      v1::SubmitCommentResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    FillAnswer(*request, *response);
    Ping(*reactor, pings_);
    return reactor;
  }

 private:
  void Ping(grpc::ServerUnaryReactor& reactor, int left) {
    if (left == 0) return reactor.Finish(grpc::Status::OK);
    redis_->Send(kKey, Command("PING"), {.timeout = kRedisTimeout},
                 [this, &reactor, left](absl::StatusOr<Reply> reply) {
                   if (reply.ok()) return Ping(reactor, left - 1);
                   reactor.Finish(grpc::Status(grpc::StatusCode::UNAVAILABLE,
                                               "Redis is away"));
                 });
  }

  Cluster* const redis_;
  const int pings_;
};

int Fail(const std::string& message) {
  fprintf(stderr, "echo_server: %s\n", message.c_str());
  return 1;
}

int Serve() {
  // Before any thread starts, so that all of them leave these to sigwait().
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const int pings = absl::GetFlag(FLAGS_pings);
  std::optional<Cluster> redis;
  if (pings > 0) {
    redis.emplace(ConnectionOptions{
        .address = absl::GetFlag(FLAGS_redis),
        .user = absl::GetFlag(FLAGS_redis_user),
        .password_file = absl::GetFlag(FLAGS_redis_password_file)});
    const absl::Status connected = redis->WaitUntilConnected(kRedisTimeout);
    if (!connected.ok()) return Fail(std::string(connected.message()));
  }
  EchoService service(redis ? &*redis : nullptr, pings);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(absl::GetFlag(FLAGS_listen),
                           grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return Fail("--listen is no address free to use");
  printf("%d\n", port);
  fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  server->Shutdown();
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  // As winnowd does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  absl::SetProgramUsageMessage("answers SubmitComment without any work");
  absl::ParseCommandLine(argc, argv);
  return winnow::Serve();
}
