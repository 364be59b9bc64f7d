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
// Threads are moved and deleted, if rarely. Then the next comment makes the
// thread anew, without an address and unchecked.
constexpr absl::Duration kKnownThreadsKept = absl::Minutes(5);
constexpr double kSecondsPerHour = 3600;

TokenBuckets::Options PerHour(int count) {
  return {.per_second = count / kSecondsPerHour,
          .burst = static_cast<double>(count)};
}

// A site's id has no line end in it.
std::string NameOf(const Exchange& exchange, const std::string& thread_id) {
  return absl::StrCat(exchange.site->id, "\n", thread_id);
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
      known_({.kept_min = kKnownThreadsMin, .kept_for = kKnownThreadsKept}),
      by_network_(PerHour(limits.network_new_threads_per_hour)),
      by_site_(PerHour(limits.new_threads_per_hour)) {}

void NewThreads::End(Exchange& exchange, const std::string& thread_id,
                     bool stored) {
  if (!std::exchange(exchange.makes_thread, false)) return;
  if (stored) return known_.Add(NameOf(exchange, thread_id), absl::Now());
  by_network_.GiveBack(NetworkKey(exchange.reader));
  by_site_.GiveBack(exchange.site->id);
}

void NewThreads::Check(const ExchangePtr& exchange, v1::Thread thread,
                       Next next) {
  // winnowd says better what is wrong with an id.
  if (thread.id().empty() ||
      known_.Has(NameOf(*exchange, thread.id()), absl::Now())) {
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
          known_.Add(NameOf(*exchange, thread.id()), absl::Now());
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

std::optional<Problem> NewThreads::CheckNew(Exchange& exchange,
                                            const v1::Thread& thread) {
  if (!IsUnderOneOf(thread.url(), exchange.site->origins)) {
    return InvalidFieldsProblem(
        {{.field = "thread.url",
          .description = "of a thread without comments must be the article's "
                         "address, under one of the site's origins"}});
  }
  const absl::Time now = absl::Now();
  auto wait = by_site_.Take(exchange.site->id, now);
  if (!wait) {
    wait = by_network_.Take(NetworkKey(exchange.reader), now);
    if (wait) by_site_.GiveBack(exchange.site->id);
  }
  exchange.makes_thread = !wait;
  if (!wait) return std::nullopt;
  metrics_.CountRefusal("new_threads");
  return TooManyNewThreads(*wait);
}

}  // namespace winnow
