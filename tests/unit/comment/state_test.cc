#include "service/comment/state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace winnow {
namespace {

TEST(State, EveryStateComesBackFromItsNameAndItsCode) {
  std::set<std::string> names;
  std::set<char> codes;
  for (const State state : kStates) {
    names.insert(std::string(StateName(state)));
    codes.insert(static_cast<char>(state));
    EXPECT_EQ(FindState(StateName(state)), state);
    const char code = static_cast<char>(state);
    EXPECT_EQ(StateFromCode(absl::string_view(&code, 1)), state);
  }
  EXPECT_EQ(names.size(), std::size(kStates));
  EXPECT_EQ(codes.size(), std::size(kStates));
}

TEST(State, NamesAreFoundInAnyCaseAndTheQueueUnderItsEverydayWord) {
  EXPECT_EQ(FindState("approved"), State::kApproved);
  EXPECT_EQ(FindState("Spam"), State::kSpam);
  EXPECT_EQ(FindState("pending"), State::kHeld);
}

TEST(State, AnythingElseIsNoState) {
  for (const absl::string_view name :
       {"", "H", "HELD ", "STATE_UNSPECIFIED", "held\xff"}) {
    EXPECT_EQ(FindState(name), std::nullopt) << name;
  }
  for (const absl::string_view code : {"", "h", "X", "HA"}) {
    EXPECT_EQ(StateFromCode(code), std::nullopt) << code;
  }
}

TEST(State, CodesAreThoseOfThePublicRedisFormat) {
  EXPECT_EQ(static_cast<char>(State::kHeld), 'H');
  EXPECT_EQ(static_cast<char>(State::kApproved), 'A');
  EXPECT_EQ(static_cast<char>(State::kRejected), 'R');
  EXPECT_EQ(static_cast<char>(State::kSpam), 'S');
  EXPECT_EQ(static_cast<char>(State::kWithdrawn), 'W');
}

}  // namespace
}  // namespace winnow
