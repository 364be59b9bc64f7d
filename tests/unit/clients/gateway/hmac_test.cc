#include "clients/gateway/hmac.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace winnow {
namespace {

std::string Hex(const HmacCode& code) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(code.data()), code.size()));
}

// RFC 4231, cases 1, 2 and 6: a short secret, and one longer than a block.
TEST(Hmac, IsThatOfTheStandard) {
  EXPECT_EQ(Hex(HmacSha256(std::string(20, '\x0b'), {"Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b"
            "881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(Hex(HmacSha256("Jefe", {"what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c7"
            "5a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(Hex(HmacSha256(std::string(131, '\xaa'),
                           {"Test Using Larger Than Block-Size Key - Hash Key "
                            "First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f"
            "8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, OfPiecesIsThatOfTheWhole) {
  EXPECT_EQ(HmacSha256("Jefe", {"what do ya ", "", "want for nothing?"}),
            HmacSha256("Jefe", {"what do ya want for nothing?"}));
  EXPECT_NE(HmacSha256("Jefe", {}), HmacSha256("", {}));
}

}  // namespace
}  // namespace winnow
