#include "clients/cli/import_fields.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace winnow {
namespace {

constexpr size_t kEntityBytesMax = 10;

constexpr std::pair<absl::string_view, char> kNamed[] = {
    {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};

// Appends what `name`, without & and ;, stands for; false for nothing known.
bool AppendEntity(absl::string_view name, std::string& out) {
  for (const auto& [known, c] : kNamed) {
    if (name == known) {
      out.push_back(c);
      return true;
    }
  }
  uint32_t number = 0;
  if (!absl::ConsumePrefix(&name, "#") || !absl::SimpleAtoi(name, &number) ||
      number < 0x20 || !U_IS_UNICODE_CHAR(static_cast<UChar32>(number))) {
    return false;
  }
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(number));
  out.append(bytes, static_cast<size_t>(length));
  return true;
}

}  // namespace

void FieldText::Add(absl::string_view text) {
  if (!open_) return;
  const size_t room = bytes_max_ - text_.size();
  if (text.size() > room) cut_ = true;
  size_t taken = std::min(text.size(), room);
  // No letter is cut in two.
  while (taken < text.size() && taken > 0 &&
         (static_cast<unsigned char>(text[taken]) & 0xC0) == 0x80) {
    --taken;
  }
  text_.append(text.data(), taken);
}

bool ReadUtcTime(absl::string_view text, google::protobuf::Timestamp& time) {
  text = absl::StripAsciiWhitespace(text);
  absl::Time read;
  const std::string copy(text);
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%E*S%Ez", copy, &read, nullptr) &&
      !absl::ParseTime("%Y-%m-%dT%H:%M:%E*S", copy, &read, nullptr) &&
      !absl::ParseTime("%Y-%m-%d %H:%M:%E*S", copy, &read, nullptr)) {
    return false;
  }
  if (read <= absl::UnixEpoch() || read > absl::Now()) return false;
  time.set_seconds(absl::ToUnixSeconds(read));
  return true;
}

std::string PlainName(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t end = text[0] == '&'
                           ? text.substr(0, kEntityBytesMax).find(';')
                           : absl::string_view::npos;
    if (end != absl::string_view::npos &&
        AppendEntity(text.substr(1, end - 1), out)) {
      text.remove_prefix(end + 1);
    } else {
      out.push_back(text[0]);
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace winnow
