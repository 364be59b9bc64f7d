#include "clients/gateway/exchange.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// winnowd reads that much of it.
constexpr size_t kUserAgentBytesMax = 1000;
// Real ones have 22.
constexpr size_t kEditTokenBytesMax = 256;

}  // namespace

std::string Exchange::EditToken() const {
  return PrintableAscii(request.headers.edit_token, kEditTokenBytesMax);
}

std::string Exchange::UserAgent() const {
  return PrintableAscii(request.headers.user_agent, kUserAgentBytesMax);
}

std::string PrintableAscii(absl::string_view text, size_t bytes_max) {
  std::string plain(text.substr(0, bytes_max));
  std::replace_if(
      plain.begin(), plain.end(),
      [](unsigned char byte) { return !absl::ascii_isprint(byte); }, '?');
  return plain;
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
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad16));
}

}  // namespace winnow
