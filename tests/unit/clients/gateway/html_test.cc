#include "clients/gateway/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(Html, EscapesEveryTextAndNoMarkup) {
  Html html;
  html.Add("<p title=\"").Text("\"'><script>&amp;").Add("\">").Text("a\nb");
  EXPECT_EQ(html.Add("</p>").Take(),
            "<p title=\"&quot;&#39;&gt;&lt;script&gt;&amp;amp;\">a\nb</p>");
}

TEST(Html, TextsAreWhatTheyWere) {
  const struct {
    const char* name;
    std::string text;
    std::string html;
  } rows[] = {
      {"empty", "", ""},
      {"one byte", "a", "a"},
      {"emoji sequence", "👩‍🚒", "👩‍🚒"},
      {"right to left", "שלום", "שלום"},
      {"zero byte", std::string("a\0b", 3),
       "a\xEF\xBF\xBD"
       "b"},
      {"escape", "\x1b[0m", "\xEF\xBF\xBD[0m"},
      {"line ends and tabs", "a\r\n\tb", "a\r\n\tb"},
      {"delete", "\x7f", "\xEF\xBF\xBD"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(EscapeHtml(row.text), row.html) << row.name;
  }
}

}  // namespace
}  // namespace winnow
