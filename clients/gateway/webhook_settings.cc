#include "clients/gateway/webhook_settings.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cpp/options.h"
#include "clients/gateway/gateway_settings.pb.h"
#include "clients/gateway/web_origin.h"

namespace winnow {
namespace {

constexpr size_t kUrlBytesMax = 2000;
constexpr size_t kSubscriptionBytesMax = 40;
constexpr int kSecretsMax = 5;
// 16 random characters cannot be guessed from a signature.
constexpr size_t kSecretBytesMin = 16;
constexpr int kTimeoutMsMin = 100;
constexpr int kTimeoutMsMax = 60'000;

absl::Status Bad(absl::string_view setting, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(setting, ": ", what));
}

absl::Status NotAUrl() {
  return absl::InvalidArgumentError(
      "must be https://HOST, with port, path and query if there are any, in "
      "ASCII, escaped, and without a user name or fragment");
}

// RFC 3986 has no other characters; a fragment is never sent.
bool IsUrlCharacter(unsigned char c) {
  return c > ' ' && c < 0x7f && !absl::StrContains("\"<>\\^`{|}#", c);
}

bool IsSubscription(absl::string_view name) {
  return !name.empty() && name.size() <= kSubscriptionBytesMax &&
         absl::ascii_islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

}  // namespace

bool WebhookUrl::IsLocal() const {
  return IsLocalAddress(absl::StrContains(host, ':')
                            ? absl::StrCat("[", host, "]:", port)
                            : absl::StrCat(host, ":", port));
}

absl::StatusOr<WebhookUrl> ParseWebhookUrl(absl::string_view text) {
  if (text.size() > kUrlBytesMax ||
      !std::all_of(text.begin(), text.end(), IsUrlCharacter)) {
    return NotAUrl();
  }
  const size_t scheme = text.find("://");
  if (scheme == absl::string_view::npos) return NotAUrl();
  const size_t path =
      std::min(text.find_first_of("/?", scheme + 3), text.size());
  // Takes a host alone, in one way of writing it.
  const auto origin = ParseWebOrigin(text.substr(0, path));
  if (!origin.ok()) return NotAUrl();
  WebhookUrl url;
  absl::string_view authority = *origin;
  url.encrypted = absl::ConsumePrefix(&authority, "https://");
  if (!url.encrypted) absl::ConsumePrefix(&authority, "http://");
  url.authority = std::string(authority);
  const size_t bracket = authority.find(']');
  const size_t colon =
      authority.find(':', bracket == absl::string_view::npos ? 0 : bracket);
  absl::string_view host = authority.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  url.host = std::string(host);
  url.port = colon == absl::string_view::npos
                 ? (url.encrypted ? "443" : "80")
                 : std::string(authority.substr(colon + 1));
  const absl::string_view target = text.substr(path);
  url.target = absl::StrCat(absl::StartsWith(target, "/") ? "" : "/", target);
  return url;
}

absl::StatusOr<WebhookSettings> ReadWebhook(const gateway::Webhook& given,
                                            const std::string& at) {
  WebhookSettings webhook;
  if (!IsSubscription(given.subscription())) {
    return Bad(at + ".subscription",
               "must be 1 to 40 of a-z, 0-9 and -, beginning with a letter");
  }
  webhook.subscription = given.subscription();
  auto url = ParseWebhookUrl(given.url());
  if (!url.ok()) return Bad(at + ".url", url.status().message());
  if (!url->encrypted && !url->IsLocal() && !given.allow_plaintext()) {
    return Bad(at + ".url",
               "must be https, or allow_plaintext must say that the network "
               "to it is encrypted or closed");
  }
  webhook.url = *std::move(url);
  if (given.secret_files().empty() || given.secret_files_size() > kSecretsMax) {
    return Bad(at + ".secret_files", absl::StrCat("must be 1 to ", kSecretsMax,
                                                  " files with a secret each"));
  }
  webhook.secret_files.assign(given.secret_files().begin(),
                              given.secret_files().end());
  if (given.has_timeout_ms()) {
    if (given.timeout_ms() < kTimeoutMsMin ||
        given.timeout_ms() > kTimeoutMsMax) {
      return Bad(at + ".timeout_ms", absl::StrCat("must be ", kTimeoutMsMin,
                                                  " to ", kTimeoutMsMax));
    }
    webhook.timeout = absl::Milliseconds(given.timeout_ms());
  }
  if (!given.ca_file().empty() && !webhook.url.encrypted) {
    return Bad(at + ".ca_file", "is for https only");
  }
  webhook.ca_file = given.ca_file();
  webhook.queue_alarm = given.queue_alarm();
  webhook.state_changes = given.state_changes();
  return webhook;
}

absl::Status ReadWebhookFiles(WebhookSettings& webhook) {
  const std::string at = absl::StrCat("webhook ", webhook.subscription, ": ");
  for (const std::string& file : webhook.secret_files) {
    auto secret = ReadKeyFile(file);
    if (!secret.ok()) {
      return absl::Status(
          secret.status().code(),
          absl::StrCat(at, "secret_files: ", secret.status().message()));
    }
    if (secret->size() < kSecretBytesMin) {
      return Bad(at + "secret_files",
                 absl::StrCat("the secret in ", file, " must have at least ",
                              kSecretBytesMin, " characters"));
    }
    webhook.secrets.push_back(*std::move(secret));
  }
  if (!webhook.ca_file.empty() && access(webhook.ca_file.c_str(), R_OK) != 0) {
    return absl::NotFoundError(absl::StrCat(at, "ca_file: cannot read ",
                                            webhook.ca_file, ": ",
                                            std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace winnow
