#include "clients/gateway/embed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/gateway/embed_files.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Embed, AnswersAnyPageWithScriptAndStyle) {
  ApiRoom room;
  const struct {
    const char* path;
    const char* content_type;
    const CachedAnswer& file;
  } rows[] = {
      {"/embed/winnow.js", "text/javascript; charset=utf-8", EmbedScript()},
      {"/embed/winnow.css", "text/css; charset=utf-8", EmbedStyle()},
  };
  room.origin = "https://anywhere.example";
  for (const auto& row : rows) {
    const HttpAnswer answer = room.SendAsPage("GET", row.path);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, row.content_type);
    EXPECT_EQ(answer.body, row.file.body);
    EXPECT_FALSE(answer.body->empty());
    EXPECT_EQ(HeaderOf(answer, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(HeaderOf(answer, "Cross-Origin-Resource-Policy"), "cross-origin");
    EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "public, max-age=300");
    EXPECT_EQ(HeaderOf(answer, "X-Content-Type-Options"), "nosniff");
    const std::string etag = HeaderOf(answer, "ETag");
    EXPECT_THAT(etag, StartsWith("\""));
    const HttpAnswer same =
        room.SendAsPage("GET", row.path, "", {.if_none_match = etag});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, nullptr);
  }
  EXPECT_EQ(room.SendAsPage("GET", "/embed/sample.html").status, 404);
}

TEST(Embed, HasASampleArticleForASite) {
  const GatewaySite site = {.id = "daily", .origins = {"https://a.example"}};
  EXPECT_THAT(SamplePage(site),
              AllOf(HasSubstr("data-site=\"daily\""), Not(HasSubstr("{site}")),
                    HasSubstr("value=\"https://a.example/\"")));
  EXPECT_THAT(SamplePage({.id = "\"><b>", .origins = {"\"><b>"}}),
              Not(HasSubstr("<b>\"")));
  ApiRoom room;
  EXPECT_EQ(room.Send("GET", "/").status, 404);
  Exchange exchange;
  HttpAnswer answer;
  exchange.end = [&](const Exchange&, HttpAnswer given, const std::string&) {
    answer = std::move(given);
  };
  AnswerSample(exchange, site);
  EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(HeaderOf(answer, "Content-Security-Policy"),
              AllOf(HasSubstr("default-src 'none'; script-src 'self'"),
                    Not(HasSubstr("unsafe"))));
}

}  // namespace
}  // namespace winnow
