// What a winnowd that has too much to do answers to any call.
//
// Threads: a pure function.

#ifndef WINNOW_TESTS_SUPPORT_BUSY_STATUS_H_
#define WINNOW_TESTS_SUPPORT_BUSY_STATUS_H_

#include <grpcpp/grpcpp.h>

#include "winnow/rpc/error.pb.h"

namespace winnow {

inline grpc::Status BusyStatus() {
  rpc::ErrorInfo about;
  about.set_reason("SERVER_BUSY");
  rpc::Status details;
  auto* any = details.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any->set_value(about.SerializeAsString());
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "busy",
          details.SerializeAsString()};
}

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_BUSY_STATUS_H_
