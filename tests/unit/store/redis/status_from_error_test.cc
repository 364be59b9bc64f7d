#include "service/store/redis/status_from_error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatusFromError, SaysWhatTheCallerCanDo) {
  const struct {
    const char* error;
    absl::StatusCode code;
  } rows[] = {
      {"LOADING Redis is loading the dataset in memory",
       absl::StatusCode::kUnavailable},
      {"READONLY You can't write against a read only replica.",
       absl::StatusCode::kUnavailable},
      {"MASTERDOWN Link with MASTER is down", absl::StatusCode::kUnavailable},
      {"BUSY Redis is busy running a script.", absl::StatusCode::kUnavailable},
      {"MISCONF Redis is configured to save RDB snapshots",
       absl::StatusCode::kUnavailable},
      {"NOSCRIPT No matching script.", absl::StatusCode::kUnavailable},
      {"ERR Function not found", absl::StatusCode::kUnavailable},
      {"CLUSTERDOWN Hash slot not served", absl::StatusCode::kUnavailable},
      {"MOVED 1 127.0.0.1:1", absl::StatusCode::kUnavailable},
      {"OOM command not allowed when used memory > 'maxmemory'.",
       absl::StatusCode::kResourceExhausted},
      {"NOPERM this user has no permissions", absl::StatusCode::kInternal},
      {"WRONGTYPE Operation against a key", absl::StatusCode::kInternal},
      // Begins like BUSY and is another word.
      {"BUSYGROUP Consumer Group name already exists",
       absl::StatusCode::kInternal},
      {"", absl::StatusCode::kInternal},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(StatusFromError(row.error), StatusIs(row.code)) << row.error;
  }
}

TEST(StatusFromError, KeepsRedisWordsAndNoArguments) {
  const absl::Status status = StatusFromError(
      "ERR unknown command 'dear editor', with args beginning with: 'secret'");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal,
                               HasSubstr("ERR unknown command")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("dear editor")));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
}

TEST(StatusFromError, KnowsThatFunctionsAreMissing) {
  EXPECT_TRUE(IsFunctionMissing("ERR Function not found"));
  EXPECT_FALSE(IsFunctionMissing("ERR syntax error"));
}

}  // namespace
}  // namespace winnow
