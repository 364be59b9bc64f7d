#include "service/screening/filters/repetition.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

double RepetitionOf(const std::string& body) {
  Inspection inspection;
  inspection.draft.body = body;
  return Strength(inspection.Inspect(*MakeRepetition({})), "repetition");
}

std::string Times(int n, const std::string& text) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

TEST(Repetition, GrowsWithTheRunOfALetter) {
  EXPECT_EQ(RepetitionOf("nooooo"), 0);
  EXPECT_DOUBLE_EQ(RepetitionOf("n" + Times(10, "o")), 0.5);
  EXPECT_EQ(RepetitionOf("n" + Times(15, "O")), 1);
  EXPECT_EQ(RepetitionOf("n" + Times(15, "ö") + "!"), 1);
  EXPECT_EQ(RepetitionOf("ну" + Times(15, "у")), 1);
  EXPECT_EQ(RepetitionOf(Times(10, "a") + " " + Times(10, "b")), 1);
}

TEST(Repetition, PointsAtTheLetters) {
  Inspection inspection;
  inspection.draft.body = "ganz tooooooooll";
  const SignalSink sink = inspection.Inspect(*MakeRepetition({}));
  EXPECT_EQ(Pieces(inspection.draft, Get(sink, "repetition")),
            std::vector<std::string>{"oooooooo"});
}

TEST(Repetition, HearsTheSameWordInARow) {
  EXPECT_EQ(RepetitionOf("no no no no no"), 0);
  EXPECT_GT(RepetitionOf(Times(8, "buy ")), 0.4);
  EXPECT_EQ(RepetitionOf(Times(12, "Buy! ")), 1);
  EXPECT_EQ(RepetitionOf(Times(12, "купи ")), 1);
}

TEST(Repetition, HearsTheSameLineAgainAndAgain) {
  EXPECT_EQ(RepetitionOf(Times(12, "Visit my page now\n")), 1);
  EXPECT_EQ(RepetitionOf(Times(12, "快来看看我的网站吧\n")), 1);
}

TEST(Repetition, StaysSilentForOrdinaryText) {
  for (const char* body :
       {"", "x", "1000000000000000", "--------------------------", "wooow",
        "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ", "ههههههههههههههههه",
        "哈哈哈哈哈哈哈哈哈哈", "........................................",
        "\xff\xff\xff\xff\xff\xff",
        "As I went to St Ives I met a man with seven wives, each wife had "
        "seven sacks, each sack had seven cats, each cat had seven kits: kits, "
        "cats, sacks and wives, how many were there going to St Ives?",
        "สวัสดีครับ "
        "ผมคิดว่าเรื่องนี้สำคัญมากสำหรับทุกคนในประเทศนี้และเราควรจะพูดคุยกันอย่างเปิดเผย",
        "わたしはきょうとてもたのしかったですからまたあしたもいきたいとおもいま"
        "すよろしくおねがいします"}) {
    EXPECT_EQ(RepetitionOf(body), 0) << body;
  }
}

TEST(Repetition, TakesItsLimitFromThePolicy) {
  FilterSettings settings;
  settings.limits.repeated_letters = 3;
  Inspection inspection;
  inspection.draft.body = "noooooo";
  EXPECT_DOUBLE_EQ(
      Strength(inspection.Inspect(*MakeRepetition(settings)), "repetition"),
      0.5);
}

}  // namespace
}  // namespace winnow
