// A serving winnowd inside the test, on a Redis of its own, with one key of
// each kind for two sites.

#ifndef WINNOW_TESTS_REDIS_API_RUNNING_SERVER_H_
#define WINNOW_TESTS_REDIS_API_RUNNING_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "service/comment/principal.h"
#include "service/server/server.h"
#include "tests/support/redis_server.h"

namespace winnow {

// Sets the key and a deadline far beyond what a call takes.
void Authorize(const std::string& key, grpc::ClientContext& context);

class RunningServer {
 public:
  // Input: `model`, the bytes of a classifier's file; empty for none. Bounds of
  // what is in flight; 0 for those of winnowd.
  explicit RunningServer(const std::string& model = "",
                         int64_t calls_in_flight_max = 0,
                         int64_t bytes_in_flight_max = 0);
  ~RunningServer();

  // Makes a key straight in the store; returns its secret.
  std::string MakeKey(Role role, const std::string& site,
                      const std::vector<std::string>& sections = {},
                      const std::string& name = "somebody",
                      const std::vector<std::string>& permissions = {});

  // Starts another server on the same Redis, as a second machine would;
  // `channel` reaches it.
  struct Second {
    std::unique_ptr<Server> server;
    std::shared_ptr<grpc::Channel> channel;
  };
  Second StartSecond(const std::string& model = "");

  // Calls with one of `keys`, in a context of its own.
  template <typename Stub, typename Request, typename Response>
  grpc::Status Call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    const std::string& key, const Request& request,
                    Response& response) {
    grpc::ClientContext context;
    Authorize(keys[key], context);
    return (stub.*method)(&context, request, &response);
  }

  // What the first server shows to a monitoring system.
  std::string Metrics() const;

  RedisServer redis;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<Server> server;
  // Secrets: "site", "moderator" and "operator" of the site daily, the same
  // with "other " before it of the site weekly, "all", an operator of all,
  // "section moderator" of the section sport of daily, "ines" and "karl",
  // moderators of daily with these names, and "revealing moderator" and
  // "revealing operator" of daily, who may see addresses.
  std::map<std::string, std::string> keys;

 private:
  // Input: a port of 0 serves no metrics; no model gives no scores.
  std::unique_ptr<Server> Start(const std::string& socket, int metrics_port,
                                const std::string& model);
  std::string Directory() const { return redis.dir(); }
  std::string KeyFile() const { return Directory() + "/master.key"; }

  const int64_t calls_in_flight_max_;
  const int64_t bytes_in_flight_max_;
  const int metrics_port_ = FreeTcpPort();
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_API_RUNNING_SERVER_H_
