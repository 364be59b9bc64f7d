#include "service/store/redis/functions.h"

#include <utility>

#include "service/store/redis/functions_lua.h"

namespace winnow {
namespace {

constexpr absl::string_view kOneKey = "1";

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
       .check = nullptr});
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
