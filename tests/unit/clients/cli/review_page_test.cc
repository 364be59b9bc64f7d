#include "clients/cli/review_page.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/terminal_text.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int64_t kNow = 1'000'000;

v1::ModeratedComment HeldComment() {
  v1::ModeratedComment item;
  v1::Comment& comment = *item.mutable_comment();
  comment.set_name("sites/daily/comments/0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f");
  comment.set_state(v1::Comment::HELD);
  comment.set_display_name("Ann");
  comment.set_body("My own umbrella is the best of all umbrellas.");
  comment.mutable_create_time()->set_seconds(kNow - 120);
  item.mutable_thread()->set_title("Rain again");
  item.mutable_thread()->set_section("weather");
  item.mutable_author()->set_approved_count(7);
  item.set_similar_count(17);
  v1::Screening& screening = *item.mutable_screening();
  screening.mutable_rule()->set_rule("suspect-term");
  screening.mutable_rule()->set_action(v1::Rule::HOLD);
  screening.mutable_rule()->set_reason("a word on a list");
  v1::Signal& signal = *screening.add_signals();
  signal.set_name("suspect_term");
  signal.set_strength(0.75);
  signal.add_listed_entries()->set_entry("umbrella");
  v1::Span& span = *signal.add_spans();
  span.set_begin(7);
  span.set_end(15);
  (*screening.mutable_scores())["toxicity"] = 0.51;
  (*screening.mutable_scores())["threat"] = 0.02;
  return item;
}

v1::ListSimilarResponse::Similar Like(const std::string& body) {
  v1::ListSimilarResponse::Similar one;
  one.set_similarity(0.82);
  v1::Comment& comment = *one.mutable_comment()->mutable_comment();
  comment.set_name("sites/daily/comments/0192f3c1-7a2b-7c11-8f00-5a6b00000001");
  comment.set_state(v1::Comment::SPAM);
  comment.set_display_name("Zoe");
  comment.set_body(body);
  comment.mutable_create_time()->set_seconds(kNow - 3600);
  return one;
}

std::vector<std::string> Draw(const ReviewPage& page, int columns = 80,
                              int rows = 24) {
  const Output out(false, true);
  return DrawReview(page, out, columns, rows, absl::FromUnixSeconds(kNow));
}

std::string Text(const std::vector<std::string>& lines) {
  return absl::StrJoin(lines, "\n");
}

TEST(DrawReview, ShowsTheCommentWithAllThatIsKnownOfIt) {
  v1::ModeratedComment item = HeldComment();
  item.mutable_parent_comment()->set_display_name("Karl");
  item.mutable_parent_comment()->set_body("Take\nan umbrella.");
  item.mutable_appeal()->set_text("please look again");
  item.set_report_count(3);
  item.add_reports()->set_reason(v1::Report::OFF_TOPIC);
  item.add_notes()->set_text("seen before");
  const ReviewPage page = {.site = "daily",
                           .waiting_count = 36,
                           .decided_count = 2,
                           .item = &item,
                           .similar = {Like("Also my umbrella")},
                           .message = "done that"};
  const std::vector<std::string> lines = Draw(page);
  ASSERT_EQ(lines.size(), 24U);
  EXPECT_THAT(
      Text(lines),
      AllOf(HasSubstr("daily"), HasSubstr("36 more wait"),
            HasSubstr("2 decided by you"), HasSubstr("Rain again  [weather]"),
            HasSubstr("answers Karl: Take an umbrella."),
            HasSubstr("Ann: 7 approved"), HasSubstr("7c8d9e0f"),
            HasSubstr("written 2m ago"), HasSubstr("17 more like this"),
            HasSubstr("  My own umbrella is the best"),
            HasSubstr("         ~~~~~~~~\n")));
  EXPECT_THAT(
      Text(lines),
      AllOf(HasSubstr("appeal: please look again"),
            HasSubstr("3 × reported: OFF_TOPIC"), HasSubstr("seen before"),
            HasSubstr("suspect-term → HOLD: a word on a list"),
            HasSubstr("0.75 ########..  suspect_term [umbrella]\n"
                      "0.51 #####.....  toxicity"),
            Not(HasSubstr("threat")), HasSubstr("done that"),
            HasSubstr("a approve  r reject")));
}

TEST(DrawReview, FitsEveryTerminal) {
  v1::ModeratedComment item = HeldComment();
  std::string body;
  for (int i = 0; i < 300; ++i) {
    absl::StrAppend(&body, "umbrella \u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd ",
                    i % 7 == 0 ? "\n" : "", "\U0001F469\u200D\U0001F680");
  }
  item.mutable_comment()->set_body(body);
  for (int i = 0; i < 60; ++i) {
    item.mutable_screening()->add_signals()->set_name("more_and_more_signals");
    item.add_notes()->set_text(std::string(300, 'n'));
    item.add_reports()->set_text(std::string(300, 'r'));
  }
  item.mutable_comment()->set_display_name(std::string(245, 'W'));
  ReviewPage page = {.site = "daily", .item = &item};
  page.message = std::string(500, 'm');
  std::vector<MenuLine> menu(40, {"x", std::string(200, 'x')});
  for (int columns = 1; columns < 200; columns += 31) {
    for (int rows = 1; rows < 70; rows += 11) {
      for (const bool why : {false, true}) {
        for (const bool asks : {false, true}) {
          page.why = why;
          page.title = asks ? std::string(300, 't') : "";
          page.menu = asks ? menu : std::vector<MenuLine>();
          page.typing = asks;
          page.typed = std::string(300, 'y') + "\u6f22";
          for (const int scroll : {0, 5, 1'000'000}) {
            page.scroll = scroll;
            const auto lines = Draw(page, columns, rows);
            const bool fits =
                columns >= kReviewColumnsMin && rows >= kReviewRowsMin;
            ASSERT_LE(lines.size(), fits ? static_cast<size_t>(rows) : 1U);
            if (!fits) continue;
            for (const std::string& line : lines) {
              ASSERT_LE(DisplayWidth(line), columns) << line;
            }
          }
        }
      }
    }
  }
}

TEST(DrawReview, SendsNoControlCharacterOfAnybody) {
  const std::string evil = "x\033]0;owned\007\033[2J\xC2\x9B\u202E\u2066y\rz\n";
  v1::ModeratedComment item = HeldComment();
  item.mutable_comment()->set_body(evil);
  item.mutable_comment()->set_display_name(evil);
  item.mutable_comment()->set_website(evil);
  item.mutable_thread()->set_title(evil);
  item.mutable_thread()->set_section(evil);
  item.mutable_parent_comment()->set_body(evil);
  item.mutable_parent_comment()->set_display_name(evil);
  item.mutable_appeal()->set_text(evil);
  item.add_reports()->set_text(evil);
  item.add_notes()->set_text(evil);
  item.add_tags(evil);
  item.mutable_screening()->mutable_signals(0)->set_reason(evil);
  item.mutable_screening()->mutable_rule()->set_reason(evil);
  ReviewPage page = {
      .site = "daily", .item = &item, .similar = {Like(evil)}, .message = evil};
  for (const bool why : {false, true}) {
    for (const char* title : {"", "Why?"}) {
      page.why = why;
      page.title = title;
      page.menu = {{"1", evil}};
      page.typing = true;
      page.typed = evil;
      for (const std::string& line : Draw(page, 100, 40)) {
        for (const char c : line) {
          ASSERT_GE(static_cast<unsigned char>(c), 0x20) << line;
          ASSERT_NE(c, 0x7F) << line;
        }
        for (const char* mark : {"\xC2\x9B", "\u202E", "\u2066"}) {
          ASSERT_FALSE(absl::StrContains(line, mark)) << line;
        }
      }
    }
  }
}

TEST(DrawReview, ScrollsATextThatIsLong) {
  v1::ModeratedComment item = HeldComment();
  std::string body;
  for (int i = 1; i <= 100; ++i) absl::StrAppend(&body, "line ", i, "\n");
  item.mutable_comment()->set_body(body);
  item.mutable_screening()->mutable_signals(0)->clear_spans();
  ReviewPage page = {.site = "daily", .item = &item};
  EXPECT_THAT(Text(Draw(page)),
              AllOf(HasSubstr("line 1\n"), Not(HasSubstr("line 50\n")),
                    HasSubstr(" of 100, arrows")));
  page.scroll = 49;
  EXPECT_THAT(Text(Draw(page)),
              AllOf(HasSubstr("line 50\n"), HasSubstr("-- lines 50-")));
  page.scroll = 9999;
  EXPECT_THAT(Text(Draw(page)), HasSubstr("line 100\n"));
  // Evidence keeps its place below.
  EXPECT_THAT(Text(Draw(page)), HasSubstr("suspect-term → HOLD"));
}

TEST(DrawReview, AsksBelowTheText) {
  v1::ModeratedComment item = HeldComment();
  ReviewPage page = {.site = "daily", .item = &item};
  page.title = "Reject it. Why?";
  page.menu = {{"1", "insulting"}, {"0", "no reason"}};
  EXPECT_THAT(Text(Draw(page)),
              AllOf(HasSubstr("My own umbrella"), HasSubstr("Reject it. Why?"),
                    HasSubstr("  1     insulting"), Not(HasSubstr("a approve")),
                    Not(HasSubstr("suspect-term"))));
  page.typing = true;
  page.typed = "be kind";
  EXPECT_THAT(Text(Draw(page)), HasSubstr("> be kind_"));
}

TEST(DrawReview, SaysThatNothingWaits) {
  const ReviewPage page = {.site = "daily"};
  EXPECT_THAT(Text(Draw(page)), AllOf(HasSubstr("Nothing waits"),
                                      HasSubstr("u undo  ? help  q quit")));
}

}  // namespace
}  // namespace winnow
