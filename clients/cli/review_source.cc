#include "clients/cli/review_source.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

// Enough that the next comment is there at once, few enough that colleagues
// find work.
constexpr int kTakenAhead = 5;
constexpr absl::Duration kLeaseLength = absl::Minutes(5);
// Between two looks at what a colleague may have decided.
constexpr absl::Duration kLookPause = absl::Seconds(2);
// The terminal is to be given back soon, whatever the server does.
constexpr absl::Duration kReleaseWait = absl::Seconds(2);

bool IsSameLease(const v1::Lease& a, const v1::Lease& b) {
  return a.principal() == b.principal() &&
         a.create_time().seconds() == b.create_time().seconds() &&
         a.create_time().nanos() == b.create_time().nanos();
}

InHand Leased(const std::string& name, const v1::Lease& lease) {
  return {name, lease.token(), lease, absl::Now() + kLeaseLength / 2};
}

template <typename Request>
void SetLength(Request& request) {
  request.mutable_lease_duration()->set_seconds(
      absl::ToInt64Seconds(kLeaseLength));
}

class QueueSource final : public ReviewSource {
 public:
  QueueSource(Session& session, std::string site, std::string filter,
              std::string watch_session)
      : session_(session),
        site_(std::move(site)),
        filter_(std::move(filter)),
        watch_session_(std::move(watch_session)) {}

  // What was passed over is still leased, and handed to nobody.
  absl::StatusOr<std::vector<InHand>> TakeMore(
      const std::vector<InHand>&) override {
    v1::LeaseNextRequest request;
    request.set_site(site_);
    request.set_count(kTakenAhead);
    request.set_filter(filter_);
    request.set_session(watch_session_);
    SetLength(request);
    const absl::StatusOr<v1::LeaseNextResponse> leased =
        session_.Call(kLeaseNext, std::move(request));
    if (!leased.ok()) return leased.status();
    waiting_count_ = leased->remaining_count();
    std::vector<InHand> taken;
    for (const v1::ModeratedComment& item : leased->comments()) {
      taken.push_back(Leased(item.comment().name(), item.lease()));
    }
    return taken;
  }

  int64_t waiting_count() const override { return waiting_count_; }

  // Not only by the same key: it may be in another window by now.
  bool IsToBeDecided(const v1::ModeratedComment& now,
                     const InHand& held) const override {
    return now.comment().state() == v1::Comment::HELD &&
           IsSameLease(now.lease(), held.lease);
  }

  absl::StatusOr<bool> Keep(InHand& held) override {
    if (held.renew_time > absl::Now()) return true;
    v1::RenewLeaseRequest request;
    request.set_name(held.name);
    request.set_lease_token(held.token);
    SetLength(request);
    const absl::Status renewed =
        session_.Call(kRenewLease, std::move(request)).status();
    held.renew_time = absl::Now() + kLeaseLength / 2;
    if (absl::IsFailedPrecondition(renewed) || absl::IsNotFound(renewed)) {
      return false;
    }
    if (!renewed.ok()) return renewed;
    return true;
  }

  absl::StatusOr<InHand> TakeAgain(const std::string& name) override {
    v1::StealLeaseRequest steal;
    steal.set_name(name);
    steal.set_session(watch_session_);
    SetLength(steal);
    const absl::StatusOr<v1::Lease> lease =
        session_.Call(kStealLease, std::move(steal));
    if (!lease.ok()) return lease.status();
    return Leased(name, *lease);
  }

  bool GiveBack(const InHand& held) override {
    v1::ReleaseLeaseRequest request;
    request.set_name(held.name);
    request.set_lease_token(held.token);
    CallOptions soon;
    soon.call_timeout = kReleaseWait;
    soon.retry_for = absl::ZeroDuration();
    const absl::Status released =
        session_.client()
            .Call(kReleaseLease, std::move(request), soon)
            .status();
    return !absl::IsUnavailable(released) &&
           !absl::IsDeadlineExceeded(released);
  }

 private:
  Session& session_;
  const std::string site_;
  const std::string filter_;
  const std::string watch_session_;
  int64_t waiting_count_ = 0;
};

class ReportedSource final : public ReviewSource {
 public:
  ReportedSource(Session& session, std::string site, const std::string& filter)
      : session_(session),
        site_(std::move(site)),
        filter_(absl::StrCat("state=approved reported=yes ", filter)) {}

  absl::StatusOr<std::vector<InHand>> TakeMore(
      const std::vector<InHand>& passed_over) override {
    v1::SearchCommentsRequest request;
    request.set_site(site_);
    request.set_filter(filter_);
    request.set_page_size(kTakenAhead + static_cast<int>(passed_over.size()));
    std::vector<InHand> taken;
    do {
      const absl::StatusOr<v1::SearchCommentsResponse> page =
          session_.Call(kSearchComments, request);
      if (!page.ok()) return page.status();
      for (const v1::ModeratedComment& item : page->comments()) {
        const std::string& name = item.comment().name();
        const bool passed = std::any_of(
            passed_over.begin(), passed_over.end(),
            [&name](const InHand& held) { return held.name == name; });
        if (!passed) taken.push_back({name, "", {}, absl::Now() + kLookPause});
      }
      request.set_page_token(page->next_page_token());
    } while (taken.empty() && !request.page_token().empty());
    return taken;
  }

  // The list is asked for a few at a time and not counted.
  int64_t waiting_count() const override { return 0; }

  bool IsToBeDecided(const v1::ModeratedComment& now,
                     const InHand&) const override {
    return now.comment().state() == v1::Comment::APPROVED &&
           now.report_weight() > 0;
  }

  absl::StatusOr<bool> Keep(InHand& held) override {
    if (held.renew_time > absl::Now()) return true;
    v1::GetModeratedCommentRequest request;
    request.set_name(held.name);
    const absl::StatusOr<v1::ModeratedComment> now =
        session_.Call(kGetModeratedComment, std::move(request));
    held.renew_time = absl::Now() + kLookPause;
    if (absl::IsNotFound(now.status())) return false;
    if (!now.ok()) return now.status();
    return IsToBeDecided(*now, held);
  }

  absl::StatusOr<InHand> TakeAgain(const std::string& name) override {
    return InHand{name, "", {}, absl::Now() + kLookPause};
  }

  bool GiveBack(const InHand&) override { return true; }

 private:
  Session& session_;
  const std::string site_;
  const std::string filter_;
};

}  // namespace

std::unique_ptr<ReviewSource> MakeQueueSource(Session& session,
                                              std::string site,
                                              std::string filter,
                                              std::string watch_session) {
  return std::make_unique<QueueSource>(
      session, std::move(site), std::move(filter), std::move(watch_session));
}

std::unique_ptr<ReviewSource> MakeReportedSource(Session& session,
                                                 std::string site,
                                                 const std::string& filter) {
  return std::make_unique<ReportedSource>(session, std::move(site), filter);
}

}  // namespace winnow
