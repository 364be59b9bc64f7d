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
// A page that examines for longer ends, full or not: who asked gets what there
// is and goes on, and the Redis that readers' comments wait for is not kept
// busy by one search.
constexpr absl::Duration kExaminingMax = absl::Milliseconds(4);

}  // namespace

absl::StatusOr<SearchPage> Moderation::Search(
    const std::string& site, const CommentFilter& filter,
    const std::optional<PageStart>& start, int page_size) {
  std::string author_exact;
  if (filter.author_of()) {
    auto author = Get(site, *filter.author_of());
    if (!author.ok()) return author.status();
    author_exact = author->hidden.author.exact;
  }
  const absl::Time now = clock_.Now();
  const bool newest_first = filter.state() != State::kHeld;
  const bool by_thread =
      filter.state() == State::kApproved && !filter.thread().empty();
  const std::string thread_key =
      by_thread ? ThreadKey(filter.thread()) : std::string();

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
    auto rows = filter.is_reported() ? store_.PageReported(site, at, limit)
                : by_thread          ? store_.PageByThread(site, thread_key,
                                                           newest_first, at, limit, true)
                                     : store_.PageByState(site, filter.state(),
                                                          newest_first, at, limit, true);
    if (!rows.ok()) return rows.status();
    for (PageRow& row : *rows) {
      if (static_cast<int>(page.comments.size()) == page_size) {
        page.next = std::move(at);
        return page;
      }
      ++page.examined;
      at = PageStart{.score = row.score, .id = row.id};
      if (row.stored && filter.Matches(*row.stored, now, author_exact)) {
        page.comments.push_back(*std::move(row.stored));
      }
    }
    if (static_cast<int>(rows->size()) < limit) return page;
    if (static_cast<int>(page.comments.size()) < page_size &&
        clock_.Now() - now >= kExaminingMax) {
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
