#include "service/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

absl::Status ReadError(const std::string& path, int error) {
  return absl::ErrnoToStatus(error, absl::StrCat("cannot read ", path));
}

bool IsCredential(const std::string& path) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables.
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  return directory != nullptr && *directory == '/' &&
         absl::StartsWith(path, absl::StrCat(directory, "/")) &&
         !absl::StrContains(path, "/../");
}

absl::StatusOr<std::string> Read(const std::string& path, size_t bytes_max,
                                 mode_t forbidden) {
  // Non-blocking, because opening a FIFO would otherwise wait for a writer.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return ReadError(path, errno);
  const absl::Cleanup closer = [fd] { close(fd); };

  // Asked of the open file and not of the path, which may change meanwhile.
  struct stat status;
  if (fstat(fd, &status) != 0) return ReadError(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not a regular file"));
  }
  if ((status.st_mode & forbidden) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " holds a secret that other users may read; run: chmod 600 ",
        path));
  }

  std::string content;
  content.resize(bytes_max + 1);
  size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got =
        read(fd, content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ReadError(path, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  if (filled > bytes_max) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path, " is longer than ", bytes_max, " bytes"));
  }
  content.resize(filled);
  return content;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t bytes_max) {
  return Read(path, bytes_max, /*forbidden=*/0);
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t bytes_max) {
  const mode_t others = S_IRWXG | S_IRWXO;
  return Read(path, bytes_max, IsCredential(path) ? others & ~S_IRGRP : others);
}

absl::Time FileTime(const std::string& path) {
  struct stat file;
  if (IsCredential(path)) return absl::InfinitePast();
  if (stat(path.c_str(), &file) != 0) return absl::InfinitePast();
  return absl::TimeFromTimespec(file.st_mtim);
}

}  // namespace winnow
