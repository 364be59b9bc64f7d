#include "clients/gateway/query_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::ElementsAre;

RequestTarget Target(const std::string& query) {
  return ParseRequestTarget("/a?" + query).value();
}

TEST(ListQuery, IsReadWithItsDefaults) {
  v1::ListCommentsRequest request;
  EXPECT_FALSE(ReadListQuery(Target("thread_id=a%2Fb"), false, request));
  EXPECT_EQ(request.thread_id(), "a/b");
  EXPECT_EQ(request.page_size(), 0);
  request.Clear();
  EXPECT_FALSE(ReadListQuery(
      Target("order_by=newest&page_size=100&page_token=x&thread_id=a"), false,
      request));
  EXPECT_EQ(request.order_by(), v1::ListCommentsRequest::NEWEST);
  EXPECT_EQ(request.page_size(), 100);
  EXPECT_EQ(request.page_token(), "x");
}

TEST(ListQuery, NamesWhatDoesNotFit) {
  const struct {
    const char* query;
    int status;
    std::vector<std::string> fields;
  } rows[] = {
      {"", 422, {"thread_id"}},
      {"thread_id=a&page_size=0&order_by=up", 422, {"page_size", "order_by"}},
      {"thread_id=a&page_size=101", 422, {"page_size"}},
      {"thread_id=a&page_size=x", 422, {"page_size"}},
      {"thread_id=a&thread_id=b", 422, {"thread_id"}},
      {"thread_id=a&_=123", 400, {}},
  };
  for (const auto& row : rows) {
    v1::ListCommentsRequest request;
    const auto problem = ReadListQuery(Target(row.query), false, request);
    ASSERT_TRUE(problem) << row.query;
    EXPECT_EQ(problem->status, row.status) << row.query;
    std::vector<std::string> fields;
    for (const BadField& bad : problem->errors) fields.push_back(bad.field);
    EXPECT_EQ(fields, row.fields) << row.query;
  }
}

TEST(ListQuery, TakesLargePagesWithAKey) {
  v1::ListCommentsRequest request;
  EXPECT_FALSE(
      ReadListQuery(Target("thread_id=a&page_size=1000"), true, request));
  EXPECT_EQ(request.page_size(), 1000);
  request.Clear();
  EXPECT_TRUE(
      ReadListQuery(Target("thread_id=a&page_size=1001"), true, request));
}

TEST(CountQuery, TakesOneToAHundredThreads) {
  v1::CountCommentsRequest request;
  EXPECT_FALSE(ReadCountQuery(Target("thread_id=a&thread_id=b"), request));
  EXPECT_THAT(request.thread_ids(), ElementsAre("a", "b"));
  std::string many;
  for (int i = 0; i < 101; ++i) many += "thread_id=a&";
  for (const std::string& query : {std::string(), many}) {
    request.Clear();
    const auto problem = ReadCountQuery(Target(query), request);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->status, 422);
  }
}

TEST(ThreadQuery, IsOneThread) {
  std::string thread;
  EXPECT_FALSE(ReadThreadQuery(Target("thread_id=a%2Fb"), thread));
  EXPECT_EQ(thread, "a/b");
  for (const std::string& query : {std::string(), std::string("thread_id="),
                                   std::string("thread_id=a&thread_id=b"),
                                   "thread_id=" + std::string(256, 'a')}) {
    std::string none;
    const auto problem = ReadThreadQuery(Target(query), none);
    ASSERT_TRUE(problem) << query;
    EXPECT_EQ(problem->status, 422) << query;
  }
  EXPECT_EQ(ReadThreadQuery(Target("thread_id=a&b=c"), thread)->status, 400);
}

}  // namespace
}  // namespace winnow
