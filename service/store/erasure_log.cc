#include "service/store/erasure_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/base/file.h"

namespace winnow {
namespace {

constexpr size_t kAuthorKeyBytes = 17;
constexpr size_t kNameBytesMax = 128;

absl::Status SystemError(const std::string& path, absl::string_view what) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", what, " ", path));
}

// Opens the file to add to it; a new one is on the disk with its name.
absl::StatusOr<int> OpenFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
  if (file < 0) return SystemError(path, "open");
  absl::Cleanup closer = [file] { close(file); };
  struct stat found = {};
  if (fstat(file, &found) != 0) return SystemError(path, "look at");
  if (!S_ISREG(found.st_mode) || (found.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path,
                     " must be a file that only its owner may read: "
                     "chmod 600 ",
                     path));
  }
  if (found.st_size == 0) {
    const std::string parent =
        std::filesystem::absolute(path).parent_path().string();
    const int directory =
        open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return SystemError(parent, "open");
    const bool is_synced = fsync(directory) == 0;
    close(directory);
    if (!is_synced) return SystemError(parent, "write");
  }
  std::move(closer).Cancel();
  return file;
}

// Ids of sites and keys: nothing that could end a line or a field.
bool IsName(absl::string_view text) {
  if (text.empty() || text.size() > kNameBytesMax) return false;
  for (const char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

bool IsHex(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

}  // namespace

std::string FormatLoggedErasure(const LoggedErasure& logged) {
  return absl::StrCat(
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", logged.time, absl::UTCTimeZone()),
      " ", logged.site, " ", logged.erasure.ToString(), " ",
      absl::BytesToHexString(logged.author_exact), " ",
      logged.keep_text ? "text" : "all", " ", logged.key_id, "\n");
}

absl::StatusOr<LoggedErasure> ParseLoggedErasure(absl::string_view line) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  LoggedErasure logged;
  std::string ignored;
  if (parts.size() != 6 ||
      !absl::ParseTime("%Y-%m-%dT%H:%M:%SZ", parts[0], absl::UTCTimeZone(),
                       &logged.time, &ignored) ||
      !IsName(parts[1]) || parts[3].size() != 2 * kAuthorKeyBytes ||
      !IsHex(parts[3]) || (parts[4] != "all" && parts[4] != "text") ||
      !IsName(parts[5])) {
    return absl::InvalidArgumentError("no line of a log of erasures");
  }
  const auto erasure = ParseUuid(parts[2]);
  if (!erasure) {
    return absl::InvalidArgumentError("a line without an erasure's id");
  }
  logged.site = std::string(parts[1]);
  logged.erasure = *erasure;
  logged.author_exact = absl::HexStringToBytes(parts[3]);
  logged.keep_text = parts[4] == "text";
  logged.key_id = std::string(parts[5]);
  return logged;
}

absl::StatusOr<std::unique_ptr<ErasureLog>> ErasureLog::Open(
    const std::string& path) {
  const auto file = OpenFile(path);
  if (!file.ok()) return file.status();
  const absl::Cleanup closer = [&file] { close(*file); };
  // A line that was cut short stays by itself.
  const off_t size = lseek(*file, 0, SEEK_END);
  char last = '\n';
  if (size > 0 && pread(*file, &last, 1, size - 1) != 1) {
    return SystemError(path, "read");
  }
  if (last != '\n' && write(*file, "\n", 1) != 1) {
    return SystemError(path, "write");
  }
  return std::unique_ptr<ErasureLog>(new ErasureLog(path));
}

absl::Status ErasureLog::Append(const LoggedErasure& logged) {
  const auto file = OpenFile(path_);
  if (!file.ok()) return file.status();
  const absl::Cleanup closer = [&file] { close(*file); };
  const std::string line = FormatLoggedErasure(logged);
  // One write, which the system adds as a whole.
  const ssize_t written = write(*file, line.data(), line.size());
  if (written < 0) return SystemError(path_, "write");
  if (static_cast<size_t>(written) != line.size()) {
    // What came of it ends here, so that the next line is whole.
    static_cast<void>(!write(*file, "\n", 1));
    return absl::ResourceExhaustedError(
        absl::StrCat("no room for another line in ", path_));
  }
  if (fdatasync(*file) != 0) return SystemError(path_, "write");
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ErasureLog::Size() const {
  struct stat found = {};
  if (stat(path_.c_str(), &found) == 0) {
    return static_cast<int64_t>(found.st_size);
  }
  if (errno == ENOENT) return 0;
  return SystemError(path_, "look at");
}

absl::StatusOr<ErasureLog::Lines> ErasureLog::ReadAll() const {
  const auto text = ReadFile(path_, kErasureLogBytesMax);
  if (!text.ok()) return text.status();
  Lines lines;
  for (const absl::string_view line :
       absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
    auto logged = ParseLoggedErasure(line);
    if (logged.ok()) {
      lines.erasures.push_back(*std::move(logged));
    } else {
      ++lines.unreadable;
    }
  }
  return lines;
}

}  // namespace winnow
