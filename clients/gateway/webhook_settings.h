// Where a site's events are delivered, and how: what `webhooks` of the settings
// say, checked.
//
// Threads: plain values, made once at start.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_SETTINGS_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

namespace gateway {
class Webhook;
}  // namespace gateway

// An address of HTTP in its parts. Path and query may be secrets: they are
// never logged.
struct WebhookUrl {
  bool encrypted = true;  // https
  std::string host = {};  // a name or an address, without brackets
  std::string port = {};
  std::string authority = {};  // as in the header Host
  std::string target = {};     // path and query

  // Whether what is sent there stays on this machine.
  bool IsLocal() const;

  friend bool operator==(const WebhookUrl&, const WebhookUrl&) = default;
};

// Parses `https://HOST[:PORT][/PATH][?QUERY]`, or the same with http.
// Errors: InvalidArgument for anything else: other schemes, user names,
// fragments, what must be escaped; it does not repeat the text.
absl::StatusOr<WebhookUrl> ParseWebhookUrl(absl::string_view text);

struct WebhookSettings {
  std::string subscription = {};
  WebhookUrl url = {};
  std::vector<std::string> secret_files = {};
  std::vector<std::string> secrets = {};  // what they hold; never logged
  bool queue_alarm = false;
  bool state_changes = false;
  std::string ca_file = {};  // empty: the system's
  absl::Duration timeout = absl::Seconds(10);
};

// Checks one; its secrets are left empty.
// Errors: InvalidArgument naming the setting below `at`.
absl::StatusOr<WebhookSettings> ReadWebhook(const gateway::Webhook& given,
                                            const std::string& at);

// Reads the files that it names.
// Errors: those of ReadKeyFile(), InvalidArgument for a secret that is too
// short, NotFound for a ca_file that cannot be read; naming the setting.
absl::Status ReadWebhookFiles(WebhookSettings& webhook);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_SETTINGS_H_
