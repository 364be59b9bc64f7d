#include "service/screening/filters/gibberish.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

double GibberishOf(const std::string& body) {
  Inspection inspection;
  inspection.draft.body = body;
  return Strength(inspection.Inspect(*MakeGibberish({})), "gibberish");
}

TEST(Gibberish, HearsKeysStruckAtRandom) {
  EXPECT_EQ(GibberishOf("sdfkjhsdf lkjsdhfkj"), 1);
  EXPECT_EQ(GibberishOf("Ggjhcjkcdhbvjjjgdd"), 1);
  EXPECT_EQ(GibberishOf("XJKQZWVP bnmvcx hgfjkd"), 1);
  EXPECT_GT(GibberishOf("asdkjfh asldkfj qweiru zxmcnv"), 0.5);
}

TEST(Gibberish, StaysSilentForLanguagesOfLatinScript) {
  for (const char* body :
       {"",
        "x",
        "sdfkj",
        "The strengths of wherewithal and rhythms",
        "Angstschweiß, Rechtschaffenheit und Borschtschgerichte",
        "Quelle différence y a-t-il entre ces hypothèses?",
        "Przestępczość w Szczebrzeszynie i bezwzględny chrząszcz",
        "Čtvrthrst zrn, strč prst skrz krk, zmrzlina a čtvrtek",
        "Sähköpostiosoitteesi hyväksyttiin järjestelmässä",
        "Ik vind de schrijfwijze van angstschreeuw verschrikkelijk",
        "Rødgrød med fløde, sygdomsforebyggelse og bjergværksdrift",
        "Verkehrsinfrastrukturfinanzierungsgesellschaft",
        "Çekoslovakyalılaştıramadıklarımızdan mısınız",
        "Megszentségteleníthetetlenségeskedéseitekért",
        "Llanfairpwllgwyngyllgogerychwyrndrobwll",
        "Nguyễn Thị Phương Thảo không đồng ý với quyết định",
        "https://example.org/xkcdqz/sdfkjh #qwrtzpsdfgh user@xkjqzv.example",
        "a1b2c3d4e5f6 0xDEADBEEF x86_64-linux-gnu v1.2.3-rc4",
        "Это не бессмыслица, а обычный текст",
        "これは普通の文章です"}) {
    EXPECT_EQ(GibberishOf(body), 0) << body;
  }
}

TEST(Gibberish, ForgivesOneNameInASentence) {
  EXPECT_EQ(GibberishOf("I went to Xwjqzk with friends last summer and loved "
                        "every single moment there"),
            0);
}

}  // namespace
}  // namespace winnow
