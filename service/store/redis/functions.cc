#include "service/store/redis/functions.h"

#include <utility>

#include "absl/strings/match.h"
#include "service/store/redis/functions_lua.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

constexpr absl::string_view kOneKey = "1";

// A full Redis or a replica takes no library and has, but for its very first
// start, ours already: refusing the connection would keep moderators from
// emptying it. Where it is missing after all, calls say so.
absl::Status CheckLoaded(const Reply& reply) {
  if (!reply.is_error() || absl::StartsWith(reply.text(), "OOM") ||
      absl::StartsWith(reply.text(), "READONLY")) {
    return absl::OkStatus();
  }
  return StatusFromError(reply.text());
}

Command Begin(absl::string_view verb, absl::string_view name,
              absl::string_view prefix, size_t bytes_hint) {
  Command command(verb, bytes_hint);
  command.Append(name).Append(kOneKey).Append(prefix);
  return command;
}

}  // namespace

absl::string_view FunctionLibrary() { return kFunctionsLua; }

std::vector<SetupCommand> FunctionSetup() {
  std::vector<SetupCommand> setup;
  setup.push_back(
      {.command = Command({"FUNCTION", "LOAD", "REPLACE", FunctionLibrary()}),
       .check = CheckLoaded});
  return setup;
}

Command Function(absl::string_view name, absl::string_view prefix,
                 size_t bytes_hint) {
  return Begin("FCALL", name, prefix, bytes_hint);
}

Command ReadFunction(absl::string_view name, absl::string_view prefix,
                     size_t bytes_hint) {
  return Begin("FCALL_RO", name, prefix, bytes_hint);
}

}  // namespace winnow
