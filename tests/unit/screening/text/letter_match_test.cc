#include "service/screening/text/letter_match.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(LetterMatch, TakesSpellingsAndRefusesOtherWords) {
  struct Row {
    const char* term;
    const char* written;
    bool is_plausible;
  };
  const Row rows[] = {
      {"fuck", "fuck", true},
      {"fuck", "fuuuck", true},
      {"fuck", "ffuucckk", true},
      {"fuck", "fuuck", true},
      {"fuck", "f.u.c.k", true},
      {"fuck you", "f u c k   y o u", true},
      {"fuck you", "f u c k y o u", true},
      {"fuck you", "fuckyou", false},
      {"fuck*", "fuuucking", true},
      {"shit", "5h1t", true},
      {"shit", "5h17", false},
      {"shitty", "5h1tty", true},
      {"kill", "k1ll", true},
      {"kill", "k11l", true},
      {"kill", "kiiilll", true},
      {"asshole", "a$$h0le", true},
      {"asshole", "ashole", false},
      {"nigger", "niger", false},
      {"god", "good", false},
      {"as", "ass", false},
      {"ass", "asssss", true},
      {"ass", "a$$", true},
      {"ass", "4ss", false},
      {"ass", "a s s", true},
      {"as", "a s", false},
      {"slet", "sleet", false},
      {"boner", "bonner", false},
      {"putas", "puttas", false},
      {"inbred*", "inbreeding", false},
      {"vergasen", "vergassen", false},
      {"shit", "shitt", true},
      {"fuck", "fucck", true},
      {"sub4sub", "sub4sub", true},
      {"sub4sub", "subasub", false},
      {"100", "1000", false},
      {"half-breed", "half-breeed", true},
      {"i'll kill you", "i'll killl you", true},
      {"lynch him", "llyynncchh hhiimm", true},
      {"shoot them", "sh00t them", true},
  };
  for (const Row& row : rows) {
    const auto match = MatchLetters(row.written, row.term);
    EXPECT_EQ(match && IsPlausible(*match), row.is_plausible)
        << row.written << " for " << row.term;
  }
}

TEST(LetterMatch, CountsWhatWasDone) {
  const auto match = MatchLetters("d1i.i.c k", "dick");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->letters, 4);
  EXPECT_EQ(match->digits, 1);
  EXPECT_EQ(match->stretched, 1);
  EXPECT_EQ(match->gaps, 3);
  EXPECT_TRUE(IsDisguised(*match));
  EXPECT_FALSE(IsDisguised(*MatchLetters("dick head", "dick head")));
}

TEST(LetterMatch, EndsForTextsThatMayBeReadInManyWays) {
  const std::string ones(200, '1');
  std::string term;
  for (int i = 0; i < 100; ++i) term += i % 2 == 0 ? "i" : "l";
  MatchLetters(ones + "x", term);
  EXPECT_FALSE(MatchLetters(std::string(5000, 'a'), "a"));
}

}  // namespace
}  // namespace winnow
