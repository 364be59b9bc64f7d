// What Winnow keeps of a site's bans. Blocks its caller: for worker threads,
// never for a gRPC thread. Any thread may use it. Errors everywhere: those of
// CommentStore.
//
// Bans end by Redis' clock: one that has ended is in no answer, though it may
// stay in memory until some call sweeps it.
#ifndef WINNOW_SERVICE_STORE_BAN_STORE_H_
#define WINNOW_SERVICE_STORE_BAN_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/ban.h"
#include "service/store/comment_store.h"

namespace winnow {

// What every change of bans brings along.
struct BanChange {
  std::string site;
  std::string request_key;  // 16 bytes; empty: no request id
  std::string content;      // 16 bytes over what the request asks for
  std::string digest;       // of the audit record
  std::string record;
};

struct MadeBan {
  Ban ban;
  int64_t site_revision = 0;
};

struct BanPage {
  std::vector<Ban> bans;
  std::optional<PageStart> next;  // absent: the end
};

// Those of content that stand, and which change of them this is.
struct ContentBans {
  int64_t revision = 0;
  std::vector<Ban> bans;
};

class BanStore {
 public:
  virtual ~BanStore() = default;

  // Makes a ban, with the audit record; an infinite duration is for good. A
  // request key seen within 7 days answers the ban that it made then.
  // Errors: NotFound (site; the ban that the request made has ended);
  // AlreadyExists when the same is banned, or the request key had another
  // content; FailedPrecondition beyond kBansMax.
  virtual absl::StatusOr<MadeBan> Create(const BanChange& change,
                                         const Ban& ban,
                                         absl::Duration duration) = 0;

  // Ends a ban, with the audit record; answers the site's revision. A request
  // key seen within 7 days changes nothing. Errors: NotFound; AlreadyExists.
  virtual absl::StatusOr<int64_t> Delete(const BanChange& change,
                                         const Uuid& ban) = 0;

  // Newest first, `limit` (1–1,000) or fewer.
  virtual absl::StatusOr<BanPage> List(const std::string& site,
                                       const std::optional<PageStart>& after,
                                       int limit) = 0;

  // Errors: NotFound for one that is not, or has ended.
  virtual absl::StatusOr<Ban> Get(const std::string& site, const Uuid& ban) = 0;

  // All that servers match for themselves.
  // Cost: one call for 500, 1 ms each.
  virtual absl::StatusOr<ContentBans> OfContent(const std::string& site) = 0;

  // Ids of comments of one author (exact key), some of them; `cursor` is empty
  // at first, set to go on, and empty again at the end.
  virtual absl::StatusOr<std::vector<Uuid>> AuthorComments(
      const std::string& site, const std::string& author_exact,
      std::string& cursor) = 0;

  // Since when an author (exact key) is known: absent where nothing is kept of
  // them, InfinitePast where only their comments are.
  virtual absl::StatusOr<std::optional<absl::Time>> AuthorSince(
      const std::string& site, const std::string& author_exact) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_BAN_STORE_H_
