// The gRPC services of winnow.v1. Each is made once by the server from the
// parts it uses, which must outlive it and every call under way; grpc is kept
// out of this header so that little has to be compiled against it.

#ifndef WINNOW_SERVICE_API_SERVICES_H_
#define WINNOW_SERVICE_API_SERVICES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "service/api/admission.h"
#include "service/api/authentication.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/api/site_figures.h"
#include "service/api/system_status.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/feed/feed.h"
#include "service/intake/intake.h"
#include "service/intake/live_sites.h"
#include "service/moderation/audit.h"
#include "service/moderation/author_comments.h"
#include "service/moderation/bans.h"
#include "service/moderation/edits.h"
#include "service/moderation/email_key_rotation.h"
#include "service/moderation/email_reveals.h"
#include "service/moderation/erasures.h"
#include "service/moderation/learner.h"
#include "service/moderation/leases.h"
#include "service/moderation/marks.h"
#include "service/moderation/master_key_rotation.h"
#include "service/moderation/moderation.h"
#include "service/moderation/own_comments.h"
#include "service/moderation/queue_watch.h"
#include "service/moderation/reports.h"
#include "service/moderation/sweeper.h"
#include "service/privacy/master_key.h"
#include "service/store/adapter_store.h"
#include "service/store/ban_store.h"
#include "service/store/comment_store.h"
#include "service/store/queue_store.h"
#include "service/store/retention_store.h"
#include "service/store/site_store.h"
#include "service/store/status_store.h"
#include "service/store/term_list_store.h"
#include "service/store/thread_store.h"

namespace grpc {
class CallbackGenericService;
class Service;
}  // namespace grpc

namespace winnow {

// Calls `wake` each time a site's feed may have grown, until the handle that it
// returns is gone: FeedTail::Watch. `wake` must be short.
using WatchFeed = std::function<std::shared_ptr<void>(
    const std::string& site, absl::AnyInvocable<void()> wake)>;

std::shared_ptr<grpc::Service> MakeCommentService(
    Gate& gate, OpenStreams& streams, const Admission& admission,
    Intake& intake, Edits& edits, OwnComments& own, Reports& reports,
    CommentStore& store);

std::shared_ptr<grpc::Service> MakeFeedService(Gate& gate, OpenStreams& streams,
                                               Feed& feed, StatusStore& status,
                                               WatchFeed watch);

AdapterFigures MakeAdapterFigures(SiteStore& store, LiveSites& sites,
                                  Learner& learner);

std::shared_ptr<grpc::Service> MakeModerationService(
    Gate& gate, OpenStreams& streams, Moderation& moderation, Edits& edits,
    Leases& leases, QueueStore& queue, QueueWatch& watch, LiveSites& sites,
    Audit& audit, EmailReveals& reveals, Marks& marks, Reports& reports,
    Bans& bans, SiteFigures& figures);

std::shared_ptr<grpc::Service> MakeAnalysisService(
    Gate& gate, OpenStreams& streams, Intake& intake, LiveSites& sites,
    AdapterStore& adapters, Clock& clock, Random& random);

// What SiteService is made of.
struct SiteServiceParts {
  Gate& gate;
  OpenStreams& streams;
  Authenticator& authenticator;
  const ApiKeyHasher& hasher;
  SiteStore& store;
  Moderation& moderation;
  TermListStore& lists;
  CommentStore& comments;
  AdapterStore& adapters;
  ThreadStore& threads;
  RetentionStore& retention;
  AuthorComments& author_comments;
  BanStore& bans;
  Erasures& erasures;
  Learner& learner;
  StatusStore& status;
  const Intake& intake;
  const AuditCheckpoints& audit_checkpoints;
  const Sweeper& sweeper;
  LiveSites& sites;
  const MasterKey& master;
  EmailKeyRotation& email_keys;
  MasterKeyRotation& master_keys;
  Clock& clock;
  Random& random;
  std::string default_policy;  // text of the policy of new sites
  std::map<std::string, std::string> shipped_policies;  // texts by name
  std::string version;
  std::string model_revision;  // empty: there is no model
  absl::Time master_key_time;  // of its file; InfinitePast: not known
  // Asks Redis how it is. Blocks.
  std::function<NodeStatus()> node_status;
  absl::Time start_time;
};
std::shared_ptr<grpc::Service> MakeSiteService(SiteServiceParts parts);

// Answers every method that no service above serves: the caller's key, role and
// site are checked as for any other call, then it is UNIMPLEMENTED.
std::shared_ptr<grpc::CallbackGenericService> MakeUnservedMethods(Gate& gate);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SERVICES_H_
