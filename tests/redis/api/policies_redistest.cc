// Policies of a site over gRPC: applying them, their history, going back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/running_server.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;

std::string PolicyNamed(const std::string& name) {
  return absl::StrCat("name: \"", name,
                      "\"\nrules { name: \"default\" action: HOLD }\n");
}

class Policies : public testing::Test {
 protected:
  grpc::Status Apply(const std::string& text, v1::ApplyPolicyResponse& answer,
                     int64_t expected = 0, const std::string& request_id = "") {
    grpc::ClientContext context;
    Authorize(system_.keys["operator"], context);
    v1::ApplyPolicyRequest request;
    request.set_site("daily");
    request.mutable_source()->set_text(text);
    request.set_expected_revision(expected);
    request.set_request_id(request_id);
    return sites_->ApplyPolicy(&context, request, &answer);
  }

  grpc::Status Rollback(int64_t revision, v1::ApplyPolicyResponse& answer) {
    grpc::ClientContext context;
    Authorize(system_.keys["operator"], context);
    v1::RollbackPolicyRequest request;
    request.set_site("daily");
    request.set_revision(revision);
    return sites_->RollbackPolicy(&context, request, &answer);
  }

  grpc::Status Get(v1::GetPolicyRequest request,
                   v1::GetPolicyResponse& answer) {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    request.set_site("daily");
    return sites_->GetPolicy(&context, request, &answer);
  }

  v1::ListPolicyRevisionsResponse List(int page_size,
                                       const std::string& token = "") {
    grpc::ClientContext context;
    Authorize(system_.keys["moderator"], context);
    v1::ListPolicyRevisionsRequest request;
    request.set_site("daily");
    request.set_page_size(page_size);
    request.set_page_token(token);
    v1::ListPolicyRevisionsResponse answer;
    const auto status = sites_->ListPolicyRevisions(&context, request, &answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return answer;
  }

  // "3 second live", newest first.
  std::vector<std::string> History() {
    std::vector<std::string> rows;
    const auto listed = List(0);
    for (const auto& row : listed.revisions()) {
      rows.push_back(absl::StrCat(
          row.revision(), " ", row.policy_name(), row.live() ? " live" : "",
          row.rollback_of() != 0 ? absl::StrCat(" of ", row.rollback_of())
                                 : ""));
    }
    return rows;
  }

  RunningServer system_;
  std::unique_ptr<v1::SiteService::Stub> sites_ =
      v1::SiteService::NewStub(system_.channel);
};

TEST_F(Policies, KeepEveryRevisionAndGoBack) {
  EXPECT_THAT(History(), ElementsAre("1 balanced live"));
  v1::ApplyPolicyResponse answer;
  ASSERT_TRUE(Apply(PolicyNamed("first"), answer).ok());
  EXPECT_EQ(answer.policy().revision(), 2);
  ASSERT_TRUE(Apply(PolicyNamed("second"), answer).ok());
  EXPECT_THAT(History(), ElementsAre("3 second live", "2 first", "1 balanced"));

  v1::GetPolicyRequest get;
  get.set_revision(2);
  v1::GetPolicyResponse shown;
  ASSERT_TRUE(Get(get, shown).ok());
  EXPECT_EQ(shown.text(), PolicyNamed("first"));
  EXPECT_EQ(shown.policy().revision(), 2);
  get.set_revision(9);
  EXPECT_EQ(Get(get, shown).error_code(), StatusCode::NOT_FOUND);

  ASSERT_TRUE(Rollback(2, answer).ok());
  EXPECT_EQ(answer.policy().revision(), 4);
  ASSERT_TRUE(Rollback(1, answer).ok());
  EXPECT_EQ(answer.policy().name(), "balanced");
  EXPECT_THAT(History(), ElementsAre("5 balanced live of 1", "4 first of 2",
                                     "3 second", "2 first", "1 balanced"));
  EXPECT_EQ(Rollback(77, answer).error_code(), StatusCode::NOT_FOUND);

  const auto page = List(2);
  EXPECT_EQ(page.revisions_size(), 2);
  EXPECT_EQ(page.revisions(0).principal_display_name(), "somebody");
  const auto next = List(2, page.next_page_token());
  EXPECT_EQ(next.revisions(0).revision(), 3);
  EXPECT_EQ(List(2, next.next_page_token()).next_page_token(), "");
}

TEST_F(Policies, KeepTheNewestHundred) {
  v1::ApplyPolicyResponse answer;
  for (int i = 2; i <= 104; ++i) {
    ASSERT_TRUE(Apply(PolicyNamed(absl::StrCat("p", i)), answer).ok());
  }
  const auto kept = List(1000);
  EXPECT_EQ(kept.revisions_size(), 100);
  EXPECT_EQ(kept.revisions(0).revision(), 104);
  EXPECT_EQ(kept.revisions(99).revision(), 5);
  v1::GetPolicyRequest get;
  get.set_revision(4);
  v1::GetPolicyResponse shown;
  EXPECT_EQ(Get(get, shown).error_code(), StatusCode::NOT_FOUND);
}

TEST_F(Policies, ApplyOnceForOneRequestIdAndOnlyAfterTheExpectedOne) {
  v1::ApplyPolicyResponse answer;
  EXPECT_EQ(Apply(PolicyNamed("a"), answer, 9).error_code(),
            StatusCode::ABORTED);
  ASSERT_TRUE(Apply(PolicyNamed("a"), answer, 1, "once").ok());
  EXPECT_EQ(answer.policy().revision(), 2);
  // The answer was lost and the call repeated.
  ASSERT_TRUE(Apply(PolicyNamed("a"), answer, 1, "once").ok());
  EXPECT_EQ(answer.policy().revision(), 2);
  EXPECT_EQ(Apply(PolicyNamed("b"), answer, 1, "once").error_code(),
            StatusCode::ALREADY_EXISTS);
  EXPECT_THAT(History(), ElementsAre("2 a live", "1 balanced"));
}

TEST_F(Policies, OfferTheShippedOnesByName) {
  v1::GetPolicyResponse shown;
  for (const char* name :
       {"open", "balanced", "strict", "premoderate", "wordpress", "coral"}) {
    v1::GetPolicyRequest get;
    get.set_preset(name);
    ASSERT_TRUE(Get(get, shown).ok()) << name;
    EXPECT_EQ(shown.policy().name(), name);
    EXPECT_EQ(shown.policy().revision(), 0);
  }
  v1::GetPolicyRequest get;
  get.set_preset("lenient");
  const grpc::Status status = Get(get, shown);
  EXPECT_EQ(status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("balanced, "));
}

}  // namespace
}  // namespace winnow
