// Finding comments: one index is read in order, the other terms are checked on
// what it yields.
#include <algorithm>
#include <utility>

#include "service/moderation/moderation.h"
#include "service/privacy/thread_key.h"

namespace winnow {
namespace {

// Comments the store hands out in one call.
constexpr int kChunk = 100;

// The comments of a site that one filter finds.
class Finder {
 public:
  Finder(CommentStore& store, const std::string& site,
         const CommentFilter& filter, std::string author_exact, absl::Time now)
      : store_(store),
        site_(site),
        filter_(filter),
        author_exact_(std::move(author_exact)),
        now_(now) {}

  // The rows after a place of the index that is read; only of comments that
  // match, whole ones.
  absl::StatusOr<std::vector<PageRow>> Rows(
      const std::optional<PageStart>& after, int limit) const {
    auto rows = Read(after, limit);
    if (!rows.ok()) return rows;
    for (PageRow& row : *rows) {
      if (row.stored && !Matches(*row.stored)) row.stored.reset();
    }
    if (filter_.parts() == Parts::kAll) return rows;
    const absl::Status read = ReadWhole(*rows);
    if (!read.ok()) return read;
    return rows;
  }

 private:
  bool Matches(const StoredComment& stored) const {
    return filter_.Matches(stored, now_, author_exact_);
  }

  absl::StatusOr<std::vector<PageRow>> Read(
      const std::optional<PageStart>& after, int limit) const {
    if (filter_.is_reported()) return store_.PageReported(site_, after, limit);
    const bool newest_first = filter_.state() != State::kHeld;
    if (filter_.state() == State::kApproved && !filter_.thread().empty()) {
      return store_.PageByThread(site_, ThreadKey(filter_.thread()),
                                 newest_first, after, limit, filter_.parts());
    }
    return store_.PageByState(site_, filter_.state(), newest_first, after,
                              limit, filter_.parts());
  }

  // They may have changed since they were examined.
  absl::Status ReadWhole(std::vector<PageRow>& rows) const {
    std::vector<Uuid> ids;
    for (const PageRow& row : rows) {
      if (row.stored) ids.push_back(row.id);
    }
    if (ids.empty()) return absl::OkStatus();
    auto read = store_.Read(site_, ids, /*hidden=*/true);
    if (!read.ok()) return read.status();
    auto whole = read->begin();
    for (PageRow& row : rows) {
      if (!row.stored) continue;
      row.stored.reset();
      if (whole == read->end() || whole->comment.id != row.id) continue;
      if (Matches(*whole)) row.stored = std::move(*whole);
      ++whole;
    }
    return absl::OkStatus();
  }

  CommentStore& store_;
  const std::string& site_;
  const CommentFilter& filter_;
  const std::string author_exact_;
  const absl::Time now_;
};

}  // namespace

absl::StatusOr<SearchPage> Moderation::Search(
    const std::string& site, const CommentFilter& filter,
    const std::optional<PageStart>& start, int page_size,
    absl::Duration examining_max) {
  std::string author_exact;
  if (filter.author_of()) {
    auto author = Get(site, *filter.author_of());
    if (!author.ok()) return author.status();
    author_exact = author->hidden.author.exact;
  }
  const absl::Time now = clock_.Now();
  const Finder finder(store_, site, filter, std::move(author_exact), now);

  SearchPage page;
  std::optional<PageStart> at = start;
  while (page.examined < kExaminedMax) {
    // A page that wants five need not read a hundred, unless few match; one
    // more than wanted says whether there are more.
    const bool is_full = static_cast<int>(page.comments.size()) == page_size;
    const int limit =
        std::min({kChunk, kExaminedMax - page.examined,
                  is_full              ? 1
                  : page.examined == 0 ? std::max(page_size + 1, 10)
                                       : kChunk});
    auto rows = finder.Rows(at, limit);
    if (!rows.ok()) return rows.status();
    for (PageRow& row : *rows) {
      if (static_cast<int>(page.comments.size()) == page_size) {
        page.next = std::move(at);
        return page;
      }
      ++page.examined;
      at = PageStart{.score = row.score, .id = row.id};
      if (row.stored) page.comments.push_back(*std::move(row.stored));
    }
    if (static_cast<int>(rows->size()) < limit) return page;
    if (static_cast<int>(page.comments.size()) < page_size &&
        clock_.Now() - now >= examining_max) {
      break;
    }
  }
  page.next = std::move(at);
  return page;
}

absl::StatusOr<SearchPage> Moderation::Similar(
    const std::string& site, const StoredComment& stored,
    const std::optional<PageStart>& start, int page_size) {
  SearchPage page;
  if (!stored.hidden.cluster || stored.hidden.similar == 0) return page;
  std::optional<PageStart> at = start;
  while (true) {
    const int limit = std::min(kChunk, page_size + 1);
    auto rows = store_.PageByCluster(site, *stored.hidden.cluster, at, limit);
    if (!rows.ok()) return rows.status();
    for (PageRow& row : *rows) {
      if (row.stored && row.id != stored.comment.id) {
        if (static_cast<int>(page.comments.size()) == page_size) {
          page.next = std::move(at);
          return page;
        }
        page.comments.push_back(*std::move(row.stored));
      }
      ++page.examined;
      at = PageStart{.score = row.score, .id = row.id};
    }
    if (static_cast<int>(rows->size()) < limit) return page;
  }
}

}  // namespace winnow
