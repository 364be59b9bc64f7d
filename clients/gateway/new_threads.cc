#include "clients/gateway/new_threads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/web_origin.h"

namespace winnow {
namespace {

// Of all sites together; an archive's articles that nobody comments on fall
// out.
constexpr size_t kKnownThreadsMin = 20'000;
constexpr double kSecondsPerHour = 3600;

TokenBuckets::Options PerHour(int count) {
  return {.per_second = count / kSecondsPerHour,
          .burst = static_cast<double>(count)};
}

Problem TooManyNewThreads(absl::Duration wait) {
  return {.status = 429,
          .code = "too_many_new_threads",
          .detail =
              "too many articles got their first comment lately: send "
              "the same request later",
          .retry_after = wait};
}

}  // namespace

NewThreads::NewThreads(const GatewayLimits& limits, Calls& calls,
                       GatewayMetrics& metrics)
    : calls_(calls),
      metrics_(metrics),
      known_(kKnownThreadsMin),
      by_network_(PerHour(limits.network_new_threads_per_hour)),
      by_site_(PerHour(limits.new_threads_per_hour)) {}

void NewThreads::Remember(const GatewaySite& site,
                          const std::string& thread_id) {
  known_.Add(site.id, thread_id);
}

void NewThreads::Check(const ExchangePtr& exchange, v1::Thread thread,
                       Next next) {
  // winnowd says better what is wrong with an id.
  if (thread.id().empty() || known_.Has(exchange->site->id, thread.id())) {
    thread.clear_url();
    return next(std::nullopt, std::move(thread));
  }
  v1::GetThreadRequest request;
  request.set_site(exchange->site->id);
  request.set_thread_id(thread.id());
  calls_.Call<v1::GetThreadRequest, v1::Thread>(
      exchange, kGetThread, std::move(request),
      [this, exchange, thread = std::move(thread),
       next = std::move(next)](const absl::StatusOr<v1::Thread>& found) {
        v1::Thread sent = thread;
        if (found.ok()) {
          known_.Add(exchange->site->id, thread.id());
          sent.clear_url();
          return next(std::nullopt, std::move(sent));
        }
        // What is wrong with the id is told again with all else that is wrong.
        if (absl::IsInvalidArgument(found.status())) {
          sent.clear_url();
          return next(std::nullopt, std::move(sent));
        }
        if (!absl::IsNotFound(found.status())) {
          return next(ProblemFromStatus(found.status(), /*own_key=*/true),
                      std::move(sent));
        }
        std::optional<Problem> problem = CheckNew(*exchange, sent);
        next(std::move(problem), std::move(sent));
      });
}

std::optional<Problem> NewThreads::CheckNew(const Exchange& exchange,
                                            const v1::Thread& thread) {
  if (!IsUnderOneOf(thread.url(), exchange.site->origins)) {
    return InvalidFieldsProblem(
        {{.field = "thread.url",
          .description = "of a thread without comments must be the article's "
                         "address, under one of the site's origins"}});
  }
  const absl::Time now = absl::Now();
  auto wait = by_network_.Take(NetworkKey(exchange.reader), now);
  if (!wait) wait = by_site_.Take(exchange.site->id, now);
  if (!wait) return std::nullopt;
  metrics_.CountRefusal("new_threads");
  return TooManyNewThreads(*wait);
}

}  // namespace winnow
