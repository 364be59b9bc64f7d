#include "service/server/lost_keys.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/base/random.h"
#include "service/privacy/api_key.h"
#include "service/privacy/key_rotation.h"

namespace winnow {

absl::StatusOr<ReplacedKeys> ReplaceLostKeys(Backend& backend) {
  constexpr auto kLost = SiteStore::KeyChange::kLost;
  const MasterKey& master = backend.master;
  SiteStore& store = backend.sites;
  const auto sites = store.List();
  if (!sites.ok()) return sites.status();
  ReplacedKeys replaced;
  for (const std::string& site : *sites) {
    const auto record = store.Get(site);
    // Registered, but its own record was never written: not a site.
    if (absl::IsNotFound(record.status())) continue;
    if (!record.ok()) return record.status();
    const WrappedKeys& lost = record->wrapped_keys;
    if (!AreLost(master, site, lost)) continue;
    absl::Status done = store.ReplaceSiteKeys(
        site, lost, MakeInPlaceOf(lost, master, site, SystemRandom()), kLost);
    if (!done.ok()) return done;
    replaced.sites.push_back(site);
  }
  // Last, because what is cut short goes on where this key does not open.
  const WrappedKeys fresh = CreateApiKeyHashKey(master, SystemRandom());
  const auto kept = store.KeepHashKey(fresh);
  if (!kept.ok()) return kept.status();
  if (AreLost(master, kHashKeySite, *kept)) {
    absl::Status done = store.ReplaceHashKey(*kept, fresh, kLost);
    if (!done.ok()) return done;
    replaced.api_keys_ended = true;
  }
  if (replaced.sites.empty() && !replaced.api_keys_ended) {
    return absl::FailedPreconditionError(
        "--replace_lost_keys: every key opens under this master key, so none "
        "is lost and nothing was changed");
  }
  return replaced;
}

std::string Describe(const ReplacedKeys& replaced) {
  std::string text;
  if (!replaced.sites.empty()) {
    absl::StrAppend(
        &text, "New keys for: ", absl::StrJoin(replaced.sites, ", "), ".\n",
        "Comments stay as they are, and so does what opens. Lost for good with "
        "the keys that do\nnot: addresses of comments, bans of authors and "
        "networks, authors' records, edit\ntokens, and the proof of the "
        "history "
        "until now.\n");
  }
  if (replaced.api_keys_ended) {
    absl::StrAppend(&text,
                    "All API keys have ended. Make the first operator's with "
                    "winnowd\n--create_operator_key=FILE, then the others with "
                    "winnow key create.\n");
  }
  return text;
}

}  // namespace winnow
