#include "clients/gateway/settings.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cpp/options.h"
#include "clients/gateway/gateway_settings.pb.h"
#include "clients/gateway/perspective_discovery.h"
#include "clients/gateway/web_origin.h"

namespace winnow {
namespace {

constexpr int kSitesMax = 1000;
constexpr int kOriginsMax = 50;
constexpr int kProxiesMax = 100;
constexpr int kCoralSecretsMax = 8;
// Coral's own have far more; a short one can be guessed from one signature.
constexpr size_t kCoralSecretCharsMin = 16;
constexpr int kHostKeysMax = 100;
constexpr int kAkismetClientsMax = 100;
constexpr size_t kKeyIdCharsMax = 64;
constexpr int kWebhooksMax = 10;

absl::Status Bad(absl::string_view setting, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(setting, ": ", what));
}

// Keeps the parser's first complaint.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!text.empty()) return;
    text =
        absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  std::string text;
};

bool IsSiteId(absl::string_view id) {
  if (id.size() < 2 || id.size() > 39) return false;
  if (!absl::ascii_islower(static_cast<unsigned char>(id[0]))) return false;
  for (const unsigned char c : id) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') {
      return false;
    }
  }
  return true;
}

// Refuses most of what is pasted by mistake, as the key itself.
bool IsKeyId(absl::string_view id) {
  return !id.empty() && id.size() <= kKeyIdCharsMax &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c);
         });
}

AkismetHeld ReadHeld(gateway::Akismet::Held given) {
  switch (given) {
    case gateway::Akismet::AS_HELD:
      return AkismetHeld::kHeld;
    case gateway::Akismet::AS_SPAM:
      return AkismetHeld::kTrue;
    case gateway::Akismet::AS_HAM:
      return AkismetHeld::kFalse;
    default:
      return AkismetHeld::kAuto;
  }
}

absl::Status ReadAkismet(const gateway::Akismet& given, const std::string& at,
                         AkismetSettings& akismet) {
  akismet.held = ReadHeld(given.held());
  if (given.clients_size() > kAkismetClientsMax) {
    return Bad(at + ".akismet.clients",
               absl::StrCat("must be at most ", kAkismetClientsMax));
  }
  for (int i = 0; i < given.clients_size(); ++i) {
    const gateway::Akismet::Client& client = given.clients(i);
    const std::string where = absl::StrCat(at, ".akismet.clients[", i, "]");
    const std::string id(absl::StripPrefix(client.key_id(), "keys/"));
    if (!IsKeyId(id)) {
      return Bad(where + ".key_id",
                 "must be the id of a key, as `winnow key list` shows it");
    }
    if (!akismet.held_by_key.emplace(id, ReadHeld(client.held())).second) {
      return Bad(where + ".key_id", "is there twice");
    }
  }
  if (given.host_key_files_size() > kHostKeysMax) {
    return Bad(at + ".akismet.host_key_files",
               absl::StrCat("must be at most ", kHostKeysMax));
  }
  akismet.host_key_files = {given.host_key_files().begin(),
                            given.host_key_files().end()};
  return absl::OkStatus();
}

absl::Status ReadWebhooks(const gateway::Site& given, const std::string& at,
                          GatewaySite& site) {
  if (given.webhooks_size() > kWebhooksMax) {
    return Bad(at + ".webhooks",
               absl::StrCat("must be at most ", kWebhooksMax));
  }
  for (int i = 0; i < given.webhooks_size(); ++i) {
    const std::string where = absl::StrCat(at, ".webhooks[", i, "]");
    auto webhook = ReadWebhook(given.webhooks(i), where);
    if (!webhook.ok()) return webhook.status();
    for (const WebhookSettings& other : site.webhooks) {
      if (other.subscription == webhook->subscription) {
        return Bad(where + ".subscription", "is there twice");
      }
    }
    site.webhooks.push_back(*std::move(webhook));
  }
  return absl::OkStatus();
}

absl::StatusOr<GatewaySite> ReadSite(const gateway::Site& given,
                                     const std::string& at) {
  GatewaySite site;
  if (!IsSiteId(given.site())) {
    return Bad(at + ".site", "must be a site's id, as daily");
  }
  if (given.key_file().empty()) {
    return Bad(at + ".key_file", "must name a file with a key of the site");
  }
  if (given.origins().empty() || given.origins_size() > kOriginsMax) {
    return Bad(at + ".origins", absl::StrCat("must be 1 to ", kOriginsMax));
  }
  for (int i = 0; i < given.origins_size(); ++i) {
    auto origin = ParseWebOrigin(given.origins(i));
    if (!origin.ok()) {
      return Bad(absl::StrCat(at, ".origins[", i, "]"),
                 origin.status().message());
    }
    site.origins.push_back(*std::move(origin));
  }
  if (given.coral_secret_files_size() > kCoralSecretsMax) {
    return Bad(at + ".coral_secret_files",
               absl::StrCat("must be at most ", kCoralSecretsMax));
  }
  site.coral_secret_files.assign(given.coral_secret_files().begin(),
                                 given.coral_secret_files().end());
  const absl::Status akismet = ReadAkismet(given.akismet(), at, site.akismet);
  if (!akismet.ok()) return akismet;
  site.id = given.site();
  site.key_file = given.key_file();
  const absl::Status webhooks = ReadWebhooks(given, at, site);
  if (!webhooks.ok()) return webhooks;
  return site;
}

// Takes a number if it is given.
absl::Status ReadNumber(bool given, int value, int least, int most,
                        absl::string_view name, int& out) {
  if (!given) return absl::OkStatus();
  if (value < least || value > most) {
    return Bad(absl::StrCat("limits.", name),
               absl::StrCat("must be ", least, " to ", most));
  }
  out = value;
  return absl::OkStatus();
}

absl::Status ReadLimits(const gateway::Limits& given, GatewayLimits& limits) {
  int cache_ms = static_cast<int>(absl::ToInt64Milliseconds(limits.cache_time));
  int timeout_ms =
      static_cast<int>(absl::ToInt64Milliseconds(limits.call_timeout));
  int coral_ms =
      static_cast<int>(absl::ToInt64Milliseconds(limits.coral_call_timeout));
  const absl::Status all[] = {
      ReadNumber(given.has_network_reads_per_second(),
                 given.network_reads_per_second(), 1, 100'000,
                 "network_reads_per_second", limits.network_reads_per_second),
      ReadNumber(given.has_network_writes_per_minute(),
                 given.network_writes_per_minute(), 2, 100'000,
                 "network_writes_per_minute", limits.network_writes_per_minute),
      ReadNumber(given.has_new_threads_per_hour(), given.new_threads_per_hour(),
                 0, 1'000'000, "new_threads_per_hour",
                 limits.new_threads_per_hour),
      ReadNumber(given.has_network_new_threads_per_hour(),
                 given.network_new_threads_per_hour(), 0, 1'000'000,
                 "network_new_threads_per_hour",
                 limits.network_new_threads_per_hour),
      ReadNumber(given.has_cache_ms(), given.cache_ms(), 0, 60'000, "cache_ms",
                 cache_ms),
      ReadNumber(given.has_connections_max(), given.connections_max(), 1,
                 1'000'000, "connections_max", limits.connections_max),
      ReadNumber(given.has_calls_in_flight_max(), given.calls_in_flight_max(),
                 1, 100'000, "calls_in_flight_max", limits.calls_in_flight_max),
      ReadNumber(given.has_call_timeout_ms(), given.call_timeout_ms(), 100,
                 60'000, "call_timeout_ms", timeout_ms),
      ReadNumber(given.has_network_streams(), given.network_streams(), 0,
                 1'000'000, "network_streams", limits.network_streams),
      ReadNumber(given.has_coral_call_timeout_ms(),
                 given.coral_call_timeout_ms(), 50, 60'000,
                 "coral_call_timeout_ms", coral_ms)};
  for (const absl::Status& status : all) {
    if (!status.ok()) return status;
  }
  limits.cache_time = absl::Milliseconds(cache_ms);
  limits.call_timeout = absl::Milliseconds(timeout_ms);
  limits.coral_call_timeout = absl::Milliseconds(coral_ms);
  return absl::OkStatus();
}

// Reads the secrets of a site, as if they were keys.
absl::Status ReadCoralSecrets(GatewaySite& site) {
  for (const std::string& file : site.coral_secret_files) {
    auto secret = ReadKeyFile(file);
    if (secret.ok() && secret->size() < kCoralSecretCharsMin) {
      secret = absl::InvalidArgumentError(
          absl::StrCat(file, " must hold the secret that Coral shows, of ",
                       kCoralSecretCharsMin, " characters and more"));
    }
    if (!secret.ok()) {
      return absl::Status(
          secret.status().code(),
          absl::StrCat("coral_secret_files: ", secret.status().message()));
    }
    site.coral_secrets.push_back(*std::move(secret));
  }
  return absl::OkStatus();
}

absl::Status ReadHostKeys(const GatewaySite& site, const std::string& path,
                          GatewaySettings& settings) {
  for (const std::string& file : site.akismet.host_key_files) {
    auto key = ReadKeyFile(file);
    if (!key.ok()) {
      return absl::Status(
          key.status().code(),
          absl::StrCat("--sites: ", path, ": site ", site.id,
                       ": akismet.host_key_files: ", key.status().message()));
    }
    const std::string lower = absl::AsciiStrToLower(*key);
    const auto [found, is_new] =
        settings.akismet_host_keys.emplace(lower, *key);
    if (!is_new && found->second != *key) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--sites: ", path, ": site ", site.id, ": akismet.host_key_files: ",
          file, " differs from another key in capitals only"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<GatewaySettings> ParseGatewaySettings(absl::string_view text) {
  gateway::Settings given;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &given)) {
    return absl::InvalidArgumentError(error.text);
  }
  GatewaySettings settings;
  if (given.sites().empty() || given.sites_size() > kSitesMax) {
    return Bad("sites", absl::StrCat("must be 1 to ", kSitesMax));
  }
  for (int i = 0; i < given.sites_size(); ++i) {
    const std::string at = absl::StrCat("sites[", i, "]");
    auto site = ReadSite(given.sites(i), at);
    if (!site.ok()) return site.status();
    const std::string id = site->id;
    if (!settings.sites.emplace(id, *std::move(site)).second) {
      return Bad(at + ".site", "is there twice");
    }
  }
  if (given.trusted_proxies_size() > kProxiesMax) {
    return Bad("trusted_proxies",
               absl::StrCat("must be at most ", kProxiesMax));
  }
  for (int i = 0; i < given.trusted_proxies_size(); ++i) {
    const auto network = ParseIpNetwork(given.trusted_proxies(i));
    if (!network) {
      return Bad(absl::StrCat("trusted_proxies[", i, "]"),
                 "must be a network, as 10.0.0.0/8, or an address");
    }
    settings.trusted_proxies.push_back(*network);
  }
  const absl::Status limits = ReadLimits(given.limits(), settings.limits);
  if (!limits.ok()) return limits;
  if (!given.public_url().empty() && !IsPublicUrl(given.public_url())) {
    return Bad("public_url", "must be a URL, as https://news.example/winnow");
  }
  settings.public_url = given.public_url();
  return settings;
}

absl::StatusOr<GatewaySettings> ReadGatewaySettings(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    return absl::NotFoundError(absl::StrCat("--sites: cannot read ", path, ": ",
                                            std::strerror(errno)));
  }
  auto settings = ParseGatewaySettings(text.str());
  if (!settings.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--sites: ", path, ": ", settings.status().message()));
  }
  for (auto& [id, site] : settings->sites) {
    auto key = ReadKeyFile(site.key_file);
    if (!key.ok()) {
      return absl::Status(key.status().code(),
                          absl::StrCat("--sites: ", path, ": site ", id,
                                       ": key_file: ", key.status().message()));
    }
    site.key = *std::move(key);
    const absl::Status secrets = ReadCoralSecrets(site);
    if (!secrets.ok()) {
      return absl::Status(secrets.code(),
                          absl::StrCat("--sites: ", path, ": site ", id, ": ",
                                       secrets.message()));
    }
    const absl::Status host_keys = ReadHostKeys(site, path, *settings);
    if (!host_keys.ok()) return host_keys;
    for (WebhookSettings& webhook : site.webhooks) {
      const absl::Status read = ReadWebhookFiles(webhook);
      if (read.ok()) continue;
      return absl::Status(
          read.code(),
          absl::StrCat("--sites: ", path, ": site ", id, ": ", read.message()));
    }
  }
  return settings;
}

}  // namespace winnow
