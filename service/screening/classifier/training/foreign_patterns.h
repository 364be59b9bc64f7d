// Patterns of sentences in languages of which data sets have few rows or none;
// as sentence_patterns.h. Read by sentence_maker.cc alone.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_FOREIGN_PATTERNS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_FOREIGN_PATTERNS_H_

#include "absl/strings/string_view.h"

namespace winnow {

// Short sentences of other languages, of which data sets have few or none.
struct ForeignPattern {
  absl::string_view language;
  absl::string_view pattern;
  float toxicity;
};

inline constexpr ForeignPattern kForeignPatterns[] = {
    {"de",
     "(Du bist|Ihr seid|Der Autor ist) (ein |)(Idiot|Arschloch|Vollidiot|"
     "Wichser|Dummkopf|Schwein|Penner|Drecksack|Spast)",
     1},
    {"de",
     "(Halt die Fresse|Verpiss dich|Fick dich|Leck mich am Arsch)(, du "
     "(Idiot|Arsch|Penner)|)",
     1},
    {"de",
     "Ich bin (schwul|lesbisch|Muslim|Jude|Türke|behindert|Flüchtling)(|"
     " und lebe seit Jahren hier)",
     0},
    {"de",
     "(Danke für den Artikel|Sehr gut geschrieben|Das sehe ich anders|"
     "Mein Nachbar ist (Türke|Jude|Muslim) und sehr nett|Der Zug kam "
     "heute wieder zu spät)",
     0},
    {"fr",
     "(Tu es|T'es|Vous êtes|L'auteur est) (un |une |)(connard|idiot|"
     "imbécile|salope|abruti|crétin|ordure|débile|con)",
     1},
    {"fr",
     "(Ferme ta gueule|Va te faire foutre|Nique ta mère|Casse-toi)(, "
     "(connard|pauvre con)|)",
     1},
    {"fr",
     "(Je suis (gay|lesbienne|musulman|juif|noir|arabe|handicapé)|Merci "
     "pour cet article|Très bien écrit|Je ne suis pas d'accord avec "
     "vous|Il a plu toute la semaine|Mon voisin est (juif|musulman|"
     "arabe) et très gentil)",
     0},
    {"es",
     "(Eres|Sois|El autor es) (un |una |)(idiota|imbécil|gilipollas|"
     "cabrón|hijo de puta|puta|pendejo|mierda|estúpido|subnormal|payaso)",
     1},
    {"es",
     "(Vete a la mierda|Cállate la boca|Que te jodan|Te voy a matar|Ojalá "
     "te mueras)(, (idiota|cabrón)|)",
     1},
    {"es",
     "(Soy (gay|lesbiana|musulmán|judío|negro|gitano|inmigrante)|Gracias "
     "por el artículo|Muy bien escrito|No estoy de acuerdo con usted|"
     "Ayer llovió todo el día|Mi vecino es (musulmán|gitano|negro) y muy "
     "amable|Qué buena noticia para la ciudad)",
     0},
    {"it",
     "(Sei|Siete|L'autore è) (un |una |)(idiota|stronzo|coglione|"
     "imbecille|puttana|bastardo|cretino|deficiente|merda|pezzo di "
     "merda)",
     1},
    {"it",
     "(Vaffanculo|Vai a farti fottere|Chiudi quella bocca|Ti ammazzo|"
     "Devi morire)(, (stronzo|coglione)|)",
     1},
    {"it",
     "(Sono (gay|lesbica|musulmano|ebreo|nero|rom|straniero)|Grazie per "
     "l'articolo|Molto ben scritto|Non sono d'accordo con lei|Ieri ha "
     "piovuto tutto il giorno|Il mio vicino è (musulmano|ebreo|nero) ed "
     "è molto gentile|Che bella notizia per la città)",
     0},
    {"pt",
     "(Você é|Tu és|O autor é) (um |uma |)(idiota|imbecil|filho da puta|"
     "merda|otário|burro|babaca|lixo|palhaço)",
     1},
    {"pt",
     "(Sou (gay|lésbica|muçulmano|judeu|negro|imigrante)|Obrigado pelo "
     "artigo|Muito bem escrito|Não concordo com você|Ontem choveu o dia "
     "todo|Que boa notícia para a cidade)",
     0},
    {"ru",
     "(Ты|Вы|Автор) (просто |)(идиот|дурак|козёл|сука|мудак|тварь|урод|"
     "дебил|придурок|мразь|дерьмо)",
     1},
    {"ru",
     "(Иди на хуй|Пошёл ты|Заткнись|Чтоб ты сдох|Я тебя убью)(, (урод|"
     "сука|идиот)|)",
     1},
    {"ru",
     "(Я (гей|мусульманин|еврей|инвалид|мигрант)|Спасибо за статью|Очень "
     "хорошо написано|Я с вами не согласен|Вчера весь день шёл дождь|Мой "
     "сосед (татарин|еврей|мусульманин) и очень добрый человек|Какая "
     "хорошая новость для города)",
     0},
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_FOREIGN_PATTERNS_H_
