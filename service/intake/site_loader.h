// Makes a LiveSite out of what is stored. Blocks; any thread may use it.

#ifndef WINNOW_SERVICE_INTAKE_SITE_LOADER_H_
#define WINNOW_SERVICE_INTAKE_SITE_LOADER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/intake/live_site.h"
#include "service/store/adapter_store.h"
#include "service/store/ban_store.h"
#include "service/store/site_store.h"
#include "service/store/term_list_store.h"

namespace winnow {

// What the server passes in to make sites with: how stored text becomes
// settings and a policy, since protobuf is api's business, the model, and where
// adapters are kept.
struct SiteText {
  std::function<absl::StatusOr<SiteSettings>(absl::string_view)> settings;
  std::function<absl::StatusOr<Policy>(absl::string_view)> policy;
  const Classifier* classifier = nullptr;  // of all sites; null: none
  AdapterStore* adapters = nullptr;        // null: no site has an adapter
  BanStore* bans = nullptr;                // null: no site bans content
};

class SiteLoader {
 public:
  // All must outlive this object.
  SiteLoader(SiteStore& store, TermListStore& lists, const MasterKey& master,
             SiteText text);

  // Everything about a site, with its policy not compiled yet.
  struct ReadSite {
    std::shared_ptr<LiveSite> live;
    absl::StatusOr<Policy> policy = absl::UnknownError("not read");
    std::optional<Policy> shadow;  // to compile
    std::vector<TermList> own_lists;
    size_t terms = 0;  // to compile; 0 when the screener is there already
    const Classifier* classifier = nullptr;
  };

  // The revision that a site has in the store. Errors: NotFound; the store's.
  absl::StatusOr<int64_t> Revision(const std::string& site) {
    return store_.Revision(site);
  }

  // Reads a site. The screener of `previous` (may be null) is taken over when
  // neither policy nor lists, bans, title and languages have changed since.
  // Errors: NotFound; those of the stores; FailedPrecondition when its
  // keys do not open.
  // Cost: some round trips; 1 ms more for 10,000 terms of the site's own lists.
  absl::StatusOr<ReadSite> Read(const std::string& site,
                                const LiveSite* previous);

  // Makes the screener. A policy or lists that cannot be used give one that
  // holds every comment (fail to a person), and a line in the log.
  // Cost: 0.2 s for 10,000 words or phrases, little for domains.
  static absl::StatusOr<std::shared_ptr<const LiveSite>> Compile(ReadSite read);

 private:
  // Sets the bans of content; those of `previous` where they have not changed.
  absl::Status ReadBans(const std::string& site, const LiveSite* previous,
                        LiveSite& live);
  // Reads what moderators taught before this server knew the site.
  void OpenAdapter(LiveSite& live);
  // Sets policy, own lists and terms.
  absl::Status ReadPolicy(const std::string& site, ReadSite& read);

  SiteStore& store_;
  TermListStore& lists_;
  const MasterKey& master_;
  const SiteText text_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SITE_LOADER_H_
