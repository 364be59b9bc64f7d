#include "service/store/redis/status_from_error.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr size_t kMessageBytesMax = 160;

struct Meaning {
  absl::string_view word;
  absl::StatusCode code;
  absl::string_view message;
};

constexpr Meaning kMeanings[] = {
    {"LOADING", absl::StatusCode::kUnavailable,
     "Redis is loading its data after a start"},
    {"READONLY", absl::StatusCode::kUnavailable,
     "Redis is a read-only replica; a failover may be under way"},
    {"MASTERDOWN", absl::StatusCode::kUnavailable,
     "this Redis replica has lost its primary"},
    {"CLUSTERDOWN", absl::StatusCode::kUnavailable,
     "the Redis Cluster is down or does not serve this site"},
    {"TRYAGAIN", absl::StatusCode::kUnavailable,
     "the Redis Cluster is moving this site"},
    {"MOVED", absl::StatusCode::kUnavailable,
     "the Redis Cluster has moved this site"},
    {"ASK", absl::StatusCode::kUnavailable,
     "the Redis Cluster is moving this site"},
    {"BUSY", absl::StatusCode::kUnavailable,
     "Redis is busy with a slow function"},
    {"NOREPLICAS", absl::StatusCode::kUnavailable,
     "Redis has fewer replicas than it must have to write"},
    {"MISCONF", absl::StatusCode::kUnavailable,
     "Redis cannot write to its disk and refuses changes"},
    {"NOSCRIPT", absl::StatusCode::kUnavailable,
     "Redis does not have our functions"},
    {"OOM", absl::StatusCode::kResourceExhausted,
     "Redis is over its maxmemory setting"},
    {"LIMIT", absl::StatusCode::kResourceExhausted,
     "there are as many as this site may have"},
};

// Keeps what Redis itself says and drops what it quotes.
std::string WithoutArguments(absl::string_view error) {
  const size_t quoted = error.find_first_of("'\"`");
  std::string message(error.substr(0, quoted).substr(0, kMessageBytesMax));
  for (char& byte : message) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(byte))) byte = '?';
  }
  absl::StripTrailingAsciiWhitespace(&message);
  return message;
}

}  // namespace

bool IsFunctionMissing(absl::string_view error) {
  return absl::StartsWith(error, "NOSCRIPT") ||
         absl::StartsWith(error, "ERR Function not found");
}

absl::Status StatusFromError(absl::string_view error) {
  if (IsFunctionMissing(error)) error = "NOSCRIPT";
  const absl::string_view word = error.substr(0, error.find(' '));
  for (const Meaning& meaning : kMeanings) {
    if (word == meaning.word) {
      return absl::Status(meaning.code, meaning.message);
    }
  }
  return absl::InternalError(
      absl::StrCat("Redis refused a command: ", WithoutArguments(error)));
}

}  // namespace winnow
