// What a peer without a certificate can cost: less than a twentieth of a core
// and a bounded amount of memory, whatever it sends, as fast as it can.
//
// The one test of this tree that asserts a figure. It is CPU time of winnowd,
// which other programs hardly change, over seconds, less what winnowd uses
// when nobody attacks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/eventually.h"
#include "tests/support/flood.h"
#include "tests/support/tls_room.h"

namespace winnow {
namespace {

constexpr absl::Duration kFlood = absl::Seconds(8);
constexpr double kCoreShareMax = 0.05;
// The sanitizers keep what was freed, and more.
constexpr int64_t kBytesMax = int64_t{WINNOW_SANITIZED ? 256 : 64} << 20;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// User and system time of all threads of a process.
absl::Duration CpuTimeOf(pid_t pid) {
  const std::string text = ReadAll(absl::StrCat("/proc/", pid, "/stat"));
  // The name, in parentheses, may hold anything.
  const std::vector<std::string> fields =
      absl::StrSplit(text.substr(text.rfind(')') + 2), ' ');
  int64_t user = 0;
  int64_t system = 0;
  EXPECT_TRUE(absl::SimpleAtoi(fields[11], &user) &&
              absl::SimpleAtoi(fields[12], &system));
  return absl::Seconds(static_cast<double>(user + system) /
                       static_cast<double>(sysconf(_SC_CLK_TCK)));
}

int64_t MemoryOf(pid_t pid) {
  const std::vector<std::string> fields =
      absl::StrSplit(ReadAll(absl::StrCat("/proc/", pid, "/statm")), ' ');
  int64_t pages = 0;
  EXPECT_TRUE(absl::SimpleAtoi(fields[1], &pages));
  return pages * sysconf(_SC_PAGESIZE);
}

class TlsFlood : public testing::Test {
 protected:
  struct Cost {
    double core_share = 0;
    int64_t bytes = 0;
  };

  Cost CostOf(Attack attack, int port, absl::Duration time) {
    const pid_t pid = room_.system().winnowd_pid();
    const int64_t memory = MemoryOf(pid);
    const absl::Duration before = CpuTimeOf(pid);
    const absl::Time start = absl::Now();
    tally_ = Flood(attack, port, time);
    const absl::Duration took = absl::Now() - start;
    return {.core_share = absl::FDivDuration(CpuTimeOf(pid) - before, took),
            .bytes = MemoryOf(pid) - memory};
  }

  // The share of a core that winnowd uses for itself.
  double Idle() {
    const pid_t pid = room_.system().winnowd_pid();
    const absl::Duration before = CpuTimeOf(pid);
    absl::SleepFor(absl::Seconds(4));
    return absl::FDivDuration(CpuTimeOf(pid) - before, absl::Seconds(4));
  }

  void Print(const char* name, const Cost& cost) {
    printf(
        "%-28s %6.2f %% of a core, %+6.1f MB; %ld connections, %ld MB sent\n",
        name, cost.core_share * 100, static_cast<double>(cost.bytes) / 1e6,
        tally_.connections, tally_.bytes / 1'000'000);
  }

  TlsRoom room_;
  FloodTally tally_;
};

TEST_F(TlsFlood, APeerWithoutACertificateCostsLittle) {
  ASSERT_TRUE(room_.Connects("desk"));
  const double idle = Idle();
  printf("%-28s %6.2f %% of a core\n", "nobody", idle * 100);
  const struct {
    const char* name;
    Attack attack;
  } kRows[] = {{"silent connections", Attack::kSilence},
               {"half a ClientHello", Attack::kHalfHello},
               {"garbage", Attack::kGarbage},
               {"a ClientHello in crumbs", Attack::kCrumbs},
               {"handshakes", Attack::kHandshakes},
               {"handshakes, then headers", Attack::kTlsHeaders}};
  const int64_t memory = MemoryOf(room_.system().winnowd_pid());
  // What a network may begin at once is used up: a flood lasts longer.
  Flood(Attack::kSilence, room_.port(), absl::Seconds(2));
  for (const auto& row : kRows) {
    const Cost cost = CostOf(row.attack, room_.port(), kFlood);
    Print(row.name, cost);
    EXPECT_GT(tally_.connections, 10) << row.name;
    EXPECT_LT(cost.core_share - idle, kCoreShareMax) << row.name;
    EXPECT_LT(MemoryOf(room_.system().winnowd_pid()) - memory, kBytesMax)
        << row.name;
  }
  // Whoever has a certificate gets in again once the flood is over.
  EXPECT_TRUE(Eventually([this] { return room_.Connects("desk"); }));
}

// Why no plaintext leaves the machine, and that the attack is one.
TEST_F(TlsFlood, TheSameHeadersPinACoreWherePlaintextIsAllowed) {
  const Cost cost =
      CostOf(Attack::kPlainHeaders, room_.plain_port(), absl::Seconds(3));
  Print("headers without TLS", cost);
  EXPECT_GT(tally_.connections, 0);
  EXPECT_GT(cost.core_share, kCoreShareMax) << "is gRPC mended?";
}

}  // namespace
}  // namespace winnow
