#include "service/server/config.h"

#include <gtest/gtest.h>

#include <string>

#include "service/base/metrics.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

// What winnowd does that is told nothing but where its key is. Parsed once in a
// process, as flags are.
const absl::StatusOr<Config>& Usual() {
  static const absl::StatusOr<Config>& config = *new absl::StatusOr<Config>([] {
    std::string program = "winnowd";
    std::string key = "--master_key_file=x";
    char* arguments[] = {program.data(), key.data(), nullptr};
    return ParseCommandLine(2, arguments);
  }());
  return config;
}

TEST(Config, Takes4096CallsAndNoMoreUnlessTold) {
  ASSERT_THAT(Usual(), IsOk());
  Metrics metrics;
  CallLimit limit(Usual()->in_flight, metrics);
  int calls = 0;
  while (limit.Take(CallClass::kModeration, 1, absl::UnixEpoch())) ++calls;
  EXPECT_EQ(calls, 4096);
}

TEST(Config, Takes64MegabytesOfRequestsAndNoMoreUnlessTold) {
  ASSERT_THAT(Usual(), IsOk());
  Metrics metrics;
  CallLimit limit(Usual()->in_flight, metrics);
  int megabytes = 0;
  while (limit.Take(CallClass::kModeration, 1 << 20, absl::UnixEpoch())) {
    ++megabytes;
  }
  EXPECT_EQ(megabytes, 64);
}

}  // namespace
}  // namespace winnow
