#include "service/screening/filters/shouting.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

double ShoutingOf(const std::string& body) {
  Inspection inspection;
  inspection.draft.body = body;
  return Strength(inspection.Inspect(*MakeShouting({})), "shouting");
}

TEST(Shouting, HearsTextInCapitals) {
  EXPECT_EQ(ShoutingOf("THIS IS AN OUTRAGE AND YOU ALL KNOW IT!!!"), 1);
  EXPECT_EQ(ShoutingOf("ЭТО БЕЗОБРАЗИЕ И ВЫ ВСЕ ЭТО ЗНАЕТЕ"), 1);
  EXPECT_EQ(ShoutingOf("𝐓𝐇𝐈𝐒 𝐈𝐒 𝐀𝐍 𝐎𝐔𝐓𝐑𝐀𝐆𝐄 𝐀𝐍𝐃 𝐘𝐎𝐔 𝐊𝐍𝐎𝐖"), 1);
  EXPECT_GT(ShoutingOf("THIS IS AN OUTRAGE AND You all KNOW IT"), 0);
}

TEST(Shouting, StaysSilentForOrdinaryText) {
  for (const char* body :
       {"", "X", "NATO AND THE EU", "NATO and the EU met in Brussels today.",
        "Die Kinder der Stadt Berlin lieben den Zoo und das Eis.",
        "我们一起去公园散步吧大家快来今天天气很好我们一起去公园散步",
        "אנחנו הולכים לפארק היום כי מזג האוויר יפה מאוד"}) {
    EXPECT_EQ(ShoutingOf(body), 0) << body;
  }
}

}  // namespace
}  // namespace winnow
