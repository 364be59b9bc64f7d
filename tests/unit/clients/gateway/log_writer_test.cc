#include "clients/gateway/log_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"

namespace winnow {
namespace {

const std::string kLine = std::string(99, 'x') + "\n";

TEST(LogWriter, DropsLinesThatNobodyReadsAndBlocksNobody) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  auto writer = std::make_unique<LogWriter>(ends[1], 1000);
  // A pipe holds 64 KB; this is more than pipe and writer together.
  for (int i = 0; i < 10'000; ++i) writer->Write(kLine);
  EXPECT_GT(writer->dropped(), 1000);
  // Whoever reads on gets the rest.
  std::string read_back;
  std::thread reader([&] {
    char block[4096];
    for (ssize_t n = read(ends[0], block, sizeof(block)); n > 0;
         n = read(ends[0], block, sizeof(block))) {
      read_back.append(block, static_cast<size_t>(n));
    }
  });
  const int64_t dropped = writer->dropped();
  writer = nullptr;
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(read_back.size(), (10'000 - static_cast<size_t>(dropped)) * 100);
}

TEST(LogWriter, EndsThoughNobodyReads) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  auto writer = std::make_unique<LogWriter>(ends[1], 1 << 20);
  for (int i = 0; i < 2'000; ++i) writer->Write(kLine);
  const absl::Time start = absl::Now();
  writer = nullptr;
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
  close(ends[0]);
  close(ends[1]);
}

TEST(LogWriter, CountsLinesThatTheFileDoesNotTake) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  LogWriter writer(full, 1 << 20);
  writer.Write(kLine);
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (writer.dropped() == 0 && absl::Now() < limit) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  EXPECT_EQ(writer.dropped(), 1);
}

}  // namespace
}  // namespace winnow
