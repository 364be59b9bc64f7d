// What a key limited to some sections of its site sees and changes.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

class Sections : public testing::Test {
 protected:
  using Comments = v1::CommentService::Stub;
  using Moderators = v1::ModerationService::Stub;

  // Submits to an article of a section; returns the comment's name.
  std::string Submit(const std::string& section, const std::string& body = "") {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article in " + section);
    request.mutable_thread()->set_section(section);
    request.set_display_name("Ada");
    request.set_email("ada@example.org");
    request.set_body(body.empty() ? "I like the " + section : body);
    v1::SubmitCommentResponse response;
    EXPECT_TRUE(running_
                    .Call(*comments_, &Comments::SubmitComment, "site", request,
                          response)
                    .ok());
    EXPECT_EQ(response.comment().state(), v1::Comment::APPROVED);
    return response.comment().name();
  }

  // Has the limited key call a method about one comment.
  template <typename Request>
  grpc::StatusCode As(grpc::Status (Moderators::*method)(grpc::ClientContext*,
                                                         const Request&,
                                                         v1::ModeratedComment*),
                      const std::string& name) {
    Request request;
    request.set_name(name);
    v1::ModeratedComment item;
    return running_
        .Call(*moderation_, method, "section moderator", request, item)
        .error_code();
  }

  RunningServer running_;
  std::unique_ptr<Comments> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<Moderators> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
};

TEST_F(Sections, OfOthersAreLeftOutOfListings) {
  const std::string own = Submit("sport");
  Submit("politics");
  v1::SearchCommentsRequest request;
  request.set_site("daily");
  request.set_filter("state=approved");
  v1::SearchCommentsResponse found;
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::SearchComments,
                        "section moderator", request, found)
                  .ok());
  ASSERT_EQ(found.comments_size(), 1);
  EXPECT_EQ(found.comments(0).comment().name(), own);
}

TEST_F(Sections, OfOthersAreLeftOutOfNearDuplicates) {
  const std::string own = Submit("sport", "The same words");
  const std::string other = Submit("politics", "The same words");
  v1::ListSimilarRequest request;
  request.set_name(own);
  v1::ListSimilarResponse found;
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::ListSimilar,
                        "section moderator", request, found)
                  .ok());
  EXPECT_EQ(found.similar_size(), 0);
  EXPECT_EQ(found.total_count(), 1);
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::ListSimilar, "moderator",
                        request, found)
                  .ok());
  ASSERT_EQ(found.similar_size(), 1);
  EXPECT_EQ(found.similar(0).comment().comment().name(), other);
  EXPECT_EQ(found.similar(0).similarity(), 1);
  request.set_name(other);
  EXPECT_EQ(running_
                .Call(*moderation_, &Moderators::ListSimilar,
                      "section moderator", request, found)
                .error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(Sections, OfOthersAreNeitherShownNorDecided) {
  const std::string other = Submit("politics");
  const std::string own = Submit("sport");
  const grpc::StatusCode denied = grpc::StatusCode::PERMISSION_DENIED;
  EXPECT_EQ(As(&Moderators::GetComment, other), denied);
  EXPECT_EQ(As(&Moderators::ApproveComment, other), denied);
  EXPECT_EQ(As(&Moderators::RejectComment, other), denied);
  EXPECT_EQ(As(&Moderators::MarkSpam, other), denied);
  EXPECT_EQ(As(&Moderators::EditComment, other), denied);
  EXPECT_EQ(As(&Moderators::FeatureComment, other), denied);

  v1::BatchDecideRequest batch;
  batch.set_site("daily");
  batch.set_state(v1::Comment::REJECTED);
  batch.add_items()->set_name(other);
  batch.add_items()->set_name(own);
  v1::BatchDecideResponse decided;
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::BatchDecide,
                        "section moderator", batch, decided)
                  .ok());
  EXPECT_EQ(decided.changed_count(), 1);
  v1::GetCommentRequest get;
  get.set_name(other);
  v1::Comment left;
  ASSERT_TRUE(
      running_.Call(*comments_, &Comments::GetComment, "site", get, left).ok());
  EXPECT_EQ(left.state(), v1::Comment::APPROVED);
  EXPECT_EQ(left.revision(), 1);
}

}  // namespace
}  // namespace winnow
