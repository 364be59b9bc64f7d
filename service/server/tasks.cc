#include "service/server/tasks.h"

#include <iostream>

#include "service/server/backend.h"
#include "service/server/lost_keys.h"

namespace winnow {
namespace {

absl::Status CreateOperatorKey(const Config& config) {
  auto backend = Backend::Open(config);
  if (!backend.ok()) return backend.status();
  return CreateOperatorKeyFile(config.new_file, **backend);
}

absl::Status ReplaceKeys(const Config& config) {
  auto backend = Backend::Connect(config);
  if (!backend.ok()) return backend.status();
  const auto replaced = ReplaceLostKeys(**backend);
  if (!replaced.ok()) return replaced.status();
  std::cout << Describe(*replaced) << std::flush;
  return absl::OkStatus();
}

// Open() and not Connect(): nothing must be wrapped under a wrong master key.
absl::Status BringBackKeys(const Config& config) {
  auto backend = Backend::Open(config);
  if (!backend.ok()) return backend.status();
  const auto back = BringBackLostKeys(**backend);
  if (!back.ok()) return back.status();
  std::cout << Describe(*back) << std::flush;
  return absl::OkStatus();
}

}  // namespace

absl::Status RunTask(const Config& config) {
  switch (config.task) {
    case Config::Task::kCreateMasterKey:
      return CreateMasterKeyFile(config.new_file);
    case Config::Task::kCreateOperatorKey:
      return CreateOperatorKey(config);
    case Config::Task::kReplaceLostKeys:
      return ReplaceKeys(config);
    case Config::Task::kBringBackLostKeys:
      return BringBackKeys(config);
    case Config::Task::kServe:
      break;
  }
  return absl::InternalError("serving is no task of its own");
}

}  // namespace winnow
