#include "service/comment/email_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/printable.h"

namespace winnow {
namespace {

std::string Times(int count, absl::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

// A domain of exactly `bytes` bytes: labels of 49 and a last one that fits.
std::string DomainOf(size_t bytes) {
  std::string domain = "example";
  while (bytes - domain.size() > 60) {
    domain = absl::StrCat(std::string(49, 'd'), ".", domain);
  }
  return absl::StrCat(std::string(bytes - domain.size() - 1, 'd'), ".", domain);
}

struct Accepted {
  std::string name;
  std::string text;
  std::string exact;
  std::string folded;
  std::string domain;
};

class AcceptedAddress : public testing::TestWithParam<Accepted> {};

TEST_P(AcceptedAddress, HasOneSpellingPerMailbox) {
  const Accepted& row = GetParam();
  const auto email = EmailAddress::Parse(row.text);
  ASSERT_TRUE(email.ok()) << email.status();
  EXPECT_EQ(email->RevealExact(), row.exact);
  EXPECT_EQ(email->RevealFolded(), row.folded);
  EXPECT_EQ(email->domain(), row.domain);
  EXPECT_EQ(email->RevealLocalPart(),
            row.exact.substr(0, row.exact.rfind('@')));
}

INSTANTIATE_TEST_SUITE_P(
    EmailAddress, AcceptedAddress,
    testing::ValuesIn<Accepted>({
        {"Plain", "john@example.com", "john@example.com", "john@example.com",
         "example.com"},
        {"Shortest", "a@b.c", "a@b.c", "a@b.c", "b.c"},
        {"UpperCase", "John.Doe@Example.COM", "john.doe@example.com",
         "john.doe@example.com", "example.com"},
        {"OuterSpace", " \tjohn@example.com\r\n\u00A0", "john@example.com",
         "john@example.com", "example.com"},
        {"Tag", "john+news@example.com", "john+news@example.com",
         "john@example.com", "example.com"},
        {"TagOfATag", "john+a+b@example.com", "john+a+b@example.com",
         "john@example.com", "example.com"},
        {"NothingButTag", "+news@example.com", "+news@example.com",
         "+news@example.com", "example.com"},
        {"DotsElsewhere", "j.o.h.n@example.com", "j.o.h.n@example.com",
         "j.o.h.n@example.com", "example.com"},
        {"GmailDots", "J.o.hn+x.y@gmail.com", "j.o.hn+x.y@gmail.com",
         "john@gmail.com", "gmail.com"},
        {"GooglemailDots", "j.ohn@GoogleMail.com", "j.ohn@googlemail.com",
         "john@googlemail.com", "googlemail.com"},
        {"NotGmail", "j.ohn@gmail.com.example", "j.ohn@gmail.com.example",
         "j.ohn@gmail.com.example", "gmail.com.example"},
        {"EveryAtomCharacter", "!#$%&'*-/=?^_`{|}~@example.com",
         "!#$%&'*-/=?^_`{|}~@example.com", "!#$%&'*-/=?^_`{|}~@example.com",
         "example.com"},
        {"LocalAtTheLimit", absl::StrCat(std::string(64, 'a'), "@example.com"),
         absl::StrCat(std::string(64, 'a'), "@example.com"),
         absl::StrCat(std::string(64, 'a'), "@example.com"), "example.com"},
        {"DigitsInTheDomain", "a@4.example1", "a@4.example1", "a@4.example1",
         "4.example1"},
        {"InternationalDomain", "john@BÜCHER.example",
         "john@xn--bcher-kva.example", "john@xn--bcher-kva.example",
         "xn--bcher-kva.example"},
        {"DecomposedDomain", "john@bu\u0308cher.example",
         "john@xn--bcher-kva.example", "john@xn--bcher-kva.example",
         "xn--bcher-kva.example"},
        {"DomainAsALabel", "john@XN--bcher-kva.example",
         "john@xn--bcher-kva.example", "john@xn--bcher-kva.example",
         "xn--bcher-kva.example"},
        {"SharpS", "john@straße.example", "john@xn--strae-oqa.example",
         "john@xn--strae-oqa.example", "xn--strae-oqa.example"},
        {"LocalComposed", "J\u00D6RG@example.com", "j\u00F6rg@example.com",
         "j\u00F6rg@example.com", "example.com"},
        {"LocalDecomposed", "JO\u0308RG@example.com", "j\u00F6rg@example.com",
         "j\u00F6rg@example.com", "example.com"},
        {"RightToLeft", "\u05D0\u05D1@\u05D0\u05D1.example",
         "\u05D0\u05D1@xn--4dbc.example", "\u05D0\u05D1@xn--4dbc.example",
         "xn--4dbc.example"},
        {"EmojiBeforeTheAt", "\U0001F44D\U0001F3FD@example.com",
         "\U0001F44D\U0001F3FD@example.com", "\U0001F44D\U0001F3FD@example.com",
         "example.com"},
        // Cyrillic а: another mailbox, and it must stay one.
        {"Confusable", "p\u0430ul@example.com", "p\u0430ul@example.com",
         "p\u0430ul@example.com", "example.com"},
    }),
    [](const auto& row) { return row.param.name; });

struct Refused {
  std::string name;
  std::string text;
  std::string because;
};

class RefusedAddress : public testing::TestWithParam<Refused> {};

TEST_P(RefusedAddress, SaysWhyWithoutRepeatingIt) {
  const Refused& row = GetParam();
  const auto email = EmailAddress::Parse(row.text);
  ASSERT_FALSE(email.ok());
  EXPECT_EQ(email.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(email.status().message()),
              testing::HasSubstr(row.because));
  if (row.text.size() > 4) {
    EXPECT_FALSE(absl::StrContains(email.status().message(), row.text));
  }
}

INSTANTIATE_TEST_SUITE_P(
    EmailAddress, RefusedAddress,
    testing::ValuesIn<Refused>({
        {"Empty", "", "empty"},
        {"OnlySpace", " \u3000 ", "empty"},
        {"OneByte", "a", "no @"},
        {"OnlyAt", "@", "nothing before"},
        {"NoLocal", "@example.com", "nothing before"},
        {"NoDomain", "john@", "nothing after"},
        {"TwoAts", "john@doe@example.com", "more than one @"},
        {"TwoAtsQuoted", "\"john@doe\"@example.com", "more than one @"},
        {"QuotedLocal", "\"john doe\"@example.com", "quotation"},
        {"LeadingDot", ".john@example.com", "dot"},
        {"TrailingLocalDot", "john.@example.com", "dot"},
        {"TwoDots", "john..doe@example.com", "dot"},
        {"TrailingDomainDot", "john@example.com.", "dot too many"},
        {"TwoDomainDots", "john@example..com", "dot too many"},
        {"NoDot", "john@localhost", "no dot"},
        {"Literal", "john@[192.0.2.1]", "brackets"},
        {"BareIpv4", "john@192.0.2.1", "number"},
        {"SpaceInside", "john doe@example.com", "space"},
        {"SpaceInDomain", "john@exam ple.com", "domain names cannot"},
        {"NoBreakSpace", "jo\u00A0hn@example.com", "invisible"},
        {"ZeroWidthSpace", "jo\u200Bhn@example.com", "invisible"},
        {"BidiOverride", "jo\u202Ehn@example.com", "invisible"},
        {"C1Control", "jo\u0085hn@example.com", "invisible"},
        {"HeaderInjection", "john@example.com\r\nBcc: x@example.com",
         "more than one @"},
        {"Nul", std::string("jo\0hn@example.com", 17), "space or a character"},
        {"NulInDomain", std::string("john@exam\0ple.com", 17), "control"},
        {"NulInInternationalDomain",
         std::string("john@b\xC3\xBC.example\0.example", 25), "control"},
        {"AngleBrackets", "John <john@example.com>", "space"},
        {"Underscore", "john@ex_ample.com", "domain names cannot"},
        {"LeadingHyphen", "john@-example.com", "hyphen"},
        {"TrailingHyphen", "john@example-.com", "hyphen"},
        {"LocalOverTheLimit",
         absl::StrCat(std::string(65, 'a'), "@example.com"), "64 bytes"},
        {"LabelOverTheLimit", absl::StrCat("a@", std::string(64, 'd'), ".com"),
         "63 bytes"},
        {"InvalidUtf8", "john\xC3@example.com", "UTF-8"},
        {"Surrogate", "john\xED\xA0\x80@example.com", "UTF-8"},
        {"EmojiDomain", "john@\u2764.example", "not a valid domain"},
        {"BrokenALabel", "john@xn--\u00FC.example", "not a valid domain"},
    }),
    [](const auto& row) { return row.param.name; });

TEST(EmailAddress, TakesTheLongestAddressAndNotOneByteMore) {
  const std::string local(64, 'a');
  const std::string longest = absl::StrCat(local, "@", DomainOf(254 - 65));
  ASSERT_EQ(longest.size(), 254u);
  EXPECT_TRUE(EmailAddress::Parse(longest).ok());
  const auto longer =
      EmailAddress::Parse(absl::StrCat(local, "@", DomainOf(255 - 65)));
  ASSERT_FALSE(longer.ok());
  EXPECT_THAT(std::string(longer.status().message()),
              testing::HasSubstr("254 bytes"));
}

TEST(EmailAddress, KeepsTheSpellingTheReaderChose) {
  const auto email = EmailAddress::Parse(" John+X@B\u00DCCHER.example ");
  ASSERT_TRUE(email.ok());
  EXPECT_EQ(email->Reveal(), "John+X@B\u00DCCHER.example");
}

TEST(EmailAddress, LowerCasingThatGrowsTheTextStaysWithinItsBuffers) {
  // U+0130 becomes two characters, U+1D160 three under NFC.
  for (const absl::string_view grown : {"\u0130", "\U0001D160"}) {
    const int count = static_cast<int>(64 / grown.size());
    EXPECT_TRUE(
        EmailAddress::Parse(absl::StrCat(Times(count, grown), "@example.com"))
            .ok());
  }
}

TEST(EmailAddress, WithoutAnAddressEverythingIsEmpty) {
  const EmailAddress none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.Reveal(), "");
  EXPECT_EQ(none.RevealExact(), "");
  EXPECT_EQ(none.RevealFolded(), "");
  EXPECT_EQ(none.RevealLocalPart(), "");
}

TEST(EmailAddress, MovingEmptiesTheSource) {
  // Both a text in the string object itself and one on the heap.
  for (const absl::string_view text : {"a@b.c", "somebody.long@example.com"}) {
    auto parsed = EmailAddress::Parse(text);
    ASSERT_TRUE(parsed.ok());
    EmailAddress moved(*std::move(parsed));
    EXPECT_TRUE(parsed->empty());
    EXPECT_EQ(moved.Reveal(), text);
    EmailAddress assigned;
    assigned = std::move(moved);
    EXPECT_TRUE(moved.empty());
    EXPECT_EQ(assigned.Reveal(), text);
  }
}

TEST(EmailAddress, MovingLeavesNoByteOfAShortAddressBehind) {
  auto parsed = EmailAddress::Parse("a@b.c");
  ASSERT_TRUE(parsed.ok());
  const char* const inside = parsed->Reveal().data();
  EmailAddress moved(*std::move(parsed));
  ASSERT_NE(moved.Reveal().data(), inside);
  EXPECT_EQ(std::string(inside, 5), std::string(5, '\0'));
}

TEST(EmailAddress, CannotBeCopiedPrintedOrTurnedIntoText) {
  static_assert(!std::is_copy_constructible_v<EmailAddress>);
  static_assert(!std::is_copy_assignable_v<EmailAddress>);
  static_assert(!std::is_convertible_v<EmailAddress, std::string>);
  static_assert(!std::is_convertible_v<EmailAddress, absl::string_view>);
  static_assert(!Printable<EmailAddress>);
}

}  // namespace
}  // namespace winnow
