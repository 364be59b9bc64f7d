#include "service/server/backend.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "service/base/bytes.h"
#include "service/base/log.h"
#include "service/base/random.h"
#include "service/base/wipe.h"
#include "service/server/redis_watch.h"
#include "service/store/redis/functions.h"

namespace winnow {
namespace {

constexpr absl::Duration kWaitStep = absl::Seconds(1);

absl::Status FileError(const std::string& path, int error) {
  if (error == EEXIST) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, " exists already and is not overwritten"));
  }
  return absl::ErrnoToStatus(error, absl::StrCat("cannot write ", path));
}

// Writes a secret to a file that must not exist yet, and to the disk.
absl::Status WriteNewSecret(const std::string& path, absl::string_view text) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FileError(path, errno);
  const absl::Cleanup closing = [file] { close(file); };
  if (write(file, text.data(), text.size()) !=
          static_cast<ssize_t>(text.size()) ||
      fsync(file) != 0) {
    absl::Status failed = FileError(path, errno);
    unlink(path.c_str());
    return failed;
  }
  return absl::OkStatus();
}

absl::StatusOr<MasterKey> ReadMasterKey(absl::string_view flag,
                                        const std::string& path) {
  auto key = MasterKey::FromFile(path);
  if (key.ok()) return key;
  return absl::Status(key.status().code(),
                      absl::StrCat("--", flag, ": ", key.status().message()));
}

absl::StatusOr<MasterKey> ReadMasterKeys(const Config& config) {
  auto master = ReadMasterKey("master_key_file", config.master_key_file);
  if (!master.ok() || config.old_master_key_file.empty()) return master;
  auto old = ReadMasterKey("old_master_key_file", config.old_master_key_file);
  if (!old.ok()) return old.status();
  master->AlsoOpen(*std::move(old));
  return master;
}

absl::Status WrongMasterKey(const Config& config) {
  const std::string& old = config.old_master_key_file;
  return absl::FailedPreconditionError(absl::StrCat(
      "--master_key_file: ", config.master_key_file,
      old.empty() ? ""
                  : absl::StrCat(", and --old_master_key_file: ", old, ","),
      " is not the key that this Redis' data was made with. Put that one back; "
      "to go over to a new one, name the one before it with "
      "--old_master_key_file. If it is lost, so are the addresses, and "
      "--replace_lost_keys goes on without them: winnowd --help says what else "
      "that takes"));
}

absl::Status WaitForRedis(Cluster& redis, const Config& config) {
  const absl::Time deadline = absl::Now() + config.redis_wait;
  while (true) {
    const absl::Duration left = deadline - absl::Now();
    absl::Status connected =
        redis.WaitUntilConnected(std::clamp(left, kWaitStep / 10, kWaitStep));
    if (connected.ok()) return connected;
    if (absl::Now() >= deadline) {
      return absl::UnavailableError(
          absl::StrCat("--redis: ", config.redis,
                       " does not answer: ", connected.message()));
    }
    Log(Severity::kWarning, "waiting_for_redis",
        {{"address", config.redis}, {"reason", connected.message()}});
  }
}

}  // namespace

ConnectionOptions RedisOptions(const Config& config) {
  ConnectionOptions options;
  options.address = config.redis;
  options.user = config.redis_user;
  options.password_file = config.redis_password_file;
  return options;
}

Backend::Backend(MasterKey key, ConnectionOptions options)
    : master(std::move(key)),
      redis(std::move(options)),
      comments(redis),
      sites(redis),
      lists(redis),
      adapters(redis),
      queue(redis),
      queue_watch(redis),
      audit(redis),
      reveals(redis),
      erasures(redis),
      retention(redis),
      seals(redis),
      threads(redis),
      bans(redis),
      reports(redis),
      imports(redis),
      counts(redis),
      status(redis) {}

absl::StatusOr<std::unique_ptr<Backend>> Backend::Connect(
    const Config& config) {
  auto master = ReadMasterKeys(config);
  if (!master.ok()) return master.status();
  ConnectionOptions options = RedisOptions(config);
  options.setup = FunctionSetup;
  auto backend =
      std::make_unique<Backend>(*std::move(master), std::move(options));
  absl::Status status = WaitForRedis(backend->redis, config);
  if (!status.ok()) return status;
  const auto node =
      ProbeRedis(backend->redis, config.redis, /*persistence=*/false);
  if (!node.ok()) {
    return absl::Status(node.status().code(),
                        absl::StrCat("--redis: ", node.status().message()));
  }
  status = CheckEviction(*node);
  if (!status.ok()) return status;
  return backend;
}

absl::StatusOr<std::unique_ptr<Backend>> Backend::Open(const Config& config) {
  auto backend = Connect(config);
  if (!backend.ok()) return backend.status();
  const MasterKey& master = (*backend)->master;
  const auto kept = (*backend)->sites.KeepHashKey(
      CreateApiKeyHashKey(master, SystemRandom()));
  if (!kept.ok()) return kept.status();
  auto hasher = ApiKeyHasher::Open(master, *kept);
  if (!hasher.ok()) return WrongMasterKey(config);
  (*backend)->hasher = *std::move(hasher);
  if (!config.old_master_key_file.empty()) {
    Log(Severity::kWarning, "two_master_keys",
        {{"advice",
          "run winnow key rotate --master, then start without "
          "--old_master_key_file"}});
  }
  return backend;
}

absl::StatusOr<std::unique_ptr<ErasureLog>> OpenErasureLog(
    const Config& config) {
  if (config.erasure_log.empty()) {
    Log(Severity::kWarning, "erasures_not_logged",
        {{"advice",
          "set --erasure_log, or a restored backup brings back whom you "
          "erased"}});
    return nullptr;
  }
  auto log = ErasureLog::Open(config.erasure_log);
  if (log.ok()) return log;
  return absl::Status(log.status().code(),
                      absl::StrCat("--erasure_log: ", log.status().message()));
}

absl::Status CreateMasterKeyFile(const std::string& path) {
  std::array<uint8_t, kKeyBytes> key;
  SystemRandom().Fill(key);
  std::string text = absl::StrCat(ToBase64Url(AsText(key)), "\n");
  absl::Status written = WriteNewSecret(path, text);
  Wipe(text);
  return written;
}

absl::Status CreateOperatorKeyFile(const std::string& path, Backend& backend) {
  std::string secret = MakePersonApiKey(SystemRandom());
  // The file first: a key that nobody was told would lock everybody out.
  absl::Status status = WriteNewSecret(path, absl::StrCat(secret, "\n"));
  if (!status.ok()) return status;
  KeyRecord key;
  key.principal.key_id = MakeApiKeyId(SystemRandom());
  key.principal.name = "first operator";
  key.principal.role = Role::kOperator;
  key.principal.site = "*";
  key.hash = backend.hasher->Hash(secret);
  key.create_time = absl::Now();
  Wipe(secret);
  status = backend.sites.AddKey(key, /*into_empty_table=*/true);
  // Any other error may hide that it was stored after all.
  if (absl::IsAlreadyExists(status)) unlink(path.c_str());
  return status;
}

}  // namespace winnow
