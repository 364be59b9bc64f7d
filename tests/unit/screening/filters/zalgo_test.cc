#include "service/screening/filters/zalgo.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

std::string Marks(int n, const std::string& mark) {
  std::string all;
  for (int i = 0; i < n; ++i) all += mark;
  return all;
}

TEST(Zalgo, FindsLettersUnderHeapsOfMarks) {
  Inspection inspection;
  inspection.draft.body = "He c" + Marks(20, "̴") + "omes";
  const SignalSink sink = inspection.Inspect(*MakeZalgo({}));
  EXPECT_EQ(Strength(sink, "zalgo"), 1);
  EXPECT_EQ(Pieces(inspection.draft, Get(sink, "zalgo")),
            std::vector<std::string>{"c" + Marks(20, "̴")});
}

TEST(Zalgo, FindsThemInTheName) {
  Inspection inspection;
  inspection.draft.display_name = "ก" + Marks(30, "็");
  EXPECT_EQ(Strength(inspection.Inspect(*MakeZalgo({})), "zalgo"), 1);
}

TEST(Zalgo, StaysSilentForLanguagesWithMarks) {
  for (const char* body :
       {"", "e", "é", "Tiếng Việt có nhiều dấu thanh", "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ", "ที่นี่มีน้ำใจดีมาก", "क्षत्रिय और स्त्री", "မြန်မာနိုင်ငံ",
        "བོད་ཡིག་སྐད་བསྒྲིགས", "ɛ̃̀ ɔ̃́", "̈", "\xcc"}) {
    Inspection inspection;
    inspection.draft.body = body;
    EXPECT_EQ(Strength(inspection.Inspect(*MakeZalgo({})), "zalgo"), 0) << body;
  }
}

}  // namespace
}  // namespace winnow
