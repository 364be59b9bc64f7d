#include "service/api/queue_summary.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"
#include "service/moderation/blind.h"
#include "service/moderation/filter.h"

namespace winnow {
namespace {

struct Group {
  std::string title;
  std::string filter;
  int64_t held = 0;
  absl::Time oldest = absl::InfiniteFuture();
};

// The key of a comment's group, and the filter term that finds the group.
struct Key {
  std::string key;
  std::string term;
};

std::string Quoted(absl::string_view value) {
  return absl::StrCat("\"", value, "\"");
}

Key KeyByScore(const Verdict& verdict) {
  const auto highest = std::max_element(
      verdict.scores.begin(), verdict.scores.end(),
      [](const auto& a, const auto& b) { return a.second < b.second; });
  if (highest == verdict.scores.end()) return {};
  const int tenth = std::clamp(static_cast<int>(highest->second * 10), 0, 9);
  // The grammar has no "at least"; a hair below the tenth says the same.
  return {.key = absl::StrFormat("%s 0.%d", highest->first, tenth),
          .term = absl::StrFormat("score.%s>%.3f score.%s<%.1f", highest->first,
                                  tenth / 10.0 - 0.001, highest->first,
                                  (tenth + 1) / 10.0)};
}

Key KeyOf(const StoredComment& stored, v1::SummarizeQueueRequest::GroupBy by) {
  const Verdict& verdict = ShownVerdict(stored);
  switch (by) {
    case v1::SummarizeQueueRequest::RULE:
      return {.key = verdict.rule,
              .term = absl::StrCat("rule=", Quoted(verdict.rule))};
    case v1::SummarizeQueueRequest::THREAD:
      return {.key = stored.comment.thread,
              .term = absl::StrCat("thread=", Quoted(stored.comment.thread))};
    case v1::SummarizeQueueRequest::AUTHOR:
      return {.key = stored.comment.author_handle,
              .term = absl::StrCat("author=@", stored.comment.id.ToString())};
    case v1::SummarizeQueueRequest::REASON:
      return {.key = verdict.reason,
              .term = absl::StrCat("reason=", Quoted(verdict.reason))};
    case v1::SummarizeQueueRequest::SCORE:
      return KeyByScore(verdict);
    default:
      return {};
  }
}

}  // namespace

absl::Status SummarizeQueue(Moderation& moderation, const Caller& who,
                            const v1::SummarizeQueueRequest& request,
                            v1::SummarizeQueueResponse& response) {
  if (request.group_by() == v1::SummarizeQueueRequest::GROUP_BY_UNSPECIFIED ||
      !v1::SummarizeQueueRequest::GroupBy_IsValid(request.group_by())) {
    return InvalidFields({{.field = "group_by",
                           .description = "must be RULE, THREAD, AUTHOR, "
                                          "REASON or SCORE"}});
  }
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const std::string by = absl::StrCat(request.group_by());
  // The place in the list of groups; the queue itself moves on meanwhile.
  const auto start = ParsePageToken(request.page_token(), {who.site, by});
  if (!start.ok()) return start.status();
  size_t skipped = 0;
  if (*start && !absl::SimpleAtoi((*start)->score, &skipped)) skipped = 0;

  const auto counts = moderation.Counts(who.site);
  if (!counts.ok()) return counts.status();
  response.set_held_count(counts->held);
  response.set_leased_count(counts->leased);
  if (counts->held > 0) {
    FillTimestamp(counts->oldest_held, *response.mutable_oldest_time());
  }
  const auto held = CommentFilter::Parse("state=held");
  if (!held.ok()) return held.status();
  std::map<std::string, Group> groups;
  std::optional<PageStart> at;
  for (int examined = 0; examined < kSummarizedMax;) {
    auto page = moderation.Search(who.site, *held, at, kPageMax);
    if (!page.ok()) return page.status();
    for (const StoredComment& stored : page->comments) {
      if (!MaySee(who.principal(), stored)) continue;
      Key key = KeyOf(stored, request.group_by());
      Group& group = groups[key.key];
      if (group.held++ == 0) {
        group.filter = absl::StrCat("state=held ", key.term);
        group.title = stored.thread.title;
      }
      group.oldest = std::min(group.oldest, stored.comment.id.Time());
    }
    examined += page->examined;
    if (!page->next) break;
    at = std::move(page->next);
  }

  std::vector<std::pair<std::string, Group>> largest(groups.begin(),
                                                     groups.end());
  std::stable_sort(largest.begin(), largest.end(),
                   [](const auto& a, const auto& b) {
                     return a.second.held > b.second.held;
                   });
  const size_t end =
      std::min(largest.size(), skipped + static_cast<size_t>(*page_size));
  for (size_t i = skipped; i < end; ++i) {
    auto& [key, group] = largest[i];
    v1::SummarizeQueueResponse::Group& out = *response.add_groups();
    out.set_key(key);
    if (request.group_by() == v1::SummarizeQueueRequest::THREAD) {
      out.set_title(group.title);
    }
    out.set_held_count(group.held);
    out.set_filter(group.filter);
    FillTimestamp(group.oldest, *out.mutable_oldest_time());
  }
  if (end < largest.size()) {
    response.set_next_page_token(
        MakePageToken({.score = absl::StrCat(end), .id = {}}, {who.site, by}));
  }
  return absl::OkStatus();
}

}  // namespace winnow
