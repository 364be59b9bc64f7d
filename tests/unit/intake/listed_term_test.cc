#include "service/intake/listed_term.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(ListedTerm, IsKeptAsWrittenButForTheSpaceAroundIt) {
  const struct {
    std::string written;
    std::string kept;
  } rows[] = {
      {"rude", "rude"},
      {" \tSome Phrase\u00A0", "Some Phrase"},
      {"grob*", "grob*"},
      {"x", "x"},
      {"c#", "c#"},
      {"\u05E9\u05DC\u05D5\u05DD", "\u05E9\u05DC\u05D5\u05DD"},
      {"\U0001F469\u200D\U0001F467", "\U0001F469\u200D\U0001F467"},
      {"p\u0430ypal", "p\u0430ypal"},
      {"@spammer", "@spammer"},
      {"me @ example.org", "me @ example.org"},
      {Repeated("\U00010400", 200), Repeated("\U00010400", 200)},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(CleanTerm(row.written), IsOkAndHolds(row.kept)) << row.written;
  }
}

TEST(ListedTerm, IsRefusedWithAReasonThatDoesNotRepeatIt) {
  const struct {
    const char* name;
    std::string written;
    std::string why;
  } rows[] = {
      {"empty", "", "is empty"},
      {"only space", " \t ", "is empty"},
      {"no UTF-8", "caf\xE9", "is not UTF-8"},
      {"a control character", "a\x01z", "has a control character"},
      {"201 characters", Repeated("x", 201), "has more than 200 characters"},
      {"201 long ones", Repeated("\u00E9", 201),
       "has more than 200 characters"},
      {"an address", "jane.roe@example.org",
       "is an email address, which no list may keep; ban its author instead"},
      {"an address inside", "see <jane@mail.example>",
       "is an email address, which no list may keep; ban its author instead"},
  };
  for (const auto& row : rows) {
    const auto term = CleanTerm(row.written);
    EXPECT_THAT(term, StatusIs(absl::StatusCode::kInvalidArgument)) << row.name;
    EXPECT_EQ(term.status().message(), row.why) << row.name;
  }
}

TEST(ListedDomain, IsKeptBareAndInLowerCase) {
  const struct {
    const char* written;
    const char* kept;
  } rows[] = {
      {"shop.example", "shop.example"},
      {"https://www.Shop.example/", "shop.example"},
      {"http://SHOP.example", "shop.example"},
      {"*.shop.example", "shop.example"},
      {".shop.example.", "shop.example"},
      {".top", ".top"},
      {"*.TOP", ".top"},
      {"www.example", "www.example"},
      {"www.www.shop.example", "shop.example"},
      {"xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"b\u00FCcher.example", "b\u00FCcher.example"},
      {"a_b.example", "a_b.example"},
      {"1.2.example", "1.2.example"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(CleanDomain(row.written), IsOkAndHolds(row.kept))
        << row.written;
    // What is kept is kept as it is.
    EXPECT_THAT(CleanDomain(row.kept), IsOkAndHolds(row.kept)) << row.kept;
  }
}

TEST(ListedDomain, IsRefusedWhenItIsSomethingElse) {
  const struct {
    std::string written;
    std::string why;
  } rows[] = {
      {"localhost", "is no domain, as \"shop.example\""},
      {"two words.example", "is no domain, as \"shop.example\""},
      {"*.\u2029shop.example", "is no domain, as \"shop.example\""},
      {"shop..example", "is no domain, as \"shop.example\""},
      {"shop.example:8080", "is no domain, as \"shop.example\""},
      {Repeated("x", 64) + ".example", "is no domain, as \"shop.example\""},
      {"https://social.example/badpage",
       "is a page; a list takes whole domains only"},
      {"192.0.2.7", "is a network address, no domain"},
      {"www.192.0.2.7", "is a network address, no domain"},
      {"2001:db8::7", "is a network address, no domain"},
      {"me@shop.example",
       "is an email address, which no list may keep; ban its author instead"},
  };
  for (const auto& row : rows) {
    const auto domain = CleanDomain(row.written);
    EXPECT_THAT(domain, StatusIs(absl::StatusCode::kInvalidArgument))
        << row.written;
    EXPECT_EQ(domain.status().message(), row.why) << row.written;
  }
}

}  // namespace
}  // namespace winnow
