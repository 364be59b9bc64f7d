#include "service/server/arrival_limits.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

sockaddr_storage Peer(const std::string& address) {
  sockaddr_storage peer = {};
  auto& v4 = reinterpret_cast<sockaddr_in&>(peer);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(peer);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr), 1);
    v6.sin6_family = AF_INET6;
  }
  return peer;
}

class ArrivalLimitsTest : public testing::Test {
 protected:
  // How many of `tries` from one address are let in now.
  int Admitted(const std::string& address, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; ++i) {
      admitted += limits_->Admit(Peer(address), now_) ? 1 : 0;
    }
    return admitted;
  }

  std::unique_ptr<ArrivalLimits> limits_ = std::make_unique<ArrivalLimits>();
  absl::Time now_ = absl::UnixEpoch() + absl::Hours(500'000);
};

TEST_F(ArrivalLimitsTest, LetsANetworkInAtOnceAndThenAtARate) {
  EXPECT_EQ(Admitted("192.0.2.1", 1000), kArrivalsAtOnce);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Admitted("192.0.2.1", 1000), kArrivalsPerSecond);
  now_ += absl::Hours(1);
  EXPECT_EQ(Admitted("192.0.2.1", 1000), kArrivalsAtOnce);
}

TEST_F(ArrivalLimitsTest, ANetworkThatAsksTooMuchTakesNothingFromOthers) {
  Admitted("192.0.2.1", 100'000);
  EXPECT_EQ(Admitted("198.51.100.7", 5), 5);
  EXPECT_EQ(Admitted("2001:db8:1::1", 5), 5);
}

TEST_F(ArrivalLimitsTest, KnowsTheNetworkOfAnAddress) {
  const struct {
    const char* name;
    const char* first;
    const char* second;
    bool same;
  } kRows[] = {
      {"neighbors of IPv4", "192.0.2.1", "192.0.2.2", false},
      {"IPv4 in IPv6", "192.0.2.1", "::ffff:192.0.2.1", true},
      {"two of IPv4 in IPv6", "::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
      {"one /48", "2001:db8:1:2::3", "2001:db8:1:ffff::4", true},
      {"two /48", "2001:db8:1::1", "2001:db8:2::1", false},
  };
  for (const auto& row : kRows) {
    limits_ = std::make_unique<ArrivalLimits>();
    Admitted(row.first, kArrivalsAtOnce);
    EXPECT_EQ(Admitted(row.second, 1) == 0, row.same) << row.name;
  }
}

TEST_F(ArrivalLimitsTest, AllTogetherHaveARateAsWell) {
  int admitted = 0;
  for (int i = 0; i < 5000; ++i) {
    admitted += Admitted(absl::StrCat("10.1.", i / 250, ".", i % 250), 1);
  }
  EXPECT_EQ(admitted, kAllArrivalsAtOnce);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Admitted("192.0.2.1", 5), 5);
}

}  // namespace
}  // namespace winnow
