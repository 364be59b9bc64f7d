// Each field by itself, with the rows that every text field gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/intake/validation.h"
#include "tests/unit/intake/submissions.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Row {
  std::string name;
  Change change;
  std::string fault;  // a part of it; empty: accepted
};

// For the reports of a failed row.
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << row.name;
}

class Field : public testing::TestWithParam<Row> {};

TEST_P(Field, IsJudgedAlone) {
  const auto valid = Check(GetParam().change);
  if (GetParam().fault.empty()) {
    EXPECT_TRUE(valid.ok()) << valid.status();
  } else {
    EXPECT_THAT(Faults(valid), ElementsAre(HasSubstr(GetParam().fault)));
  }
}

constexpr char kThumb[] = "\U0001F44D\U0001F3FD";  // with a skin tone
constexpr char kHebrew[] = "\u05E9\u05DC\u05D5\u05DD";

INSTANTIATE_TEST_SUITE_P(Site, Field,
                         testing::ValuesIn<Row>({
                             {"Empty", SiteId(""), "site: "},
                             {"OneByte", SiteId("a"), "site: "},
                             {"TwoBytes", SiteId("a1"), ""},
                             {"AtTheLimit", SiteId(std::string(39, 'a')), ""},
                             {"OverTheLimit", SiteId(std::string(40, 'a')),
                              "site: "},
                             {"UpperCase", SiteId("aB"), "site: "},
                             {"LeadingDigit", SiteId("1a"), "site: "},
                             {"Braces", SiteId("a}{b"), "site: "},
                             {"InvalidUtf8", SiteId("a\xff"), "site: "},
                             {"Confusable", SiteId("g\u0430zette"), "site: "},
                         }),
                         [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    ThreadId, Field,
    testing::ValuesIn<Row>({
        {"Empty", Thread(""), "thread.id: is required"},
        {"OneByte", Thread("1"), ""},
        {"AtTheLimit", Thread(std::string(255, 'x')), ""},
        {"OverTheLimit", Thread(std::string(256, 'x')), "at most 255 bytes"},
        {"InvalidUtf8", Thread("a\xC3"), "valid UTF-8"},
        {"RightToLeft", Thread(kHebrew), ""},
        {"Emoji", Thread(kThumb), ""},
        {"Confusable", Thread("p\u0430ul"), ""},
        {"LineEnd", Thread("a\nb"), "control characters"},
        {"Tab", Thread("a\tb"), "control characters"},
        {"Delete", Thread("a\x7F"), "control characters"},
        {"C1", Thread("a\xC2\x85"), "control characters"},
        {"Nul", Thread(std::string("a\0", 2)), "control characters"},
        {"Url", Thread("https://example.com/a?b=c%20d"), ""},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    ThreadDetails, Field,
    testing::ValuesIn<Row>({
        {"TitleAtTheLimit", Title(Repeat(500, "\u00E9")), ""},
        {"TitleOverTheLimit", Title(Repeat(501, "\u00E9")),
         "thread.title: must have at most 500 characters; it has 501"},
        {"TitleInvalidUtf8", Title("\xF0\x9F"), "thread.title: must be valid"},
        {"SectionAtTheLimit", Section(std::string(100, 's')), ""},
        {"SectionOverTheLimit", Section(std::string(101, 's')),
         "thread.section: must have at most 100 bytes"},
        {"TagsAtTheLimit", Tags(std::vector<std::string>(20, "t")), ""},
        {"TagsOverTheLimit", Tags(std::vector<std::string>(21, "t")),
         "thread.tags: must be at most 20"},
        {"TagOverTheLimit", Tags({"t", std::string(51, 't')}),
         "thread.tags[1]: must have at most 50 bytes"},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    DisplayName, Field,
    testing::ValuesIn<Row>({
        {"Empty", Name(""), "display_name: is required"},
        {"OnlySpace", Name(" \u3000\t"), "display_name: is required"},
        {"OnlyControls", Name("\x01\x02"), "display_name: is required"},
        {"OneByte", Name("J"), ""},
        {"AtTheLimit", Name(Repeat(245, "\u00E9")), ""},
        {"OverTheLimit", Name(Repeat(246, "\u00E9")),
         "display_name: must have at most 245 characters; it has 246"},
        {"SpaceDoesNotCount", Name(absl::StrCat(" ", Repeat(245, "x"), " ")),
         ""},
        {"InvalidUtf8", Name("J\xFF"), "display_name: must be valid UTF-8"},
        {"RightToLeft", Name(kHebrew), ""},
        {"Emoji", Name(kThumb), ""},
        {"Confusable", Name("P\u0430ul"), ""},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Email, Field,
    testing::ValuesIn<Row>({
        {"Empty", Email(""), "email: is required"},
        {"OnlySpace", Email(" "), "email: is required"},
        {"OneByte", Email("a"), "email: there is no @"},
        {"AtTheLimit",
         Email(absl::StrCat(std::string(64, 'a'), "@", std::string(23, 'd'),
                            ".example.com")),
         ""},
        {"OverTheLimit",
         Email(absl::StrCat(std::string(64, 'a'), "@", std::string(24, 'd'),
                            ".example.com")),
         "email: must have at most 100 characters; it has 101"},
        {"InvalidUtf8", Email("\xFF@example.com"), "email: "},
        {"RightToLeft", Email(absl::StrCat(kHebrew, "@example.com")), ""},
        {"Emoji", Email(absl::StrCat(kThumb, "@example.com")), ""},
        {"Confusable", Email("p\u0430ul@example.com"), ""},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Website, Field,
    testing::ValuesIn<Row>({
        {"Empty", Website(""), ""},
        {"OnlySpace", Website(" \n"), ""},
        {"OneByte", Website("x"), "website: must be a web address"},
        {"AtTheLimit",
         Website(absl::StrCat("http://example.com/", Repeat(181, "\u00E9"))),
         ""},
        {"OverTheLimit",
         Website(absl::StrCat("http://example.com/", Repeat(182, "\u00E9"))),
         "website: must have at most 200 characters; it has 201"},
        {"InvalidUtf8", Website("http://example.com/\xFF"), "website: "},
        {"RightToLeft", Website(absl::StrCat("http://", kHebrew, ".example")),
         ""},
        {"Emoji", Website(absl::StrCat("http://example.com/", kThumb)), ""},
        {"Confusable", Website("http://p\u0430ypal.example"), ""},
        {"Script", Website("javascript:alert(1)"), "website: "},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Body, Field,
    testing::ValuesIn<Row>({
        {"Empty", Body(""), "body: is required"},
        {"OnlySpace", Body(" \r\n\t\u00A0"), "body: is required"},
        {"OneByte", Body("!"), ""},
        {"AtTheLimit", Body(std::string(65525, 'x')), ""},
        {"OverTheLimit", Body(std::string(65526, 'x')),
         "body: must have at most 65525 bytes; it has 65526"},
        {"LineEndsCountOnce", Body(absl::StrCat("x", Repeat(65524, "\r\n"))),
         ""},
        {"InvalidUtf8", Body("x\xE2\x80"), "body: must be valid UTF-8"},
        {"Nul", Body(std::string("x\0y", 3)), "body: must not have a NUL"},
        {"RightToLeft", Body(kHebrew), ""},
        {"Emoji", Body("\U0001F468\u200D\U0001F469\u200D\U0001F467"), ""},
        {"Confusable", Body("p\u0430ypal"), ""},
        {"Controls", Body("a\x1B[31mb\xC2\x85"), ""},
    }),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Ids, Field,
    testing::ValuesIn<Row>({
        {"NoAuthor", AuthorId(""), ""},
        {"AuthorAtTheLimit", AuthorId(std::string(128, 'a')), ""},
        {"AuthorOverTheLimit", AuthorId(std::string(129, 'a')),
         "author_id: must have at most 128 bytes"},
        {"AuthorControl", AuthorId("a\r"), "author_id: must not have control"},
        {"AuthorInvalidUtf8", AuthorId("\x80"), "author_id: must be valid"},
        {"NoRequest", RequestId(""), ""},
        {"RequestOneByte", RequestId("1"), ""},
        {"RequestAtTheLimit", RequestId(std::string(128, 'r')), ""},
        {"RequestOverTheLimit", RequestId(std::string(129, 'r')),
         "request_id: must have at most 128 bytes"},
        {"RequestInvalidUtf8", RequestId("\x80"), "request_id: must be valid"},
        {"NoParent", Parent(""), ""},
        {"ParentId", Parent(kParent), ""},
        {"ParentName", Parent(absl::StrCat("sites/gazette/comments/", kParent)),
         ""},
        {"ParentElsewhere",
         Parent(absl::StrCat("sites/herald/comments/", kParent)),
         "parent: must be a comment of the same site"},
        {"ParentNoId", Parent("sites/gazette/comments/1"), "parent: must be"},
        {"ParentOneByte", Parent("1"), "parent: must be"},
        {"ParentInvalidUtf8", Parent("\xFF"), "parent: must be"},
    }),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace winnow
