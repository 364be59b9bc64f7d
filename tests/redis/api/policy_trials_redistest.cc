// What a policy would do before it does it, over gRPC: replay and shadow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

class PolicyTrials : public PolicyCalls {
 protected:
  // The last answer of a replay.
  v1::ReplayPolicyResponse Replay(const std::string& text) {
    grpc::ClientContext context;
    Authorize(system_.keys["operator"], context);
    v1::ReplayPolicyRequest request;
    request.set_site("daily");
    request.mutable_source()->set_text(text);
    const auto stream = server_.sites->ReplayPolicy(&context, request);
    v1::ReplayPolicyResponse last;
    while (stream->Read(&last)) continue;
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return last;
  }

  // "APPROVED HELD 2" for every kind of change there was.
  static std::vector<std::string> Changes(
      const v1::PolicyDifference& difference) {
    std::vector<std::string> changes;
    for (const auto& change : difference.changes()) {
      changes.push_back(absl::StrCat(
          v1::Comment::State_Name(change.from_verdict()), " ",
          v1::Comment::State_Name(change.to_verdict()), " ", change.count()));
    }
    return changes;
  }
};

TEST_F(PolicyTrials, ReplayWithTheListsThatAnotherServerWrote) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  Submit("a marvellous umbrella");
  Submit("a marvellous parasol");
  const RunningServer::Second second = system_.StartSecond();
  Stubs other(second.channel);
  v1::AddTermsRequest add;
  add.set_name("sites/daily/lists/rude");
  add.set_kind(v1::TermList::SUSPECT);
  add.add_terms("parasol");
  Ask(*other.sites, &v1::SiteService::Stub::AddTerms, "moderator", add);
  const auto replayed = Replay(HoldingPolicy("calm", "\"gazebo\""));
  EXPECT_EQ(replayed.examined(), 2);
  EXPECT_THAT(
      Changes(replayed.difference()),
      testing::UnorderedElementsAre("APPROVED HELD 1", "HELD APPROVED 1"));
}

// A server runs two at once: one that has ended, well or not, is none of them.
TEST_F(PolicyTrials, ReplayMakesRoomForTheNextOne) {
  Submit("a calm remark");
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(Replay(HoldingPolicy("calm", "\"gazebo\"")).examined(), 1);
    grpc::ClientContext context;
    Authorize(system_.keys["operator"], context);
    v1::ReplayPolicyRequest request;
    request.set_site("daily");
    request.mutable_source()->set_text("no policy");
    const auto stream = server_.sites->ReplayPolicy(&context, request);
    v1::ReplayPolicyResponse answer;
    EXPECT_FALSE(stream->Read(&answer));
    EXPECT_EQ(stream->Finish().error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

TEST_F(PolicyTrials, ReplayShowsEachChangeAndTheRulesBehindIt) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string held = Submit("a marvellous umbrella");
  Submit("a marvellous parasol");
  Submit("a calm remark");
  const auto replayed = Replay(HoldingPolicy("other", "\"parasol\""));
  EXPECT_EQ(replayed.examined(), 3);
  EXPECT_EQ(replayed.total_count(), 3);
  EXPECT_THAT(Changes(replayed.difference()),
              testing::UnorderedElementsAre(
                  "APPROVED APPROVED 1", "APPROVED HELD 1", "HELD APPROVED 1"));
  for (const auto& change : replayed.difference().changes()) {
    if (change.from_verdict() != v1::Comment::HELD) continue;
    ASSERT_EQ(change.examples_size(), 1);
    EXPECT_EQ(change.examples(0).comment_name(), held);
    EXPECT_EQ(change.examples(0).from_rule(), "words");
    EXPECT_EQ(change.examples(0).to_rule().rule(), "default");
  }
  // It changed nothing.
  EXPECT_EQ(StateOf(held), v1::Comment::HELD);
}

TEST_F(PolicyTrials, ShadowIsCountedAndShownWithTheCommentAndDecidesNothing) {
  Apply(server_, HoldingPolicy("live", "\"umbrella\""));
  v1::SetShadowPolicyRequest shadow;
  shadow.set_site("daily");
  shadow.mutable_source()->set_text(HoldingPolicy("trial", "\"parasol\""));
  Ask(*server_.sites, &v1::SiteService::Stub::SetShadowPolicy, "operator",
      shadow);
  const std::string parted = Submit("a marvellous parasol");
  Submit("a calm remark");
  EXPECT_EQ(StateOf(parted), v1::Comment::APPROVED);
  EXPECT_EQ(Get(parted).screening().shadow_verdict(), v1::Comment::HELD);
  v1::GetShadowReportRequest report;
  report.set_site("daily");
  v1::ShadowReport shown;
  // Counts are written once a second.
  for (int i = 0; i < 100 && shown.examined() < 2; ++i) {
    absl::SleepFor(absl::Milliseconds(100));
    shown = Ask(*server_.sites, &v1::SiteService::Stub::GetShadowReport,
                "moderator", report);
  }
  EXPECT_EQ(shown.examined(), 2);
  EXPECT_THAT(
      Changes(shown.difference()),
      testing::UnorderedElementsAre("APPROVED APPROVED 1", "APPROVED HELD 1"));
  shadow.clear_source();
  Ask(*server_.sites, &v1::SiteService::Stub::SetShadowPolicy, "operator",
      shadow);
  EXPECT_EQ(Get(parted).screening().shadow_verdict(),
            v1::Comment::STATE_UNSPECIFIED);
}

TEST_F(PolicyTrials, CountTheTermsOfThePolicyWithTheSitesOwn) {
  Apply(server_, "name: \"none\"\nrules { name: \"all\" action: HOLD }\n");
  std::string domains;
  for (int i = 0; i < 100000; ++i) {
    absl::StrAppend(&domains, "shop", i, ".example\n");
  }
  grpc::ClientContext context;
  Authorize(system_.keys["moderator"], context);
  v1::ImportTermsResponse imported;
  const auto call = server_.sites->ImportTerms(&context, &imported);
  v1::ImportTermsRequest piece;
  piece.set_name("sites/daily/lists/shops");
  piece.set_kind(v1::TermList::BANNED_DOMAINS);
  constexpr size_t kPieceBytes = 64 * 1024;
  for (size_t i = 0; i < domains.size(); i += kPieceBytes) {
    piece.set_content(domains.substr(i, kPieceBytes));
    ASSERT_TRUE(call->Write(piece));
    piece.Clear();
  }
  call->WritesDone();
  const grpc::Status ended = call->Finish();
  ASSERT_TRUE(ended.ok()) << ended.error_message();

  const std::string one_more = HoldingPolicy("careful", "\"umbrella\"");
  grpc::ClientContext applying;
  Authorize(system_.keys["operator"], applying);
  v1::ApplyPolicyRequest apply;
  apply.set_site("daily");
  apply.mutable_source()->set_text(one_more);
  v1::ApplyPolicyResponse applied;
  const grpc::Status refused =
      server_.sites->ApplyPolicy(&applying, apply, &applied);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(refused.error_message(), testing::HasSubstr("100001 entries"));
  grpc::ClientContext trying;
  Authorize(system_.keys["operator"], trying);
  v1::SetShadowPolicyRequest shadow;
  shadow.set_site("daily");
  shadow.mutable_source()->set_text(one_more);
  v1::SetShadowPolicyResponse set;
  EXPECT_EQ(server_.sites->SetShadowPolicy(&trying, shadow, &set).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

}  // namespace
}  // namespace winnow
