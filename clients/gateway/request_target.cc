#include "clients/gateway/request_target.h"

#include <unicode/utf8.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/gateway/characters.h"

namespace winnow {
namespace {

constexpr size_t kSegmentsMax = 16;
// A hundred threads to count, and room.
constexpr size_t kParametersMax = 256;

bool IsUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (c < 0) return false;
  }
  return true;
}

absl::Status ParsePath(absl::string_view path, RequestTarget& target) {
  if (!absl::ConsumePrefix(&path, "/")) {
    return absl::InvalidArgumentError("the path must begin with a slash");
  }
  if (path.empty()) return absl::OkStatus();
  for (absl::string_view raw : absl::StrSplit(path, '/')) {
    auto segment = PercentDecode(raw, /*plus_is_space=*/false);
    if (!segment.ok()) return segment.status();
    if (segment->empty() || *segment == "." || *segment == ".." ||
        target.segments.size() == kSegmentsMax) {
      return absl::InvalidArgumentError("there is nothing at such a path");
    }
    target.segments.push_back(*std::move(segment));
  }
  return absl::OkStatus();
}

absl::Status ParseQuery(absl::string_view query, RequestTarget& target) {
  for (absl::string_view pair : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    auto name = PercentDecode(parts.first, /*plus_is_space=*/true);
    if (!name.ok()) return name.status();
    auto value = PercentDecode(parts.second, /*plus_is_space=*/true);
    if (!value.ok()) return value.status();
    if (target.query.size() == kParametersMax) {
      return absl::InvalidArgumentError("the query has too many parameters");
    }
    target.query.emplace_back(*std::move(name), *std::move(value));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> PercentDecode(absl::string_view text,
                                          bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return absl::InvalidArgumentError(
            "a % must stand before two hexadecimal digits");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return absl::InvalidArgumentError(
          "a control character is not allowed in an address");
    }
    decoded.push_back(c);
  }
  // Messages to winnowd hold nothing else.
  if (!IsUtf8(decoded)) {
    return absl::InvalidArgumentError("an address must be in UTF-8");
  }
  return decoded;
}

absl::StatusOr<RequestTarget> ParseRequestTarget(absl::string_view target) {
  const size_t mark = target.find('?');
  RequestTarget parsed;
  const absl::Status path = ParsePath(target.substr(0, mark), parsed);
  if (!path.ok()) return path;
  if (mark == absl::string_view::npos) return parsed;
  const absl::Status query = ParseQuery(target.substr(mark + 1), parsed);
  if (!query.ok()) return query;
  return parsed;
}

}  // namespace winnow
