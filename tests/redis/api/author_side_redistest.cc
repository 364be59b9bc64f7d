// What authors withdraw and appeal, and what moderators note, tag and pick,
// over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/feed_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AuthorSideTest : public testing::Test {
 protected:
  v1::SubmitCommentResponse Submit(const std::string& body,
                                   const std::string& parent = "") {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article");
    request.mutable_thread()->set_section("local");
    request.set_parent(parent);
    request.set_display_name("Ada");
    request.set_email("ada@example.org");
    request.set_body(body);
    v1::SubmitCommentResponse response;
    const grpc::Status status = running_.Call(
        *comments_, &Comments::SubmitComment, "site", request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  grpc::Status Withdraw(const v1::SubmitCommentResponse& submitted,
                        v1::Comment& comment) {
    v1::WithdrawCommentRequest request;
    request.set_name(submitted.comment().name());
    request.set_edit_token(submitted.edit_token());
    return running_.Call(*comments_, &Comments::WithdrawComment, "site",
                         request, comment);
  }

  grpc::Status Appeal(const v1::SubmitCommentResponse& submitted,
                      const std::string& text, v1::CommentStatus& status) {
    v1::AppealCommentRequest request;
    request.set_name(submitted.comment().name());
    request.set_edit_token(submitted.edit_token());
    request.set_text(text);
    return running_.Call(*comments_, &Comments::AppealComment, "site", request,
                         status);
  }

  v1::CommentStatus Status(const v1::SubmitCommentResponse& submitted) {
    v1::GetStatusRequest request;
    request.set_name(submitted.comment().name());
    request.set_edit_token(submitted.edit_token());
    v1::CommentStatus status;
    EXPECT_TRUE(
        running_.Call(*comments_, &Comments::GetStatus, "site", request, status)
            .ok());
    return status;
  }

  grpc::Status Reject(const std::string& name,
                      const std::string& message = "") {
    v1::RejectCommentRequest request;
    request.set_name(name);
    request.set_message(message);
    v1::ModeratedComment item;
    return running_.Call(*moderation_, &Moderators::RejectComment, "moderator",
                         request, item);
  }

  v1::ModeratedComment Get(const std::string& name) {
    v1::GetModeratedCommentRequest request;
    request.set_name(name);
    v1::ModeratedComment item;
    EXPECT_TRUE(running_
                    .Call(*moderation_, &Moderators::GetComment, "moderator",
                          request, item)
                    .ok());
    return item;
  }

  v1::ListCommentsResponse List() {
    v1::ListCommentsRequest request;
    request.set_site("daily");
    request.set_thread_id("article");
    v1::ListCommentsResponse response;
    EXPECT_TRUE(running_
                    .Call(*comments_, &Comments::ListComments, "site", request,
                          response)
                    .ok());
    return response;
  }

  using Comments = v1::CommentService::Stub;
  using Moderators = v1::ModerationService::Stub;
  RunningServer running_;
  std::unique_ptr<Comments> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<Moderators> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
};

TEST_F(AuthorSideTest, AWithdrawnCommentLeavesTheListOrAShell) {
  const auto parent = Submit("I like the bridge");
  const auto reply = Submit("So do I", parent.comment().name());
  ASSERT_EQ(reply.comment().state(), v1::Comment::APPROVED);
  v1::Comment withdrawn;
  const grpc::Status done = Withdraw(parent, withdrawn);
  ASSERT_TRUE(done.ok()) << done.error_message();
  EXPECT_EQ(withdrawn.state(), v1::Comment::WITHDRAWN);
  EXPECT_TRUE(withdrawn.deleted());
  const v1::ListCommentsResponse listed = List();
  ASSERT_EQ(listed.comments_size(), 2);
  EXPECT_EQ(listed.approved_count(), 1);
  EXPECT_EQ(listed.comments(0).name(), parent.comment().name());
  EXPECT_EQ(listed.comments(0).body() + listed.comments(0).display_name(), "");
  EXPECT_EQ(listed.comments(1).parent(), parent.comment().name());

  ASSERT_TRUE(Withdraw(reply, withdrawn).ok());
  EXPECT_FALSE(withdrawn.deleted());
  EXPECT_EQ(List().comments_size(), 0);
  ASSERT_TRUE(Withdraw(reply, withdrawn).ok());
  EXPECT_EQ(withdrawn.revision(), 2);
}

TEST_F(AuthorSideTest, AModeratorCannotApproveWhatWasWithdrawn) {
  const auto submitted = Submit("I like the bridge");
  v1::Comment withdrawn;
  ASSERT_TRUE(Withdraw(submitted, withdrawn).ok());
  v1::ApproveCommentRequest request;
  request.set_name(submitted.comment().name());
  v1::ModeratedComment item;
  const grpc::Status refused = running_.Call(
      *moderation_, &Moderators::ApproveComment, "moderator", request, item);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(refused.error_message(), HasSubstr("WITHDRAWN"));
  item = Get(submitted.comment().name());
  EXPECT_FALSE(item.has_email());
  EXPECT_EQ(item.comment().body(), "");
}

TEST_F(AuthorSideTest, AnAppealReachesModeratorsAndTheAuthorSeesItsState) {
  const auto submitted = Submit("I like the bridge");
  EXPECT_TRUE(Status(submitted).has_withdraw_end_time());
  EXPECT_FALSE(Status(submitted).has_appeal_end_time());
  v1::CommentStatus status;
  EXPECT_EQ(Appeal(submitted, "Why?", status).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  ASSERT_TRUE(Reject(submitted.comment().name()).ok());
  EXPECT_TRUE(Status(submitted).has_appeal_end_time());
  EXPECT_EQ(Appeal(submitted, "", status).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  const grpc::Status done = Appeal(submitted, "Because.", status);
  ASSERT_TRUE(done.ok()) << done.error_message();
  EXPECT_TRUE(status.appealed());
  EXPECT_FALSE(status.has_appeal_end_time());
  EXPECT_EQ(status.comment().state(), v1::Comment::HELD);
  const v1::ModeratedComment waiting = Get(submitted.comment().name());
  EXPECT_EQ(waiting.appeal().text(), "Because.");
  EXPECT_TRUE(waiting.appeal().has_create_time());
  EXPECT_FALSE(waiting.appeal().has_decide_time());
  EXPECT_EQ(waiting.priority(), 100);
  ASSERT_TRUE(Reject(submitted.comment().name()).ok());
  EXPECT_TRUE(Get(submitted.comment().name()).appeal().has_decide_time());
  EXPECT_EQ(Appeal(submitted, "Once more", status).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(AuthorSideTest, AModeratorsWordsReachSiteAndAuthor) {
  const v1::SubmitCommentResponse submitted = Submit("I like the bridge");
  const std::string& name = submitted.comment().name();
  EXPECT_EQ(Reject(name, std::string(501, 'x')).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Reject(name, "\xff").error_code() == grpc::StatusCode::OK, false);
  ASSERT_TRUE(Reject(name, " Say\r\nwhich bridge. ").ok());
  const v1::CommentStatus status = Status(submitted);
  ASSERT_EQ(status.comment().reasons_size(), 1);
  EXPECT_EQ(status.comment().reasons(0).code(), "moderator");
  EXPECT_EQ(status.comment().reasons(0).text(), "Say\nwhich bridge.");
  EXPECT_EQ(Get(name).comment().reasons(0).text(), "Say\nwhich bridge.");

  v1::BatchDecideRequest batch;
  batch.set_site("daily");
  batch.set_state(v1::Comment::SPAM);
  batch.set_message("words");
  batch.add_items()->set_name(name);
  v1::BatchDecideResponse decided;
  EXPECT_EQ(running_
                .Call(*moderation_, &Moderators::BatchDecide, "moderator",
                      batch, decided)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  batch.set_state(v1::Comment::REJECTED);
  batch.set_reason_code("off_topic");
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::BatchDecide, "moderator",
                        batch, decided)
                  .ok());
  const v1::ModeratedComment now = Get(name);
  ASSERT_EQ(now.comment().reasons_size(), 1);
  EXPECT_EQ(now.comment().reasons(0).code(), "off_topic");
  EXPECT_EQ(now.comment().reasons(0).text(), "words");
}

TEST_F(AuthorSideTest, MarksAreShownWithTheCommentAndKeptToSections) {
  const auto submitted = Submit("The best of all");
  v1::ModeratedComment item;
  v1::AddNoteRequest note;
  note.set_name(submitted.comment().name());
  note.set_text("seen\nand good");
  ASSERT_TRUE(
      running_.Call(*moderation_, &Moderators::AddNote, "moderator", note, item)
          .ok());
  ASSERT_EQ(item.notes_size(), 1);
  EXPECT_EQ(item.notes(0).text(), "seen\nand good");
  EXPECT_EQ(item.notes(0).id(), "1");
  EXPECT_THAT(item.notes(0).principal(), HasSubstr("keys/"));
  EXPECT_NE(item.notes(0).principal_display_name(), "");
  v1::UpdateTagsRequest tags;
  tags.set_name(submitted.comment().name());
  tags.add_add_tags("law");
  ASSERT_TRUE(
      running_
          .Call(*moderation_, &Moderators::UpdateTags, "moderator", tags, item)
          .ok());
  EXPECT_THAT(item.tags(), ElementsAre("law"));
  v1::FeatureCommentRequest feature;
  feature.set_name(submitted.comment().name());
  feature.set_featured(true);
  feature.set_etag("1");
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::FeatureComment, "moderator",
                        feature, item)
                  .ok());
  EXPECT_TRUE(item.comment().featured());
  EXPECT_EQ(running_
                .Call(*moderation_, &Moderators::FeatureComment, "moderator",
                      feature, item)
                .error_code(),
            grpc::StatusCode::ABORTED);
  EXPECT_TRUE(List().comments(0).featured());

  // A key of another section changes nothing.
  for (const grpc::StatusCode code :
       {running_
            .Call(*moderation_, &Moderators::AddNote, "section moderator", note,
                  item)
            .error_code(),
        running_
            .Call(*moderation_, &Moderators::UpdateTags, "section moderator",
                  tags, item)
            .error_code(),
        running_
            .Call(*moderation_, &Moderators::FeatureComment,
                  "section moderator", feature, item)
            .error_code()}) {
    EXPECT_EQ(code, grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_EQ(Get(submitted.comment().name()).notes_size(), 1);
}

}  // namespace
}  // namespace winnow
