#include "service/store/redis/pacer.h"

#include <future>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

using ::testing::ElementsAre;

TEST(Pacer, RunsWorkWhenItIsDueAndNotInTheOrderOfAsking) {
  std::vector<int> order;
  std::promise<void> last;
  Pacer pacer;
  pacer.After(absl::Milliseconds(60), [&] {
    order.push_back(2);
    last.set_value();
  });
  pacer.After(absl::Milliseconds(5), [&] { order.push_back(1); });
  last.get_future().wait();
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(Pacer, RunsWhatWaitsWhenItIsClosedAndLaterWorkAtOnce) {
  int ran = 0;
  Pacer pacer;
  pacer.After(absl::Hours(1), [&] {
    ++ran;
    pacer.After(absl::Hours(1), [&] { ++ran; });
  });
  pacer.Close();
  EXPECT_EQ(ran, 2);
  pacer.After(absl::Hours(1), [&] { ++ran; });
  EXPECT_EQ(ran, 3);
}

}  // namespace
}  // namespace winnow
