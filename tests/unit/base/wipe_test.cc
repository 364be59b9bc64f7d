#include "service/base/wipe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace winnow {
namespace {

TEST(Wipe, OverwritesTheWholeBufferAndKeepsIt) {
  for (const size_t size : {0, 1, 15, 16, 1000}) {
    std::string text(size, 'x');
    // What a shortened text leaves behind its end counts as well.
    text.resize(size / 2);
    const char* const where = text.data();
    const size_t capacity = text.capacity();
    Wipe(text);
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(text.data(), where);
    EXPECT_TRUE(
        std::all_of(where, where + capacity, [](char c) { return c == '\0'; }));
  }
}

}  // namespace
}  // namespace winnow
