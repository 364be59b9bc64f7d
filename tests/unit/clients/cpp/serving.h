// A service on a loopback port of a test's own, and a client of it.

#ifndef WINNOW_TESTS_UNIT_CLIENTS_CPP_SERVING_H_
#define WINNOW_TESTS_UNIT_CLIENTS_CPP_SERVING_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cpp/client.h"

namespace winnow {

struct Serving {
  explicit Serving(grpc::Service& service) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service);
    server = builder.BuildAndStart();
    ClientOptions options;
    options.address = absl::StrCat("127.0.0.1:", port);
    options.key = "key";
    options.site = "daily";
    client = Client::Connect(options).value();
  }
  int port = 0;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Client> client;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_CLIENTS_CPP_SERVING_H_
