// Edits over the wire: by authors with their token, by moderators.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

class EditCallsTest : public testing::Test {
 protected:
  v1::SubmitCommentResponse Submit(const std::string& body) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article");
    request.set_display_name("Ada");
    request.set_email("ada@example.org");
    request.set_body(body);
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        comments_->SubmitComment(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  grpc::Status Update(const std::string& name, const std::string& token,
                      const std::string& body, v1::Comment& comment) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    v1::UpdateCommentRequest request;
    request.set_name(name);
    request.set_edit_token(token);
    request.set_body(body);
    return comments_->UpdateComment(&context, request, &comment);
  }

  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_ =
      v1::CommentService::NewStub(running_.channel);
};

TEST_F(EditCallsTest, AnAuthorMendsACommentAndSeesUntilWhen) {
  const v1::SubmitCommentResponse submitted = Submit("I like teh bridge");
  grpc::ClientContext context;
  Authorize(running_.keys["site"], context);
  v1::GetStatusRequest asked;
  asked.set_name(submitted.comment().name());
  asked.set_edit_token(submitted.edit_token());
  v1::CommentStatus status;
  ASSERT_TRUE(comments_->GetStatus(&context, asked, &status).ok());
  EXPECT_EQ(status.edit_end_time().seconds(),
            submitted.comment().create_time().seconds() + 5 * 60);
  EXPECT_EQ(status.comment().state(), v1::Comment::APPROVED);

  v1::Comment edited;
  const grpc::Status done =
      Update(submitted.comment().name(), submitted.edit_token(),
             "I like the bridge", edited);
  ASSERT_TRUE(done.ok()) << done.error_message();
  EXPECT_EQ(edited.body(), "I like the bridge");
  EXPECT_TRUE(edited.edited());
  EXPECT_EQ(edited.etag(), "2");
}

TEST_F(EditCallsTest, AnotherAuthorsTokenChangesNothing) {
  const v1::SubmitCommentResponse mine = Submit("one comment");
  const v1::SubmitCommentResponse other = Submit("another comment");
  v1::Comment edited;
  EXPECT_EQ(Update(mine.comment().name(), other.edit_token(), "gone", edited)
                .error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Update(mine.comment().name(), "", "gone", edited).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(
      Update(mine.comment().name(), mine.edit_token(), "", edited).error_code(),
      grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(EditCallsTest, AModeratorEditsOnlyWhatIsAskedFor) {
  const v1::SubmitCommentResponse submitted = Submit("My number is 5551234");
  const auto moderation = v1::ModerationService::NewStub(running_.channel);
  v1::EditCommentRequest request;
  request.set_name(submitted.comment().name());
  request.set_body("My number is [removed]");
  request.set_etag("1");
  v1::ModeratedComment edited;
  {
    grpc::ClientContext context;
    Authorize(running_.keys["moderator"], context);
    const grpc::Status done =
        moderation->EditComment(&context, request, &edited);
    ASSERT_TRUE(done.ok()) << done.error_message();
  }
  EXPECT_EQ(edited.comment().body(), "My number is [removed]");
  EXPECT_EQ(edited.comment().display_name(), "Ada");
  EXPECT_EQ(edited.comment().state(), submitted.comment().state());
  grpc::ClientContext again;
  Authorize(running_.keys["moderator"], again);
  EXPECT_EQ(moderation->EditComment(&again, request, &edited).error_code(),
            grpc::StatusCode::ABORTED);
}

}  // namespace
}  // namespace winnow
