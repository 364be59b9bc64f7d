#include "service/api/authentication.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/base/log.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kFailureWindow = absl::Minutes(1);

absl::Status NoKey() {
  return absl::UnauthenticatedError(
      "send a valid API key as metadata `authorization: Bearer KEY`");
}

// "ipv4:192.0.2.1:5000" without the port: every connection has another one.
std::string HostOf(std::string peer) {
  if (absl::StartsWith(peer, "ipv")) peer.resize(peer.rfind(':'));
  return peer;
}

}  // namespace

Authenticator::Authenticator(SiteStore& store,
                             std::shared_ptr<const ApiKeyHasher> hasher,
                             Clock& clock, Metrics& metrics)
    : store_(store),
      hasher_(std::move(hasher)),
      clock_(clock),
      failures_total_(
          metrics.MakeCounter("winnow_authentication_failures_total",
                              "Calls without a valid API key.")),
      window_start_(clock.Now()),
      poller_([this] { Poll(); }) {}

Authenticator::~Authenticator() {
  {
    std::lock_guard lock(wake_mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  poller_.join();
}

void Authenticator::Poll() {
  bool failing = false;
  while (true) {
    {
      std::unique_lock lock(wake_mutex_);
      if (wake_.wait_for(lock, absl::ToChronoNanoseconds(kKeysPollInterval),
                         [this] { return stopping_; })) {
        return;
      }
    }
    const auto revision = store_.KeysRevision();
    bool changed = false;
    if (revision.ok()) {
      std::lock_guard lock(poll_mutex_);
      changed = *revision != revision_;
    }
    const absl::Status status = !revision.ok() ? revision.status()
                                : changed      ? Refresh()
                                               : absl::OkStatus();
    // Once when it begins: the connection reports the outage itself.
    if (!status.ok() && !failing) {
      Log(Severity::kWarning, "keys_not_refreshed",
          {{"error", status.message()}});
    }
    failing = !status.ok();
  }
}

absl::Status Authenticator::Refresh() {
  std::lock_guard poll_lock(poll_mutex_);
  // The revision is read first: a change in between is then seen again.
  const auto revision = store_.KeysRevision();
  if (!revision.ok()) return revision.status();
  auto keys = store_.Keys();
  if (!keys.ok()) return keys.status();
  Table by_hash;
  const absl::Time now = clock_.Now();
  for (KeyRecord& key : *keys) {
    if (key.revoke_time <= now) continue;
    auto record = std::make_shared<const KeyRecord>(std::move(key));
    by_hash[record->hash] = record;
  }
  std::lock_guard lock(table_mutex_);
  by_hash_.swap(by_hash);
  revision_ = *revision;
  return absl::OkStatus();
}

std::shared_ptr<const KeyRecord> Authenticator::Find(
    const std::string& hash) const {
  std::shared_lock lock(table_mutex_);
  const auto at = by_hash_.find(hash);
  if (at == by_hash_.end()) return nullptr;
  const absl::Time end = at->second->revoke_time;
  // The clock is asked only for keys that have an end.
  if (end != absl::InfiniteFuture() && clock_.Now() >= end) return nullptr;
  return at->second;
}

bool Authenticator::IsLive(const KeyRecord& key) const {
  const auto found = Find(key.hash);
  return found && found->principal.role == key.principal.role &&
         found->principal.site == key.principal.site;
}

absl::StatusOr<std::shared_ptr<const KeyRecord>> Authenticator::Identify(
    absl::string_view authorization, absl::FunctionRef<std::string()> peer) {
  constexpr absl::string_view kScheme = "bearer ";
  if (absl::StartsWithIgnoreCase(authorization, kScheme)) {
    const absl::string_view key =
        absl::StripAsciiWhitespace(authorization.substr(kScheme.size()));
    if (IsApiKeyShape(key)) {
      // Looked up by keyed hash: how long that takes says nothing about how
      // near a guess came.
      if (auto found = Find(hasher_->Hash(key))) return found;
    }
  }
  failures_total_.Increment();
  return CountFailure(HostOf(peer()));
}

absl::Status Authenticator::CountFailure(const std::string& peer) {
  const absl::Time now = clock_.Now();
  std::lock_guard lock(failures_mutex_);
  if (now - window_start_ >= kFailureWindow || now < window_start_) {
    failures_.clear();
    window_start_ = now;
  }
  const bool known = failures_.size() < kPeersMax || failures_.contains(peer);
  if (++failures_[known ? peer : "others"] <= kFailuresPerMinuteMax) {
    return NoKey();
  }
  return WithRetryAfter(
      absl::ResourceExhaustedError("too many calls without a valid API key"),
      window_start_ + kFailureWindow - now);
}

}  // namespace winnow
