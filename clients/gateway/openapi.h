// The description of the API for programs: the file openapi.json beside this
// one, which the build puts into the program.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_OPENAPI_H_
#define WINNOW_CLIENTS_GATEWAY_OPENAPI_H_

#include <memory>
#include <string>

namespace winnow {

// Returns the file as it is in the repository.
std::shared_ptr<const std::string> OpenApiFile();

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_OPENAPI_H_
