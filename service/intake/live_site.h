// A site as submissions need it: settings read, policy and lists compiled, keys
// opened. Never changes; threads share it.

#ifndef WINNOW_SERVICE_INTAKE_LIVE_SITE_H_
#define WINNOW_SERVICE_INTAKE_LIVE_SITE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "service/comment/site.h"
#include "service/privacy/site_keys.h"
#include "service/screening/classifier/adapter_slot.h"
#include "service/screening/screener.h"
#include "service/store/term_list_store.h"

namespace winnow {

struct LiveSite {
  Site site;
  int64_t revision = 0;
  std::shared_ptr<const SiteKeys> keys;
  SketchKey sketch_key;  // derived from keys
  std::shared_ptr<const Screener> screener;
  // Judges every comment too and decides nothing; null for none.
  std::shared_ptr<const Screener> shadow;
  bool shadow_reads_alike = false;  // its filters are the screener's
  // Where both find what moderators have taught; the same as long as this
  // server runs.
  std::shared_ptr<AdapterSlot> adapter;
  // What the screener was made of beside site.policy.
  std::vector<StoredList> own_lists;
  std::vector<ContentBan> content_bans;
  int64_t bans_revision = 0;  // which change of them that is
  // False: the screener holds every comment, because policy or lists cannot be
  // used.
  bool usable = true;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_LIVE_SITE_H_
