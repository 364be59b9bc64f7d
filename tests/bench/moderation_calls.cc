#include "tests/bench/moderation_calls.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/methods.h"
#include "tests/bench/submission_maker.h"

namespace winnow {
namespace {

constexpr int kLeased = 20;
constexpr int kPage = 50;
// Of so many decisions one is undone.
constexpr size_t kUndoneEach = 10;

// Calls and adds what that took.
template <typename Request, typename Response>
absl::StatusOr<Response> Timed(Client& client,
                               const Method<Request, Response>& method,
                               Request request, std::vector<uint32_t>& took) {
  const absl::Time start = absl::Now();
  auto answer = client.Call(method, std::move(request));
  took.push_back(
      static_cast<uint32_t>(absl::ToInt64Microseconds(absl::Now() - start)));
  return answer;
}

}  // namespace

absl::Status ModerationCalls::Measure(int64_t held, uint64_t threads,
                                      int rounds) {
  held_ = held;
  threads_ = threads;
  decided_ = 0;
  absl::Status status = MeasureLeases(rounds);
  const auto pages = [&](const char* name, const std::string& filter) {
    if (status.ok()) {
      status = MeasurePages({.name = name, .p99_ms_max = 10}, filter, rounds);
    }
  };
  pages("page of 50, index of the queue", "state=held");
  pages("page of 50, index of a thread", "");
  // No text has that word, one text in five has this one.
  pages("page of 50, texts scanned, none found", "state=held text~zeppelin");
  pages("page of 50, texts scanned, 50 found", "state=held text~weather");
  pages("page of 50, rules scanned, none found",
        "state=held rule=no-such-rule");
  if (status.ok()) status = MeasureDecisions(rounds);
  if (status.ok()) status = MeasureSubmissions(rounds);
  return status;
}

absl::Status ModerationCalls::MeasureLeases(int rounds) {
  std::vector<uint32_t> leasing;
  std::vector<uint32_t> releasing;
  for (int round = 0; round < rounds; ++round) {
    v1::LeaseNextRequest request;
    request.set_count(kLeased);
    const auto leased = Timed(moderator_, kLeaseNext, request, leasing);
    if (!leased.ok()) return leased.status();
    const absl::Status written = bare_.Write();
    if (!written.ok()) return written;
    if (leased->comments_size() != kLeased) {
      return absl::InternalError("LeaseNext had less to lease than is held");
    }
    for (const v1::ModeratedComment& comment : leased->comments()) {
      v1::ReleaseLeaseRequest release;
      release.set_name(comment.comment().name());
      release.set_lease_token(comment.lease().token());
      const auto released =
          Timed(moderator_, kReleaseLease, release, releasing);
      if (!released.ok()) return released.status();
    }
  }
  figures_.Add({.name = "LeaseNext(20)", .p99_ms_max = 5}, held_,
               std::move(leasing));
  figures_.Add({.name = "  bare writes between these"}, held_, bare_.Take());
  figures_.Add({.name = "ReleaseLease"}, held_, std::move(releasing));
  return absl::OkStatus();
}

absl::Status ModerationCalls::MeasurePages(const ModerationFigures::Kind& kind,
                                           const std::string& filter,
                                           int rounds) {
  std::vector<uint32_t> took;
  for (int round = 0; round < rounds; ++round) {
    v1::SearchCommentsRequest request;
    request.set_page_size(kPage);
    request.set_filter(filter);
    if (filter.empty()) {
      // Far apart, so that no two in a row are near in memory.
      const uint64_t thread = static_cast<uint64_t>(round) * 7919 % threads_;
      request.set_filter(
          absl::StrCat("state=approved thread=article-", thread));
    }
    const auto page = Timed(moderator_, kSearchComments, request, took);
    if (!page.ok()) return page.status();
  }
  figures_.Add(kind, held_, std::move(took));
  return absl::OkStatus();
}

absl::Status ModerationCalls::MeasureDecisions(int rounds) {
  v1::SearchCommentsRequest search;
  search.set_filter("state=held");
  search.set_page_size(rounds);
  const auto page = moderator_.Call(kSearchComments, search);
  if (!page.ok()) return page.status();
  std::vector<uint32_t> approving;
  std::vector<uint32_t> rejecting;
  std::vector<uint32_t> undoing;
  for (const v1::ModeratedComment& item : page->comments()) {
    absl::Status decided;
    if (approving.size() <= rejecting.size()) {
      v1::ApproveCommentRequest request;
      request.set_name(item.comment().name());
      request.set_etag(item.comment().etag());
      decided = Timed(moderator_, kApproveComment, request, approving).status();
    } else {
      v1::RejectCommentRequest request;
      request.set_name(item.comment().name());
      request.set_etag(item.comment().etag());
      request.set_reason_code("off_topic");
      decided = Timed(moderator_, kRejectComment, request, rejecting).status();
    }
    if (decided.ok()) decided = bare_.Write();
    if (!decided.ok()) return decided;
    if ((approving.size() + rejecting.size()) % kUndoneEach != 0) continue;
    v1::UndoDecisionRequest undo;
    undo.set_name(item.comment().name());
    const auto undone = Timed(moderator_, kUndoDecision, undo, undoing);
    if (!undone.ok()) return undone.status();
  }
  decided_ += static_cast<int64_t>(approving.size() + rejecting.size()) -
              static_cast<int64_t>(undoing.size());
  figures_.Add({.name = "ApproveComment", .p99_ms_max = 3}, held_,
               std::move(approving));
  figures_.Add({.name = "RejectComment", .p99_ms_max = 3}, held_,
               std::move(rejecting));
  figures_.Add({.name = "  bare writes between those"}, held_, bare_.Take());
  figures_.Add({.name = "UndoDecision"}, held_, std::move(undoing));
  return absl::OkStatus();
}

absl::Status ModerationCalls::MeasureSubmissions(int rounds) {
  // Other texts at each length.
  const SubmissionMaker maker({.sites = {site_.options().site},
                               .seed = 1000 + static_cast<uint64_t>(held_)});
  std::vector<uint32_t> took;
  for (int round = 0; round < rounds; ++round) {
    v1::SubmitCommentRequest request;
    maker.Make(static_cast<uint64_t>(round), request);
    const auto stored = Timed(site_, kSubmitComment, request, took);
    if (!stored.ok()) return stored.status();
  }
  figures_.Add({.name = "SubmitComment"}, held_, std::move(took));
  return absl::OkStatus();
}

}  // namespace winnow
