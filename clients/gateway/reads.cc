#include "clients/gateway/reads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/gateway/json_answers.h"
#include "clients/gateway/query_requests.h"

namespace winnow {
namespace {

// Counters on front pages may be older than the list under an article.
constexpr int kCountsKeptTimes = 2;

std::string ThreadScope(const GatewaySite& site, absl::string_view thread) {
  return absl::StrCat("list/", site.id, "/", TextHash(thread));
}

std::string CacheControl(const CachedAnswer& found, const Exchange& exchange) {
  // Whoever keeps it would give it to others whose key may be wrong.
  if (exchange.HasKey()) return "private, no-cache";
  const absl::Time now = absl::Now();
  if (!found.IsFresh(now)) return "no-cache";
  // Whatever shares it, as a CDN, may give it to all who ask from that origin,
  // for as long as it would have been kept here.
  return absl::StrCat(
      "public, max-age=",
      absl::ToInt64Seconds(found.asked + found.fresh_for - now));
}

// The answer that has a body, or the 304 that says it is the same.
HttpAnswer AnswerOf(const CachedAnswer& found, const Exchange& exchange) {
  HttpAnswer answer{.status = 200, .body = found.body};
  answer.headers.emplace_back("ETag", found.etag);
  answer.headers.emplace_back("Cache-Control", CacheControl(found, exchange));
  if (EtagMatches(exchange.request.headers.if_none_match, found.etag)) {
    answer.status = 304;
    answer.body = nullptr;
  }
  return answer;
}

}  // namespace

Reads::Reads(const GatewayLimits& limits, Calls& calls, GatewayMetrics& metrics)
    : cache_time_(limits.cache_time),
      calls_(calls),
      metrics_(metrics),
      cache_({}) {}

void Reads::Forget(const GatewaySite& site, const std::string& thread_id) {
  cache_.Forget(ThreadScope(site, thread_id));
}

void Reads::AnswerCached(const ExchangePtr& exchange,
                         const AnswerCache::Key& key, absl::Duration fresh_for,
                         const Fetch& fetch) {
  const auto answer = [exchange](const absl::StatusOr<CachedAnswer>& found) {
    if (!found.ok()) {
      return exchange->Fail(
          ProblemFromStatus(found.status(), !exchange->HasKey()));
    }
    exchange->Answer(AnswerOf(*found, *exchange));
  };
  // A caller with a key has it checked, so winnowd is asked.
  if (exchange->HasKey() || cache_time_ == absl::ZeroDuration()) {
    return fetch(answer);
  }
  const absl::Time start = absl::Now();
  const AnswerCache::Found found = cache_.Get(key, start, answer);
  switch (found.outcome) {
    case AnswerCache::Outcome::kHit:
      return metrics_.CountLookup("hit");
    case AnswerCache::Outcome::kJoined:
      return metrics_.CountLookup("joined");
    case AnswerCache::Outcome::kMiss:
      metrics_.CountLookup("miss");
      break;
  }
  fetch([this, key, flight = found.flight, start,
         fresh_for](absl::StatusOr<CachedAnswer> fetched) {
    if (fetched.ok()) {
      fetched->asked = start;
      fetched->fresh_for = fresh_for;
    }
    cache_.Finish(key, flight, fetched, absl::Now());
  });
}

void Reads::List(const ExchangePtr& exchange) {
  v1::ListCommentsRequest request;
  const auto problem =
      ReadListQuery(exchange->target, exchange->HasKey(), request);
  if (problem) {
    return exchange->Fail(*problem);
  }
  request.set_site(exchange->site->id);
  const AnswerCache::Key key{
      .scope = ThreadScope(*exchange->site, request.thread_id()),
      .variant = TextHash(
          absl::StrCat(static_cast<int>(request.order_by() ==
                                        v1::ListCommentsRequest::NEWEST),
                       "/", request.page_size(), "/", request.page_token()))};
  AnswerCached(exchange, key, cache_time_, [&](Fetched fetched) {
    calls_.Call<v1::ListCommentsRequest, v1::ListCommentsResponse>(
        exchange, kListComments, std::move(request),
        [fetched = std::move(fetched)](
            const absl::StatusOr<v1::ListCommentsResponse>& response) {
          if (!response.ok()) return fetched(response.status());
          fetched(MakeCachedAnswer(ToJson(*response)));
        });
  });
}

void Reads::Count(const ExchangePtr& exchange) {
  v1::CountCommentsRequest request;
  if (const auto problem = ReadCountQuery(exchange->target, request)) {
    return exchange->Fail(*problem);
  }
  request.set_site(exchange->site->id);
  const AnswerCache::Key key{
      .scope = absl::StrCat("counts/", exchange->site->id),
      .variant = TextHash(absl::StrJoin(request.thread_ids(), "\n"))};
  const absl::Duration fresh_for = cache_time_ * kCountsKeptTimes;
  AnswerCached(exchange, key, fresh_for, [&](Fetched fetched) {
    calls_.Call<v1::CountCommentsRequest, v1::CountCommentsResponse>(
        exchange, kCountComments, std::move(request),
        [fetched = std::move(fetched)](
            const absl::StatusOr<v1::CountCommentsResponse>& response) {
          if (!response.ok()) return fetched(response.status());
          fetched(MakeCachedAnswer(ToJson(*response)));
        });
  });
}

void Reads::GetStatus(const ExchangePtr& exchange) {
  if (const auto problem = ReadNoQuery(exchange->target)) {
    return exchange->Fail(*problem);
  }
  v1::GetStatusRequest request;
  request.set_name(exchange->CommentName());
  request.set_edit_token(exchange->EditToken());
  calls_.Call<v1::GetStatusRequest, v1::CommentStatus>(
      exchange, kGetStatus, std::move(request),
      [exchange](const absl::StatusOr<v1::CommentStatus>& status) {
        if (!status.ok()) {
          return exchange->Fail(
              ProblemFromStatus(status.status(), !exchange->HasKey()));
        }
        exchange->AnswerJson(200, ToJson(*status));
      });
}

}  // namespace winnow
