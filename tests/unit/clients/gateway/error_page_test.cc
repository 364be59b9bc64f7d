#include "clients/gateway/error_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const GatewaySite kSite = {.id = "daily", .origins = {"https://news.example"}};

TEST(ErrorPage, IsAWholePageThatRunsNothing) {
  const HttpAnswer answer = ErrorPageAnswer(
      {.status = 429, .code = "c", .retry_after = absl::Seconds(3)});
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(HeaderOf(answer, "Retry-After"), "3");
  EXPECT_EQ(HeaderOf(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(HeaderOf(answer, "Content-Security-Policy"),
            "default-src 'none'; style-src 'self'; form-action 'none'; "
            "base-uri 'none'; frame-ancestors 'none'");
  EXPECT_THAT(*answer.body,
              AllOf(HasSubstr("<!DOCTYPE html>"), HasSubstr("lang=\"en\""),
                    HasSubstr("<title>Too many comments"),
                    Not(HasSubstr("<script")), Not(HasSubstr("<form"))));
}

TEST(ErrorPage, LinksEveryErrorToItsFieldAndLosesNoText) {
  FormValues values;
  values.thread_id = "bridge";
  values.name = "\"><script>alert(1)</script>";
  values.comment = "\n</textarea><img src=x onerror=alert(1)>";
  values.request_id = "r1";
  const HttpAnswer answer = FormPageAnswer(
      InvalidFieldsProblem({{"email", "must be an <address>"},
                            {"thread.url", "must be the article's"}}),
      values, kSite);
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(HeaderOf(answer, "Content-Security-Policy"),
              HasSubstr("form-action 'self' https://news.example;"));
  EXPECT_THAT(
      *answer.body,
      AllOf(HasSubstr("<a href=\"#winnow-email\">"),
            HasSubstr("must be an &lt;address&gt;"),
            HasSubstr("id=\"winnow-email\" name=\"email\""),
            HasSubstr("aria-invalid=\"true\""), HasSubstr("thread.url: must"),
            HasSubstr("name=\"thread_id\" value=\"bridge\""),
            HasSubstr("name=\"request_id\" value=\"r1\""),
            HasSubstr("value=\"&quot;&gt;&lt;script&gt;alert(1)"),
            HasSubstr(">\n\n&lt;/textarea&gt;&lt;img")));
  EXPECT_THAT(*answer.body,
              AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img"))));
}

}  // namespace
}  // namespace winnow
