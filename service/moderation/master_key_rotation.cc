#include "service/moderation/master_key_rotation.h"

#include "absl/strings/str_cat.h"
#include "service/base/log.h"
#include "service/privacy/api_key.h"
#include "service/privacy/key_rotation.h"

namespace winnow {
namespace {

constexpr int64_t kSitesTogether = 100;

absl::Status NotReadBack(absl::string_view site) {
  return absl::DataLossError(
      absl::StrCat("the keys of ", site,
                   " were wrapped again and do not open as they were "
                   "read back; keep the old master key, and look into Redis"));
}

}  // namespace

absl::StatusOr<MasterKeyRotation::Outcome> MasterKeyRotation::WrapSite(
    const std::string& site, bool may_write) {
  const auto record = store_.Get(site);
  // Registered, but its own record was never written: not a site.
  if (absl::IsNotFound(record.status())) return Outcome::kIsWrapped;
  if (!record.ok()) return record.status();
  if (AreWrappedUnder(master_, site, record->wrapped_keys)) {
    return Outcome::kIsWrapped;
  }
  if (!may_write) return Outcome::kLater;
  const auto again = WrapAgain(master_, site, record->wrapped_keys, random_);
  if (!again.ok())
    return absl::FailedPreconditionError(again.status().message());
  absl::Status replaced = store_.ReplaceSiteKeys(
      site, record->wrapped_keys, *again, SiteStore::KeyChange::kWrappedAgain);
  if (absl::IsAborted(replaced)) return Outcome::kLater;
  if (!replaced.ok()) return replaced;
  const auto back = store_.Get(site);
  if (!back.ok()) return back.status();
  if (!AreWrappedUnder(master_, site, back->wrapped_keys)) {
    return NotReadBack(site);
  }
  return Outcome::kWrapped;
}

absl::StatusOr<MasterKeyRotation::Outcome> MasterKeyRotation::WrapHashKey(
    bool may_write) {
  // Answers the one that is there.
  const auto read = [this] {
    return store_.KeepHashKey(CreateApiKeyHashKey(master_, random_));
  };
  const auto kept = read();
  if (!kept.ok()) return kept.status();
  if (AreWrappedUnder(master_, kHashKeySite, *kept)) return Outcome::kIsWrapped;
  if (!may_write) return Outcome::kLater;
  const auto again = WrapAgain(master_, kHashKeySite, *kept, random_);
  if (!again.ok())
    return absl::FailedPreconditionError(again.status().message());
  absl::Status replaced =
      store_.ReplaceHashKey(*kept, *again, SiteStore::KeyChange::kWrappedAgain);
  if (absl::IsAborted(replaced)) return Outcome::kLater;
  if (!replaced.ok()) return replaced;
  const auto back = read();
  if (!back.ok()) return back.status();
  if (!AreWrappedUnder(master_, kHashKeySite, *back)) {
    return NotReadBack("API keys");
  }
  return Outcome::kWrapped;
}

absl::StatusOr<MasterKeyProgress> MasterKeyRotation::Step(
    const Principal& who) {
  const auto sites = store_.List();
  if (!sites.ok()) return sites.status();
  MasterKeyProgress progress;
  absl::Status failed;
  int64_t written = 0;
  const auto count = [&](const absl::StatusOr<Outcome>& outcome,
                         absl::string_view what) {
    if (!outcome.ok()) {
      failed.Update(outcome.status());
      return;
    }
    if (*outcome == Outcome::kLater) ++progress.remaining;
    if (*outcome != Outcome::kWrapped) return;
    ++written;
    Log(Severity::kInfo, "keys_wrapped_again",
        {{"of", what}, {"by", who.key_id}});
  };
  for (const std::string& site : *sites) {
    count(WrapSite(site, written < kSitesTogether), site);
  }
  progress.sites = written;
  // Without it nobody could call, so it is the last to depend on the new key.
  count(WrapHashKey(progress.remaining == 0 && failed.ok()), "api_keys");
  if (!failed.ok()) return failed;
  return progress;
}

}  // namespace winnow
