#include "clients/cli/secret_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {

SecretFile::SecretFile(std::string path, int file)
    : path_(std::move(path)), file_(file) {}

SecretFile::SecretFile(SecretFile&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      written_(other.written_) {}

SecretFile::~SecretFile() {
  if (file_ < 0) return;
  close(file_);
  if (!written_) unlink(path_.c_str());
}

absl::StatusOr<SecretFile> SecretFile::Create(const std::string& path) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) return SecretFile(path, file);
  if (errno == EEXIST) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, " exists; name a file that does not"));
  }
  return absl::InternalError(
      absl::StrCat("cannot make ", path, ": ", std::strerror(errno)));
}

absl::Status SecretFile::Write(absl::string_view secret) {
  const std::string text = absl::StrCat(secret, "\n");
  if (write(file_, text.data(), text.size()) !=
          static_cast<ssize_t>(text.size()) ||
      fsync(file_) != 0) {
    return absl::InternalError(
        absl::StrCat("cannot write ", path_, ": ", std::strerror(errno)));
  }
  written_ = true;
  return absl::OkStatus();
}

}  // namespace winnow
