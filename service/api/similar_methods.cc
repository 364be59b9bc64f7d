#include "service/api/similar_methods.h"

#include <algorithm>
#include <utility>

#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/screening/text/sketch.h"

namespace winnow {
namespace {

// As in SearchComments: a page ends early when bodies are long.
constexpr int kStep = 25;
constexpr size_t kPageBytesMax = 2 << 20;

}  // namespace

grpc::ServerUnaryReactor* SimilarMethods::ListSimilar(
    grpc::CallbackServerContext* context, const v1::ListSimilarRequest* request,
    v1::ListSimilarResponse* response) {
  return gate_.RunBlocking(context, list_, *request,
                           [this, request, response](const Caller& who) {
                             return List(who, *request, *response);
                           });
}

absl::Status SimilarMethods::List(const Caller& who,
                                  const v1::ListSimilarRequest& request,
                                  v1::ListSimilarResponse& response) {
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  auto start = ParsePageToken(request.page_token(), {who.site, request.name()});
  if (!start.ok()) return start.status();
  const auto stored = moderation_.Get(who.site, *id);
  if (!stored.ok()) return stored.status();
  absl::Status allowed = CheckSection(who.principal(), *stored);
  if (!allowed.ok()) return allowed;
  response.set_total_count(stored->hidden.similar);
  size_t bytes = 0;
  int examined = 0;
  while (true) {
    const int wanted = std::min(kStep, *page_size - response.similar_size());
    auto page = moderation_.Similar(who.site, *stored, *start, wanted);
    if (!page.ok()) return page.status();
    examined += page->examined;
    for (StoredComment& other : page->comments) {
      if (!MaySee(who.principal(), other)) continue;
      v1::ListSimilarResponse::Similar& added = *response.add_similar();
      added.set_similarity(
          Agreement(stored->hidden.sketch, other.hidden.sketch));
      FillModeratedComment(std::move(other), who.site,
                           *added.mutable_comment());
      bytes += added.ByteSizeLong();
    }
    if (!page->next) return absl::OkStatus();
    *start = std::move(page->next);
    if (response.similar_size() >= *page_size || bytes >= kPageBytesMax ||
        examined >= kExaminedMax) {
      response.set_next_page_token(
          MakePageToken(**start, {who.site, request.name()}));
      return absl::OkStatus();
    }
  }
}

}  // namespace winnow
