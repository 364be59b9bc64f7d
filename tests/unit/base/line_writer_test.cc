#include "service/base/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

// A pipe that holds one page, and that nobody empties who is not told to.
class Pipe {
 public:
  Pipe() {
    int ends[2];
    if (pipe(ends) != 0) abort();
    read_end_ = ends[0];
    write_end_ = ends[1];
    const int capacity = fcntl(write_end_, F_SETPIPE_SZ, 4096);
    if (capacity > 0) capacity_ = static_cast<size_t>(capacity);
  }
  ~Pipe() {
    close(read_end_);
    if (write_end_ >= 0) close(write_end_);
  }

  int write_end() const { return write_end_; }
  size_t capacity() const { return capacity_; }

  // All that is written from now on until `end` of it was read.
  std::string ReadUntil(const std::string& end) {
    std::string text;
    char buffer[4096];
    while (text.find(end) == std::string::npos) {
      const ssize_t got = read(read_end_, buffer, sizeof(buffer));
      if (got <= 0) break;
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  // The same until the end of all, for which the writing end is closed.
  std::string ReadRest() {
    close(write_end_);
    write_end_ = -1;
    return ReadUntil("never written");
  }

 private:
  int read_end_;
  int write_end_;
  size_t capacity_ = 65536;  // as long as nobody says otherwise
};

std::string Dropped(int64_t count) { return absl::StrCat("-", count, "\n"); }

TEST(LineWriter, WritesAllLinesInOrderBeforeItEnds) {
  Pipe pipe;
  std::string expected;
  {
    LineWriter writer(pipe.write_end(), 1 << 20, Dropped);
    for (int i = 0; i < 100; ++i) {
      const std::string line = absl::StrCat("line ", i, "\n");
      expected += line;
      writer.Write(line);
    }
  }
  EXPECT_EQ(pipe.ReadRest(), expected);
}

TEST(LineWriter, KeepsNobodyWaitingForAPipeThatIsFull) {
  Pipe pipe;
  auto writer = std::make_unique<LineWriter>(pipe.write_end(),
                                             2 * pipe.capacity(), Dropped);
  int lines = 0;
  const auto write = [&] {
    writer->Write(
        absl::StrCat(std::string(92, 'x'), " ", 100'000 + lines++, "\n"));
  };
  // More than the pipe holds and than may wait: this returns all the same.
  while (static_cast<size_t>(lines) * 100 < 4 * pipe.capacity()) write();
  EXPECT_FALSE(writer->IsDone());
  // Somebody reads again.
  std::string read;
  std::thread reader([&] { read = pipe.ReadUntil("the end\n"); });
  EXPECT_TRUE(Eventually([&] { return writer->IsDone(); }));
  write();
  writer.reset();
  WriteWhole(pipe.write_end(), "the end\n");
  reader.join();
  // Those left out are counted where they are missing.
  int next = 0;
  int whole = 0;
  for (const absl::string_view line : absl::StrSplit(read, '\n')) {
    int number = 0;
    if (line.empty() || line == "the end") continue;
    if (line[0] == '-') {
      ASSERT_TRUE(absl::SimpleAtoi(line.substr(1), &number)) << line;
      next += number;
      continue;
    }
    ASSERT_EQ(line.size(), 99u) << line;
    ASSERT_TRUE(absl::SimpleAtoi(line.substr(93), &number)) << line;
    EXPECT_EQ(number - 100'000, next);
    next = number - 100'000 + 1;
    ++whole;
  }
  EXPECT_EQ(next, lines);
  EXPECT_LT(whole, lines);
  EXPECT_GE(static_cast<size_t>(whole) * 100, pipe.capacity());
  EXPECT_TRUE(absl::EndsWith(
      read, absl::StrCat(" ", 100'000 + lines - 1, "\nthe end\n")));
}

TEST(LineWriter, WritesToADescriptorThatDoesNotBlock) {
  Pipe pipe;
  fcntl(pipe.write_end(), F_SETFL, O_NONBLOCK);
  const std::string long_line(3 * pipe.capacity(), 'x');
  std::string read;
  std::thread reader([&] { read = pipe.ReadUntil("\n"); });
  {
    LineWriter writer(pipe.write_end(), 1 << 20, Dropped);
    writer.Write(long_line + "\n");
  }
  reader.join();
  EXPECT_EQ(read, long_line + "\n");
}

TEST(LineWriter, EndsWhereNothingCanBeWritten) {
  const int read_only = open("/dev/null", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(read_only, 0);
  {
    LineWriter writer(read_only, 1 << 20, Dropped);
    writer.Write("lost\n");
  }
  close(read_only);
}

TEST(LineWriter, MixesNoLinesOfManyThreads) {
  Pipe pipe;
  std::string read;
  std::thread reader([&] { read = pipe.ReadUntil("end\n"); });
  {
    LineWriter writer(pipe.write_end(), 1 << 20, Dropped);
    std::vector<std::thread> threads;
    for (char name = 'a'; name < 'e'; ++name) {
      threads.emplace_back([&writer, name] {
        for (int i = 0; i < 500; ++i) {
          writer.Write(std::string(50, name) + "\n");
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    writer.Write("end\n");
  }
  reader.join();
  ASSERT_EQ(read.size(), 2000u * 51 + 4);
  for (size_t i = 0; i < 2000; ++i) {
    const std::string line = read.substr(i * 51, 51);
    ASSERT_EQ(line, std::string(50, line[0]) + "\n");
  }
}

}  // namespace
}  // namespace winnow
