#include "service/base/worker_pool.h"

#include <atomic>
#include <future>
#include <memory>

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(WorkerPool, RunsEverythingAcceptedBeforeItIsGone) {
  std::atomic<int> ran = 0;
  int accepted = 0;
  {
    WorkerPool pool(4, 1000);
    for (int work = 0; work < 1000; ++work) {
      if (pool.TrySubmit([&ran] { ++ran; })) ++accepted;
    }
  }
  EXPECT_EQ(accepted, 1000);
  EXPECT_EQ(ran, 1000);
}

TEST(WorkerPool, RefusesWorkBeyondItsQueueAndLeavesItWhole) {
  std::promise<void> started;
  std::promise<void> release;
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(1, 2);
    ASSERT_TRUE(pool.TrySubmit([&] {
      started.set_value();
      release.get_future().wait();
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.TrySubmit([&ran] { ++ran; }));
    EXPECT_TRUE(pool.TrySubmit([&ran] { ++ran; }));
    EXPECT_EQ(pool.queue_length(), 2u);
    absl::AnyInvocable<void() &&> third = [&ran] { ran += 10; };
    EXPECT_FALSE(pool.TrySubmit(std::move(third)));
    std::move(third)();
    release.set_value();
  }
  EXPECT_EQ(ran, 12);
}

TEST(WorkerPool, OneThreadStartsWorkInOrder) {
  std::vector<int> order;
  {
    WorkerPool pool(1, 100);
    for (int work = 0; work < 100; ++work) {
      ASSERT_TRUE(pool.TrySubmit([&order, work] { order.push_back(work); }));
    }
  }
  for (int work = 0; work < 100; ++work) EXPECT_EQ(order[work], work);
}

TEST(WorkerPool, TakesWorkThatCannotBeCopiedAndWorkFromWork) {
  std::atomic<int> sum = 0;
  {
    WorkerPool pool(2, 10);
    auto five = std::make_unique<int>(5);
    ASSERT_TRUE(pool.TrySubmit([&pool, &sum, five = std::move(five)] {
      sum += *five;
      EXPECT_TRUE(pool.TrySubmit([&sum] { sum += 7; }));
    }));
  }
  EXPECT_EQ(sum, 12);
}

}  // namespace
}  // namespace winnow
