#include "service/api/mark_methods.h"

#include <string>
#include <utility>
#include <vector>

#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/api/sections.h"

namespace winnow {
namespace {

std::vector<std::string> ListOf(
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

template <typename Request>
grpc::ServerUnaryReactor* MarkMethods::Run(grpc::CallbackServerContext* context,
                                           const Access& access,
                                           const Request& request,
                                           Change change,
                                           v1::ModeratedComment& response) {
  return gate_.RunBlocking(
      context, access, request,
      [this, &request, &response,
       change = std::move(change)](const Caller& who) mutable -> absl::Status {
        absl::Status valid = CheckRequestId(request.request_id());
        if (!valid.ok()) return valid;
        const auto etag = ParseEtag(request.etag());
        if (!etag.ok()) return etag.status();
        const auto id = ParseCommentName(request.name(), who.site, "name");
        if (!id.ok()) return id.status();
        const auto seen = moderation_.Get(who.site, *id);
        if (!seen.ok()) return seen.status();
        absl::Status allowed = CheckSection(who.principal(), *seen);
        if (!allowed.ok()) return allowed;
        auto changed = change({.site = who.site,
                               .id = *id,
                               .revision = *etag,
                               .request_id = request.request_id()},
                              who.principal());
        if (!changed.ok()) return changed.status();
        FillModeratedComment(*std::move(changed), who.site, response);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* MarkMethods::AddNote(
    grpc::CallbackServerContext* context, const v1::AddNoteRequest* request,
    v1::ModeratedComment* response) {
  return Run(
      context, add_note_, *request,
      [this, request](const MarkRequest& mark, const Principal& who) {
        return marks_.AddNote(mark, request->text(), who);
      },
      *response);
}

grpc::ServerUnaryReactor* MarkMethods::UpdateTags(
    grpc::CallbackServerContext* context, const v1::UpdateTagsRequest* request,
    v1::ModeratedComment* response) {
  return Run(
      context, update_tags_, *request,
      [this, request](const MarkRequest& mark, const Principal& who) {
        return marks_.UpdateTags(mark, ListOf(request->add_tags()),
                                 ListOf(request->remove_tags()), who);
      },
      *response);
}

grpc::ServerUnaryReactor* MarkMethods::FeatureComment(
    grpc::CallbackServerContext* context,
    const v1::FeatureCommentRequest* request, v1::ModeratedComment* response) {
  return Run(
      context, feature_, *request,
      [this, request](const MarkRequest& mark, const Principal& who) {
        return marks_.Feature(mark, request->featured(), who);
      },
      *response);
}

}  // namespace winnow
