#include "service/moderation/comment_export.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr int kPage = 50;
constexpr int kQueuePage = 100;
// A turn ends behind so many comments or bytes of texts.
constexpr size_t kTurnComments = 100;
constexpr size_t kTurnBytes = size_t{256} << 10;

int64_t MillisOf(const StoredComment& stored) {
  return absl::ToUnixMillis(stored.comment.create_time);
}

}  // namespace

CommentExport::CommentExport(CommentStore& store, std::string site,
                             std::optional<CommentFilter> filter,
                             bool in_one_state, std::string author_exact,
                             absl::Time now, std::optional<PageStart> start)
    : store_(store),
      site_(std::move(site)),
      filter_(std::move(filter)),
      in_one_state_(in_one_state),
      author_exact_(std::move(author_exact)),
      now_(now),
      start_(std::move(start)) {
  for (const State state : kStates) {
    if (in_one_state && filter_ && filter_->state() != state) continue;
    Source source;
    source.state = state;
    if (state != State::kHeld) source.after = start_;
    sources_.push_back(std::move(source));
  }
  queue_read_ = std::none_of(
      sources_.begin(), sources_.end(),
      [](const Source& source) { return source.state == State::kHeld; });
}

bool CommentExport::NamesState(absl::string_view filter) {
  // The last state of a filter counts.
  const auto one = CommentFilter::Parse(absl::StrCat("state=spam ", filter));
  const auto other = CommentFilter::Parse(absl::StrCat("state=held ", filter));
  return !one.ok() || !other.ok() || one->state() == other->state();
}

PageStart CommentExport::PlaceOf(const StoredComment& stored) {
  return {.score = absl::StrCat(MillisOf(stored)), .id = stored.comment.id};
}

absl::Status CommentExport::ReadQueue() {
  const auto rows =
      store_.PageByState(site_, State::kHeld, /*newest_first=*/false,
                         queue_after_, kQueuePage, Parts::kShown);
  if (!rows.ok()) return rows.status();
  for (const PageRow& row : *rows) {
    if (row.stored) queue_.emplace_back(MillisOf(*row.stored), row.id);
    queue_after_ = PageStart{.score = row.score, .id = row.id};
  }
  if (rows->size() == kQueuePage) return absl::OkStatus();
  std::sort(queue_.begin(), queue_.end());
  int64_t start_ms = 0;
  if (start_ && absl::SimpleAtoi(start_->score, &start_ms)) {
    queue_done_ =
        static_cast<size_t>(std::upper_bound(queue_.begin(), queue_.end(),
                                             Place(start_ms, start_->id)) -
                            queue_.begin());
  }
  queue_read_ = true;
  return absl::OkStatus();
}

absl::Status CommentExport::FillHeld(Source& source) {
  std::vector<Uuid> ids;
  for (; queue_done_ < queue_.size() && ids.size() < kPage; ++queue_done_) {
    ids.push_back(queue_[queue_done_].second);
  }
  source.ended = queue_done_ == queue_.size();
  if (ids.empty()) return absl::OkStatus();
  auto read = store_.Read(site_, ids, /*hidden=*/true);
  if (!read.ok()) return read.status();
  for (StoredComment& stored : *read) source.rows.push_back(std::move(stored));
  return absl::OkStatus();
}

absl::Status CommentExport::Fill(Source& source) {
  if (source.state == State::kHeld) return FillHeld(source);
  auto rows = store_.PageByState(site_, source.state, /*newest_first=*/false,
                                 source.after, kPage, Parts::kAll);
  if (!rows.ok()) return rows.status();
  source.ended = rows->size() < kPage;
  for (PageRow& row : *rows) {
    source.after = PageStart{.score = row.score, .id = row.id};
    if (row.stored) source.rows.push_back(*std::move(row.stored));
  }
  return absl::OkStatus();
}

CommentExport::Source* CommentExport::Oldest() {
  Source* oldest = nullptr;
  const auto place = [](const Source& source) {
    const StoredComment& first = source.rows.front();
    return Place(MillisOf(first), first.comment.id);
  };
  for (Source& source : sources_) {
    if (source.rows.empty()) continue;
    if (oldest == nullptr || place(source) < place(*oldest)) oldest = &source;
  }
  return oldest;
}

bool CommentExport::IsWanted(StoredComment& stored) const {
  if (!filter_) return true;
  const State state = stored.comment.state;
  if (!in_one_state_) stored.comment.state = filter_->state();
  const bool wanted = filter_->Matches(stored, now_, author_exact_);
  stored.comment.state = state;
  return wanted;
}

absl::StatusOr<std::vector<StoredComment>> CommentExport::Next() {
  std::vector<StoredComment> found;
  if (done_) return found;
  if (!queue_read_) {
    if (absl::Status read = ReadQueue(); !read.ok()) return read;
    return found;
  }
  size_t bytes = 0;
  for (size_t turns = 0; turns < kTurnComments && bytes < kTurnBytes; ++turns) {
    for (Source& source : sources_) {
      if (!source.rows.empty() || source.ended) continue;
      // One page may be all that has gone meanwhile.
      if (absl::Status filled = Fill(source); !filled.ok()) return filled;
      if (source.rows.empty() && !source.ended) return found;
    }
    Source* const source = Oldest();
    if (source == nullptr) {
      done_ = true;
      return found;
    }
    StoredComment stored = std::move(source->rows.front());
    source->rows.pop_front();
    const Place place(MillisOf(stored), stored.comment.id);
    // Decided meanwhile, it stands in two of them.
    if (last_ == place) continue;
    last_ = place;
    bytes += stored.comment.body.size();
    if (IsWanted(stored)) found.push_back(std::move(stored));
  }
  return found;
}

}  // namespace winnow
