// Readers' reports over the wire: who may make and see them, and what they say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReportsOverTheWire : public testing::Test {
 protected:
  using Comments = v1::CommentService::Stub;
  using Moderators = v1::ModerationService::Stub;

  std::string Submit(const std::string& section) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article in " + section);
    request.mutable_thread()->set_section(section);
    request.set_display_name("Ada");
    request.set_email("ada@example.org");
    request.set_body("I like the " + section);
    v1::SubmitCommentResponse response;
    EXPECT_TRUE(running_
                    .Call(*comments_, &Comments::SubmitComment, "site", request,
                          response)
                    .ok());
    return response.comment().name();
  }

  v1::ReportCommentRequest About(const std::string& name,
                                 const std::string& reader) {
    v1::ReportCommentRequest request;
    request.set_name(name);
    request.set_reason(v1::Report::OFFENSIVE);
    request.set_text("words of " + reader);
    request.set_reporter_id(reader);
    return request;
  }

  grpc::Status Report(const v1::ReportCommentRequest& request,
                      const std::string& key = "site") {
    v1::ReportCommentResponse response;
    return running_.Call(*comments_, &Comments::ReportComment, key, request,
                         response);
  }

  v1::ListReportsResponse List(const std::string& key,
                               const v1::ListReportsRequest& request) {
    v1::ListReportsResponse response;
    const grpc::Status status = running_.Call(
        *moderation_, &Moderators::ListReports, key, request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  v1::ListReportsRequest OfSite(int page_size = 0) {
    v1::ListReportsRequest request;
    request.set_site("daily");
    request.set_page_size(page_size);
    return request;
  }

  RunningServer running_;
  std::unique_ptr<Comments> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<Moderators> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
};

TEST_F(ReportsOverTheWire, AreShownWithTheCommentAndInItsHistory) {
  const std::string name = Submit("sport");
  for (int i = 0; i < 12; ++i) {
    const std::string reader = "reader-" + std::to_string(i);
    ASSERT_TRUE(Report(About(name, reader)).ok());
  }
  v1::GetModeratedCommentRequest get;
  get.set_name(name);
  v1::ModeratedComment item;
  ASSERT_TRUE(
      running_
          .Call(*moderation_, &Moderators::GetComment, "moderator", get, item)
          .ok());
  EXPECT_EQ(item.report_count(), 12);
  EXPECT_NEAR(item.report_weight(), 7.2, 0.001);
  ASSERT_EQ(item.reports_size(), 10);
  EXPECT_EQ(item.reports(0).text(), "words of reader-11");
  EXPECT_EQ(item.reports(0).reason(), v1::Report::OFFENSIVE);
  EXPECT_EQ(item.reports(0).outcome(), v1::Report::OPEN);
  // Who reported is told by handle alone.
  v1::ModeratedComment without_words = item;
  for (v1::Report& report : *without_words.mutable_reports()) {
    report.clear_text();
  }
  EXPECT_THAT(without_words.DebugString(), Not(HasSubstr("reader-")));

  v1::GetHistoryRequest asked;
  asked.set_site("daily");
  asked.set_comment_name(name);
  v1::GetHistoryResponse history;
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::GetHistory, "moderator",
                        asked, history)
                  .ok());
  ASSERT_EQ(history.records_size(), 12);
  EXPECT_EQ(history.records(0).action(), v1::HistoryRecord::REPORTED);
  EXPECT_EQ(history.records(0).seq(), 0);
  EXPECT_EQ(history.records(0).reason_code(), "offensive");

  // All of it in pages, newest first.
  v1::ListReportsRequest request = OfSite(5);
  request.set_comment_name(name);
  int listed = 0;
  std::string last;
  do {
    const v1::ListReportsResponse page = List("moderator", request);
    for (const auto& row : page.reports()) {
      EXPECT_EQ(row.comment_name(), name);
      last = row.report().text();
      ++listed;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, 12);
  EXPECT_EQ(last, "words of reader-0");
}

TEST_F(ReportsOverTheWire, OfOtherSectionsAreNotShown) {
  const std::string own = Submit("sport");
  const std::string other = Submit("politics");
  ASSERT_TRUE(Report(About(own, "ann")).ok());
  ASSERT_TRUE(Report(About(other, "bob")).ok());
  EXPECT_EQ(List("moderator", OfSite()).reports_size(), 2);
  const v1::ListReportsResponse seen = List("section moderator", OfSite());
  ASSERT_EQ(seen.reports_size(), 1);
  EXPECT_EQ(seen.reports(0).comment_name(), own);
  v1::ListReportsRequest request = OfSite();
  request.set_comment_name(other);
  v1::ListReportsResponse response;
  EXPECT_EQ(running_
                .Call(*moderation_, &Moderators::ListReports,
                      "section moderator", request, response)
                .error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(ReportsOverTheWire, AreRefusedInOneSentence) {
  const std::string name = Submit("sport");
  v1::ReportCommentRequest request = About(name, "ann");
  request.clear_reason();
  EXPECT_EQ(Report(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request.set_reason(static_cast<v1::Report::Reason>(77));
  EXPECT_EQ(Report(request).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = About(name, "");
  const grpc::Status nobody = Report(request);
  EXPECT_EQ(nobody.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  request = About("sites/weekly/comments/x", "ann");
  EXPECT_NE(Report(request).error_code(), grpc::StatusCode::OK);
  for (int i = 0; i < 25; ++i) {
    const grpc::Status status = Report(About(name, "ann"));
    if (i < 20) {
      ASSERT_TRUE(status.ok()) << i;
    } else {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
      EXPECT_FALSE(status.error_details().empty());
    }
  }
}

}  // namespace
}  // namespace winnow
