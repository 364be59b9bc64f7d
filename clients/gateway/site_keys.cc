#include "clients/gateway/site_keys.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cpp/client.h"
#include "clients/cpp/methods.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);

// Returns what is wrong with a key; empty for nothing.
std::string Complaint(const v1::ApiKey& key, const std::string& site) {
  if (key.role() != v1::ApiKey::SITE) return "must be of the role site";
  if (key.site() != site) return absl::StrCat("must be a key of ", site);
  const auto& may = key.permissions();
  if (std::find(may.begin(), may.end(), v1::ApiKey::TRUSTED) != may.end()) {
    return "must not be trusted: browsers would have no limits at winnowd";
  }
  return "";
}

absl::Status Bad(const GatewaySite& site, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "--sites: site ", site.id, ": key_file ", site.key_file, ": ", what));
}

}  // namespace

absl::Status CheckSiteKeys(const GatewaySettings& settings,
                           ClientOptions winnowd, GatewayLog& log) {
  winnowd.call_timeout = kCallTimeout;
  winnowd.retry_for = absl::ZeroDuration();
  for (const auto& [id, site] : settings.sites) {
    winnowd.key = site.key;
    const auto client = Client::Connect(winnowd);
    if (!client.ok()) return client.status();
    const auto answer = (*client)->Call(kWhoAmI, v1::WhoAmIRequest());
    if (absl::IsUnauthenticated(answer.status())) {
      return Bad(site,
                 "winnowd does not know this key: make another with winnow key "
                 "create --role site");
    }
    if (!answer.ok()) {
      log.Warn("site_keys_unchecked",
               {{"code", absl::StatusCodeToString(answer.status().code())}});
      return absl::OkStatus();
    }
    const std::string complaint = Complaint(answer->key(), id);
    if (!complaint.empty()) return Bad(site, complaint);
  }
  return absl::OkStatus();
}

}  // namespace winnow
