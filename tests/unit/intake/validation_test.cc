#include "service/intake/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/intake/submissions.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kHebrew[] = "\u05E9\u05DC\u05D5\u05DD";

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

TEST(Validation, ChecksOnlyTheTextsThatAnEditChanges) {
  TextChanges changes;
  EXPECT_THAT(ValidateChanges({}, changes), IsOk());
  EXPECT_FALSE(changes.body);
  changes.body = "one\r\ntwo";
  changes.display_name = "  Ada\n";
  changes.website = "example.com";
  changes.network_address = "198.51.100.7";
  ASSERT_THAT(ValidateChanges({}, changes), IsOk());
  EXPECT_EQ(changes.body, "one\ntwo");
  EXPECT_EQ(changes.display_name, "Ada");
  EXPECT_EQ(changes.website, "http://example.com");
  EXPECT_EQ(changes.network.bytes, "\xC6\x33\x64\x07");
}

TEST(Validation, ReportsEveryBadFieldOfAnEdit) {
  TextChanges changes;
  changes.body = " ";
  changes.display_name = "";
  changes.website = "javascript:alert(1)";
  changes.network_address = "here";
  changes.request_id = std::string(129, 'r');
  std::vector<std::string> fields;
  for (const auto& violation :
       FieldViolationsOf(ValidateChanges({}, changes))) {
    fields.push_back(violation.field);
  }
  EXPECT_THAT(fields, ElementsAre("body", "display_name", "website",
                                  "network_address", "request_id"));
}

}  // namespace
}  // namespace winnow
