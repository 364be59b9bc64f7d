#include "service/api/policy_replay.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/status_details.h"
#include "service/intake/second_look.h"
#include "service/moderation/blind.h"

namespace winnow {
namespace {

constexpr int64_t kCommentsDefault = 100'000;
constexpr int64_t kCommentsMax = 10'000'000;
constexpr int kExamplesDefault = 5;
constexpr int kExamplesMax = 100;
constexpr int kChunk = 100;

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

// Of the states that have an index, those a filter asks for.
absl::StatusOr<std::vector<CommentFilter>> FiltersOf(const std::string& text) {
  std::vector<CommentFilter> filters;
  if (absl::StrContains(text, "state=")) {
    auto filter = CommentFilter::Parse(text);
    if (!filter.ok()) return filter.status();
    filters.push_back(*std::move(filter));
    return filters;
  }
  for (const char* state : {"approved", "held", "rejected", "spam"}) {
    auto filter = CommentFilter::Parse(absl::StrCat(text, " state=", state));
    if (!filter.ok()) return filter.status();
    filters.push_back(*std::move(filter));
  }
  return filters;
}

}  // namespace

absl::StatusOr<std::unique_ptr<PolicyReplay>> PolicyReplay::Make(
    Moderation& moderation, const v1::ReplayPolicyRequest& request,
    std::shared_ptr<const Screener> screener) {
  if (request.comments_max() < 0 || request.comments_max() > kCommentsMax) {
    return Bad("comments_max", "must be at most 10,000,000");
  }
  if (request.examples_max() < 0 || request.examples_max() > kExamplesMax) {
    return Bad("examples_max", "must be at most 100");
  }
  auto filters = FiltersOf(request.filter());
  if (!filters.ok()) return filters.status();
  const auto counts = moderation.Counts(request.site());
  if (!counts.ok()) return counts.status();
  const auto or_default = [](auto asked, auto usual) {
    return asked == 0 ? usual : asked;
  };
  std::unique_ptr<PolicyReplay> replay(
      new PolicyReplay(moderation, request.site(), std::move(screener),
                       or_default(request.comments_max(), kCommentsDefault),
                       or_default(request.examples_max(), kExamplesDefault)));
  int64_t there = 0;
  for (CommentFilter& filter : *filters) {
    switch (filter.state()) {
      case State::kApproved:
        there += counts->approved;
        break;
      case State::kHeld:
        there += counts->held;
        break;
      case State::kRejected:
        there += counts->rejected;
        break;
      case State::kSpam:
        there += counts->spam;
        break;
      case State::kWithdrawn:
        there += counts->withdrawn;
        break;
    }
    replay->sources_.push_back({.filter = std::move(filter)});
  }
  replay->total_ = std::min(replay->total_, there);
  return replay;
}

PolicyReplay::PolicyReplay(Moderation& moderation, std::string site,
                           std::shared_ptr<const Screener> screener,
                           int64_t comments_max, int examples_max)
    : moderation_(moderation),
      site_(site),
      screener_(std::move(screener)),
      total_(comments_max),
      tally_(std::move(site), screener_->policy(), examples_max) {}

absl::StatusOr<bool> PolicyReplay::ReadPages() {
  bool all_filled = true;
  for (Source& source : sources_) {
    if (source.at < source.comments.size() || source.read_all) continue;
    auto page = moderation_.Search(site_, source.filter, source.next, kChunk);
    if (!page.ok()) return page.status();
    source.comments = std::move(page->comments);
    source.at = 0;
    source.next = std::move(page->next);
    source.read_all = !source.next;
    if (source.comments.empty() && !source.read_all) all_filled = false;
  }
  return all_filled;
}

PolicyReplay::Source* PolicyReplay::Newest() {
  Source* newest = nullptr;
  for (Source& source : sources_) {
    if (source.at == source.comments.size()) continue;
    if (newest == nullptr ||
        source.comments[source.at].comment.create_time >
            newest->comments[newest->at].comment.create_time) {
      newest = &source;
    }
  }
  return newest;
}

absl::Status PolicyReplay::Run(absl::Time end) {
  // The clock is looked at once a hundred comments or pages.
  for (int64_t since = 0; !done_; ++since) {
    if (since == kChunk) {
      if (absl::Now() >= end) return absl::OkStatus();
      since = 0;
    }
    const auto filled = ReadPages();
    if (!filled.ok()) return filled.status();
    if (!*filled) {
      // Which comment is the newest is not known before all have one.
      if (absl::Now() >= end) return absl::OkStatus();
      continue;
    }
    Source* newest = Newest();
    if (newest == nullptr || examined_ == total_) {
      total_ = examined_;
      done_ = true;
      break;
    }
    const StoredComment& stored = newest->comments[newest->at++];
    // What the live policy said of blind ones is not to be told yet, and of a
    // text that has left a policy can say nothing.
    if (!IsBlind(stored) && !HasLeft(stored.comment)) {
      tally_.Add(stored, JudgeAsItWas(*screener_, stored),
                 ClassThen(stored) != AuthorClass::kNew);
    }
    ++examined_;
  }
  return absl::OkStatus();
}

}  // namespace winnow
