#include "clients/cpp/options.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

// Real keys have 12 or 46 characters; anything much longer is another file.
constexpr size_t kKeyBytesMax = 256;
// Version 00 has 55; later ones may have more.
constexpr size_t kTraceParentBytesMax = 256;

// Group may read (a container's secret often allows it), others may nothing.
constexpr mode_t kModeRefused = S_IWGRP | S_IXGRP | S_IRWXO;

bool IsPortNumber(absl::string_view text) {
  int port = 0;
  return absl::SimpleAtoi(text, &port) && port > 0 && port <= 65535;
}

// Splits `HOST:PORT`; an IPv6 host must stand in brackets.
bool SplitHostPort(absl::string_view address, absl::string_view& host,
                   absl::string_view& port) {
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon == 0) return false;
  host = address.substr(0, colon);
  port = address.substr(colon + 1);
  if (absl::ConsumePrefix(&host, "[")) return absl::ConsumeSuffix(&host, "]");
  return !absl::StrContains(host, ':');
}

}  // namespace

absl::StatusOr<std::string> ReadKeyFile(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) {
    return absl::NotFoundError(absl::StrCat("cannot read the key file ", path,
                                            ": ", std::strerror(errno)));
  }
  if (S_ISREG(found.st_mode) && (found.st_mode & kModeRefused) != 0) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "the key file %s has mode %03o and others could use the key; run "
        "chmod 600 %s",
        path, found.st_mode & 0777, path));
  }
  std::ifstream file(path, std::ios::binary);
  std::string key(kKeyBytesMax + 1, '\0');
  file.read(key.data(), static_cast<std::streamsize>(key.size()));
  key.resize(static_cast<size_t>(file.gcount()));
  if (key.empty() && !file.eof()) {
    return absl::NotFoundError(absl::StrCat("cannot read the key file ", path,
                                            ": ", std::strerror(errno)));
  }
  absl::StripAsciiWhitespace(&key);
  if (!IsSendableKey(key)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the file ", path, " does not hold an API key"));
  }
  return key;
}

bool IsLocalAddress(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  absl::string_view host;
  absl::string_view port;
  if (!SplitHostPort(address, host, port)) return false;
  if (host == "localhost" || host == "::1") return true;
  if (!absl::StartsWith(host, "127.")) return false;
  // `127.0.0.1.example.org` is a name somewhere else.
  for (const char c : host) {
    if (!absl::ascii_isdigit(c) && c != '.') return false;
  }
  return true;
}

// gRPC ends the process for metadata with control bytes.
bool IsSendableKey(absl::string_view text) {
  return !text.empty() && text.size() <= kKeyBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) {
           return absl::ascii_isgraph(byte);
         });
}

bool IsSendableTraceparent(absl::string_view text) {
  return text.size() <= kTraceParentBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) {
           return absl::ascii_isalnum(byte) || byte == '-';
         });
}

absl::Status CheckClientOptions(const ClientOptions& options) {
  absl::string_view host;
  absl::string_view port;
  absl::string_view path = options.address;
  if (absl::ConsumePrefix(&path, "unix:")) {
    if (path.empty()) {
      return absl::InvalidArgumentError(
          "address: a path must follow unix:, as in unix:/run/winnow/socket");
    }
  } else if (!SplitHostPort(options.address, host, port) ||
             !IsPortNumber(port)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "address: ", options.address,
        " is neither HOST:PORT, as 127.0.0.1:7420, nor unix:PATH"));
  }
  if (!options.key.empty() && !IsSendableKey(options.key)) {
    return absl::InvalidArgumentError(
        "key: must be an API key, without blanks or line ends");
  }
  if (!IsSendableTraceparent(options.traceparent)) {
    return absl::InvalidArgumentError(
        "traceparent: must be a W3C traceparent, as "
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }
  const int files = static_cast<int>(!options.ca_file.empty()) +
                    static_cast<int>(!options.cert_file.empty()) +
                    static_cast<int>(!options.cert_key_file.empty());
  if (files != 0 && files != 3) {
    return absl::InvalidArgumentError(
        "ca, cert and cert_key belong together: give all three or none");
  }
  // The key would cross the network in the clear, and winnowd refuses anyway.
  if (files == 0 && !IsLocalAddress(options.address)) {
    return absl::InvalidArgumentError(
        absl::StrCat("address: ", options.address,
                     " is not on this machine, so mutual TLS is required: give "
                     "ca, cert and cert_key"));
  }
  return absl::OkStatus();
}

}  // namespace winnow
