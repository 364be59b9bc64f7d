#include "service/privacy/secret_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "tests/support/printable.h"

namespace winnow {
namespace {

TEST(SecretBytes, BeginsAsZeros) {
  const SecretBytes secret(40);
  EXPECT_EQ(secret.size(), 40u);
  EXPECT_TRUE(std::all_of(secret.Reveal().begin(), secret.Reveal().end(),
                          [](uint8_t byte) { return byte == 0; }));
}

TEST(SecretBytes, MovesWithoutCopyingAndLeavesNothing) {
  SecretBytes secret(32);
  secret.Mutable()[31] = 9;
  const uint8_t* const where = secret.Reveal().data();
  SecretBytes moved(std::move(secret));
  EXPECT_EQ(moved.Reveal().data(), where);
  EXPECT_EQ(moved.Reveal()[31], 9);
  EXPECT_EQ(secret.size(), 0u);
  EXPECT_TRUE(secret.Reveal().empty());

  SecretBytes assigned(8);
  assigned = std::move(moved);
  EXPECT_EQ(assigned.size(), 32u);
  EXPECT_EQ(moved.size(), 0u);
}

TEST(SecretBytes, CannotBeCopiedComparedOrPrinted) {
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
  static_assert(!std::is_copy_assignable_v<SecretBytes>);
  static_assert(!Comparable<SecretBytes>);
  static_assert(!Printable<SecretBytes>);
}

TEST(SecretBytesDeathTest, ReadingPastTheEndEndsTheProcess) {
  const SecretBytes secret(32);
  EXPECT_DEATH(
      {
        const volatile uint8_t past = secret.Reveal().data()[32];
        static_cast<void>(past);
      },
      "");
}

}  // namespace
}  // namespace winnow
