#include "service/store/redis/command.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(Command, IsEncodedAsRedisReadsIt) {
  EXPECT_EQ(Command("PING").encoded(), "*1\r\n$4\r\nPING\r\n");
  EXPECT_EQ(Command({"SET", "key", ""}).encoded(),
            "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$0\r\n\r\n");
}

TEST(Command, KeepsAnyBytes) {
  const std::string bytes("\0\r\n*$\xff", 6);
  EXPECT_EQ(Command("ECHO").Append(bytes).encoded(),
            absl::StrCat("*2\r\n$4\r\nECHO\r\n$6\r\n", bytes, "\r\n"));
}

TEST(Command, WritesNumbersInDecimal) {
  EXPECT_EQ(Command("X")
                .AppendInt(0)
                .AppendInt(std::numeric_limits<int64_t>::min())
                .AppendInt(std::numeric_limits<int64_t>::max())
                .encoded(),
            "*4\r\n$1\r\nX\r\n$1\r\n0\r\n$20\r\n-9223372036854775808\r\n"
            "$19\r\n9223372036854775807\r\n");
}

TEST(Command, CountsItsArgumentsPastEveryPowerOfTen) {
  Command command("X");
  for (int arguments = 2; arguments <= 1001; ++arguments) {
    command.Append("");
    const std::string head = absl::StrCat("*", arguments, "\r\n$1\r\nX\r\n");
    ASSERT_EQ(command.encoded().substr(0, head.size()), head);
    ASSERT_EQ(command.bytes(), head.size() + 6 * (arguments - 1));
  }
}

TEST(Command, ACopyIsItsOwn) {
  Command command({"GET", "key"});
  const Command copy = command.Copy();
  command.Append("more");
  EXPECT_EQ(copy.encoded(), "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n");
}

}  // namespace
}  // namespace winnow
