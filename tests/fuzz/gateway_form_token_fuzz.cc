// Tokens of forms come from strangers: nothing is good but what was made, and
// that is good for its thread alone.
//
// The input is a token, a line end, and a thread.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/form_token.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const winnow::GatewaySite site = {.id = "daily",
                                           .key = "GatewaysKey1"};
  static const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t end = text.find('\n');
  const absl::string_view token = text.substr(0, end);
  const absl::string_view thread =
      end == absl::string_view::npos ? "" : text.substr(end + 1);
  const winnow::FormAge form = winnow::ReadFormToken(site, thread, token, now);
  // Nobody guesses sixteen bytes.
  if (form.age || form.outcome == "good" || form.outcome == "old") std::abort();
  const std::string made = winnow::MakeFormToken(site, thread, now);
  if (winnow::ReadFormToken(site, thread, made, now).outcome != "good") {
    std::abort();
  }
  const std::string other = std::string(thread) + "x";
  if (winnow::ReadFormToken(site, other, made, now).outcome != "bad") {
    std::abort();
  }
  return 0;
}
