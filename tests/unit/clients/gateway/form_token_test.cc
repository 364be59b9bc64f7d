#include "clients/gateway/form_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::SizeIs;

const absl::Time kShown = absl::FromUnixMillis(1'800'000'000'123);

class FormToken : public testing::Test {
 protected:
  std::string OutcomeOf(const std::string& token, absl::Duration later,
                        const std::string& thread = "bridge") const {
    return std::string(
        ReadFormToken(daily_, thread, token, kShown + later).outcome);
  }

  const GatewaySettings settings_ = TwoSites({});
  const GatewaySite& daily_ = settings_.sites.at("daily");
  const std::string token_ = MakeFormToken(daily_, "bridge", kShown);
};

TEST_F(FormToken, SaysHowLongAFormWasShown) {
  EXPECT_THAT(token_, SizeIs(32));
  const FormAge form =
      ReadFormToken(daily_, "bridge", token_, kShown + absl::Seconds(7));
  EXPECT_EQ(form.outcome, "good");
  EXPECT_EQ(form.age, absl::Seconds(7));
  EXPECT_EQ(OutcomeOf(token_, absl::ZeroDuration()), "good");
  EXPECT_EQ(OutcomeOf(token_, kFormTokenLife), "good");
  EXPECT_EQ(OutcomeOf(token_, kFormTokenLife + absl::Milliseconds(1)), "old");
  // Another gateway's clock is ahead.
  EXPECT_EQ(OutcomeOf(token_, -absl::Milliseconds(1)), "bad");
  EXPECT_EQ(OutcomeOf("", absl::ZeroDuration()), "missing");
}

TEST_F(FormToken, IsGoodForItsSiteThreadAndKeyAlone) {
  EXPECT_EQ(OutcomeOf(token_, absl::Seconds(1), "bridge2"), "bad");
  EXPECT_EQ(OutcomeOf(token_, absl::Seconds(1), ""), "bad");
  GatewaySite other = daily_;
  other.key = "GatewaysKey2";
  EXPECT_EQ(ReadFormToken(other, "bridge", token_, kShown).outcome, "bad");
  other = daily_;
  other.id = "weekly";
  EXPECT_EQ(ReadFormToken(other, "bridge", token_, kShown).outcome, "bad");
  // Another gateway of the site agrees.
  other = {.id = "daily", .key = daily_.key};
  EXPECT_EQ(ReadFormToken(other, "bridge", token_, kShown).outcome, "good");
}

TEST_F(FormToken, IsNoLongerGoodWithAnyCharacterChanged) {
  for (size_t i = 0; i < token_.size(); ++i) {
    std::string changed = token_;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(OutcomeOf(changed, absl::Seconds(1)), "bad") << i;
  }
  for (const std::string& text :
       {token_ + "A", token_.substr(1), std::string(32, '='),
        std::string(32, ' '), std::string(32, '\0'),
        std::string(100'000, 'A')}) {
    EXPECT_EQ(OutcomeOf(text, absl::Seconds(1)), "bad");
  }
}

}  // namespace
}  // namespace winnow
