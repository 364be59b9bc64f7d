// Which sites the gateway answers for, and its bounds: what the file of --sites
// says, checked.
//
// Threads: plain values, made once at start.

#ifndef WINNOW_CLIENTS_GATEWAY_SETTINGS_H_
#define WINNOW_CLIENTS_GATEWAY_SETTINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/ip_address.h"
#include "clients/gateway/webhook_settings.h"

namespace winnow {

// Larger requests are refused; of a body without a length up to so much is
// read. A hundred threads' ids of 200 bytes, escaped, fit into a query.
inline constexpr size_t kHeaderBytesMax = 32 * 1024;
// Escapes make JSON up to six times as long as the text, of which winnowd takes
// 64 KB; it takes messages of 256 KB.
inline constexpr size_t kBodyBytesMax = 250 * 1024;
// Of all requests whose bodies are being read or worked on.
inline constexpr int64_t kBodyBytesInFlightMax = 64 * 1024 * 1024;
// Of all answers that their clients have not yet taken.
inline constexpr int64_t kAnswerBytesInFlightMax = 256 * 1024 * 1024;

// What clients of Akismet's are told of a comment that waits for a person; see
// gateway_settings.proto.
enum class AkismetHeld { kAuto, kHeld, kTrue, kFalse };

struct AkismetSettings {
  AkismetHeld held = AkismetHeld::kAuto;
  // Of keys that are answered otherwise, by their ids.
  absl::flat_hash_map<std::string, AkismetHeld> held_by_key = {};
  std::vector<std::string> host_key_files = {};
};

struct GatewaySite {
  std::string id;
  std::string key_file = {};
  std::string key = {};  // what the file holds; never logged
  std::vector<std::string> origins = {};
  std::vector<std::string> coral_secret_files = {};
  std::vector<std::string> coral_secrets = {};  // what they hold; never logged
  AkismetSettings akismet = {};
  std::vector<WebhookSettings> webhooks = {};
};

struct GatewayLimits {
  int network_reads_per_second = 50;
  int network_writes_per_minute = 60;
  int new_threads_per_hour = 200;
  int network_new_threads_per_hour = 20;
  absl::Duration cache_time = absl::Seconds(2);
  int connections_max = 20000;
  int calls_in_flight_max = 1000;
  absl::Duration call_timeout = absl::Seconds(10);
  absl::Duration coral_call_timeout = absl::Milliseconds(180);
  int network_streams = 200;
};

struct GatewaySettings {
  absl::flat_hash_map<std::string, GatewaySite> sites;  // by id
  std::vector<IpNetwork> trusted_proxies;
  GatewayLimits limits;
  // Of --sample_site: whose sample article is at `/`; empty for none.
  std::string sample_site = {};
  std::string public_url = {};
  // What the files of host_key_files hold, by lower-case form; never logged.
  absl::flat_hash_map<std::string, std::string> akismet_host_keys = {};
};

// Parses the text of the file; keys and secrets are left empty.
// Errors: InvalidArgument that names the line or the setting.
absl::StatusOr<GatewaySettings> ParseGatewaySettings(absl::string_view text);

// Reads the file, and the keys and secrets it names.
// Errors: NotFound if it cannot be read; those of ParseGatewaySettings() and
// ReadKeyFile() and ReadWebhookFiles(), naming the file.
absl::StatusOr<GatewaySettings> ReadGatewaySettings(const std::string& path);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_SETTINGS_H_
