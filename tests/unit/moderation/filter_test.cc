#include "service/moderation/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

StoredComment Sample() {
  StoredComment stored;
  stored.comment.id = *ParseUuid("0190a0a0-0000-7000-8000-000000000001");
  stored.comment.state = State::kHeld;
  stored.comment.thread = "2025/a";
  stored.comment.display_name = "Ann";
  stored.comment.body = "Straße und Ärger";
  stored.thread.section = "sport";
  stored.hidden.verdict.rule = "many-links";
  stored.hidden.verdict.signals = {{.name = "link_density", .strength = 0.6}};
  stored.hidden.verdict.scores = {{"toxicity", 0.4}};
  stored.hidden.author.exact = "author key";
  stored.hidden.tags = {"later"};
  stored.reports.open_weight = 0.6;
  return stored;
}

// What a search reads of a comment to examine it.
StoredComment Part(const StoredComment& stored, Parts parts) {
  if (parts == Parts::kAll) return stored;
  StoredComment part;
  part.comment = stored.comment;
  if (parts == Parts::kVerdict) {
    part.hidden = stored.hidden;
    part.thread.section = stored.thread.section;
  }
  return part;
}

struct Row {
  const char* name;
  std::string filter;
  bool matches;
};

// For the reports of a failed row.
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class FilterMatches : public testing::TestWithParam<Row> {};

TEST_P(FilterMatches, AgreesWithTheTable) {
  const auto filter = CommentFilter::Parse(GetParam().filter);
  ASSERT_THAT(filter, IsOk());
  const StoredComment stored = Sample();
  const absl::Time now = stored.comment.id.Time() + absl::Hours(3);
  EXPECT_EQ(filter->Matches(stored, now, "author key"), GetParam().matches);
  EXPECT_EQ(filter->Matches(Part(stored, filter->parts()), now, "author key"),
            GetParam().matches)
      << "it looks at more than it asks to be read";
}

INSTANTIATE_TEST_SUITE_P(
    Filters, FilterMatches,
    testing::ValuesIn(std::vector<Row>{
        {"Empty", "", true},
        {"Spaces", "   ", true},
        {"State", "state=held", true},
        {"StateInCapitals", "state=HELD", true},
        {"Pending", "state=pending", true},
        {"OtherState", "state=spam", false},
        {"Thread", "thread=2025/a", true},
        {"ThreadIsNoPrefix", "thread=2025", false},
        {"Quoted", "thread=\"2025/a\" rule=\"many-links\"", true},
        {"Section", "section=sport", true},
        {"Tag", "tag=later", true},
        {"OtherTag", "tag=late", false},
        {"Score", "score.toxicity<0.5", true},
        {"ScoreAbove", "score.toxicity>0.5", false},
        {"UnknownScoreNeverMatches", "score.spam<0.5", false},
        {"Signal", "signal.link_density>0.5", true},
        {"AbsentSignalIsZero", "signal.honeypot<0.1", true},
        {"Younger", "age<4h", true},
        {"Older", "age>2h", true},
        {"TooOld", "age>1d", false},
        {"Minutes", "age>100m age<200m", true},
        {"TextFoldsCase", "text~STRASSE", true},
        {"TextFindsTheName", "text~ann", true},
        {"TextWithSpaces", "text~\"und ärger\"", true},
        {"TextAbsent", "text~ruhe", false},
        {"Reported", "reported=yes", true},
        {"NotReported", "reported=no", false},
        {"ReportedAndApproved", "reported=yes state=approved", false},
        {"Author", "author=@0190a0a0-0000-7000-8000-000000000001", true},
    }),
    [](const auto& row) { return row.param.name; });

TEST(Filter, MatchesNoOtherAuthor) {
  const auto filter =
      CommentFilter::Parse("author=@0190a0a0-0000-7000-8000-000000000001");
  ASSERT_THAT(filter, IsOk());
  EXPECT_FALSE(filter->Matches(Sample(), absl::Now(), "somebody"));
  // An author without a key is nobody's twin.
  EXPECT_FALSE(filter->Matches(StoredComment(), absl::Now(), ""));
}

TEST(Filter, SaysWhenTheIndexOfReportedCommentsWillDo) {
  const struct {
    const char* filter;
    bool is_reported;
    bool is_everything;
  } rows[] = {
      {"state=approved reported=yes", true, true},
      {"reported=yes tag=x state=approved", true, false},
      {"reported=yes state=approved author=@0190a0a0-0000-7000-8000-"
       "000000000001",
       true, false},
      {"reported=yes", false, false},
      {"state=approved reported=no", false, false},
      {"state=approved", false, false},
  };
  for (const auto& row : rows) {
    const auto filter = CommentFilter::Parse(row.filter);
    ASSERT_THAT(filter, IsOk()) << row.filter;
    EXPECT_EQ(filter->is_reported(), row.is_reported) << row.filter;
    EXPECT_EQ(filter->is_everything_reported(), row.is_everything)
        << row.filter;
  }
}

struct BadRow {
  const char* name;
  std::string filter;
  const char* says;
};

// For the reports of a failed row.
std::ostream& operator<<(std::ostream& out, const BadRow& row) {
  return out << row.name;
}

class BadFilter : public testing::TestWithParam<BadRow> {};

TEST_P(BadFilter, IsRefusedWithItsPlace) {
  EXPECT_THAT(
      CommentFilter::Parse(GetParam().filter),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    Filters, BadFilter,
    testing::ValuesIn(std::vector<BadRow>{
        {"Reported", "reported=maybe", "reported= takes yes or no"},
        {"NoOperator", "held", "character 1"},
        {"NoValue", "state=", "a value is missing"},
        {"NoName", "=held", "character 1"},
        {"UnknownState", "state=held thread=a state=gone", "character 21"},
        {"UnknownTerm", "colour=red", "there is no term colour="},
        {"WrongOperator", "thread<3", "there is no term thread<"},
        {"AgeWithoutUnit", "age>2", "an age is"},
        {"AgeOfWhat", "age>2y", "an age is"},
        {"NegativeAge", "age>-2h", "an age is"},
        {"ScoreOfWords", "score.toxicity>much", "a number"},
        {"AuthorWithoutId", "author=ann", "id of a comment"},
        {"OpenQuote", "text~\"abc", "unclosed quote"},
        {"TooLong", std::string(1025, 'a'), "1,024 bytes"},
        {"Nul", std::string("\0", 1), "character 1"},
    }),
    [](const auto& row) { return row.param.name; });

TEST(Filter, HasABoundOnItsTerms) {
  std::string many;
  for (int i = 0; i < 33; ++i) many += "tag=a ";
  EXPECT_THAT(
      CommentFilter::Parse(many),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("too many")));
}

}  // namespace
}  // namespace winnow
