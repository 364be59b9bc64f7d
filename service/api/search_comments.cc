#include "service/api/search_comments.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/moderation/filter.h"

namespace winnow {
namespace {

// A page is gathered in steps, so that it can end early when bodies are long:
// clients take answers of 4 MB by default.
constexpr int kSearchStep = 25;
constexpr size_t kPageBytesMax = 2 << 20;

}  // namespace

absl::Status SearchComments(Moderation& moderation, const Caller& who,
                            const v1::SearchCommentsRequest& request,
                            v1::SearchCommentsResponse& response) {
  const auto filter = CommentFilter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  auto start =
      ParsePageToken(request.page_token(), {who.site, request.filter()});
  if (!start.ok()) return start.status();
  const bool sees_all = who.principal().role != Role::kModerator ||
                        who.principal().sections.empty();
  if (filter->is_everything_reported() && sees_all) {
    const auto count = moderation.CountReported(who.site);
    if (!count.ok()) return count.status();
    response.set_total_count(*count);
  }
  const absl::Time began = absl::Now();
  size_t bytes = 0;
  while (true) {
    const int wanted =
        std::min(kSearchStep, *page_size - response.comments_size());
    auto page = moderation.Search(who.site, *filter, *start, wanted,
                                  kExaminingMax - (absl::Now() - began));
    if (!page.ok()) return page.status();
    response.set_examined(response.examined() + page->examined);
    for (StoredComment& stored : page->comments) {
      if (!MaySee(who.principal(), stored)) continue;
      v1::ModeratedComment& added = *response.add_comments();
      FillModeratedComment(std::move(stored), who.site, added);
      bytes += added.ByteSizeLong();
    }
    if (!page->next) return absl::OkStatus();
    *start = std::move(page->next);
    // A step that found fewer than it was to find has examined enough.
    const bool enough = static_cast<int>(page->comments.size()) < wanted;
    if (enough || response.comments_size() >= *page_size ||
        bytes >= kPageBytesMax || response.examined() >= kExaminedMax) {
      response.set_next_page_token(
          MakePageToken(**start, {who.site, request.filter()}));
      return absl::OkStatus();
    }
  }
}

}  // namespace winnow
