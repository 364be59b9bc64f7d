#include "service/moderation/leases.h"

#include <algorithm>
#include <array>
#include <utility>

#include "service/base/bytes.h"
#include "service/moderation/history.h"
#include "service/moderation/lease_check.h"

namespace winnow {
namespace {

constexpr size_t kTokenBytes = 16;
// Rows the store hands out in one call.
constexpr int kChunk = 100;
// Of all comments in one answer.
constexpr size_t kBodyBytesMax = 1 << 20;

}  // namespace

LeaseTerms Leases::TermsFor(const Principal& who, absl::Duration length,
                            const std::string& session) {
  std::array<uint8_t, kTokenBytes> token = {};
  random_.Fill(token);
  return {.key_id = who.key_id,
          .key_name = who.name,
          .session = session,
          .token = ToHex(AsText(token)),
          .length = length,
          .session_grace = session_grace_};
}

absl::StatusOr<std::shared_ptr<const LiveSite>> Leases::Live(
    const std::string& site) {
  if (auto live = sites_.Find(site)) return live;
  return sites_.Load(site, 0);
}

absl::StatusOr<LeasedComments> Leases::Next(
    const LeaseRequest& request, const CommentFilter& filter, bool sees_all,
    absl::FunctionRef<bool(const StoredComment&)> may_see,
    const Principal& who) {
  const auto live = Live(request.site);
  if (!live.ok()) return live.status();
  LeaseTerms terms = TermsFor(who, request.length, request.session);
  if (!request.request_id.empty()) {
    const SiteKeys& keys = *(*live)->keys;
    terms.request_key = keys.RequestKey(request.request_id);
    // A colleague's leases are not told to who guesses the id.
    terms.content = keys.RequestKey(who.key_id + "\n" + request.content);
  }
  if (sees_all && filter.is_everything_held()) {
    return queue_.LeaseNext(request.site, terms, request.count);
  }
  // What has ended goes back before anything is looked at.
  auto leased = queue_.LeaseNext(request.site, terms, 0);
  if (!leased.ok() || leased->replayed) return leased;
  const absl::Status done =
      LeaseMatching(request, filter, may_see, terms, *leased);
  if (!done.ok()) return done;
  return leased;
}

absl::Status Leases::LeaseMatching(
    const LeaseRequest& request, const CommentFilter& filter,
    absl::FunctionRef<bool(const StoredComment&)> may_see,
    const LeaseTerms& terms, LeasedComments& leased) {
  std::string author_exact;
  if (filter.author_of()) {
    const auto author =
        comments_.Read(request.site, {*filter.author_of()}, true);
    if (!author.ok()) return author.status();
    if (author->empty()) return absl::NotFoundError("no such comment");
    author_exact = author->front().hidden.author.exact;
  }
  const absl::Time now = clock_.Now();
  const auto wanted = static_cast<size_t>(request.count);
  size_t body_bytes = 0;
  std::optional<PageStart> at;
  for (int examined = 0; examined < kLeaseExaminedMax;) {
    const auto rows = queue_.PageWaiting(request.site, at, kChunk);
    if (!rows.ok()) return rows.status();
    if (rows->empty()) break;
    std::vector<Uuid> ids;
    for (const PageRow& row : *rows) {
      if (leased.comments.size() + ids.size() == wanted) break;
      ++examined;
      at = PageStart{.score = row.score, .id = row.id};
      if (row.stored && may_see(*row.stored) &&
          filter.Matches(*row.stored, now, author_exact)) {
        ids.push_back(row.id);
      }
    }
    if (ids.empty()) continue;
    // Fewer where somebody else was quicker.
    auto more = queue_.LeaseThese(request.site, terms, ids);
    // There is no room for more than what there is already.
    if (absl::IsResourceExhausted(more.status()) && !leased.comments.empty()) {
      break;
    }
    if (!more.ok()) return more.status();
    if (more->replayed) {
      leased = *std::move(more);
      return absl::OkStatus();
    }
    leased.waiting = more->waiting;
    for (StoredComment& stored : more->comments) {
      body_bytes += stored.comment.body.size();
      leased.comments.push_back(std::move(stored));
    }
    if (leased.comments.size() == wanted || body_bytes >= kBodyBytesMax) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<Lease> Leases::Renew(const std::string& site, const Uuid& id,
                                    const std::string& token,
                                    absl::Duration length,
                                    const Principal& who) {
  return queue_.Renew(site, id, who.key_id, token, length, session_grace_);
}

absl::Status Leases::Release(const std::string& site, const Uuid& id,
                             const std::string& token, const Principal& who) {
  return queue_.Release(site, id, who.key_id, token);
}

absl::StatusOr<StoredComment> Leases::Steal(const std::string& site,
                                            const Comment& comment,
                                            absl::Duration length,
                                            const std::string& session,
                                            const Principal& who) {
  const auto live = Live(site);
  if (!live.ok()) return live.status();
  HistoryRecord by;
  by.time = clock_.Now();
  by.key_id = who.key_id;
  by.key_name = who.name;
  const std::string record = EncodeHistory(StealRecord(comment, by));
  return queue_.Steal(site, comment.id, TermsFor(who, length, session),
                      (*live)->keys->AuditDigest(record), record);
}

absl::StatusOr<std::vector<LeaseRow>> Leases::List(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  return queue_.Leases(site, after, std::min(limit, kChunk));
}

}  // namespace winnow
