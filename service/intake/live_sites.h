// Sites as submissions need them: settings read, policy compiled, keys opened.
//
// A LiveSite never changes; when anything about a site does, its revision grows
// and a new LiveSite takes its place. Calls under way keep the one they began
// with. Any thread may use LiveSites.
#ifndef WINNOW_SERVICE_INTAKE_LIVE_SITES_H_
#define WINNOW_SERVICE_INTAKE_LIVE_SITES_H_

#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/site.h"
#include "service/privacy/site_keys.h"
#include "service/screening/screener.h"
#include "service/store/site_store.h"

namespace winnow {

struct LiveSite {
  Site site;
  int64_t revision = 0;
  std::shared_ptr<const SiteKeys> keys;
  SketchKey sketch_key;  // derived from keys
  std::shared_ptr<const Screener> screener;
};

// How stored text becomes settings and a policy. Protobuf is api's business, so
// the server passes these in.
struct SiteText {
  std::function<absl::StatusOr<SiteSettings>(absl::string_view)> settings;
  std::function<absl::StatusOr<Policy>(absl::string_view)> policy;
};

class LiveSites {
 public:
  // All must outlive this object.
  LiveSites(SiteStore& store, const MasterKey& master, SiteText text);

  // The site if it was loaded before, else nothing. Cost: a shared lock.
  std::shared_ptr<const LiveSite> Find(absl::string_view site) const;

  // Loads a site unless the cached one has at least this revision. Blocks.
  // A policy that no longer compiles leaves the site with a screener that holds
  // every comment (fail to a person) and logs why.
  // Errors: NotFound; those of SiteStore; Internal when its keys do not open.
  absl::StatusOr<std::shared_ptr<const LiveSite>> Load(const std::string& site,
                                                       int64_t revision);

 private:
  SiteStore& store_;
  const MasterKey& master_;
  const SiteText text_;
  mutable std::shared_mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const LiveSite>>
      sites_;  // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_LIVE_SITES_H_
