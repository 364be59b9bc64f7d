// A file that only its owner can read, made before the secret exists.

#ifndef WINNOW_CLIENTS_CLI_SECRET_FILE_H_
#define WINNOW_CLIENTS_CLI_SECRET_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// A new, empty file of mode 600. A secret is told once, so the place for it is
// made first: a full disk or a wrong path then costs nothing.
//
// Threads: one at a time.
class SecretFile {
 public:
  // Errors: AlreadyExists: it never writes over a file; Internal for others.
  static absl::StatusOr<SecretFile> Create(const std::string& path);

  SecretFile(SecretFile&& other) noexcept;
  SecretFile& operator=(SecretFile&&) = delete;

  // Removes the file unless Write() was OK.
  ~SecretFile();

  // Writes the secret and a line end, to the disk.
  absl::Status Write(absl::string_view secret);

 private:
  SecretFile(std::string path, int file);

  std::string path_;
  int file_ = -1;
  bool written_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_SECRET_FILE_H_
