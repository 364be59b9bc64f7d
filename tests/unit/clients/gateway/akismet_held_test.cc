// What becomes of comments that wait for a person.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/gateway/akismet.h"
#include "tests/unit/clients/gateway/akismet_room.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

TEST(Akismet, LetsModeratorsDecideForWordPress) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.verdict = v1::Comment::HELD;
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "held held ");
  ASSERT_THAT(room.winnowd.submitted, SizeIs(1));
  const v1::SubmitCommentRequest& sent = room.winnowd.submitted[0];
  EXPECT_EQ(sent.site(), "daily");
  EXPECT_EQ(sent.thread().url(), "https://news.example/bridge");
  EXPECT_EQ(sent.email(), "ann@mail.example");
  EXPECT_EQ(sent.body(), "Hello there");
  EXPECT_EQ(sent.network_address(), "203.0.113.9");
  const std::string again = absl::StrCat(kComment, "&recheck_reason=retry");
  const struct {
    v1::Comment::State state;
    const char* told;
  } rows[] = {{v1::Comment::HELD, "held held "},
              {v1::Comment::APPROVED, "false approved "},
              {v1::Comment::REJECTED, "true rejected "},
              {v1::Comment::SPAM, "true spam "},
              {v1::Comment::WITHDRAWN, "true held "}};
  for (const auto& row : rows) {
    room.winnowd.stored_as = row.state;
    EXPECT_EQ(Told(room.Post("comment-check", again)), row.told);
    EXPECT_EQ(room.winnowd.submitted.back().request_id(),
              room.winnowd.submitted.front().request_id());
  }
  // A policy that has changed since does not overrule them.
  room.winnowd.verdict = v1::Comment::APPROVED;
  room.winnowd.stored_as = v1::Comment::SPAM;
  EXPECT_EQ(Told(room.Post("comment-check", again)), "true spam ");
  EXPECT_THAT(room.winnowd.analyzed, SizeIs(1));
  // The button "Check for Spam" asks for what was never held, too.
  EXPECT_EQ(
      Told(room.Post("comment-check",
                     absl::StrCat(kComment, "&recheck_reason=recheck_queue"))),
      "false approved ");
}

TEST(Akismet, TakesACommentThatIsThereForOneThatWaits) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.verdict = v1::Comment::HELD;
  room.winnowd.stored_as = v1::Comment::REJECTED;
  room.winnowd.reason = "duplicate";
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "held held ");
  room.winnowd.reason = "language";
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "true rejected ");
  // With another website, for example.
  room.winnowd.submission = {grpc::StatusCode::ALREADY_EXISTS, "another"};
  const std::string again = absl::StrCat(kComment, "&recheck_reason=retry");
  EXPECT_EQ(Told(room.Post("comment-check", again)), "held held ");
}

TEST(Akismet, DoesNotLetOneCommentStandInTheWayOfOthers) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.verdict = v1::Comment::HELD;
  room.winnowd.needs_email = true;
  const std::string pingback =
      "api_key=DailysKey001&blog=https%3A%2F%2Fnews.example&user_ip=203.0.113.9"
      "&comment_type=pingback&comment_author=A+blog&comment_content=A+word"
      "&comment_author_url=http%3A%2F%2Fblog.example";
  EXPECT_EQ(Told(room.Post("comment-check", pingback)), "held held ");
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "held held ");
  room.winnowd.stored_as = v1::Comment::APPROVED;
  // As the plugin does: it ends at the first that it is to wait for.
  std::string told;
  for (const std::string& comment : {pingback, std::string(kComment)}) {
    const std::string one =
        Told(room.Post("comment-check", comment + "&recheck_reason=retry"));
    absl::StrAppend(&told, one, ";");
    if (!absl::StartsWith(one, "true") && !absl::StartsWith(one, "false")) {
      break;
    }
  }
  EXPECT_EQ(told, "true held ;false approved ;");
  // What nobody had judged, because winnowd was away, is judged now.
  room.winnowd.verdict = v1::Comment::APPROVED;
  EXPECT_EQ(
      Told(room.Post("comment-check", pingback + "&recheck_reason=retry")),
      "false approved ");
}

TEST(Akismet, JudgesAWebsiteThatIsNoAddressAsText) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.takes_websites = false;
  room.winnowd.verdict = v1::Comment::SPAM;
  const std::string form =
      absl::StrCat(kComment, "&comment_author_url=http%3A%2F%2Fa..b");
  EXPECT_EQ(Told(room.Post("comment-check", form)), "true spam ");
  ASSERT_THAT(room.winnowd.analyzed, SizeIs(1));
  EXPECT_EQ(room.winnowd.analyzed[0].text(), "Hello there\n\nhttp://a..b");
  EXPECT_EQ(room.winnowd.analyzed[0].website(), "");
  // Moderators would not see it.
  room.winnowd.verdict = v1::Comment::HELD;
  EXPECT_EQ(Told(room.Post("comment-check", form)), "held held ");
  EXPECT_EQ(Told(room.Post("comment-check", form + "&recheck_reason=retry")),
            "true held ");
  EXPECT_THAT(room.winnowd.submitted, IsEmpty());
  EXPECT_EQ(HeaderOf(room.Post("submit-spam", form), "X-winnow-learned"),
            "true");
}

TEST(Akismet, KeepsNothingOfTestsAndOfWhatIsTooOldToAskFor) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.verdict = v1::Comment::HELD;
  EXPECT_EQ(
      Told(room.Post("comment-check", absl::StrCat(kComment, "&is_test=true"))),
      "held held ");
  EXPECT_EQ(Told(room.Post(
                "comment-check",
                absl::StrCat(kComment,
                             "&recheck_reason=retry"
                             "&comment_date_gmt=2020-01-01+00%3A00%3A00"))),
            "true held ");
  EXPECT_EQ(Told(room.Post("comment-check",
                           "api_key=DailysKey001&blog=x&user_ip=203.0.113.9")),
            "held held ");
  EXPECT_THAT(room.winnowd.submitted, IsEmpty());
  // An address that winnowd does not take: WordPress' moderators have it.
  room.winnowd.submission = {grpc::StatusCode::INVALID_ARGUMENT, "email"};
  EXPECT_EQ(Told(room.Post("comment-check", kComment)), "held held ");
}

TEST(Akismet, AnswersWhatIsHeldAsTheSettingsSay) {
  for (const auto& [held, told] :
       {std::pair(AkismetHeld::kHeld, "held held "),
        std::pair(AkismetHeld::kTrue, "true held "),
        std::pair(AkismetHeld::kFalse, "false held ")}) {
    AkismetRoom room({}, held);
    room.winnowd.verdict = v1::Comment::HELD;
    EXPECT_EQ(Told(room.Post("comment-check", kComment)), told);
    room.user_agent = kWordPress;
    EXPECT_EQ(Told(room.Post("comment-check", kComment)), told);
    EXPECT_EQ(room.winnowd.submitted.size(),
              held == AkismetHeld::kHeld ? 2u : 0u);
  }
}

TEST(Akismet, AnswersAKeyAsItsOwnSettingSays) {
  AkismetRoom room({}, AkismetHeld::kTrue, AkismetHeld::kFalse);
  room.winnowd.verdict = v1::Comment::HELD;
  // Asked for, and remembered.
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Told(room.Post("comment-check", kComment)), "false held ");
  }
  EXPECT_EQ(room.winnowd.who_am_i, 1);
  // AUTO of a key's own is AUTO, whatever the site's is.
  AkismetRoom other({}, AkismetHeld::kHeld, AkismetHeld::kAuto);
  other.winnowd.verdict = v1::Comment::HELD;
  EXPECT_EQ(Told(other.Post("comment-check", kComment)), "true held ");
}

// `false` publishes, which nobody has said that it may.
TEST(Akismet, SaysFalseOfNothingThatWasNotJudged) {
  AkismetRoom room({}, AkismetHeld::kFalse);
  const std::string unread =
      absl::StrCat(kComment, "&comment_author_url=caf%E9");
  const std::string empty = "api_key=DailysKey001&blog=x&user_ip=203.0.113.9";
  const auto expect = [&](const std::string& told, const std::string& more) {
    room.winnowd.verdict = v1::Comment::HELD;
    EXPECT_EQ(Told(room.Post("comment-check", unread + more)), told);
    room.winnowd.verdict = v1::Comment::APPROVED;
    EXPECT_EQ(Told(room.Post("comment-check", unread + more)), told);
    EXPECT_EQ(Told(room.Post("comment-check", empty + more)), told);
    room.winnowd.analysis = {grpc::StatusCode::INTERNAL, "no"};
    EXPECT_EQ(Told(room.Post("comment-check", kComment + more)), told);
    room.winnowd.analysis = grpc::Status::OK;
  };
  expect("true held ", "");
  room.user_agent = kWordPress;
  expect("held held ", "");
  expect("true held ", "&recheck_reason=retry");
  EXPECT_THAT(room.winnowd.submitted, IsEmpty());
}

TEST(Akismet, HoldsWhatCannotBeJudged) {
  AkismetRoom room;
  for (const grpc::StatusCode code :
       {grpc::StatusCode::INTERNAL, grpc::StatusCode::INVALID_ARGUMENT,
        grpc::StatusCode::UNIMPLEMENTED, grpc::StatusCode::UNKNOWN}) {
    room.winnowd.analysis = {code, "no"};
    EXPECT_EQ(Told(room.Post("comment-check", kComment)), "true held ");
  }
  room.winnowd.analysis = grpc::Status::OK;
  // Nobody has read the end of it.
  std::string endless =
      "api_key=DailysKey001&blog=x&user_ip=203.0.113.9&comment_content=";
  endless.append(70'000, 'a');
  EXPECT_EQ(Told(room.Post("comment-check", endless)), "true held ");
  // Nor what is in letters that are none here.
  EXPECT_EQ(Told(room.Post("comment-check",
                           absl::StrCat("comment_content=%CF%F0%E8&blog_charset"
                                        "=windows-1251&",
                                        kComment))),
            "true held ");
}

// WordPress takes the picture out, unless the site allows it.
TEST(Akismet, TakesNoApprovalForWhatNobodySaw) {
  AkismetRoom room;
  room.user_agent = kWordPress;
  room.winnowd.verdict = v1::Comment::HELD;
  room.winnowd.stored_as = v1::Comment::APPROVED;
  const std::string more =
      "&api_key=DailysKey001&blog=x&user_ip=203.0.113.9&comment_author=Ann";
  const std::string picture =
      "comment_content=A+bridge+%3Cimg+src%3Dhttp%3A%2F%2Fx.example%2Fa.png%3E";
  EXPECT_EQ(Told(room.Post("comment-check", picture + more)), "held held ");
  const std::string retry = more + "&recheck_reason=retry";
  EXPECT_EQ(
      Told(room.Post("comment-check", "comment_content=A+bridge" + retry)),
      "false approved ");
  EXPECT_EQ(Told(room.Post("comment-check", picture + retry)), "true held ");
  for (const v1::SubmitCommentRequest& sent : room.winnowd.submitted) {
    EXPECT_EQ(sent.request_id(), room.winnowd.submitted[0].request_id());
  }
  // Blocks alone hide nothing.
  EXPECT_EQ(Told(room.Post("comment-check",
                           "comment_content=%3Cp%3EA+bridge%3C%2Fp%3E" + more)),
            "false approved ");
}

}  // namespace
}  // namespace winnow
