// Paths and queries come from strangers: what is made of them is UTF-8 without
// control characters, no longer than it was, and fits into messages.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/query_requests.h"
#include "clients/gateway/request_target.h"
#include "clients/gateway/routes.h"

namespace {

void CheckText(const std::string& text) {
  for (const unsigned char c : text) {
    if (absl::ascii_iscntrl(c)) std::abort();
  }
}

template <typename Message>
void CheckMessage(const Message& message) {
  // Parsing refuses what is not UTF-8.
  Message again;
  if (!again.ParseFromString(message.SerializeAsString())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto target = winnow::ParseRequestTarget(text);
  if (!target.ok()) return 0;
  size_t length = 0;
  for (const std::string& segment : target->segments) {
    CheckText(segment);
    if (segment.empty() || segment == "." || segment == "..") std::abort();
    length += segment.size() + 1;
  }
  for (const auto& [name, value] : target->query) {
    CheckText(name);
    CheckText(value);
    length += name.size() + value.size() + 1;
  }
  if (length > size + 1) std::abort();
  const winnow::RouteMatch match = winnow::FindRoute("GET", target->segments);
  if (match.route != nullptr && match.allowed.empty()) std::abort();
  winnow::v1::ListCommentsRequest list;
  if (!winnow::ReadListQuery(*target, /*has_key=*/true, list) &&
      list.thread_id().empty()) {
    std::abort();
  }
  CheckMessage(list);
  winnow::v1::CountCommentsRequest count;
  if (!winnow::ReadCountQuery(*target, count) &&
      count.thread_ids_size() > 100) {
    std::abort();
  }
  CheckMessage(count);
  return 0;
}
