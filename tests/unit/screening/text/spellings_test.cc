#include "service/screening/text/spellings.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

Spellings TheSpellings() {
  Spellings spellings;
  for (const char* word : {"kill", "to", "slut", "half-breed", "i'll", "ass",
                           "know", "viagra", "you", "сосок"}) {
    spellings.Add(word, false);
  }
  spellings.Add("fuck", true);
  spellings.Add("asshole", true);
  return spellings;
}

bool MayBeDisguised(const Spellings& spellings, const std::string& text) {
  return spellings.MayBeDisguised(TextViews(text));
}

TEST(Spellings, SeeWordsThatMayStandForOneOfThem) {
  const Spellings spellings = TheSpellings();
  for (const char* text :
       {"sh kiill",    "kiII",          "ki11",          "k!ll",
        "5lut",        "too",           "toooo!!",       "$lut",
        "sIut",        "SlUT you l'II", "sLUUT",         "hallf-breed",
        "half-brreed", "assshole*s",    "a$$holes",      "4sshole!",
        "fuuuuucking", "fvck fuccker",  "f u c k",       "I f.u.c.k",
        "k-i-l-l",     "a, s l u t",    "1'll",          "l'LL",
        "sIut!",       "v1agra",        "viaqra vi4gra", "coccok",
        "SIut",        "x y o u z",     "kill\n k i l l"}) {
    EXPECT_TRUE(MayBeDisguised(spellings, text)) << text;
  }
}

TEST(Spellings, PassOverEverythingElse) {
  const Spellings spellings = TheSpellings();
  for (const char* text : {"",
                           "a",
                           "I am the mayor of a town",
                           "Kill all the assholes, fuckers!",
                           "He came at 5 in 1984, in lane 3.",
                           "I'll tell you: he is a poor fool.",
                           "Oh no! What a day; it is 10 past 6.",
                           "Mr. A. S. Smith",
                           "kil",
                           "good",
                           "kilo",
                           "to do",
                           "A. B. C.",
                           "U.S.A.",
                           "x.y.z",
                           "asinine",
                           "attack",
                           "half - breed",
                           "half-bred",
                           "slit",
                           "cocok?"}) {
    EXPECT_FALSE(MayBeDisguised(spellings, text)) << text;
  }
}

TEST(Spellings, TakeASingleSignForAWordOnlyWhereOneIsLookedFor) {
  Spellings spellings;
  EXPECT_FALSE(MayBeDisguised(spellings, "1 know, te voy @ matar"));
  spellings.Add("i", false);
  EXPECT_TRUE(MayBeDisguised(spellings, "1 know"));
  EXPECT_TRUE(MayBeDisguised(spellings, "so l know"));
  EXPECT_FALSE(MayBeDisguised(spellings, "I know, te voy @ matar"));
  spellings.Add("a", false);
  EXPECT_TRUE(MayBeDisguised(spellings, "te voy @ matar"));
}

TEST(Spellings, AskNothingOfTextsWithOtherLetters) {
  const Spellings spellings = TheSpellings();
  for (const char* text :
       {"größer", "kіll", "k\u200bill", "€", "…", "⭕", "ｋｉｌｌ",
        "c’est l’été", "k ’ i ’ l ’ l", "“kiill”"}) {
    EXPECT_TRUE(MayBeDisguised(spellings, text)) << text;
  }
  for (const char* text :
       {"It’s “fine” – isn’t it? 👍", "中文 and kill", "kill – ‘you’"}) {
    EXPECT_FALSE(MayBeDisguised(spellings, text)) << text;
  }
}

TEST(Spellings, LookWhereverAWordStands) {
  const Spellings spellings = TheSpellings();
  for (size_t before = 0; before < 140; ++before) {
    for (const char* word : {"kiill", "s.l.u.t", "SIut", "5lut"}) {
      const std::string text = std::string(before, 'x') + " " + word;
      EXPECT_TRUE(MayBeDisguised(spellings, text)) << text;
      EXPECT_TRUE(MayBeDisguised(spellings, text + " more")) << text;
    }
    EXPECT_FALSE(MayBeDisguised(spellings, std::string(before, ' ') + "kill"));
  }
}

}  // namespace
}  // namespace winnow
