#include "service/screening/text/blank_out.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

std::string Repeat(absl::string_view piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) absl::StrAppend(&text, piece);
  return text;
}

TEST(BlankOut, TakesOutWhoItIsAndHowToReachThem) {
  struct Row {
    const char* name;
    std::string text;
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
           {"accent in capitals", "ÉLODIE, non", {"Élodie"}, "[name], non"},
           {"accent left out", "ELODIE, non", {"Élodie"}, "[name], non"},
           {"accent apart", "E\u0301lodie", {"Élodie"}, "[name]"},
           {"marks of their own", "x\u0323\u0307X\u0302", {"Xx"}, "[name]"},
           {"Cyrillic", "ИВАН и иван", {"Иван"}, "[name] и [name]"},
           {"Cyrillic word", "ВЕРА, вера", {"вера Ким"}, "[name], вера"},
           {"sharp s", "GROSS, Groß, GROẞ", {"Groß"}, "[name], [name], [name]"},
           {"dotless i", "IŞIL, ışıl", {"Işıl"}, "[name], [name]"},
           {"final sigma", "ΝΙΚΟΣ", {"Νίκος"}, "[name]"},
           {"quoted", "“Anna” – Anna’s", {"Anna"}, "“[name]” – [name]’s"},
           {"without spaces",
            "和田中太郎说",
            {"田中 太郎"},
            "和[name][name]说"},
           {"right to left", "שלום דָּוִד", {"דוד"}, "שלום [name]"},
           {"emoji beside", "😀Anna😀", {"Anna"}, "😀[name]😀"},
           {"name of a blank", "a@b.example", {"Email"}, "[email]"},
           {"wide letters",
            "ＡＮＮＡ ａ＠ｂ．ｃｏｍ",
            {"Anna"},
            "[name] [email]"},
           {"quoted email", "“a@b.example”", {}, "“[email]”"},
           {"what nobody can read", Repeat("ﷺ", 1000), {"Anna"}, ""},
           {"invalid", "\xff\xfe", {"\xff"}, "\xff\xfe"},
       }) {
    EXPECT_EQ(BlankOut(row.text, row.names, "en"), row.wanted) << row.name;
  }
}

// Each of the finders gives up early in screening; so does none here, nor does
// one over things that look like what it seeks.
TEST(BlankOut, FindsHoweverManyThereAre) {
  for (const absl::string_view many :
       {"reader@mail.example ", "12 Elm Street, ", "+44 20 7946 0958, ",
        "DE89370400440532013000; ", "(1234567) ", "7, ", "@anna ",
        "4111 1111 1111 1111; "}) {
    const std::string text =
        absl::StrCat(Repeat(many, 300), "a@b.com, 9 Oak Lane, ",
                     "DE89370400440532013000, +44 20 7946 0958");
    const std::string blanked = BlankOut(text, {}, "en");
    EXPECT_TRUE(
        absl::EndsWith(blanked, "[email], [address], [account], [phone]"))
        << many;
    for (const char* one : {"@", "Elm", "7946", "DE89", "4111"}) {
      EXPECT_FALSE(absl::StrContains(blanked, one)) << many;
    }
  }
}

TEST(BlankOut, LeavesNothingToFindTheSecondTime) {
  const std::string once =
      BlankOut("Bob: bob@a.example, 12 Elm Street, @bob", {"Bob"}, "en");
  EXPECT_EQ(BlankOut(once, {"Bob"}, "en"), once);
}

}  // namespace
}  // namespace winnow
