#include "service/base/uuid.h"

#include <set>
#include <unordered_set>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"

namespace winnow {
namespace {

TEST(Uuid, CarriesTheTimeItWasMadeToTheMillisecond) {
  FakeRandom random;
  FakeClock clock(absl::FromUnixMicros(1700000000123456));
  EXPECT_EQ(MakeUuidV7(clock, random).Time(),
            absl::FromUnixMillis(1700000000123));
}

TEST(Uuid, HasVersionSevenAndTheStandardVariant) {
  FakeRandom random;
  FakeClock clock;
  for (int round = 0; round < 100; ++round) {
    const std::string text = MakeUuidV7(clock, random).ToString();
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
  }
}

TEST(Uuid, MatchesTheExampleOfRfc9562) {
  // Appendix A.6: 2022-02-22T19:22:22 GMT as milliseconds 0x017F22E279B0.
  const auto id = ParseUuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->Time(), absl::FromUnixMillis(0x017F22E279B0));
  EXPECT_EQ(id->ToString(), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Uuid, SortsByTimeAsValueBytesAndText) {
  FakeRandom random;
  FakeClock clock;
  Uuid previous = MakeUuidV7(clock, random);
  for (int round = 0; round < 100; ++round) {
    clock.Advance(absl::Milliseconds(1));
    const Uuid next = MakeUuidV7(clock, random);
    EXPECT_LT(previous, next);
    EXPECT_LT(previous.Bytes(), next.Bytes());
    EXPECT_LT(previous.ToString(), next.ToString());
    previous = next;
  }
}

TEST(Uuid, DoesNotRepeatWithinOneMillisecond) {
  FakeClock clock;
  std::set<Uuid> seen;
  for (int round = 0; round < 1000; ++round) {
    EXPECT_TRUE(seen.insert(MakeUuidV7(clock, SystemRandom())).second);
  }
}

TEST(Uuid, ATimeBeforeTheEpochCountsAsTheEpoch) {
  FakeRandom random;
  EXPECT_EQ(MakeUuidV7(absl::InfinitePast(), random).Time(), absl::UnixEpoch());
}

TEST(Uuid, ReadsBackItsTextAndItsBytes) {
  FakeRandom random;
  FakeClock clock;
  for (int round = 0; round < 100; ++round) {
    const Uuid id = MakeUuidV7(clock, random);
    EXPECT_EQ(ParseUuid(id.ToString()), id);
    EXPECT_EQ(UuidFromBytes(id.Bytes()), id);
  }
}

TEST(Uuid, RefusesAnythingElse) {
  for (const char* bad : {
           "",
           "017f22e2",
           "017f22e279b07cc398c4dc0c0c07398f",
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
           "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
           "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
           "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
           "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
           "017f22e2-79b0-7cc3-98c4-dc0c0c0739\xc3\xa9",
       }) {
    EXPECT_EQ(ParseUuid(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(UuidFromBytes("fifteen bytes.."), std::nullopt);
  EXPECT_EQ(UuidFromBytes("seventeen bytes.."), std::nullopt);
}

TEST(Uuid, HashesAsItCompares) {
  FakeRandom random;
  FakeClock clock;
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {Uuid{}, MakeUuidV7(clock, random), MakeUuidV7(clock, random)}));
}

}  // namespace
}  // namespace winnow
