// What ExposeSites shows of the sites that this server has loaded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/server/exposition.h"
#include "service/store/redis/redis_audit_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ExposeSitesTest : public testing::Test {
 protected:
  ExposeSitesTest() {
    ExposeSites(*room_.live, arrivals_, checkpoints_, clock_, metrics_);
  }

  // Makes a text the live policy, and has this server hear of it.
  void Apply(const std::string& policy, const std::string& revision) {
    EXPECT_THAT(
        room_.sites->Change(room_.site, std::nullopt,
                            {{"policy", policy}, {"policy-revision", revision}},
                            "digest", "record"),
        IsOk());
    EXPECT_THAT(room_.live->LoadNewest(room_.site), IsOk());
  }

  Newsroom room_;
  ArrivalTally arrivals_;
  RedisAuditStore audit_store_{*room_.redis};
  Audit audit_{audit_store_, *room_.live};
  FakeClock clock_;
  AuditCheckpoints checkpoints_{audit_, *room_.live, clock_};
  Metrics metrics_;
};

TEST_F(ExposeSitesTest, ShowsASiteOnceItIsLoaded) {
  EXPECT_THAT(metrics_.Expose(), Not(HasSubstr("site=")));
  ASSERT_THAT(room_.live->LoadNewest(room_.site), IsOk());
  EXPECT_THAT(
      metrics_.Expose(),
      AllOf(HasSubstr("\nwinnow_policy_revision{site=\"daily\"} 1\n"),
            HasSubstr("\nwinnow_site_usable{site=\"daily\"} 1\n"),
            HasSubstr("\nwinnow_audit_failing{site=\"daily\"} 0\n"),
            HasSubstr("\nwinnow_busiest_network_ratio{site=\"daily\"} 0\n"),
            HasSubstr("\nwinnow_unusable_address_ratio{site=\"daily\"} 0\n")));
}

TEST_F(ExposeSitesTest, FollowsThePolicyThatIsInForceHere) {
  Apply("another", "7");
  EXPECT_THAT(metrics_.Expose(),
              HasSubstr("winnow_policy_revision{site=\"daily\"} 7\n"));
  // One that cannot be used holds every comment.
  Apply(kUnusable, "8");
  EXPECT_THAT(metrics_.Expose(),
              AllOf(HasSubstr("winnow_policy_revision{site=\"daily\"} 8\n"),
                    HasSubstr("winnow_site_usable{site=\"daily\"} 0\n")));
  Apply("a good one", "no number");
  EXPECT_THAT(metrics_.Expose(),
              AllOf(HasSubstr("winnow_policy_revision{site=\"daily\"} 0\n"),
                    HasSubstr("winnow_site_usable{site=\"daily\"} 1\n")));
}

TEST_F(ExposeSitesTest, TellsSharesOnceThereAreEnoughComments) {
  ASSERT_THAT(room_.live->LoadNewest(room_.site), IsOk());
  for (int i = 0; i < kArrivalsTold; ++i) {
    EXPECT_THAT(metrics_.Expose(),
                AllOf(HasSubstr("busiest_network_ratio{site=\"daily\"} 0\n"),
                      HasSubstr("unusable_address_ratio{site=\"daily\"} 0\n")))
        << i;
    // Half from one network, a quarter with a private address.
    arrivals_.Count(room_.site, i % 2 == 0 ? "one" : "another",
                    /*unusable_address=*/i % 4 == 0, clock_.Now());
  }
  EXPECT_THAT(
      metrics_.Expose(),
      AllOf(HasSubstr("busiest_network_ratio{site=\"daily\"} 0.5\n"),
            HasSubstr("unusable_address_ratio{site=\"daily\"} 0.25\n")));
  // Nobody asks a day later what came the day before.
  clock_.Advance(absl::Hours(25));
  EXPECT_THAT(metrics_.Expose(),
              HasSubstr("busiest_network_ratio{site=\"daily\"} 0\n"));
}

}  // namespace
}  // namespace winnow
