// Sentences for quality figures, written for this project: ordinary ones that a
// listed term can stand in (at `%`), and ordinary ones in many languages that
// must alarm nobody.

#ifndef WINNOW_TESTS_QUALITY_CARRIERS_H_
#define WINNOW_TESTS_QUALITY_CARRIERS_H_

namespace winnow {

inline constexpr const char* kCarriers[] = {
    "%",
    "%!",
    "I think % is all the council has to offer.",
    "After two years of this the mayor still says: \"%\".",
    "Nobody asked you, %, so please leave.",
    "The article was fine, but the comments are % as always.",
    "What a %",
    "(%) and that is my last word on the matter.",
    "Read the second paragraph again: %. It says everything about them.",
    "My neighbor wrote % on the wall of the town hall in 2019, case 4417.",
    "Der Artikel war gut, aber % ist das letzte Wort dazu, größer geht es "
    "kaum.",
    "Le maire a dit %, et personne n'a répondu à la réunion.",
    "Мэр снова сказал % и уехал из города.",
    "El alcalde dijo % y mañana nadie se acordará de nada.",
};

// Entries with vowel points, which the shipped lists have none of: ordinary
// words, since only their spelling matters here.
inline constexpr const char* kPointedTerms[] = {
    "كَذَّابٌ كَبِيرٌ", "حُثَالَةُ",    "خِنْزِيرٌ",      "שַׁקְרָן",       "מְנוּוָל",
    "חֲתִיכַת זֶבֶל", "झूठा पंडित", "निकम्मे मंत्री", "बदमाश हुकूमत",
};

inline constexpr const char* kCleanSentences[] = {
    // English with the traps of the trade.
    "Scunthorpe, Penistone and Clitheroe have good specialists.",
    "Mr. A. S. Smith and J. R. R. Tolkien met at 5 p.m. in the U.S.A.",
    "a b c d e f g, and then 1 2 3 4 5",
    "The class of 1955 will assess and pass the grass at 5 o'clock.",
    "Pass 1, class 5, lane 3b and bus 1a are on page 4 of the B5 atlas.",
    "The A55 to Holyhead, the M4 and route 66 are closed from 6 to 9.",
    "Niger and Nigeria border on Chad; the Niger River is in flood.",
    "Good food, a poor boot, a bassoon, a balloon and a cocoon in a shoot.",
    "I was hoping for sleet, not heat, said Mr. Bonner of the Raccoon Club.",
    "He lives at 1055 5th Street, flat 4S, phone 555-0155.",
    "Mail him: a.smith@example.com, or see www.example.com/b1a5/c0c4.",
    "The peacock, the cockatoo and the woodcock are not in the cockpit.",
    "We moved to apt. 3 B, block C, stair D.",
    "Sooo good, ahhhh, mmmm, hmmm, zzzz, brrr and yesss!!!",
    "S P E C I A L I S T S  W A N T E D",
    "P. S. I. A. is not what A. S. A. P. means, e.g. in the U.K.",
    "It cost $500 or 300€, that is 10% of $5k; a 2x4 is 4m long.",
    "Her Wi-Fi, iPhone 15s, mp3s and H264 clips; the HDMI2 and the VGA1.",
    "Shoot a photo of the pedal, the mongoose and the retard timing lever.",
    "Committee, assessment, embarrass, Mississippi, bookkeeper, vacuum.",
    "The as-yet-unseen ass's milk was on show as the TV crew came.",
    "Aardvark, skiing, Hawaii, radii, withhold, trekking, savvy, powwow.",
    // Flags and emoji.
    "Good luck 🇺🇸🇸🇪🇨🇺🇫🇷 in the final 🙂👍🏽 "
    "❤️ "
    "5️⃣ "
    "⭕",
    // German.
    "Die Straße ist größer, als ich dachte, und die Masse muss draußen warten.",
    "Der Spaß an der Busse ist, dass sie in Maßen hilft; die Nüsse sind süß.",
    "Er hat die Schulden des Landes im Schatten der Ämter erklärt.",
    "In der Schlange stehen fünfzig Leute, das ist verrückt, sagte Frau Nütte.",
    "Die Fotos des Fötus zeigen, dass er wächst, so der Arzt gestern.",
    // French.
    "Le député a été élu hier; les pêcheurs de la côte répètent la même idée.",
    "Elle a enlevé la pâte, puis l'a mise à côté du pâté, répute l'auteur.",
    "La salle était pleine et l'équipe sale à cause de la pluie.",
    "Il a tué le temps, puis la gueule du loup est apparue au musée.",
    // Spanish, Portuguese, Italian.
    "El año pasado la niña perdió el autobús y mañana tendrá otro examen.",
    "La disputa sobre la diputada y su reputación sigue en el computador.",
    "A moça pôs o pão na mesa e o avô disse que não há pressa, computou.",
    "Il comune ha già deciso: la città è più bella, perché così è stato.",
    // Dutch, Swedish, Danish, Finnish, Polish, Czech, Hungarian, Turkish.
    "De sluier en de sleutel liggen in de sleet van de oude hoek, zegt hij.",
    "Kan du höra vad fågeln sjunger? Det är slut för i dag, sade flickan.",
    "Han køber rødgrød med fløde og går så over åen til det gamle slot.",
    "Puuta on paljon, ja kuuma kissa tuumii metsässä; hän ei suutu.",
    "Pedały gazu i hamulca, żółta łódź oraz źdźbło trawy leżą na łące.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl starosta včera.",
    "Árvíztűrő tükörfúrógép, a polgármester tegnap megint késett.",
    "Şımarık çocuk ılık süt içti, ardından sıkı sıkı sarıldı.",
    "Hội đồng thành phố hôm qua đã quyết định đóng cửa công viên.",
    // Russian, Ukrainian, Greek.
    "Городской совет вчера решил закрыть парк; хор сосал леденцы у реки.",
    "Мой ёж ещё не ест хлеб, и зима в этом году тёплая, сухая и ясная.",
    "А у нас в квартире газ, а у вас? И я не о том, с кем и к кому.",
    "Він живе в Києві, їсть її борщ і хоче сухої осені та тихого вечора.",
    "Το συμβούλιο αποφάσισε χθες να κλείσει το πάρκο για τα έργα.",
    "Η ρύθμιση της τάσης και η πίστη του κόσμου είναι άλλο πράγμα.",
    // Arabic, Persian, Hebrew.
    "قرر المجلس البلدي أمس إغلاق الحديقة بسبب الأشغال في الشارع.",
    "الْكِتَابُ عَلَى الطَّاوِلَةِ وَالْقَلَمُ فِي الْحَقِيبَةِ.",
    "شورای شهر دیروز تصمیم گرفت پارک را ببندد و کار را آغاز کند.",
    "המועצה החליטה אתמול לסגור את הפארק בגלל העבודות ברחוב.",
    "הַמּוֹעָצָה הֶחְלִיטָה לִסְגֹּר אֶת הַגַּן הַצִּבּוּרִי.",
    // Hindi, Bengali, Tamil, Thai.
    "नगर परिषद ने कल काम के कारण पार्क बंद करने का निर्णय लिया।",
    "हिन्दी में कम, काम, कुम्भ और कमल अलग-अलग शब्द हैं।",
    "সিটি কাউন্সিল গতকাল পার্কটি বন্ধ করার সিদ্ধান্ত নিয়েছে।",
    "நகர சபை நேற்று பூங்காவை மூட முடிவு செய்தது.",
    "สภาเมืองตัดสินใจปิดสวนสาธารณะเมื่อวานนี้เพราะการก่อสร้าง",
    // Chinese, Japanese, Korean.
    "市议会昨天决定因施工关闭公园,哈哈哈,太好了。",
    "市議会は昨日、工事のため公園を閉鎖することを決めた。ーーー",
    "시의회는 어제 공사 때문에 공원을 닫기로 결정했다. ㅋㅋㅋㅋ",
    // Mixed scripts that are nobody's disguise.
    "Я купил iPhone и смотрю YouTube, а он поставил Windows 11.",
    "The Greek word λόγος and the Russian word рис are on the test (α, β, γ).",
    "这个 App 的 UI 很好,iOS 和 Android 都有。",
    "Der µ-Wert und der Ω-Widerstand: 5 kΩ, 3 µF, 20 °C, ½ l, 1² m².",
};

}  // namespace winnow

#endif  // WINNOW_TESTS_QUALITY_CARRIERS_H_
