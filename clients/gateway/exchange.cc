#include "clients/gateway/exchange.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

// winnowd reads that much of it.
constexpr size_t kUserAgentBytesMax = 1000;
// Real ones have 22.
constexpr size_t kEditTokenBytesMax = 256;
constexpr size_t kSpanIdChars = 16;

}  // namespace

std::string Exchange::EditToken() const {
  return PrintableAscii(request.headers.edit_token, kEditTokenBytesMax);
}

std::string Exchange::UserAgent() const {
  return PrintableAscii(request.headers.user_agent, kUserAgentBytesMax);
}

std::string Exchange::TraceParent() const {
  if (HasKey() && !request.headers.traceparent.empty()) {
    return request.headers.traceparent;
  }
  // Version, trace, the span that calls, and the flag that nobody samples it.
  return absl::StrCat("00-", id, "-", id.substr(0, kSpanIdChars), "-00");
}

std::string PrintableAscii(absl::string_view text, size_t bytes_max) {
  std::string plain(text.substr(0, bytes_max));
  std::replace_if(
      plain.begin(), plain.end(),
      [](unsigned char byte) { return !absl::ascii_isprint(byte); }, '?');
  return plain;
}

absl::string_view BearerKey(absl::string_view authorization) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(authorization, absl::MaxSplits(' ', 1));
  if (parts.size() != 2 || !absl::EqualsIgnoreCase(parts[0], "Bearer")) {
    return "";
  }
  return absl::StripAsciiWhitespace(parts[1]);
}

std::string Exchange::CommentName() const {
  return absl::StrCat("sites/", site->id, "/comments/", comment);
}

void Exchange::AnswerJson(int status, std::string json) const {
  Answer({.status = status,
          .body = std::make_shared<const std::string>(std::move(json)),
          .headers = {{"Cache-Control", "no-store"}}});
}

std::string NewExchangeId() {
  // It finds a line in a log; nothing depends on nobody guessing it.
  thread_local std::mt19937_64 random{std::random_device{}()};
  // A span's id may not be zero.
  std::uniform_int_distribution<uint64_t> span{1};
  return absl::StrCat(absl::Hex(span(random), absl::kZeroPad16),
                      absl::Hex(random(), absl::kZeroPad16));
}

}  // namespace winnow
