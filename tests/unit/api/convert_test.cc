#include "service/api/convert.h"

#include <gtest/gtest.h>

#include <string>

#include "service/api/convert_moderation.h"
#include "service/base/clock.h"
#include "service/base/random.h"

namespace winnow {
namespace {

StoredComment AStoredComment() {
  StoredComment stored;
  Comment& comment = stored.comment;
  comment.id = MakeUuidV7(absl::FromUnixMillis(1700000000123), SystemRandom());
  comment.thread = "2025/a";
  comment.parent = MakeUuidV7(RealClock(), SystemRandom());
  comment.display_name = "Ann";
  comment.body = "aé😀 spam";
  comment.state = State::kHeld;
  comment.author_handle = "k4x2m7qa";
  comment.author_role = AuthorRole::kStaff;
  comment.create_time = absl::FromUnixMillis(1700000000123);
  comment.update_time = absl::FromUnixMillis(1700000001000);
  comment.revision = 7;
  comment.public_reason = "language";
  stored.thread.title = "A title";
  stored.thread.section = "sport";
  Verdict& verdict = stored.hidden.verdict;
  verdict.rule = "suspect-words";
  verdict.policy_revision = "12";
  verdict.conditions = {
      {.signal = "listed_suspect", .value = 0.75, .bound = ">= 0.5"},
      {.signal = "link_density", .value = 0.1, .bound = "< 0.2"},
      {.signal = "honeypot", .value = 0, .bound = "absent"}};
  Signal weak;
  weak.name = "shouting";
  weak.strength = 0.2;
  Signal strong;
  strong.name = "listed_suspect";
  strong.strength = 0.75;
  strong.spans = {{.begin = 8, .end = 12}, {.begin = 90, .end = 99}};
  strong.entries = {{.list = "ads", .entry = "spam"},
                    {.list = "ads", .entry = "casino"}};
  verdict.signals = {weak, strong};
  return stored;
}

TEST(Convert, ShowsACommentAsTheSiteMaySeeIt) {
  const StoredComment stored = AStoredComment();
  v1::Comment out;
  FillComment(stored.comment, "daily", out);
  EXPECT_EQ(out.name(), "sites/daily/comments/" + stored.comment.id.ToString());
  EXPECT_EQ(out.parent(),
            "sites/daily/comments/" + stored.comment.parent->ToString());
  EXPECT_EQ(out.state(), v1::Comment::HELD);
  EXPECT_EQ(out.author_role(), v1::Comment::STAFF);
  EXPECT_EQ(out.etag(), "7");
  EXPECT_EQ(out.create_time().seconds(), 1700000000);
  EXPECT_EQ(out.create_time().nanos(), 123000000);
  ASSERT_EQ(out.reasons_size(), 1);
  EXPECT_EQ(out.reasons(0).code(), "language");
}

TEST(Convert, CountsSpansInBytesAndInUtf16) {
  v1::ModeratedComment out;
  FillModeratedComment(AStoredComment(), "daily", out);
  const v1::Signal& strongest = out.screening().signals(0);
  EXPECT_EQ(strongest.name(), "listed_suspect");
  // The second lies outside the text and is left out.
  ASSERT_EQ(strongest.spans_size(), 1);
  EXPECT_EQ(strongest.spans(0).field(), v1::Span::BODY);
  EXPECT_EQ(strongest.spans(0).begin(), 8);
  EXPECT_EQ(strongest.spans(0).end(), 12);
  EXPECT_EQ(strongest.spans(0).utf16_begin(), 5);
  EXPECT_EQ(strongest.spans(0).utf16_end(), 9);
  ASSERT_EQ(strongest.listed_entries_size(), 2);
  EXPECT_EQ(strongest.listed_entries(1).entry(), "casino");
  EXPECT_EQ(strongest.listed_entries(1).list(), "ads");
}

TEST(Convert, CountsUtf16Units) {
  const struct {
    const char* name;
    std::string text;
    int units;
  } kRows[] = {
      {"empty", "", 0},
      {"one byte", "a", 1},
      {"two bytes", "é", 1},
      {"three bytes", "€", 1},
      {"surrogate pair", "😀", 2},
      {"right to left", "שלום", 4},
      {"family", "👨‍👩‍👧", 8},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Utf16Offset(row.text, row.text.size()), row.units) << row.name;
  }
}

TEST(Convert, ShowsTheRuleWithWhatItsConditionsSaw) {
  v1::ModeratedComment out;
  FillModeratedComment(AStoredComment(), "daily", out);
  const v1::RuleMatch& rule = out.screening().rule();
  EXPECT_EQ(rule.rule(), "suspect-words");
  EXPECT_EQ(rule.action(), v1::Rule::HOLD);
  EXPECT_EQ(out.screening().policy_revision(), 12);
  ASSERT_EQ(rule.conditions_size(), 3);
  EXPECT_EQ(rule.conditions(0).condition().signal(), "listed_suspect");
  EXPECT_DOUBLE_EQ(rule.conditions(0).condition().at_least(), 0.5);
  EXPECT_DOUBLE_EQ(rule.conditions(0).value(), 0.75);
  EXPECT_DOUBLE_EQ(rule.conditions(1).condition().below(), 0.2);
  EXPECT_TRUE(rule.conditions(2).condition().absent());
}

TEST(Convert, ShowsWhatThePolicySaidBesideWhatAPersonDecided) {
  StoredComment stored = AStoredComment();
  stored.hidden.verdict.public_reason = "language";
  stored.comment.state = State::kRejected;
  stored.comment.public_reason = "off_topic";
  stored.comment.revision = 8;
  HistoryRecord decision;
  decision.time = absl::FromUnixMillis(1700000002000);
  decision.key_id = "k1";
  decision.key_name = "Mia";
  decision.action = HistoryAction::kRejected;
  decision.resource = stored.comment.id.ToString();
  decision.from = State::kHeld;
  decision.to = State::kRejected;
  decision.reason = "off_topic";
  decision.revision = 8;
  stored.hidden.decided_by = decision.key_id;
  stored.hidden.last_decision = EncodeHistory(decision);
  v1::ModeratedComment out;
  FillModeratedComment(stored, "daily", out);
  EXPECT_EQ(out.comment().state(), v1::Comment::REJECTED);
  EXPECT_EQ(out.screening().verdict(), v1::Comment::HELD);
  EXPECT_EQ(out.screening().rule().action(), v1::Rule::HOLD);
  EXPECT_EQ(out.screening().rule().public_reason(), "language");
  const v1::HistoryRecord& last = out.last_decision();
  EXPECT_EQ(last.action(), v1::HistoryRecord::REJECTED);
  EXPECT_EQ(last.principal(), "keys/k1");
  EXPECT_EQ(last.principal_display_name(), "Mia");
  EXPECT_EQ(last.resource(), out.comment().name());
  EXPECT_EQ(last.from_state(), v1::Comment::HELD);
  EXPECT_EQ(last.to_state(), v1::Comment::REJECTED);
  EXPECT_EQ(last.reason_code(), "off_topic");
  EXPECT_EQ(last.revision(), 8);
  EXPECT_EQ(last.time().seconds(), 1700000002);
}

TEST(Convert, LeavesADecisionOutThatItCannotRead) {
  StoredComment stored = AStoredComment();
  v1::ModeratedComment out;
  FillModeratedComment(stored, "daily", out);
  EXPECT_FALSE(out.has_last_decision());
  stored.hidden.last_decision = "not a record";
  out.Clear();
  FillModeratedComment(stored, "daily", out);
  EXPECT_FALSE(out.has_last_decision());
  EXPECT_TRUE(out.has_comment());
}

TEST(Convert, SaysThatThereIsAnAddressButNotWhich) {
  StoredComment stored = AStoredComment();
  stored.hidden.email.bytes = "sealed-bytes";
  stored.hidden.author_id = "account-17";
  v1::ModeratedComment out;
  FillModeratedComment(stored, "daily", out);
  EXPECT_TRUE(out.has_email());
  EXPECT_TRUE(out.has_author_id());
  const std::string bytes = out.SerializeAsString();
  EXPECT_EQ(bytes.find("sealed-bytes"), std::string::npos);
  EXPECT_EQ(bytes.find("account-17"), std::string::npos);
}

TEST(Convert, TakesEveryFieldOfASubmission) {
  v1::SubmitCommentRequest request;
  request.set_site("daily");
  request.mutable_thread()->set_id("t");
  request.mutable_thread()->add_tags("x");
  request.set_parent("p");
  request.set_display_name("Ann");
  request.set_email("ann@reader.example");
  request.set_website("w");
  request.set_body("b");
  request.set_network_address("192.0.2.1");
  request.set_user_agent("u");
  request.set_author_id("a");
  request.set_author_verified(true);
  request.set_author_role(v1::Comment::STAFF);
  request.mutable_form_evidence()->set_seconds_spent(1.5);
  request.set_language("de");
  request.set_request_id("r");
  const Submission taken = TakeSubmission(request, /*trusted=*/true);
  EXPECT_EQ(taken.site, "daily");
  EXPECT_EQ(taken.thread.id, "t");
  EXPECT_EQ(taken.thread.tags, std::vector<std::string>{"x"});
  EXPECT_EQ(taken.parent, "p");
  EXPECT_EQ(taken.display_name, "Ann");
  EXPECT_EQ(taken.email, "ann@reader.example");
  EXPECT_EQ(taken.website, "w");
  EXPECT_EQ(taken.body, "b");
  EXPECT_EQ(taken.network_address, "192.0.2.1");
  EXPECT_EQ(taken.user_agent, "u");
  EXPECT_EQ(taken.author_id, "a");
  EXPECT_TRUE(taken.author_verified);
  EXPECT_EQ(taken.author_role, AuthorRole::kStaff);
  EXPECT_EQ(taken.honeypot, "");
  EXPECT_EQ(taken.seconds_spent, 1.5);
  EXPECT_EQ(taken.language, "de");
  EXPECT_EQ(taken.request_id, "r");
  EXPECT_TRUE(taken.trusted);
}

TEST(Convert, TellsNoEvidenceFromAnEmptyHoneypot) {
  v1::SubmitCommentRequest request;
  EXPECT_EQ(TakeSubmission(request, false).honeypot, std::nullopt);
}

TEST(Convert, GoesThereAndBackForEveryState) {
  for (const State state : kStates) {
    EXPECT_EQ(FromProto(ToProto(state)), state);
  }
  EXPECT_EQ(FromProto(v1::Comment::STATE_UNSPECIFIED), std::nullopt);
}

TEST(Convert, LeavesATimeOutThatNoCalendarHas) {
  google::protobuf::Timestamp timestamp;
  FillTimestamp(absl::InfiniteFuture(), timestamp);
  EXPECT_EQ(timestamp.seconds(), 0);
  FillTimestamp(absl::FromUnixMillis(-1), timestamp);
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999000000);
}

}  // namespace
}  // namespace winnow
