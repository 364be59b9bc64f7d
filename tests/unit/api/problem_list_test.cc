#include "service/api/problem_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::ElementsAre;

// "code site", each.
std::vector<std::string> InOrder(
    const google::protobuf::RepeatedPtrField<v1::SystemStatus::Problem>& all) {
  std::vector<std::string> told;
  for (const auto& one : all) {
    told.push_back(
        absl::StrCat(one.code(), one.site().empty() ? "" : " ", one.site()));
  }
  return told;
}

TEST(ProblemList, PutsTheGravestFirst) {
  v1::SystemStatus status;
  ProblemList found(status);
  for (const char* code :
       {"proxy_address", "queue_old", "key_ends", "sites_left_out",
        "policy_unusable", "redis_less_durable", "redis_memory",
        "redis_away"}) {
    found.AddProblem({.code = code, .message = "is so"});
  }
  found.SortByWeight();
  EXPECT_THAT(InOrder(status.problems()),
              ElementsAre("redis_away", "redis_memory", "redis_less_durable",
                          "policy_unusable", "sites_left_out", "key_ends",
                          "queue_old", "proxy_address"));
}

TEST(ProblemList, LeavesWhatIsEquallyGraveInItsOrder) {
  v1::SystemStatus status;
  ProblemList found(status);
  found.AddProblem({.code = "queue_old", .message = "is so", .site = "a"});
  found.AddProblem({.code = "queue_long", .message = "is so", .site = "b"});
  found.AddProblem({.code = "queue_old", .message = "is so", .site = "c"});
  found.AddProblem({.code = "queue_long", .message = "is so", .site = "a"});
  found.SortByWeight();
  EXPECT_THAT(InOrder(status.problems()),
              ElementsAre("queue_long b", "queue_long a", "queue_old a",
                          "queue_old c"));
}

TEST(ProblemList, KeepsNoticesApartFromProblems) {
  v1::SystemStatus status;
  ProblemList found(status);
  found.AddNotice({.code = "key_old", .message = "is so"});
  found.AddProblem({.code = "proxy_address", .message = "is so"});
  found.AddNotice({.code = "redis_fills", .message = "is so"});
  found.SortByWeight();
  EXPECT_THAT(InOrder(status.problems()), ElementsAre("proxy_address"));
  EXPECT_THAT(InOrder(status.notices()), ElementsAre("redis_fills", "key_old"));
}

TEST(ProblemList, PutsLastWhatItDoesNotKnow) {
  v1::SystemStatus status;
  ProblemList found(status);
  found.AddProblem({.code = "news", .message = "is so"});
  found.AddProblem({.code = "proxy_address", .message = "is so"});
  found.SortByWeight();
  EXPECT_THAT(InOrder(status.problems()), ElementsAre("proxy_address", "news"));
}

}  // namespace
}  // namespace winnow
