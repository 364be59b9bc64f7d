#include "service/api/trace_parent.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// version "-" trace-id "-" parent-id "-" flags
constexpr size_t kTraceIdAt = 3;
constexpr size_t kTraceIdBytes = 32;
constexpr size_t kParentIdAt = kTraceIdAt + kTraceIdBytes + 1;
constexpr size_t kParentIdBytes = 16;
constexpr size_t kFlagsAt = kParentIdAt + kParentIdBytes + 1;
constexpr size_t kBytes = kFlagsAt + 2;
// Of a version to come; what is longer is nobody's header.
constexpr size_t kBytesMax = 256;

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    return absl::ascii_isdigit(static_cast<unsigned char>(byte)) ||
           (byte >= 'a' && byte <= 'f');
  });
}

bool IsId(absl::string_view text) {
  return IsLowerHex(text) &&
         text.find_first_not_of('0') != absl::string_view::npos;
}

bool IsSampled(char last_digit) {
  // The lowest bit of the flags, which is that of their second digit.
  const int digit =
      last_digit <= '9' ? last_digit - '0' : last_digit - 'a' + 10;
  return digit % 2 == 1;
}

}  // namespace

std::optional<TraceParent> ParseTraceParent(absl::string_view text) {
  if (text.size() < kBytes || text.size() > kBytesMax) return std::nullopt;
  const absl::string_view version = text.substr(0, 2);
  const absl::string_view trace_id = text.substr(kTraceIdAt, kTraceIdBytes);
  const absl::string_view parent_id = text.substr(kParentIdAt, kParentIdBytes);
  const absl::string_view flags = text.substr(kFlagsAt, 2);
  if (!IsLowerHex(version) || version == "ff" || !IsId(trace_id) ||
      !IsId(parent_id) || !IsLowerHex(flags) || text[kTraceIdAt - 1] != '-' ||
      text[kParentIdAt - 1] != '-' || text[kFlagsAt - 1] != '-') {
    return std::nullopt;
  }
  if (text.size() > kBytes && (version == "00" || text[kBytes] != '-')) {
    return std::nullopt;
  }
  return TraceParent{.trace_id = std::string(trace_id),
                     .parent_id = std::string(parent_id),
                     .sampled = IsSampled(flags[1])};
}

std::optional<TraceParent> TraceParentOf(
    const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto [at, end] = metadata.equal_range(kTraceParentKey);
  if (at == end || std::next(at) != end) return std::nullopt;
  return ParseTraceParent({at->second.data(), at->second.size()});
}

void EchoTraceParent(grpc::ServerContextBase& context) {
  const auto trace = TraceParentOf(context);
  if (!trace) return;
  context.AddTrailingMetadata(
      kTraceParentKey,
      absl::StrCat("00-", trace->trace_id, "-", trace->parent_id,
                   trace->sampled ? "-01" : "-00"));
}

}  // namespace winnow
