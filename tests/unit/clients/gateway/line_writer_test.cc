#include "clients/gateway/line_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>
#include <string>

namespace winnow {
namespace {

TEST(LineWriter, DropsLinesThatNobodyReadsAndBlocksNobody) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  auto writer = std::make_unique<LineWriter>(ends[1], 1000);
  // A pipe holds 64 KB; this is more than pipe and writer together.
  for (int i = 0; i < 10'000; ++i) writer->Write(std::string(99, 'x') + "\n");
  EXPECT_GT(writer->dropped(), 1000);
  // Whoever reads on lets it end.
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

}  // namespace
}  // namespace winnow
