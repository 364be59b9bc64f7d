#include "service/screening/text/links.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

struct Found {
  std::string written;
  std::string domain;

  friend bool operator==(const Found&, const Found&) = default;
  friend void PrintTo(const Found& found, std::ostream* out) {
    *out << found.written << " → " << found.domain;
  }
};

std::vector<Found> Find(const std::string& text) {
  std::vector<Found> found;
  for (const Link& link : FindLinks(TextViews(text), TextField::kBody)) {
    found.push_back(
        {text.substr(link.span.begin, link.span.end - link.span.begin),
         link.domain});
  }
  return found;
}

TEST(FindLinks, FindsWhatAPageWouldMakeClickable) {
  struct Row {
    std::string text;
    std::vector<Found> links;
  };
  const Row rows[] = {
      {"see http://example.com", {{"http://example.com", "example.com"}}},
      {"https://www.bbc.co.uk/news?x=1#top, yes",
       {{"https://www.bbc.co.uk/news?x=1#top", "bbc.co.uk"}}},
      {"HTTP://EXAMPLE.COM/Path", {{"HTTP://EXAMPLE.COM/Path", "example.com"}}},
      {"www.example.org.", {{"www.example.org", "example.org"}}},
      {"buy at cheap-pills.com now", {{"cheap-pills.com", "cheap-pills.com"}}},
      {"bit.ly/abc", {{"bit.ly/abc", "bit.ly"}}},
      {"a.example.com:8080/x", {{"a.example.com:8080/x", "example.com"}}},
      {"http://user:pw@evil.com/", {{"http://user:pw@evil.com/", "evil.com"}}},
      {"http://user.name@evil.com/",
       {{"http://user.name@evil.com/", "evil.com"}}},
      {"http://192.0.2.7/x", {{"http://192.0.2.7/x", "192.0.2.7"}}},
      {"http://[2001:db8::1]:80/x y",
       {{"http://[2001:db8::1]:80/x", "[2001:db8::1]"}}},
      {"a.com then http://3221225991/x then b.com",
       {{"a.com", "a.com"},
        {"http://3221225991/x", "3221225991"},
        {"b.com", "b.com"}}},
      {"get 192.0.2.7/setup or 192.0.2.7:8080",
       {{"192.0.2.7/setup", "192.0.2.7"}, {"192.0.2.7:8080", "192.0.2.7"}}},
      {"[url=http://a.example.com]x[/url]",
       {{"http://a.example.com", "example.com"}}},
      {"<a href=\"http://b.com/\">", {{"http://b.com/", "b.com"}}},
      {"(https://en.wikipedia.org/wiki/A_(b))",
       {{"https://en.wikipedia.org/wiki/A_(b)", "wikipedia.org"}}},
      {"(see https://example.com/a).",
       {{"https://example.com/a", "example.com"}}},
      {"ｗｗｗ．example．com", {{"ｗｗｗ．example．com", "example.com"}}},
      {"exam\u200bple.com", {{"exam\u200bple.com", "example.com"}}},
      {"请访问example.com谢谢", {{"example.com", "example.com"}}},
      {"https://пример.рф/путь", {{"https://пример.рф/путь", "пример.рф"}}},
      {"one.com and two.net", {{"one.com", "one.com"}, {"two.net", "two.net"}}},
  };
  for (const Row& row : rows) EXPECT_EQ(Find(row.text), row.links) << row.text;
}

TEST(FindLinks, StaysSilentWhereNobodyLinks) {
  const char* rows[] = {
      "",
      ".",
      "...",
      "a.b",
      "The end.It is over.So what.Net result",
      "e.g. this, i.e. that, U.S.A. and Mr. A. S. Smith",
      "write to jane.doe@example.com",
      "ask @example.com",
      "version 1.2.3.4 costs 3.50",
      "open README.md, script.py and main.rs",
      "and/or he.she/it",
      "wait...what",
      "这是。中文.好",
      "http://",
      "http://[ and http://[]",
      "http://localhost/ and x://12",
      "ping 192.0.2.7, in 192.0.2.0/24",
      "www.",
      "www.nothing",
  };
  for (const char* row : rows) {
    EXPECT_EQ(Find(row), std::vector<Found>{}) << row;
  }
}

TEST(FindLinks, TellsOfCredentials) {
  const std::vector<Link> links =
      FindLinks(TextViews("https://bank.example@evil.com/ https://b.com/@c"),
                TextField::kBody);
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].host, "evil.com");
  EXPECT_TRUE(links[0].has_credentials);
  EXPECT_FALSE(links[1].has_credentials);
}

TEST(FindLinks, NamesTheFieldAndTheScheme) {
  const std::vector<Link> links =
      FindLinks(TextViews("https://a.com b.com"), TextField::kWebsite);
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].span.field, TextField::kWebsite);
  EXPECT_TRUE(links[0].has_scheme);
  EXPECT_FALSE(links[1].has_scheme);
}

std::string Repeat(const std::string& piece, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

TEST(FindLinks, KeepsLinksApartThatRunIntoEachOther) {
  EXPECT_EQ(Find("http://a.comhttp://b.com"),
            (std::vector<Found>{{"http://a.comhttp", "a.comhttp"},
                                {"b.com", "b.com"}}));
}

TEST(FindLinks, TakesALinkInThePathOfAnotherForAPartOfIt) {
  EXPECT_EQ(Find("example.org/to://3221225991/ and http://3221225991/"),
            (std::vector<Found>{{"example.org/to://3221225991/", "example.org"},
                                {"http://3221225991/", "3221225991"}}));
}

TEST(FindLinks, StopsCountingAtTheMost) {
  EXPECT_EQ(
      FindLinks(TextViews(Repeat("a1.com ", 2000)), TextField::kBody).size(),
      static_cast<size_t>(kLinksMax));
}

TEST(FindLinks, SurvivesHostileTexts) {
  for (const std::string piece :
       {"a.", "@a.b", "http://", "://a.b@", "a.com/", ".", "é.", "\xff.\xff",
        "a.\xc3", "中.文", "a://[", "a://1"}) {
    const std::string text = Repeat(piece, 65000);
    for (const Link& link : FindLinks(TextViews(text), TextField::kBody)) {
      EXPECT_LT(link.span.begin, link.span.end);
      EXPECT_LE(link.span.end, text.size());
    }
  }
}

TEST(IsTopLevelDomain, KnowsTheSuffixList) {
  EXPECT_TRUE(IsTopLevelDomain("com"));
  EXPECT_TRUE(IsTopLevelDomain("de"));
  EXPECT_TRUE(IsTopLevelDomain("рф"));
  EXPECT_FALSE(IsTopLevelDomain("exe"));
  EXPECT_FALSE(IsTopLevelDomain(""));
}

}  // namespace
}  // namespace winnow
