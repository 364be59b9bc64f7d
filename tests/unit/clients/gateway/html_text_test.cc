#include "clients/gateway/html_text.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(HtmlText, IsWhatAReaderSees) {
  const struct {
    const char* name;
    std::string html;
    std::string text;
  } rows[] = {
      {"empty", "", ""},
      {"one byte", "a", "a"},
      {"plain", "a  b \n c", "a b\nc"},
      {"paragraphs", "<p>One</p>\n\n\n<p>Two</p>", "One\n\nTwo"},
      {"breaks", "One<br>Two<br/>Three<BR />", "One\nTwo\nThree"},
      {"list", "<ul><li>a</li><li>b</li></ul>", "a\nb"},
      {"inline", "v<b>ia</b>gra", "viagra"},
      {"link", "See <a href=\"https://a.example/x\">my page</a>.",
       "See my page (https://a.example/x)."},
      {"link said", "<a href='https://a.example/'>a.example</a>", "a.example"},
      {"link said in full", "<a href=https://a.example>https://a.example/</a>",
       "https://a.example/"},
      {"link without words", "<a href=https://a.example></a>",
       "https://a.example"},
      {"link with rel",
       "<a rel=\"nofollow ugc\" href=\"http://a.example\">x</a>",
       "x (http://a.example)"},
      {"link never closed", "<a href=https://a.example>x",
       "x (https://a.example)"},
      {"link to nothing", "<a href='java\nscript:alert(1)'>x</a>", "x"},
      {"entity in a link", "<a href='https://a.example/?a=1&amp;b=2'>x</a>",
       "x (https://a.example/?a=1&b=2)"},
      {"quoted sign", "<a title='a>b' href=https://a.example>x</a>",
       "x (https://a.example)"},
      {"picture", "<img alt='A cat' src='https://a.example/c.png'>",
       "A cat (https://a.example/c.png)"},
      {"alternative text is decoded once", "<img alt='&amp;lt;b&amp;gt;'>",
       "&lt;b&gt;"},
      {"script", "a<script>alert('x')</script>b", "aalert('x')b"},
      {"title", "<title>Cheap</title><style>pills</style>", "Cheappills"},
      {"template never closed", "a<template>b", "ab"},
      {"comment", "a<!-- b -->c", "ac"},
      {"comment never closed", "a<!-- b", "a<!-- b"},
      {"smaller", "1 < 2 and <3", "1 < 2 and <3"},
      {"not a tag", "a<b and c<d", "a<b and c<d"},
      {"entities", "Tom &amp; Jerry&nbsp;&#8364;&#x20ac;&eacute;&hellip;",
       "Tom & Jerry €€é…"},
      {"no entities", "&none; &; & &#; &#x; &amp", "&none; &; & &#; &#x; &amp"},
      {"numbers of Windows", "&#128;&#x93;x&#148;&#129;y", "€“x” y"},
      {"numbers of none", "a&#0;b&#xD800;c&#x110000;", "a\uFFFDb\uFFFDc\uFFFD"},
      {"controls", std::string("a\0b\x07", 4) + "c\r\nd&#27;e", "abc\nd e"},
      {"right to left", "<p>שלום</p>", "שלום"},
      {"emoji", "<b>👩‍💻</b>", "👩‍💻"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(TextOfHtml(row.html), row.text) << row.name;
  }
}

TEST(HtmlText, IsWhatWordPressShows) {
  const struct {
    const char* html;
    const char* text;
  } rows[] = {
      {"", ""},
      {"<p>One</p><p>Two</p>", "OneTwo"},
      {"One<br>Two\nThree", "OneTwo\nThree"},
      {"<img alt='A cat' src='http://x.example/c.png'>", ""},
      {"a<script>b</script>c", "abc"},
      {"<blockquote>a</blockquote>b", "a\n\nb"},
      {"<a href='http://x.example'>y</a>", "y (http://x.example)"},
      {"v<b>ia</b>gra", "viagra"},
      // What a reader wrote, and what WordPress keeps of it.
      {"5 < 6 and 7 > 3 <3 a<b", "5 3 <3 a<b"},
      {"5  3 &lt;3 a&lt;b", "5 3 <3 a<b"},
      {"<a href=\"javascript:x='HTTP://x.example'\">z</a>", "z (//x.example')"},
      {"<a href=\"//x.example'\">z</a>", "z (//x.example')"},
      {"<a href='javascript:x'>z</a>", "z (x)"},
      {"<a href='x' rel='nofollow ugc'>z</a>", "z (x)"},
      {"<a href='x:y:MAILTO:a@b.example'>z</a>", "z (mailto:a@b.example)"},
      {"<a href='/x/?a:b'>z</a><a href='#x'>y</a>", "z (/x/?a:b)y"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(TextOfHtml(row.html, HtmlTags::kOfWordPress), row.text)
        << row.html;
  }
}

// Not of parts either that begin again and again and never end.
TEST(HtmlText, NeverGrows) {
  for (const char* part :
       {"<", "<a", "<a href=\"", "<a ='", "<!--", "<script>", "&", "&#", "<a>",
        "<a href=x>", "</", "<p>", "<img alt=\"", "<? "}) {
    std::string html;
    while (html.size() < 250'000) html += part;
    EXPECT_LE(TextOfHtml(html).size(), html.size()) << part;
  }
}

}  // namespace
}  // namespace winnow
