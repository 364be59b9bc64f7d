#include "service/store/redis/functions.h"

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/store/redis/functions_lua.h"
#include "service/store/redis/status_from_error.h"

// The number of this binary's functions. A release whose functions differ from
// those of the one before takes the next number; a test of upgrades builds this
// file with others.
#ifndef WINNOW_FUNCTION_VERSION
#define WINNOW_FUNCTION_VERSION 1
#endif

namespace winnow {
namespace {

constexpr int kVersion = WINNOW_FUNCTION_VERSION;
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
  command.Append(absl::StrCat("w", kVersion, "_", name))
      .Append(kOneKey)
      .Append(prefix);
  return command;
}

}  // namespace

absl::string_view FunctionLibrary() {
  // One text for the life of the program.
  static const std::string& library = *new std::string(
      absl::StrCat("#!lua name=winnow_v", kVersion,
                   "\nlocal VERSION = ", kVersion, "\n", kFunctionsLua));
  return library;
}

std::vector<SetupCommand> FunctionSetup() {
  std::vector<SetupCommand> setup;
  setup.push_back(
      {.command = Command({"FUNCTION", "LOAD", "REPLACE", FunctionLibrary()}),
       .check = CheckLoaded});
  // The version before may still serve elsewhere, or be gone back to. Most of
  // the others are not there, and that is no trouble.
  for (int version = 1; version < kVersion - 1; ++version) {
    setup.push_back({.command = Command({"FUNCTION", "DELETE",
                                         absl::StrCat("winnow_v", version)}),
                     .check = [](const Reply&) { return absl::OkStatus(); }});
  }
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
