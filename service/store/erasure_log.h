// Who was erased, in a file outside Redis and its backups. A backup that is
// restored knows nothing of the erasures since; this file does.
//
// One line for each: when, site, the erasure's id, the author's key in hex,
// `all` or `text` for what went, id of the API key that asked. The author's key
// is a keyed pseudonym: without the site's keys it says nothing about anybody.
// Lines are only ever added. Servers on one machine may share the file; each
// machine may have its own.
//
// Threads: any, for everything. Errors everywhere: those of the system, naming
// the file.
#ifndef WINNOW_SERVICE_STORE_ERASURE_LOG_H_
#define WINNOW_SERVICE_STORE_ERASURE_LOG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"

namespace winnow {

// As much as is read: about 400,000 erasures.
inline constexpr int64_t kErasureLogBytesMax = int64_t{64} << 20;

struct LoggedErasure {
  absl::Time time;
  std::string site;
  Uuid erasure;
  std::string author_exact;
  bool keep_text = false;
  std::string key_id;
};

// One line, with its end, and back. Parsing takes any bytes.
// Errors: InvalidArgument.
std::string FormatLoggedErasure(const LoggedErasure& logged);
absl::StatusOr<LoggedErasure> ParseLoggedErasure(absl::string_view line);

class ErasureLog {
 public:
  // Looks at the file, or makes an empty one that only its owner may read.
  // Errors: FailedPrecondition for one that others may read or write.
  static absl::StatusOr<std::unique_ptr<ErasureLog>> Open(
      const std::string& path);

  // Adds a line, to whatever has the name now: erasures are rare, and a file
  // that was moved away must not get them. It is on the disk when this returns.
  absl::Status Append(const LoggedErasure& logged);

  // All of them, in their order. A line that is none is passed over and
  // counted: one was cut short where the machine stopped.
  struct Lines {
    std::vector<LoggedErasure> erasures;
    int unreadable = 0;
  };
  absl::StatusOr<Lines> ReadAll() const;

  // How long the file is; it grows with every line. 0 where there is none.
  absl::StatusOr<int64_t> Size() const;

 private:
  explicit ErasureLog(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_ERASURE_LOG_H_
