#include "service/moderation/newest_comments.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr int kPage = 100;

}  // namespace

NewestComments::NewestComments(CommentStore& store, std::string site,
                               absl::Time start, absl::Time end)
    : store_(store),
      site_(std::move(site)),
      start_(start),
      end_(end),
      sources_{{{.state = State::kApproved},
                {.state = State::kRejected},
                {.state = State::kSpam},
                {.state = State::kWithdrawn},
                {.state = State::kHeld}}} {
  for (Source& source : sources_) {
    if (source.state == State::kHeld) continue;
    // A place that no comment has; those at and before it come next.
    source.after = PageStart{.score = absl::StrCat(absl::ToUnixMillis(end) - 1),
                             .id = Uuid()};
  }
}

absl::Status NewestComments::Fill(Source& source) {
  const bool by_time = source.state != State::kHeld;
  while (true) {
    for (; source.at < source.rows.size(); ++source.at) {
      const auto& stored = source.rows[source.at].stored;
      if (!stored) continue;
      const absl::Time made = stored->comment.create_time;
      if (made >= end_) continue;
      if (made >= start_) return absl::OkStatus();
      if (by_time) source.done = true;
      if (source.done) {
        source.at = source.rows.size();
        return absl::OkStatus();
      }
    }
    if (source.done) return absl::OkStatus();
    auto rows = store_.PageByState(site_, source.state, by_time, source.after,
                                   kPage, Parts::kAll);
    if (!rows.ok()) return rows.status();
    source.rows = *std::move(rows);
    source.at = 0;
    source.done = source.rows.size() < kPage;
    if (!source.rows.empty()) {
      const PageRow& last = source.rows.back();
      source.after = PageStart{.score = last.score, .id = last.id};
    }
  }
}

absl::StatusOr<std::optional<StoredComment>> NewestComments::Next() {
  Source* newest = nullptr;
  for (Source& source : sources_) {
    // The queue is not in this order.
    if (source.state == State::kHeld && newest != nullptr) break;
    absl::Status filled = Fill(source);
    if (!filled.ok()) return filled;
    if (source.at == source.rows.size()) continue;
    const auto made = [](const Source& one) {
      return one.rows[one.at].stored->comment.create_time;
    };
    if (newest == nullptr || made(source) > made(*newest)) newest = &source;
  }
  if (newest == nullptr) return std::nullopt;
  return *std::move(newest->rows[newest->at++].stored);
}

}  // namespace winnow
