#include "service/intake/stored_form.h"

#include <algorithm>
#include <utility>

#include "service/base/bytes.h"
#include "service/comment/day_count.h"
#include "service/privacy/thread_key.h"
#include "service/screening/filters/bans.h"
#include "service/screening/filters/rates.h"

namespace winnow {
namespace {

constexpr absl::string_view kThreadHeat = "thread_heat";
// A false candidate costs a look at its sketch, and Redis has a size class less
// for it.
constexpr size_t kBandBytes = 6;

Comment PublicPart(const Draft& draft, const Verdict& verdict,
                   const SiteKeys& keys, const std::string& author_exact) {
  Comment comment;
  comment.id = draft.id;
  comment.thread = draft.thread.id;
  comment.thread_url = draft.thread.url;
  comment.parent = draft.parent;
  comment.display_name = draft.display_name;
  comment.website = draft.website;
  comment.body = draft.body;
  comment.state = verdict.state;
  comment.author_handle = keys.AuthorHandle(author_exact);
  comment.author_role = draft.author_role;
  comment.author_verified = draft.author_verified;
  comment.create_time = draft.create_time;
  comment.update_time = draft.create_time;
  comment.public_reason = verdict.public_reason;
  return comment;
}

// The bans that touch a comment, whichever rule decided.
std::vector<std::string> BansIn(const Verdict& verdict) {
  std::vector<std::string> bans;
  for (const Signal& signal : verdict.signals) {
    for (const ListedEntry& entry : signal.entries) {
      // A site's own list may have that name, too.
      if (entry.list != kBansList || !ParseUuid(entry.entry)) continue;
      if (std::find(bans.begin(), bans.end(), entry.entry) == bans.end()) {
        bans.push_back(entry.entry);
      }
    }
  }
  return bans;
}

// Whether the policy holds a comment because its thread runs hot, and it still
// does by its rate: heat that is only remembered would feed itself for ever.
bool RunsHot(const Verdict& verdict, const Rates& rates, const Limits& limits) {
  if (verdict.state != State::kHeld) return false;
  const bool asks =
      std::any_of(verdict.conditions.begin(), verdict.conditions.end(),
                  [](const ConditionValue& met) {
                    return met.signal == kThreadHeat && met.value > 0;
                  });
  return asks && ThreadHeat(rates, limits) > 0;
}

}  // namespace

Attempt MakeAttempt(const Draft& draft, const Sketch& sketch,
                    const LiveSite& live) {
  const SiteKeys& keys = *live.keys;
  const SiteSettings& settings = live.site.settings;
  Attempt attempt;
  attempt.site = draft.site;
  if (!draft.request_id.empty()) {
    attempt.request_key = keys.RequestKey(draft.request_id);
  }
  attempt.thread_key = ThreadKey(draft.thread.id);
  attempt.parent = draft.parent;
  attempt.author = keys.MakeAuthorKeys(draft.author_id, draft.email);
  attempt.network = keys.MakeNetworkKeys(draft.network);
  // Two strangers without an address may both say "Thank you".
  if (!attempt.author.exact.empty()) {
    attempt.body_key =
        keys.BodyKey(attempt.author.exact, draft.thread.id, draft.body);
  }
  attempt.trusted = draft.trusted;
  attempt.author_per_minute_max = settings.author_per_minute_max;
  attempt.network_per_minute_max = settings.network_per_minute_max;
  attempt.site_per_second_max = settings.site_per_second_max;
  if (sketch.usable()) {
    attempt.sketch = std::string(AsText(sketch.values));
    attempt.bands.reserve(sketch.bands_used);
    for (int i = 0; i < sketch.bands_used; ++i) {
      std::string band;
      AppendBigEndian64(sketch.bands[i], band);
      band.resize(kBandBytes);
      attempt.bands.push_back(std::move(band));
    }
  }
  return attempt;
}

Commitment MakeCommitment(const Draft& draft, Attempt attempt, Verdict verdict,
                          const Gathered& gathered, const LiveSite& live,
                          Random& random) {
  const SiteKeys& keys = *live.keys;
  const Duplicates& duplicates = gathered.circumstances.duplicates;
  Commitment commitment;
  commitment.site = draft.site;
  commitment.request_key = std::move(attempt.request_key);
  commitment.fingerprint = keys.ContentFingerprint(draft);
  commitment.request_ttl = live.site.settings.retention.request_ids;
  commitment.thread_key = attempt.thread_key;
  commitment.thread_print = keys.ThreadPrint(draft.thread);
  // A submission that only names its thread says nothing new about it.
  const ThreadInfo& thread = draft.thread;
  const bool describes = !thread.url.empty() || !thread.title.empty() ||
                         !thread.section.empty() || !thread.tags.empty();
  commitment.write_thread =
      gathered.thread_print.empty() ||
      (describes && commitment.thread_print != gathered.thread_print);
  commitment.body_key = std::move(attempt.body_key);
  commitment.repeats_itself = duplicates.same_author_same_thread;
  commitment.bands = std::move(attempt.bands);
  commitment.author_mark = gathered.author_mark;
  if (RunsHot(verdict, gathered.circumstances.rates,
              live.screener->policy().filters.limits)) {
    commitment.thread_hot_for = kThreadCoolsAfter;
  }
  commitment.held_max = live.site.settings.held_max;
  commitment.discarded_max = live.site.settings.discarded_max;

  commitment.bans = BansIn(verdict);
  commitment.verdict_count = {
      .day = VerdictDay(DayOf(draft.arrival, live.site.settings.time_zone)),
      .field = VerdictField(verdict.state, verdict.rule)};

  PrivatePart& hidden = commitment.stored.hidden;
  hidden.email = keys.SealEmail(draft.email, draft.id, random);
  hidden.thread_key = std::move(attempt.thread_key);
  hidden.network = std::move(attempt.network);
  hidden.author_id = draft.author_id;
  hidden.depth = gathered.circumstances.depth;
  hidden.sketch = std::move(attempt.sketch);
  if (!hidden.sketch.empty()) {
    hidden.cluster =
        duplicates.cluster_size > 0 ? duplicates.cluster : draft.id;
  }
  commitment.stored.comment =
      PublicPart(draft, verdict, keys, attempt.author.exact);
  hidden.author = std::move(attempt.author);
  hidden.verdict = std::move(verdict);
  commitment.stored.thread = draft.thread;
  return commitment;
}

}  // namespace winnow
