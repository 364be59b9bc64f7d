#include "clients/gateway/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

const GatewaySite& Daily() {
  static const auto* site =
      new GatewaySite{.id = "daily", .origins = {"https://news.example"}};
  return *site;
}

const Route& RouteOf(Operation operation) {
  for (const Route& route : Routes()) {
    if (route.operation == operation) return route;
  }
  return Routes().front();
}

Exchange From(const std::string& origin, Operation operation,
              const std::string& key = "") {
  Exchange exchange;
  exchange.site = &Daily();
  exchange.route = &RouteOf(operation);
  exchange.request.headers.origin = origin;
  exchange.key = key;
  return exchange;
}

TEST(Cors, LetsPagesOfTheSiteInAndNobodyElse) {
  const struct {
    const char* name;
    const char* origin;
    Operation operation;
    const char* key;
    const char* refused;  // its code, or none
  } rows[] = {
      {"own page writes", "https://news.example", Operation::kSubmit, "", ""},
      {"own page reads", "https://news.example", Operation::kList, "", ""},
      {"other page writes", "https://evil.example", Operation::kSubmit, "",
       "origin_not_allowed"},
      {"other page reads", "https://evil.example", Operation::kList, "",
       "origin_not_allowed"},
      {"sandboxed page", "null", Operation::kSubmit, "", "origin_not_allowed"},
      {"no page writes", "", Operation::kReport, "", "origin_required"},
      {"no page reads", "", Operation::kCount, "", ""},
      {"backend writes", "", Operation::kSubmit, "key", ""},
  };
  for (const auto& row : rows) {
    const auto problem = CheckOrigin(From(row.origin, row.operation, row.key));
    EXPECT_EQ(problem ? problem->code : "", row.refused) << row.name;
    if (problem) {
      EXPECT_EQ(problem->status, 403) << row.name;
    }
  }
}

TEST(Cors, TellsBrowsersWhoMayRead) {
  HttpAnswer answer;
  AddCorsHeaders(From("https://news.example", Operation::kList), answer);
  EXPECT_THAT(answer.headers, Contains(Pair("Access-Control-Allow-Origin",
                                            "https://news.example")));
  EXPECT_THAT(answer.headers, Contains(Pair("Vary", "Origin")));
  EXPECT_THAT(answer.headers,
              Not(Contains(Key("Access-Control-Allow-Credentials"))));

  for (const char* origin : {"https://evil.example", "null", ""}) {
    HttpAnswer other;
    AddCorsHeaders(From(origin, Operation::kList), other);
    EXPECT_THAT(other.headers,
                Not(Contains(Key("Access-Control-Allow-Origin"))))
        << origin;
    EXPECT_THAT(other.headers, Contains(Pair("Vary", "Origin"))) << origin;
  }
  // A key in a page is a leak: the page gets nothing to read.
  HttpAnswer keyed;
  AddCorsHeaders(From("https://news.example", Operation::kList, "key"), keyed);
  EXPECT_THAT(keyed.headers, Not(Contains(Key("Access-Control-Allow-Origin"))));
}

TEST(Cors, AnswersAPreflight) {
  const HttpAnswer allowed = PreflightAnswer(
      From("https://news.example", Operation::kSubmit), {"POST", "GET"});
  EXPECT_EQ(allowed.status, 204);
  EXPECT_THAT(allowed.headers,
              Contains(Pair("Access-Control-Allow-Methods", "POST, GET")));
  const HttpAnswer refused = PreflightAnswer(
      From("https://evil.example", Operation::kSubmit), {"POST", "GET"});
  EXPECT_THAT(refused.headers,
              Not(Contains(Key("Access-Control-Allow-Methods"))));
}

}  // namespace
}  // namespace winnow
