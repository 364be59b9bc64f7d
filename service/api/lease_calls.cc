#include "service/api/lease_calls.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"
#include "service/moderation/filter.h"

namespace winnow {
namespace {

constexpr absl::Duration kLengthDefault = absl::Minutes(5);
constexpr absl::Duration kLengthMin = absl::Seconds(10);
constexpr absl::Duration kLengthMax = absl::Hours(1);
constexpr size_t kSessionBytesMax = 64;
// Clients take answers of 4 MB by default; parents give way.
constexpr size_t kAnswerBytesMax = 3 << 20;
// Rows that one call of the store lists.
constexpr int kChunk = 100;

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

template <typename Request>
absl::Duration LengthOf(const Request& request) {
  if (!request.has_lease_duration()) return kLengthDefault;
  const absl::Duration asked =
      absl::Seconds(request.lease_duration().seconds()) +
      absl::Nanoseconds(request.lease_duration().nanos());
  return std::clamp(asked, kLengthMin, kLengthMax);
}

absl::Status CheckSession(absl::string_view session) {
  if (session.size() <= kSessionBytesMax) return absl::OkStatus();
  return Bad("session", "must be at most 64 bytes");
}

absl::Status CheckToken(absl::string_view token) {
  if (!token.empty()) return absl::OkStatus();
  return Bad("lease_token", "is required; LeaseNext and StealLease give it");
}

// Puts the comments that these answer into the response, once each is read.
absl::Status FillParents(Moderation& moderation, const Caller& who,
                         const std::vector<std::optional<Uuid>>& parents,
                         v1::LeaseNextResponse& response) {
  std::vector<Uuid> ids;
  for (const std::optional<Uuid>& parent : parents) {
    if (parent) ids.push_back(*parent);
  }
  if (ids.empty()) return absl::OkStatus();
  auto found = moderation.GetPublic(who.site, ids);
  if (!found.ok()) return found.status();
  std::map<Uuid, Comment> by_id;
  for (StoredComment& stored : *found) {
    by_id.emplace(stored.comment.id, std::move(stored.comment));
  }
  size_t bytes = response.ByteSizeLong();
  for (size_t i = 0; i < parents.size(); ++i) {
    const auto at = parents[i] ? by_id.find(*parents[i]) : by_id.end();
    if (at == by_id.end()) continue;
    bytes += at->second.body.size();
    if (bytes > kAnswerBytesMax) break;
    FillComment(at->second, who.site,
                *response.mutable_comments(static_cast<int>(i))
                     ->mutable_parent_comment());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LeaseNext(Leases& leases, Moderation& moderation,
                       const Caller& who, const v1::LeaseNextRequest& request,
                       v1::LeaseNextResponse& response) {
  if (request.count() < 0) return Bad("count", "must not be negative");
  for (const absl::Status& status : {CheckSession(request.session()),
                                     CheckRequestId(request.request_id())}) {
    if (!status.ok()) return status;
  }
  const auto filter = CommentFilter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  if (filter->state() != State::kHeld) {
    return Bad("filter", "only held comments are leased");
  }
  v1::LeaseNextRequest content = request;
  content.clear_request_id();
  LeaseRequest lease = {
      .site = who.site,
      .count = request.count() == 0 ? 1 : std::min(request.count(), kLeasedMax),
      .length = LengthOf(request),
      .session = request.session(),
      .request_id = request.request_id(),
      .content = content.SerializeAsString()};
  const Principal& principal = who.principal();
  const bool sees_all =
      principal.role != Role::kModerator || principal.sections.empty();
  auto leased = leases.Next(
      lease, *filter, sees_all,
      [&principal](const StoredComment& stored) {
        return MaySee(principal, stored);
      },
      principal);
  if (!leased.ok()) return leased.status();
  response.set_remaining_count(leased->waiting);
  std::vector<std::optional<Uuid>> parents;
  for (StoredComment& stored : leased->comments) {
    parents.push_back(stored.comment.parent);
    v1::ModeratedComment& comment = *response.add_comments();
    std::string token = stored.lease ? stored.lease->token : "";
    FillModeratedComment(std::move(stored), who.site, comment);
    comment.mutable_lease()->set_token(std::move(token));
  }
  return FillParents(moderation, who, parents, response);
}

absl::Status RenewLease(Leases& leases, const Caller& who,
                        const v1::RenewLeaseRequest& request,
                        v1::Lease& response) {
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  absl::Status valid = CheckToken(request.lease_token());
  if (!valid.ok()) return valid;
  const auto lease = leases.Renew(who.site, *id, request.lease_token(),
                                  LengthOf(request), who.principal());
  if (!lease.ok()) return lease.status();
  FillLease(*lease, who.site, *id, response);
  response.set_token(lease->token);
  return absl::OkStatus();
}

absl::Status ReleaseLease(Leases& leases, const Caller& who,
                          const v1::ReleaseLeaseRequest& request) {
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  absl::Status valid = CheckToken(request.lease_token());
  if (!valid.ok()) return valid;
  return leases.Release(who.site, *id, request.lease_token(), who.principal());
}

absl::Status StealLease(Leases& leases, Moderation& moderation,
                        const Caller& who, const v1::StealLeaseRequest& request,
                        v1::Lease& response) {
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  absl::Status valid = CheckSession(request.session());
  if (!valid.ok()) return valid;
  const auto stored = moderation.Get(who.site, *id);
  if (!stored.ok()) return stored.status();
  valid = CheckSection(who.principal(), *stored);
  if (!valid.ok()) return valid;
  const auto stolen = leases.Steal(who.site, stored->comment, LengthOf(request),
                                   request.session(), who.principal());
  if (!stolen.ok()) return stolen.status();
  if (!stolen->lease) return absl::InternalError("the lease is gone already");
  FillLease(*stolen->lease, who.site, *id, response);
  response.set_token(stolen->lease->token);
  return absl::OkStatus();
}

absl::Status ListLeases(Leases& leases, const Caller& who,
                        const v1::ListLeasesRequest& request,
                        v1::ListLeasesResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  auto at = ParsePageToken(request.page_token(), {who.site, "leases"});
  if (!at.ok()) return at.status();
  ThreadInfo thread;
  while (response.leases_size() < *page_size) {
    const auto rows = leases.List(who.site, *at, kChunk);
    if (!rows.ok()) return rows.status();
    for (const LeaseRow& row : *rows) {
      if (response.leases_size() == *page_size) break;
      *at = row.place;
      thread.section = row.section;
      if (!MaySee(who.principal(), thread)) continue;
      v1::Lease& lease = *response.add_leases();
      FillLease(row.lease, who.site, row.place.id, lease);
      if (row.lease.key_id == who.principal().key_id) {
        lease.set_token(row.lease.token);
      }
    }
    if (rows->size() < kChunk &&
        (rows->empty() || (*at)->id == rows->back().place.id)) {
      return absl::OkStatus();
    }
  }
  response.set_next_page_token(MakePageToken(**at, {who.site, "leases"}));
  return absl::OkStatus();
}

}  // namespace winnow
