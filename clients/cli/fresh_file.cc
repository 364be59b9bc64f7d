#include "clients/cli/fresh_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

absl::Status FileError(int error, absl::string_view path) {
  return absl::ErrnoToStatus(error, absl::StrCat("cannot write ", path));
}

}  // namespace

absl::StatusOr<FreshFile> FreshFile::Create(const std::string& path) {
  if (path == "-") return FreshFile(path, STDOUT_FILENO);
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) return FreshFile(path, file);
  if (errno == EEXIST) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, " exists already and is not overwritten"));
  }
  return FileError(errno, path);
}

FreshFile::FreshFile(FreshFile&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

FreshFile::~FreshFile() {
  if (file_ <= STDERR_FILENO) return;
  close(file_);
  unlink(path_.c_str());
}

absl::Status FreshFile::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError(errno, path_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status FreshFile::Close() {
  if (file_ <= STDERR_FILENO) return absl::OkStatus();
  if (close(std::exchange(file_, -1)) != 0) return FileError(errno, path_);
  return absl::OkStatus();
}

}  // namespace winnow
