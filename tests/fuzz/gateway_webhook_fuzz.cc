// A receiver's Retry-After is a stranger's text, and an address of a webhook
// goes into requests: neither may break out of its place.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/webhook_pacer.h"
#include "clients/gateway/webhook_settings.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto wait =
      winnow::ParseRetryAfter(text, absl::FromUnixSeconds(1700000000));
  if (wait && *wait < absl::ZeroDuration()) std::abort();
  winnow::WebhookPacer pacer(1);
  const absl::Duration pause = pacer.Next(wait);
  if (pause <= absl::ZeroDuration() || pause > winnow::kWebhookPauseMax) {
    std::abort();
  }
  const auto url = winnow::ParseWebhookUrl(text);
  if (!url.ok()) return 0;
  if (url->target.empty() || url->target[0] != '/' || url->host.empty()) {
    std::abort();
  }
  for (const unsigned char c : url->target + url->authority) {
    if (c <= ' ' || c >= 0x7f || c == '#') std::abort();
  }
  for (const unsigned char c : url->authority) {
    if (c == '/' || c == '@' || c == '?') std::abort();
  }
  // What it takes apart is what it was given.
  const std::string whole =
      (url->encrypted ? "https://" : "http://") + url->authority + url->target;
  const auto again = winnow::ParseWebhookUrl(whole);
  if (!again.ok() || !(*again == *url)) std::abort();
  return 0;
}
