#include "clients/cli/bulk_tally.h"

#include "clients/cpp/call_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

using testing::ElementsAre;

v1::SubmitCommentResponse Answer(v1::Comment::State state,
                                 bool replayed = false) {
  v1::SubmitCommentResponse answer;
  answer.mutable_comment()->set_name("sites/s/comments/c");
  answer.mutable_comment()->set_state(state);
  answer.set_replayed(replayed);
  return answer;
}

TEST(BulkTally, SumsUpInOneLine) {
  BulkTally tally;
  for (int i = 0; i < 3; ++i) tally.CountAnswer(Answer(v1::Comment::APPROVED));
  tally.CountAnswer(Answer(v1::Comment::HELD, /*replayed=*/true));
  tally.CountFailure(5);
  EXPECT_EQ(tally.answered(), 5);
  EXPECT_EQ(tally.Summary(absl::Seconds(1)),
            "5 lines: 1 held, 3 approved, 1 of them seen before, 1 failed, "
            "5/s");
  EXPECT_THAT(tally.failed_lines, ElementsAre(5));
}

TEST(BulkTally, AnEmptyFileIsNoSuccessStory) {
  EXPECT_EQ(BulkTally().Summary(absl::Seconds(1)), "0 lines: 0 failed, 0/s");
}

TEST(AcceptedJson, HasTheAgreedKeys) {
  EXPECT_EQ(AcceptedJson("r\"1", Answer(v1::Comment::SPAM, true)),
            R"({"request_id":"r\"1","name":"sites/s/comments/c",)"
            R"("state":"SPAM","replayed":true})");
}

TEST(FailedJson, NamesTheFields) {
  v1::ItemError error;
  error.set_code(3);
  error.set_message("two fields");
  auto* violation = error.add_field_violations();
  violation->set_field("email");
  violation->set_description("is no address");
  EXPECT_EQ(FailedJson("r1", MakeItemStatus(error)),
            R"({"request_id":"r1","error":"two fields","fields":)"
            R"([{"field":"email","description":"is no address"}]})");
}

}  // namespace
}  // namespace winnow
