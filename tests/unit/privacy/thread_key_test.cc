#include "service/privacy/thread_key.h"

#include <gtest/gtest.h>

#include <string>

#include "service/base/bytes.h"

namespace winnow {
namespace {

// Other programs compute it too: `b2sum -l 128` gives the same.
TEST(ThreadKey, IsThePlainHashThatOtherProgramsCompute) {
  EXPECT_EQ(ToHex(ThreadKey("")), "cae66941d9efbd404e4d88758ea67670");
  EXPECT_EQ(ToHex(ThreadKey("abc")), "cf4ab791c62b8d2b2109c90275287816");
  EXPECT_EQ(ThreadKey(std::string(255, 'x')).size(), 16u);
}

TEST(ThreadKey, TellsThreadsApartByEveryByte) {
  EXPECT_NE(ThreadKey("a"), ThreadKey("A"));
  EXPECT_NE(ThreadKey("p\u0430ul"), ThreadKey("paul"));
  EXPECT_NE(ThreadKey("a"), ThreadKey(std::string("a\0", 2)));
}

}  // namespace
}  // namespace winnow
