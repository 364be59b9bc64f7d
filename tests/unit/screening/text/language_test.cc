#include "service/screening/text/language.h"

#include <gtest/gtest.h>

#include <string>

#include "service/screening/text/views.h"

namespace winnow {
namespace {

std::string Detect(const std::string& text) {
  return std::string(DetectLanguage(Fold(text)));
}

struct Row {
  const char* language;
  const char* text;
};

TEST(DetectLanguage, KnowsTheLanguagesOfTheWorldsNewspapers) {
  const Row rows[] = {
      {"en", "I don't think that this is what the people voted for."},
      {"en", "THE MAYOR HAS BEEN LYING TO US FOR YEARS AND YOU KNOW IT"},
      {"de", "Das ist doch nicht die Lösung für das Problem, das wir haben."},
      {"de", "Ich weiß nicht, was die Regierung sich dabei gedacht hat."},
      {"fr", "Ce n'est pas la faute du maire si les gens ne votent pas."},
      {"fr", "Je ne suis pas d'accord avec vous, c'est une honte."},
      {"es", "No entiendo por qué el gobierno no hace nada para la gente."},
      {"it", "Non è colpa del sindaco se la gente non va più a votare."},
      {"pt", "Não entendo porque o governo não faz nada para as pessoas."},
      {"nl", "Ik snap niet waarom de regering er niets aan doet, het is zo."},
      {"pl",
       "Nie rozumiem, dlaczego rząd nic z tym nie robi, to jest skandal."},
      {"sv", "Jag förstår inte varför regeringen inte gör något åt det här."},
      {"da", "Jeg forstår ikke, hvorfor regeringen ikke gør noget ved det."},
      {"tr",
       "Bu hükümet neden hiçbir şey yapmıyor, ben anlamıyorum ama çok "
       "kötü."},
      {"fi", "Minä en ymmärrä miksi hallitus ei tee mitään, se on häpeä."},
      {"cs", "Nechápu, proč s tím vláda nic nedělá, to je ostuda a škoda."},
      {"hu", "Nem értem, hogy a kormány miért nem csinál semmit, ez szégyen."},
      {"ro",
       "Nu înțeleg de ce guvernul nu face nimic pentru oameni, este "
       "rușine."},
      {"id",
       "Saya tidak mengerti kenapa pemerintah tidak bisa bekerja dengan "
       "baik untuk kita."},
      {"vi", "Tôi không hiểu tại sao chính phủ không làm gì cho người dân."},
      {"ru", "Не понимаю, почему правительство ничего не делает."},
      {"uk", "Не розумію, чому уряд нічого не робить з цією проблемою."},
      {"el", "Δεν καταλαβαίνω γιατί η κυβέρνηση δεν κάνει τίποτα."},
      {"ar", "لا أفهم لماذا لا تفعل الحكومة شيئا"},
      {"fa",
       "نمی‌فهمم چرا دولت هیچ کاری نمی‌کند"},
      {"he", "אני לא מבין למה הממשלה לא עושה כלום"},
      {"hi", "मुझे समझ नहीं आता कि सरकार कुछ क्यों नहीं करती"},
      {"th", "ผมไม่เข้าใจว่าทำไมรัฐบาลไม่ทำอะไรเลย"},
      {"zh", "我不明白政府为什么什么都不做"},
      {"zh", "我在Facebook上看到這個消息"},
      {"ja", "なぜ政府が何もしないのか理解できません"},
      {"ko", "정부가 왜 아무것도 하지 않는지 이해할 수 없습니다"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(Detect(row.text), row.language) << row.text;
}

TEST(DetectLanguage, DoesNotGuess) {
  for (const char* text :
       {"", "x", "Thanks!", "LOL", "ok", "12345", "😀😀😀", "\xff\xfe",
        "John Smith, Maria Gonzalez, Hans Schmidt", "https://example.com/abc",
        "haha hahaha hahahaha", "αβ",
        "Trump Biden Obama Clinton Bush Reagan"}) {
    EXPECT_EQ(Detect(text), "und") << text;
  }
}

TEST(DetectLanguage, SurvivesHostileTexts) {
  for (const char* piece : {"a", "a ", "é", "\xc3", "中", "́", "the "}) {
    std::string text;
    while (text.size() < 65000) text += piece;
    DetectLanguage(text);
  }
}

TEST(IsLanguageTag, KnowsTheShapeOfBcp47) {
  for (const char* tag : {"en", "pt-BR", "zh-Hant-TW", "de-1996", "sl-rozaj"}) {
    EXPECT_TRUE(IsLanguageTag(tag)) << tag;
  }
  for (const char* tag :
       {"", "e", "en-", "en_GB", "12", "en--gb", "englishes", "deutsch, bitte",
        "aa-bb-cc-dd-ee-ff-gg-hh-ii-jj-kk-ll-mm"}) {
    EXPECT_FALSE(IsLanguageTag(tag)) << tag;
  }
}

TEST(IsSameLanguage, LooksAtTheLanguageAlone) {
  EXPECT_TRUE(IsSameLanguage("en", "EN-gb"));
  EXPECT_TRUE(IsSameLanguage("zh-Hant", "zh"));
  EXPECT_TRUE(IsSameLanguage("no", "nb"));
  EXPECT_FALSE(IsSameLanguage("en", "de"));
  EXPECT_FALSE(IsSameLanguage("e", "en"));
  EXPECT_FALSE(IsSameLanguage("und", "und"));
}

}  // namespace
}  // namespace winnow
