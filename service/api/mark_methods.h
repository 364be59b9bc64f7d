// The methods of ModerationService about notes, tags and the editor's pick, for
// the service to build on.
//
// Thread-safe.

#ifndef WINNOW_SERVICE_API_MARK_METHODS_H_
#define WINNOW_SERVICE_API_MARK_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "absl/functional/any_invocable.h"
#include "service/api/gate.h"
#include "service/api/served.h"
#include "service/moderation/marks.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {

class MarkMethods : public Served<v1::ModerationService> {
 public:
  grpc::ServerUnaryReactor* AddNote(grpc::CallbackServerContext* context,
                                    const v1::AddNoteRequest* request,
                                    v1::ModeratedComment* response) override;
  grpc::ServerUnaryReactor* UpdateTags(grpc::CallbackServerContext* context,
                                       const v1::UpdateTagsRequest* request,
                                       v1::ModeratedComment* response) override;
  grpc::ServerUnaryReactor* FeatureComment(
      grpc::CallbackServerContext* context,
      const v1::FeatureCommentRequest* request,
      v1::ModeratedComment* response) override;

 protected:
  // All must outlive this object.
  MarkMethods(Gate& gate, Moderation& moderation, Marks& marks)
      : gate_(gate), moderation_(moderation), marks_(marks) {}

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::ModerationService::service_full_name(), method);
  }

  using Change = absl::AnyInvocable<absl::StatusOr<StoredComment>(
      const MarkRequest& request, const Principal& who)>;

  // Makes a change of a comment that the caller may see, on the worker pool.
  template <typename Request>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                const Access& access, const Request& request,
                                Change change, v1::ModeratedComment& response);

  Gate& gate_;
  Moderation& moderation_;
  Marks& marks_;
  const Access& add_note_ = Row("AddNote");
  const Access& update_tags_ = Row("UpdateTags");
  const Access& feature_ = Row("FeatureComment");
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_MARK_METHODS_H_
