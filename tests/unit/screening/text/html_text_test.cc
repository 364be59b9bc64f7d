#include "service/screening/text/html_text.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "service/screening/text/html_entities.h"

namespace winnow {
namespace {

struct Row {
  const char* name;
  const char* html;
  const char* text;
};

TEST(HtmlToText, ReadsAsAReaderWould) {
  const Row rows[] = {
      {"empty", "", ""},
      {"one byte", "x", "x"},
      {"plain", "no markup at all", "no markup at all"},
      {"paragraphs", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."},
      {"breaks", "One<br>two<br />three", "One\ntwo\nthree"},
      {"two breaks", "One<br><br>two", "One\n\ntwo"},
      {"break and line end", "One<br />\ntwo", "One\ntwo"},
      {"line ends stay", "One\r\ntwo\n\n\n\nthree", "One\ntwo\n\nthree"},
      {"spaces", "  a   b\t c  ", "a b c"},
      {"list", "<ul><li>a</li><li>b</li></ul>after", "a\nb\n\nafter"},
      {"quote", "<blockquote>he said</blockquote>no", "he said\n\nno"},
      {"cells", "<tr><td>a</td><td>b</td></tr>", "a b"},
      {"inline", "<b>bo</b>ld <EM>x</EM>", "bold x"},
      {"link", "<a href=\"https://a.example/x\">my page</a>!",
       "my page (https://a.example/x)!"},
      {"link written out", "<a href='http://a.example'>http://a.example</a>",
       "http://a.example"},
      {"link without scheme", "<a href='https://a.example/'>a.example</a>",
       "a.example"},
      {"link without words", "see <a href=https://a.example></a> there",
       "see https://a.example there"},
      {"link around a picture",
       "<a href=https://a.example><img src=\"https://b.example/i.png\" "
       "alt=\"cheap pills\"></a>",
       "cheap pills (https://b.example/i.png) (https://a.example)"},
      {"unclosed link", "<a href=https://a.example>buy",
       "buy (https://a.example)"},
      {"link in a link", "<a href=//a.example>a<a href=//b.example>b</a>",
       "a (//a.example)b (//b.example)"},
      {"script target", "<a href=\"javascript:alert(1)\">x</a>", "x"},
      {"broken target", "<a href=\" java\nscript:alert(1)\">x</a>", "x"},
      {"entity in target", "<a href=\"https://a.example/?a=1&amp;b=2\">x</a>",
       "x (https://a.example/?a=1&b=2)"},
      {"script", "a<script>alert('<p>')</script>b", "ab"},
      {"style", "a<style>p{}</style>b", "ab"},
      {"comment", "a<!-- <p>no</p> -->b", "ab"},
      {"declaration", "<!DOCTYPE html><?php x ?>a", "a"},
      {"entities", "&lt;b&gt; &amp; &quot;&eacute;&#8217;&#x1F600;",
       "<b> & \"\u00E9\u2019\U0001F600"},
      {"not twice", "&amp;lt;", "&lt;"},
      {"unknown entity", "AT&T &nosuch; &; &#; &#x;",
       "AT&T &nosuch; &; &#; &#x;"},
      {"no-break space", "a&nbsp;&nbsp;b", "a b"},
      {"less than", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
      {"heart", "I <3 you", "I <3 you"},
      {"half a tag", "text <b", "text <b"},
      {"half a quote", "a <b title=\"x>y</b>", "a y"},
      {"quoted end", "<img alt=\"a > b\" src=x>", "a > b (x)"},
      {"unclosed script", "a<script>b", "ab"},
      {"unclosed comment", "a<!-- b", "a<!-- b"},
      {"right-to-left", "<p>\u05E9\u05DC\u05D5\u05DD</p>",
       "\u05E9\u05DC\u05D5\u05DD"},
      {"emoji sequence", "<b>\U0001F468\u200D\U0001F469</b>",
       "\U0001F468\u200D\U0001F469"},
      {"not UTF-8", "<b>\xFF\xC3</b>", "\xFF\xC3"},
      {"CDATA", "<![CDATA[a]]>", "a]]>"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(HtmlToText(row.html), row.text) << row.name;
  }
}

TEST(HtmlToText, LeavesTheControlsOfEntitiesOut) {
  EXPECT_EQ(HtmlToText("a&#0;b"), "a\uFFFDb");
  EXPECT_EQ(HtmlToText("a&#27;[31mb"), "a [31mb");
  EXPECT_EQ(HtmlToText("&#xD800;&#x110000;&#99999999;"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(HtmlToText("&#128;&#150;"), "\u20AC\u2013");
}

// Each of these would cost a pass for every tag if what never ends were looked
// for again and again.
TEST(HtmlToText, TakesTimeForItsLengthOnly) {
  for (const char* part :
       {"<", "<a", "<!--", "<!", "<script>", "<a =\"", "<a ='x", "&", "&#",
        "<a href=x>", "</p>", "<p ", "<img alt='", "<a href=\"'>'\">"}) {
    std::string html;
    while (html.size() < 256 * 1024) html += part;
    EXPECT_LE(HtmlToText(html).size(), html.size()) << part;
  }
  const std::string address(60000, 'a');
  const std::string html = "<a href=" + address + ">" + address + "b</a>";
  EXPECT_FALSE(HtmlToText(html).empty());
}

TEST(ReplaceEntities, ReadsEveryNameInItsTable) {
  // The ends of the table and where the binary search could go wrong.
  EXPECT_EQ(ReplaceEntities("&AElig;&zwnj;&yuml;&apos;&amp;"),
            "\u00C6\u200C\u00FF'&");
  EXPECT_EQ(ReplaceEntities("&AMP;"), "&AMP;");
}

}  // namespace
}  // namespace winnow
