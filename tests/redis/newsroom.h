// A site on a real Redis, with everything between a submission and the feed:
// what tests of the store, intake, moderation and feed share.
#ifndef WINNOW_TESTS_REDIS_NEWSROOM_H_
#define WINNOW_TESTS_REDIS_NEWSROOM_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/feed/feed.h"
#include "service/intake/intake.h"
#include "service/moderation/leases.h"
#include "service/moderation/moderation.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/redis_adapter_store.h"
#include "service/store/redis/redis_ban_store.h"
#include "service/store/redis/redis_comment_store.h"
#include "service/store/redis/redis_queue_store.h"
#include "service/store/redis/redis_site_store.h"
#include "service/store/redis/redis_term_list_store.h"
#include "tests/support/redis_server.h"

namespace winnow {

// Holds comments with "hold me" (priority 10) or "urgent" (priority 500) in
// them, rejects "awful", files "casino" as spam, approves the rest.
Policy TestPolicy();

// Text of a policy that can be read and not be compiled; every other text means
// the room's.
inline constexpr char kUnusable[] = "unusable";

class Newsroom {
 public:
  // Input: the classifier, if there is one, must outlive the room.
  explicit Newsroom(SiteSettings settings = {},
                    const Classifier* classifier = nullptr);

  // Another server on the same Redis: nothing loaded yet.
  std::unique_ptr<LiveSites> MakeLiveSites();

  // Submits and waits for the answer.
  absl::StatusOr<Submitted> Submit(Submission submission);

  // A reader's comment of this text; every call a new author.
  Submission CommentOf(const std::string& body);

  // Submits CommentOf(body) with the given thread and answers its id; ends the
  // test when it is refused.
  Uuid Post(const std::string& body, const std::string& thread = "article-1");

  // Makes a policy the live one, as another server would: in the store only.
  void Apply(Policy next);

  // Submits as a reader does: counted in the rates.
  Uuid PostCounted(const std::string& body,
                   const std::string& thread = "article-1");

  // Sends Redis a command about the site; "…" at the beginning of a word is
  // the site's prefix.
  Reply Redis(const std::vector<std::string>& words);

  Principal moderator() const;

  const std::string site = "daily";
  RedisServer server;
  std::unique_ptr<Cluster> redis;
  std::unique_ptr<MasterKey> master;
  std::unique_ptr<RedisCommentStore> store;
  std::unique_ptr<RedisSiteStore> sites;
  std::unique_ptr<RedisTermListStore> lists;
  std::unique_ptr<RedisAdapterStore> adapters;
  std::unique_ptr<RedisBanStore> bans;
  std::unique_ptr<RedisQueueStore> queue;
  SiteSettings settings;
  Policy policy = TestPolicy();
  std::unique_ptr<LiveSites> live;
  std::unique_ptr<WorkerPool> workers;
  std::unique_ptr<Metrics> metrics;
  ShadowTally shadows;
  std::unique_ptr<Intake> intake;
  std::unique_ptr<Moderation> moderation;
  std::unique_ptr<Leases> leases;
  std::unique_ptr<Feed> feed;

 private:
  const Classifier* const classifier_;
  int authors_ = 0;
  int policies_ = 1;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_NEWSROOM_H_
