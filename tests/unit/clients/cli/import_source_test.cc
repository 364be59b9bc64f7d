// The readers of other systems' files; tests/e2e/imports_e2etest.cc has whole
// files.
#include "clients/cli/import_source.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/submission_line.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

std::vector<SourceComment> All(ImportSource& source) {
  std::vector<SourceComment> all;
  SourceComment comment;
  while (source.Next(comment)) all.push_back(std::move(comment));
  return all;
}

std::string WxrOf(const std::string& comment) {
  return absl::StrCat(
      "<rss><channel><wp:wxr_version>1.2</wp:wxr_version>"
      "<wp:base_blog_url>http://b.example/x/</wp:base_blog_url>"
      "<item><title>T</title><link>https://b.example/a</link>"
      "<wp:post_id>3</wp:post_id><wp:comment>",
      comment, "</wp:comment></item></channel></rss>");
}

TEST(ImportWxr, NamesCommentsByTheirBlog) {
  std::istringstream input(
      WxrOf("<wp:comment_id>1</wp:comment_id><wp:comment_parent>9"
            "</wp:comment_parent><wp:comment_content>x</wp:comment_content>"));
  const auto source = ReadImportWxr(input, ThreadsBy::kId);
  const auto all = All(*source);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(source->status(), IsOk());
  const auto& comment = all[0].request.comment();
  EXPECT_EQ(comment.import_origin().source_id(), "wp:b.example/x:1");
  EXPECT_EQ(comment.import_origin().parent_source_id(), "wp:b.example/x:9");
  EXPECT_EQ(comment.import_origin().decision(), v1::Comment::HELD)
      << "nobody said that it was approved";
  EXPECT_EQ(comment.thread().id(), "3");
  EXPECT_TRUE(all[0].request.body_is_html());
}

TEST(ImportWxr, TellsOfACommentThatIsTooLongAndGoesOn) {
  std::istringstream input(absl::StrCat(WxrOf(
      absl::StrCat("<wp:comment_id>1</wp:comment_id><wp:comment_content>"
                   "<![CDATA[",
                   std::string(300000, 'x'), "]]></wp:comment_content>"))));
  const auto source = ReadImportWxr(input, ThreadsBy::kLink);
  const auto all = All(*source);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].place, "comment 1");
  EXPECT_FALSE(all[0].error.ok());
  EXPECT_THAT(source->status(), IsOk());
}

TEST(ImportWxr, KeepsFarLessThanTheFile) {
  // Twenty megabytes of one article.
  std::string html(20 << 20, 'x');
  std::istringstream input(
      absl::StrCat("<rss><channel><wp:wxr_version>1</wp:wxr_version><item>"
                   "<content:encoded><![CDATA[",
                   html, "]]></content:encoded></item></channel></rss>"));
  const auto source = ReadImportWxr(input, ThreadsBy::kId);
  EXPECT_TRUE(All(*source).empty());
  EXPECT_THAT(source->status(), IsOk());
  EXPECT_GT(source->bytes_read(), 20 << 20);
}

TEST(ParseImportLine, ReadsWhatOnlyImportsHave) {
  const auto line = ParseImportLine(
      R"({"thread":"t","body":"b","source_id":"1","parent_source_id":"0",
          "create_time":"2015-03-01T10:00:00.250+01:00","state":"pending",
          "body_is_html":true})");
  ASSERT_THAT(line, IsOk());
  const v1::ImportOrigin& origin = line->comment().import_origin();
  EXPECT_EQ(origin.source_id(), "1");
  EXPECT_EQ(origin.parent_source_id(), "0");
  EXPECT_EQ(origin.create_time().seconds(), 1425200400);
  EXPECT_EQ(origin.create_time().nanos(), 250000000);
  EXPECT_EQ(origin.decision(), v1::Comment::HELD);
  EXPECT_TRUE(line->body_is_html());
  for (const char* bad :
       {R"({"state":"STATE_UNSPECIFIED"})", R"({"state":1})",
        R"({"create_time":"yesterday"})", R"({"create_time":5})",
        R"({"source_id":5})", R"({"body_is_html":"yes"})", R"({"odd":1})", "[]",
        "", "{"}) {
    EXPECT_FALSE(ParseImportLine(bad).ok()) << bad;
  }
  // Not in what readers hand in.
  EXPECT_FALSE(ParseSubmissionLine(R"({"source_id":"1"})").ok());
}

}  // namespace
}  // namespace winnow
