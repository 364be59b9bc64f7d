#include "service/server/lost_keys.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/base/random.h"
#include "service/privacy/api_key.h"
#include "service/privacy/key_rotation.h"

namespace winnow {
namespace {

// Brings back what opens of one site's; false if that is nothing.
absl::StatusOr<bool> BringBackOf(const std::string& site, Backend& backend,
                                 int& still_lost) {
  const auto lost = backend.sites.LostKeys(site);
  if (!lost.ok()) return lost.status();
  if (lost->empty()) return false;
  // One wrapped under another key than the site's would close the site.
  const auto record = backend.sites.Get(site);
  if (!record.ok()) return record.status();
  if (!AreWrappedUnder(backend.master, site, record->wrapped_keys)) {
    return absl::FailedPreconditionError(
        "--master_key_file is not the key that is in use; the one that was "
        "found belongs into --old_master_key_file");
  }
  bool some = false;
  for (const auto& [field, blob] : *lost) {
    const std::string name = field.substr(0, field.find('@'));
    if (!absl::StartsWith(name, "email.")) continue;
    auto again =
        WrapAgain(backend.master, site, {{name, blob}}, SystemRandom());
    if (!again.ok()) {
      ++still_lost;
      continue;
    }
    absl::Status back =
        backend.sites.BringBackKey(site, field, name, (*again)[name]);
    if (!back.ok()) return back;
    some = true;
  }
  return some;
}

}  // namespace

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
        "Comments stay as they are, and so does what opens. Lost with the keys "
        "that do not:\naddresses of comments, bans of authors and networks, "
        "authors' records, edit tokens, and\nthe proof of the history until "
        "now. Should the master key be found, winnowd\n"
        "--bring_back_lost_keys makes the addresses readable again.\n");
  }
  if (replaced.api_keys_ended) {
    absl::StrAppend(&text,
                    "All API keys have ended. Make the first operator's with "
                    "winnowd\n--create_operator_key=FILE, then the others with "
                    "winnow key create.\n");
  }
  return text;
}

absl::StatusOr<KeysBroughtBack> BringBackLostKeys(Backend& backend) {
  const auto sites = backend.sites.List();
  if (!sites.ok()) return sites.status();
  KeysBroughtBack back;
  for (const std::string& site : *sites) {
    const auto some = BringBackOf(site, backend, back.still_lost);
    if (absl::IsFailedPrecondition(some.status())) {
      back.refused.push_back(absl::StrCat(site, ": ", some.status().message()));
      continue;
    }
    if (!some.ok()) return some.status();
    if (*some) back.sites.push_back(site);
  }
  if (back.sites.empty() && !back.refused.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("--bring_back_lost_keys: nothing was changed; ",
                     absl::StrJoin(back.refused, "; ")));
  }
  if (back.sites.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--bring_back_lost_keys: ",
        back.still_lost == 0
            ? "no key for addresses is lost, so nothing was changed"
            : "none of the lost keys opens under --old_master_key_file, so "
              "nothing was changed"));
  }
  return back;
}

std::string Describe(const KeysBroughtBack& back) {
  std::string text =
      absl::StrCat("Addresses open again of: ", absl::StrJoin(back.sites, ", "),
                   ".\nTheir keys are wrapped under the present master key, "
                   "and winnow key rotate --data seals\nthem all under one.\n");
  if (back.still_lost > 0) {
    absl::StrAppend(&text, back.still_lost,
                    " more, lost at another time, open under neither key.\n");
  }
  for (const std::string& refused : back.refused) {
    absl::StrAppend(&text, "Not yet: ", refused, "; then run this again.\n");
  }
  return text;
}

}  // namespace winnow
