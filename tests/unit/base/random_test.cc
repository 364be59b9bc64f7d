#include "service/base/random.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "service/base/bytes.h"

namespace winnow {
namespace {

std::string Take(size_t size) {
  std::vector<uint8_t> bytes(size);
  SystemRandom().Fill(bytes);
  return std::string(AsText(bytes));
}

TEST(SystemRandom, NeverGivesTheSameTwice) {
  std::set<std::string> seen;
  std::vector<std::string> elsewhere;
  std::thread other([&elsewhere] {
    for (int i = 0; i < 1000; ++i) elsewhere.push_back(Take(16));
  });
  for (int i = 0; i < 1000; ++i) seen.insert(Take(16));
  other.join();
  seen.insert(elsewhere.begin(), elsewhere.end());
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(SystemRandom, FillsAnyLength) {
  for (const size_t size : {0, 1, 24, 300, 511, 512, 513, 5000}) {
    const std::string bytes = Take(size);
    ASSERT_EQ(bytes.size(), size);
    // Nothing of it is left as it was: zeros in a row, 2^-128.
    EXPECT_EQ(bytes.find(std::string(16, '\0')), std::string::npos) << size;
  }
}

}  // namespace
}  // namespace winnow
