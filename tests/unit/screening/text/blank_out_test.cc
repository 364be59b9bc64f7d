#include "service/screening/text/blank_out.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

TEST(BlankOut, TakesOutWhoItIsAndHowToReachThem) {
  struct Row {
    const char* name;
    const char* text;
    std::vector<std::string> names;
    const char* wanted;
  };
  for (const Row& row : std::vector<Row>{
           {"empty", "", {}, ""},
           {"nothing", "the bus is late", {"Anna"}, "the bus is late"},
           {"email", "write to a.b@c.example!", {}, "write to [email]!"},
           {"email in disguise",
            "write to ann (at) news.org now",
            {},
            "write to [email] now"},
           {"phone", "call +44 20 7946 0958 now", {}, "call [phone] now"},
           {"card", "pay 4111 1111 1111 1111", {}, "pay [account]"},
           {"IPv4", "from 192.0.2.17.", {}, "from [address]."},
           {"IPv6", "from 2001:db8:0:0:0:0:0:1", {}, "from [address]"},
           {"IPv4 and port", "at 192.0.2.17:8443", {}, "at [address]"},
           {"short IPv6", "from 2001:db8::1, so", {}, "from [address], so"},
           {"email in a link", "mailto:jane%40site.example", {}, "[email]"},
           {"words with colons", "std::string", {}, "std::string"},
           {"version", "use 1.2.3 at 12:30", {}, "use 1.2.3 at 12:30"},
           {"handle", "thanks @anna_b, yes", {}, "thanks [name], yes"},
           {"whole name",
            "as anna schmidt wrote",
            {"Anna Schmidt"},
            "as [name] wrote"},
           {"first name", "Anna, you err", {"Anna Schmidt"}, "[name], you err"},
           {"word of the name",
            "the truth about it",
            {"The Truth"},
            "[name] about it"},
           {"name in small letters",
            "thanks, John",
            {"john smith"},
            "thanks, [name]"},
           {"name in capitals", "thanks, John", {"JOHN"}, "thanks, [name]"},
           {"name that is a word",
            "I will ask Will",
            {"Will"},
            "I [name] ask [name]"},
           {"part of a word", "Annapolis", {"Anna"}, "Annapolis"},
           {"short name", "Al and also", {"Al"}, "[name] and also"},
           {"umlaut", "Jörg hat recht", {"Jörg"}, "[name] hat recht"},
           {"invalid", "\xff\xfe", {"\xff"}, "\xff\xfe"},
       }) {
    EXPECT_EQ(BlankOut(row.text, row.names, "en"), row.wanted) << row.name;
  }
}

TEST(BlankOut, FindsHoweverManyThereAre) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    absl::StrAppend(&text, "reader", i, "@mail.example and ");
  }
  const std::string blanked = BlankOut(text, {}, "en");
  EXPECT_FALSE(absl::StrContains(blanked, '@'));
  EXPECT_FALSE(absl::StrContains(blanked, "mail.example"));
}

TEST(BlankOut, LeavesNothingToFindTheSecondTime) {
  const std::string once =
      BlankOut("Bob: bob@a.example, 12 Elm Street, @bob", {"Bob"}, "en");
  EXPECT_EQ(BlankOut(once, {"Bob"}, "en"), once);
}

}  // namespace
}  // namespace winnow
