#include "service/intake/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);
constexpr char kParent[] = "018bcfe5-6800-7000-8000-000000000001";

Submission Usual() {
  Submission submission;
  submission.site = "gazette";
  submission.thread.id = "article-1";
  submission.display_name = "John";
  submission.email = "john@example.com";
  submission.body = "Well said.";
  return submission;
}

using Change = std::function<void(Submission&)>;

absl::StatusOr<ValidDraft> Check(const Change& change,
                                 const SiteSettings& settings = {}) {
  Submission submission = Usual();
  change(submission);
  return Validate(std::move(submission), settings, kNow, Uuid());
}

// "field: description", each.
std::vector<std::string> Faults(const absl::StatusOr<ValidDraft>& valid) {
  std::vector<std::string> faults;
  for (const auto& violation : FieldViolationsOf(valid.status())) {
    faults.push_back(
        absl::StrCat(violation.field, ": ", violation.description));
  }
  return faults;
}

std::string Repeat(size_t count, absl::string_view text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

TEST(Validation, AcceptsAUsualSubmission) {
  const auto valid = Check([](Submission& s) {
    s.thread.url = "https://example.com/a";
    s.parent = kParent;
    s.network_address = "192.0.2.1";
    s.user_agent = "Mozilla/5.0";
    s.author_id = "42";
    s.author_verified = true;
    s.author_role = AuthorRole::kStaff;
    s.honeypot = "";
    s.seconds_spent = 12.5;
    s.language = "pt-BR";
    s.request_id = "r-1";
    s.trusted = true;
  });
  ASSERT_TRUE(valid.ok()) << valid.status();
  const Draft& draft = valid->draft;
  EXPECT_EQ(draft.site, "gazette");
  EXPECT_EQ(draft.arrival, kNow);
  EXPECT_EQ(draft.create_time, kNow);
  EXPECT_EQ(draft.thread.id, "article-1");
  EXPECT_EQ(draft.parent, ParseUuid(kParent));
  EXPECT_EQ(draft.display_name, "John");
  EXPECT_EQ(draft.email.Reveal(), "john@example.com");
  EXPECT_EQ(draft.network.bytes.size(), 4u);
  EXPECT_TRUE(draft.has_user_agent);
  EXPECT_EQ(draft.author_id, "42");
  EXPECT_TRUE(draft.author_verified);
  EXPECT_EQ(draft.author_role, AuthorRole::kStaff);
  ASSERT_TRUE(draft.form.has_value());
  EXPECT_FALSE(draft.form->honeypot_filled);
  EXPECT_EQ(draft.form->seconds_spent, 12.5);
  EXPECT_EQ(draft.language, "pt-BR");
  EXPECT_EQ(draft.request_id, "r-1");
  EXPECT_TRUE(draft.trusted);
  EXPECT_THAT(valid->warnings, IsEmpty());
}

TEST(Validation, ReportsEveryBadFieldAtOnce) {
  Submission bad;
  bad.site = "Gazette";
  bad.thread.url = "ftp://example.com";
  bad.thread.title = "\xff";
  bad.parent = "x";
  bad.email = "secret.reader";
  bad.website = "javascript:alert(1)";
  bad.network_address = "here";
  bad.author_id = "\n";
  bad.seconds_spent = -1;
  bad.request_id = std::string(129, 'r');
  bad.create_time = kNow + absl::Hours(1);
  const auto valid = Validate(std::move(bad), {}, kNow, Uuid());
  ASSERT_FALSE(valid.ok());
  EXPECT_EQ(valid.status().code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const auto& violation : FieldViolationsOf(valid.status())) {
    fields.push_back(violation.field);
    EXPECT_THAT(std::string(valid.status().message()),
                HasSubstr(violation.field));
  }
  EXPECT_THAT(fields, ElementsAre("site", "import_origin.create_time",
                                  "thread.id", "thread.url", "thread.title",
                                  "parent", "display_name", "email", "website",
                                  "body", "author_id", "network_address",
                                  "form_evidence.seconds_spent", "request_id"));
  EXPECT_FALSE(absl::StrContains(valid.status().ToString(), "secret"));
}

struct Row {
  std::string name;
  Change change;
  std::string fault;  // a part of it; empty: accepted
};

class Field : public testing::TestWithParam<Row> {};

TEST_P(Field, IsJudgedAlone) {
  const auto valid = Check(GetParam().change);
  if (GetParam().fault.empty()) {
    EXPECT_TRUE(valid.ok()) << valid.status();
  } else {
    EXPECT_THAT(Faults(valid), ElementsAre(HasSubstr(GetParam().fault)));
  }
}

Change Site(std::string v) {
  return [v](Submission& s) { s.site = v; };
}
Change Thread(std::string v) {
  return [v](Submission& s) { s.thread.id = v; };
}
Change Title(std::string v) {
  return [v](Submission& s) { s.thread.title = v; };
}
Change Section(std::string v) {
  return [v](Submission& s) { s.thread.section = v; };
}
Change Name(std::string v) {
  return [v](Submission& s) { s.display_name = v; };
}
Change Email(std::string v) {
  return [v](Submission& s) { s.email = v; };
}
Change Website(std::string v) {
  return [v](Submission& s) { s.website = v; };
}
Change Body(std::string v) {
  return [v](Submission& s) { s.body = v; };
}
Change AuthorId(std::string v) {
  return [v](Submission& s) { s.author_id = v; };
}
Change RequestId(std::string v) {
  return [v](Submission& s) { s.request_id = v; };
}
Change Parent(std::string v) {
  return [v](Submission& s) { s.parent = v; };
}
Change Tags(std::vector<std::string> v) {
  return [v](Submission& s) { s.thread.tags = v; };
}

constexpr char kThumb[] = "\U0001F44D\U0001F3FD";  // with a skin tone
constexpr char kHebrew[] = "\u05E9\u05DC\u05D5\u05DD";

INSTANTIATE_TEST_SUITE_P(Site, Field,
                         testing::ValuesIn<Row>({
                             {"Empty", Site(""), "site: "},
                             {"OneByte", Site("a"), "site: "},
                             {"TwoBytes", Site("a1"), ""},
                             {"AtTheLimit", Site(std::string(39, 'a')), ""},
                             {"OverTheLimit", Site(std::string(40, 'a')),
                              "site: "},
                             {"UpperCase", Site("aB"), "site: "},
                             {"LeadingDigit", Site("1a"), "site: "},
                             {"Braces", Site("a}{b"), "site: "},
                             {"InvalidUtf8", Site("a\xff"), "site: "},
                             {"Confusable", Site("g\u0430zette"), "site: "},
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

TEST(Validation, CleansNamesAndKeepsBodies) {
  const auto valid = Check([](Submission& s) {
    s.display_name = " \u00A0Jo\x1B[0m\xC2\x9Bhn \u05D0\t";
    s.thread.title = "A\r\ntitle\n";
    s.thread.tags = {" a ", "\n", "b"};
    s.body = "  one\r\ntwo\rthree\n\n\tfour\x1B  ";
    s.website = "example.com";
  });
  ASSERT_TRUE(valid.ok()) << valid.status();
  EXPECT_EQ(valid->draft.display_name, "Jo[0mhn \u05D0");
  EXPECT_EQ(valid->draft.thread.title, "Atitle");
  EXPECT_THAT(valid->draft.thread.tags, ElementsAre("a", "b"));
  EXPECT_EQ(valid->draft.body, "  one\ntwo\nthree\n\n\tfour\x1B  ");
  EXPECT_EQ(valid->draft.website, "http://example.com");
}

TEST(Validation, UnifiesLineEndsAtBothEndsAndInRows) {
  const std::pair<const char*, const char*> rows[] = {
      {"a\r", "a\n"},       {"a\r\n", "a\n"},
      {"\ra", "\na"},       {"a\r\r\nb", "a\n\nb"},
      {"a\n\rb", "a\n\nb"}, {"a\r\n\r\nb", "a\n\nb"},
      {"a\r\rb", "a\n\nb"}, {"a\r\n\n\rb", "a\n\n\nb"}};
  for (const auto& [written, stored] : rows) {
    const auto valid = Check(Body(written));
    ASSERT_TRUE(valid.ok());
    EXPECT_EQ(valid->draft.body, stored);
  }
}

TEST(Validation, FollowsTheSitesOwnLimits) {
  SiteSettings settings;
  settings.name_required = false;
  settings.email_required = false;
  settings.body_bytes_max = 3;
  EXPECT_TRUE(Check(
                  [](Submission& s) {
                    s.display_name.clear();
                    s.email.clear();
                    s.body = "abc";
                  },
                  settings)
                  .ok());
  EXPECT_THAT(Faults(Check(Body("abcd"), settings)),
              ElementsAre(HasSubstr("at most 3 bytes")));
  // Not required is not unchecked.
  EXPECT_THAT(Faults(Check(
                  [](Submission& s) {
                    s.email = "x";
                    s.body = "abc";
                  },
                  settings)),
              ElementsAre(HasSubstr("email: ")));
}

TEST(Validation, IgnoresAddressesThatAreNoReadersAndWarns) {
  for (const char* address : {"127.0.0.1", "10.1.2.3", "::1", "fe80::1"}) {
    const auto valid =
        Check([address](Submission& s) { s.network_address = address; });
    ASSERT_TRUE(valid.ok()) << address;
    EXPECT_TRUE(valid->draft.network.bytes.empty()) << address;
    EXPECT_THAT(valid->warnings, ElementsAre(Warning::kNetworkAddressIgnored));
  }
}

TEST(Validation, WarnsOfACutAgentAndAnUnknownLanguage) {
  for (const char* language :
       {"english!", "e", "-", "en-", "123", "\xFF", "en_US", "en-toolongtag"}) {
    const auto valid = Check([language](Submission& s) {
      s.language = language;
      s.user_agent = std::string(kUserAgentBytesMax + 1, 'x');
    });
    ASSERT_TRUE(valid.ok()) << language;
    EXPECT_EQ(valid->draft.language, "") << language;
    EXPECT_THAT(valid->warnings,
                ElementsAre(Warning::kUserAgentCut, Warning::kLanguageIgnored));
  }
}

TEST(Validation, ReadsFormEvidenceWhereThereIsSome) {
  EXPECT_FALSE(Check([](Submission&) {})->draft.form.has_value());
  EXPECT_TRUE(Check([](Submission& s) {
                s.honeypot = "http://x";
              })->draft.form->honeypot_filled);
  const auto timed = Check([](Submission& s) { s.seconds_spent = 0; });
  ASSERT_TRUE(timed.ok());
  EXPECT_EQ(timed->draft.form->seconds_spent, 0.0);
  EXPECT_FALSE(timed->draft.form->honeypot_filled);
  for (const double wrong : {-0.5, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()}) {
    EXPECT_THAT(
        Faults(Check([wrong](Submission& s) { s.seconds_spent = wrong; })),
        ElementsAre(HasSubstr("form_evidence.seconds_spent")));
  }
}

TEST(Validation, TakesThePastOfAnImportAndNotItsFuture) {
  const absl::Time past = absl::FromUnixSeconds(1000000000);
  const auto valid = Check([past](Submission& s) { s.create_time = past; });
  ASSERT_TRUE(valid.ok());
  EXPECT_EQ(valid->draft.create_time, past);
  EXPECT_EQ(valid->draft.arrival, kNow);
  EXPECT_FALSE(Check([](Submission& s) {
                 s.create_time = absl::InfiniteFuture();
               }).ok());
}

TEST(Validation, WipesTheAddressItWasGiven) {
  for (const char* email : {"john@example.com", "secret.reader"}) {
    Submission submission = Usual();
    submission.email = email;
    const char* const where = submission.email.data();
    static_cast<void>(Validate(std::move(submission), {}, kNow, Uuid()));
    EXPECT_TRUE(submission.email.empty());
    EXPECT_EQ(where[0], '\0');
    EXPECT_EQ(where[5], '\0');
  }
}

}  // namespace
}  // namespace winnow
