// The commonest words of languages in Latin script, as folded text has them:
// those that a comment of a dozen words can hardly do without.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_STOP_WORDS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_STOP_WORDS_H_

#include "absl/strings/string_view.h"

namespace winnow {

struct StopWords {
  absl::string_view language;  // BCP 47
  absl::string_view words;     // at most 8 bytes each, a space between them
};

inline constexpr StopWords kStopWords[] = {
    {"en",
     "the and of to is in that it you for not are was this have with be on as "
     "they but what he at so we his from your all by who just if their do can "
     "about would will there no an my or has how them been when she which more "
     "people i don than because why should were out up get does don"},
    {"de",
     "der die das und ist nicht ich zu es in den mit sich auch ein eine auf "
     "von dem sie im für dass man so wie wir aber was wird noch nur werden "
     "sind hat haben bei aus oder nach einen kann mal wenn wer mehr schon "
     "über zum zur uns diese hier immer doch keine kein einfach war am"},
    {"fr",
     "le la les de des et est un une que qui pas dans pour il je en du ce sur "
     "au plus ne se avec vous sont on par mais nous cette ça c qu n d l j tout "
     "comme bien fait même elle ils son ses ont aussi être si leur sans aux ou "
     "y très faire quand était moi"},
    {"es",
     "el la los las de que y en un una es no por con para se lo como más del "
     "al pero su le me si ya este todo esta son muy hay porque cuando a está "
     "sin sobre ser también tiene eso nos yo qué esto todos hace ha o fue "
     "solo gente"},
    {"it",
     "il la di che e è un una per non in con del della si sono le i da come "
     "ma anche più questo ha al gli se lo nel mi dei alla io ci solo essere "
     "tutti perché quando chi così c questa delle cosa molto fa hanno o mai "
     "sempre bene stato"},
    {"pt",
     "o a de que e do da em um uma não para com os no se na por mais as dos "
     "como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está "
     "eu também só pelo pela até isso ela entre era isto você vai esse essa "
     "são gente quem fazer"},
    {"nl",
     "de het een en van is dat in niet ik te op zijn voor met die er aan om "
     "ook als dan maar wat wel bij nog naar zo je door worden uit wordt dit "
     "geen heeft we ze hebben was kan deze over moet gewoon meer waar hij al "
     "mensen veel toch"},
    {"pl",
     "i w nie na się z że do to jest o jak co ale za po tak od czy już tylko "
     "są ma dla te przez tego był może ten ja jego było też bardzo mnie go by "
     "jej ich być który kto gdzie bo sobie więc nas wszystko tej jeszcze"},
    {"sv",
     "och att det som en på är av för med den till inte om ett han men var "
     "jag sig från vi så kan när år ska nu eller också har de här hur man "
     "vad bara skulle mycket alla där varför någon blir mer utan"},
    {"da",
     "og at det en er i af til på ikke for med den de der som jeg et har men "
     "om vi så kan var hvad skal ved han også fra man mig eller meget når hvor "
     "dig blev nu sig være bare hvis mere efter havde noget gør hvorfor os"},
    {"nb",
     "og i det er på til som en av for at ikke med den har de å jeg et men "
     "om vi så kan var hva skal ved han også fra man meg eller mye når hvor "
     "deg ble nå seg være bare hvis mer etter hadde noe gjør hvorfor oss"},
    {"fi",
     "ja on ei että se oli hän mutta ovat kun niin kuin myös ole tai jos vain "
     "nyt mitä joka sen en tämä minä siitä voi mukaan sitten mikä vielä kaikki "
     "miksi jo olla ne"},
    {"cs",
     "a se na je že v to s z do i o jako ale za by jsem si tak pro po který "
     "jsou ve co nebo byl jen už od když má bude jsme také není být jeho aby "
     "ze ještě kdo proč však jak protože"},
    {"ro",
     "și de la nu a în că cu pe o se un este mai din care să sunt pentru ce "
     "dar au fost le al si ca sa lui am avea prin dacă fi tot doar ei fără "
     "cum foarte când eu mă este"},
    {"hu",
     "a az és hogy nem is ez egy van meg csak de mert ha már volt el ki kell "
     "mint azt nincs ezt én vagy még lehet aki minden akkor lesz itt majd "
     "nagyon jó most sem"},
    {"tr",
     "bir ve bu da de için çok ne ben o ile daha gibi var ama kadar mi en her "
     "değil olarak sen ki yok sonra bunu şey ya diye olan biz kim hiç onun "
     "oldu bana böyle nasıl neden"},
    {"id",
     "yang dan di ini itu dengan untuk tidak dari dalam akan pada juga saya "
     "ke karena ada mereka kita bisa sudah oleh seperti hanya kami orang lebih "
     "aku kamu kalau nya jadi apa banyak"},
    {"vi",
     "và của là có không được cho một những các người với đã này trong khi "
     "để thì cũng tôi đến ra nhiều như từ về lại còn bị họ rất mà"},
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_STOP_WORDS_H_
