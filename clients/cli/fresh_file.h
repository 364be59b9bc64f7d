// A file that a command writes and that only its user may read, since it holds
// what readers wrote, or what was learned from it. Never an existing one. "-"
// is stdout.

#ifndef WINNOW_CLIENTS_CLI_FRESH_FILE_H_
#define WINNOW_CLIENTS_CLI_FRESH_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Threads: one at a time.
class FreshFile {
 public:
  // Errors: AlreadyExists, or that of the system, naming the file.
  static absl::StatusOr<FreshFile> Create(const std::string& path);

  FreshFile(FreshFile&& other) noexcept;
  FreshFile& operator=(FreshFile&&) = delete;
  ~FreshFile();

  // Errors: that of the system, naming the file.
  absl::Status Write(absl::string_view bytes);
  // Writes what is left. A file that is not closed is removed: cut short it
  // would look like a whole one.
  absl::Status Close();

  bool is_stdout() const { return path_ == "-"; }

 private:
  FreshFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

  std::string path_;
  int file_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_FRESH_FILE_H_
