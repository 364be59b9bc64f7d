#include "service/moderation/email_key_rotation.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"
#include "service/moderation/history.h"
#include "service/privacy/site_keys.h"

namespace winnow {
namespace {

// After so many a step ends, so that whoever rotates is told how far it is.
constexpr int64_t kStepComments = 5000;

HistoryRecord RecordOf(const std::string& site, const Principal& who,
                       absl::Time now, std::string what) {
  HistoryRecord record;
  record.time = now;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action = HistoryAction::kDataKeyRotated;
  record.resource = absl::StrCat("sites/", site);
  record.reason = std::move(what);
  return record;
}

// A place is kept with what was sealed again, and where nothing was, now and
// then.
bool IsWorthKeeping(const SealPage& page, int64_t looked_at) {
  return !page.found.empty() || !page.next || looked_at >= kStepComments;
}

}  // namespace

absl::StatusOr<EmailKeyProgress> EmailKeyRotation::Begin(
    const std::string& site, const Principal& who) {
  const auto record = site_store_.Get(site);
  if (!record.ok()) return record.status();
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  WrappedKeys wrapped = record->wrapped_keys;
  const std::string before = EmailKeyName(NewestEmailKey(wrapped));
  absl::Status added = AddEmailKey(master_, site, random_, wrapped);
  if (!added.ok()) return added;
  NextSealKey next;
  next.newest_name = before;
  next.id = NewestEmailKey(wrapped);
  next.name = EmailKeyName(next.id);
  next.wrapped = wrapped[next.name];
  next.record = EncodeHistory(
      RecordOf(site, who, clock_.Now(),
               absl::StrCat("begun: ", before, " to ", next.name)));
  next.digest = (*live)->keys->AuditDigest(next.record);
  const auto revision = seals_.Begin(site, next);
  if (absl::IsAlreadyExists(revision.status())) {
    return absl::FailedPreconditionError(
        "the addresses of this site are being sealed under a new key already; "
        "go on with that: winnow key rotate --data --resume");
  }
  if (!revision.ok()) return revision.status();
  return GoOn(site, who);
}

absl::StatusOr<EmailKeyProgress> EmailKeyRotation::GoOn(const std::string& site,
                                                        const Principal& who) {
  auto rotation = seals_.Get(site);
  if (!rotation.ok()) return rotation.status();
  if (rotation->key_id == 0) return Progress(site);
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  if ((*live)->keys->email_key_id() != rotation->key_id) {
    return absl::AbortedError("the site's keys changed meanwhile; repeat");
  }
  for (int64_t looked_at = 0; looked_at < kStepComments;) {
    const bool is_behind = rotation->step == kSealSteps;
    auto page = seals_.Find(site, *rotation);
    if (!page.ok()) return page.status();
    looked_at += std::max<int64_t>(page->examined, 1);
    if (is_behind && page->found.empty()) {
      const absl::Status ended = EndPass(**live, *rotation, who);
      if (!ended.ok() && !absl::IsAborted(ended)) return ended;
      rotation = seals_.Get(site);
      if (!rotation.ok()) return rotation.status();
      if (rotation->key_id != (*live)->keys->email_key_id()) break;
      continue;
    }
    rotation->after = page->next;
    if (!page->next && !is_behind) ++rotation->step;
    if (!IsWorthKeeping(*page, looked_at)) continue;
    std::vector<NewSeal> seals;
    seals.reserve(page->found.size());
    for (const SealPage::Found& found : page->found) {
      auto seal = SealAgain(**live, found);
      if (!seal.ok()) return seal.status();
      seals.push_back(*std::move(seal));
    }
    const auto replaced = seals_.Replace(site, *rotation, seals);
    if (absl::IsAborted(replaced.status())) break;
    if (!replaced.ok()) return replaced.status();
  }
  return Progress(site);
}

absl::StatusOr<EmailKeyProgress> EmailKeyRotation::Progress(
    const std::string& site) {
  const auto rotation = seals_.Get(site);
  if (!rotation.ok()) return rotation.status();
  const bool is_under_way = rotation->key_id != 0;
  if (!is_under_way && rotation->ended_id == 0) {
    return absl::FailedPreconditionError(
        "no rotation of this site's key is under way; begin one: "
        "winnow key rotate --data");
  }
  EmailKeyProgress progress = {.resealed = rotation->resealed,
                               .unreadable = rotation->unreadable};
  progress.key_name =
      EmailKeyName(is_under_way ? rotation->key_id : rotation->ended_id);
  // What was looked at once is looked at again, until nothing is found.
  if (is_under_way)
    progress.remaining = std::max<int64_t>(rotation->remaining, 1);
  return progress;
}

absl::StatusOr<NewSeal> EmailKeyRotation::SealAgain(
    const LiveSite& live, const SealPage::Found& found) {
  NewSeal seal = {.id = found.id, .read = found.sealed};
  if (found.sealed.bytes.empty()) return seal;
  const auto email = live.keys->OpenEmail(found.sealed, found.id);
  if (!email.ok()) {
    Log(Severity::kError, "email_not_opened",
        {{"site", live.site.id}, {"comment", found.id.ToString()}});
    return seal;
  }
  SealedEmail fresh = live.keys->SealEmail(*email, found.id, random_);
  // What cannot be opened must not take the place of what can.
  const auto opened = live.keys->OpenEmail(fresh, found.id);
  if (!opened.ok() || opened->Reveal() != email->Reveal()) {
    return absl::InternalError(
        "an address that was sealed again does not open");
  }
  seal.fresh = std::move(fresh);
  return seal;
}

absl::Status EmailKeyRotation::EndPass(const LiveSite& live,
                                       const SealRotation& rotation,
                                       const Principal& who) {
  HistoryRecord record =
      RecordOf(live.site.id, who, clock_.Now(),
               absl::StrCat("ended: ", EmailKeyName(rotation.key_id)));
  const auto newest = seals_.Get(live.site.id);
  if (!newest.ok()) return newest.status();
  record.revision = newest->resealed;
  const std::string bytes = EncodeHistory(record);
  const auto revision = seals_.EndPass(live.site.id, rotation,
                                       live.keys->AuditDigest(bytes), bytes);
  if (!revision.ok()) return revision.status();
  if (!*revision) return absl::OkStatus();
  Log(Severity::kInfo, "data_key_rotated",
      {{"site", live.site.id},
       {"key", EmailKeyName(rotation.key_id)},
       {"by", who.key_id}});
  return sites_.Load(live.site.id, **revision).status();
}

}  // namespace winnow
