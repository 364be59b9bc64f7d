// Patterns of the advertisements that blogs and news sites get, and of the
// comments with links and names that they must not be taken for. All written
// for Winnow; hosts and keywords of lists are added at run time. Read by
// spam_maker.cc alone.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_PATTERNS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_PATTERNS_H_

#include "service/screening/classifier/training/phrase_maker.h"

namespace winnow {

inline constexpr NamedWords kSpamWords[] = {
    // What is sold.
    {"goods",
     "(buy|order|cheap|generic|purchase) (viagra|cialis|levitra|tramadol|xanax|"
     "modafinil|phentermine|ambien|kamagra|ozempic|steroids)(| online| without "
     "prescription| overnight)|online (casino|slots|poker|betting|gambling|"
     "roulette|sportsbook)(| bonus| real money| no deposit)|(casino|slot|bet"
     "ting) (bonus|site|app|games)|(payday|personal|instant|bad credit) loans"
     "(| online| same day)|(seo|backlink|link building|web design|website "
     "traffic|social media marketing) (services|agency|company|expert|package)|"
     "(essay|dissertation|assignment|thesis|homework) (writing service|writer|"
     "help)|(replica|cheap|fake|discount) (watches|rolex|handbags|louis "
     "vuitton|nike shoes|jordans|sunglasses|jerseys)|(bitcoin|crypto|forex) "
     "(trading|investment|recovery|signals|mining|wallet)|(binary options|"
     "trading) (broker|robot|platform)|(escort|call girl|dating|hookup|cam "
     "girls|adult) (service|site|agency|chat)|(weight loss|keto|diet|slimming|"
     "detox) (pills|gummies|tea|supplement|program)|(buy|get|cheap) (instagram "
     "followers|youtube views|tiktok likes|facebook likes|subscribers|google "
     "reviews)|(free|hd|watch) (movies|movie streaming|iptv|sports stream)"
     "(| online)|(fake|buy) (passport|driver license|diploma|ielts certificate|"
     "id card)|(male enhancement|penis enlargement|testosterone booster|cbd "
     "oil|cbd gummies|vape juice)|(roof|carpet cleaning|plumber|locksmith|"
     "pest control|towing|air duct cleaning|moving company|water damage) "
     "(repair|service|company|near me)(| in (dallas|miami|london|sydney|"
     "toronto))|(whatsapp|phone|facebook|instagram) (spy|hack|hacker|tracker)|"
     "(love|voodoo|revenge) spell( caster|s)|(vpn|antivirus|hosting|software) "
     "(coupon|discount|crack|license key|serial key)|(car|life|health) "
     "insurance (quotes|cheap|online)|(gold|rummy|satta matka|teen patti|"
     "togel|judi bola|slot gacor|situs slot) (online|result|app|game|terpercaya"
     ")|(kitchen|home|bathroom) (remodeling|renovation|cabinets)|(nft|token|"
     "airdrop|presale) (project|giveaway|launch)"},
    {"short",
     "viagra|cialis|casino|poker|slots|loans|replica|escort|forex|"
     "bitcoin|seo|backlinks|essay|pharmacy|betting|porn|dating|kredit|"
     "togel|diet|rolex|nike|coupon|hosting|vape|cbd|jersey|ugg|gucci|"
     "insurance|mortgage|followers|crypto|airdrop|roofing|locksmith"},
    {"top",
     "com|com|com|net|org|info|xyz|top|club|site|online|ru|biz|shop|"
     "store|live|pro|co|in|icu|vip|cc|io|me|us"},
    {"domainword",
     "best|top|buy|get|cheap|online|pro|easy|fast|my|the|super|"
     "mega|royal|gold|euro|world|global|direct|store|shop|deal|"
     "hub|zone|club|24|365|777|24x7|expert|center|market"},
    {"host",
     "{domainword}{short}.{top}|{short}-{domainword}.{top}|{short}"
     "{domainword}{short}.{top}|{domainword}-{short}-{short}.{top}|"
     "{short}(1|24|88|99|365|777).{top}|www.{short}{domainword}.{top}|"
     "{listed}|www.{listed}|{listed}|{listed}"},
    {"path",
     "||/|/{short}|/{short}-{domainword}/|/{domainword}-{short}.html|"
     "/?ref={short}|/index.php?id=(12|4711|90|388)|/p/(1|22|893)|/blog/"
     "{short}-{domainword}|/user/{short}(12|77|2020)"},
    {"url",
     "http://{host}{path}|https://{host}{path}|https://www.{host}{path}|"
     "{host}{path}"},
    {"handle",
     "(cyber|ghost|quick|global|pro|doctor|spell|crypto|prime)(hack|"
     "recovery|tech|fix|trade|invest|wizard|loan)(er|s|pro|001|247|"
     "team)"},
    {"contact",
     "{handle}@(gmail|yahoo|outlook|protonmail|mail) (.|dot) com|"
     "{handle}@(gmail|yahoo|outlook|proton).(com|me)|whatsapp +(1|"
     "44|234|91|62)(555|704|812|803)(0|3|7)(12|45|98)(33|90|17)(8|2)"
     "|telegram @{handle}|WhatsApp: +1 (3|4|6)(12|05|78) (555|342) "
     "(01|88|9)(23|41)|t.me/{handle}"},
    {"doctor",
     "Dr(.|) (Odion|Egbo|Wale|Isaac|Ajayi|Osaze|Agbaza|Ilekhojie|"
     "Sunny|Great|Moses)|(priest|prophet|lord) (Ade|Zuma|Kwame|"
     "Bubuza|Salim)"},
    // Praise that fits under anything.
    {"praise",
     "(Great|Nice|Awesome|Wonderful|Excellent|Amazing|Fantastic|Superb|Very "
     "good|Useful|Informative) (post|article|blog|site|website|work|content|"
     "info|write-up|blog post|page)(!|.|, thanks for sharing.|. Keep it up!|. "
     "Thanks for sharing|, very informative)|(Thanks|Thank you|Thanks a lot|"
     "Many thanks) for (sharing|posting|this post|this great info|such a nice "
     "post|the auspicious writeup)(.|!|, I have bookmarked your site.)|I "
     "(really |truly |)(like|love|enjoy|appreciate) (your|this) (blog|site|"
     "website|writing style|article)(.|! Keep up the good work|, it is very "
     "helpful)|This (is|was) (really|very|such) (a |)(helpful|useful|great|"
     "informative|interesting) (post|information|article|for me)(.|!)|I have "
     "(read|bookmarked|shared) (your (site|blog|article)|this) (and|with my "
     "friends and) (found it|it is) (very |)(useful|helpful)|(Hello|Hi|Hey) "
     "(there|admin|dear|friend|everyone)(, |! )(great|nice|good) (blog|work|"
     "site)|Wow, (marvelous|awesome|amazing) (weblog|blog) (layout|structure)! "
     "How long have you been blogging for|(I|i) (am|was) (looking|searching) "
     "for this (information|info) (on google|for a long time)|What (a|an) "
     "(great|amazing|informative) (post|read)|I will (definitely |)(come back|"
     "visit again|bookmark) (soon|your site|this)|(Very|Really) (nice|good|"
     "useful|impressive) (post|info|article|information)(.|!|..)|keep "
     "(posting|sharing|it up|writing)(!|.)"},
    // Names of people.
    {"first",
     "Anna|Ben|Carla|David|Emma|Frank|Grace|Henry|Isabel|Jack|Karen|"
     "Leo|Maria|Nick|Olga|Peter|Rosa|Sam|Tina|Uwe|Victor|Wendy|Yara|"
     "Zoe|Mike|Linda|Susan|James|Robert|Laura|Paul|Jean|Ali|Mei|"
     "Priya|Jürgen|José|Łukasz|Elif|Tomasz|Sven|Giulia|Pierre"},
    {"last",
     "Smith|Jones|Miller|Brown|Garcia|Martin|Lopez|Schmidt|Weber|Rossi|"
     "Kowalski|Novak|Dubois|Khan|Singh|Chen|Kim|Silva|Costa|Larsen|"
     "Murphy|Clark|Young|Wright|Hill|Adams|Baker|Nelson|Fischer|Wagner"},
    {"nick",
     "{first}{last}|{first}(77|1984|_nyc|x|99|fan|007)|mad_(hatter|"
     "max|cat)|old(timer|goat|salt)|concerned citizen|a reader|"
     "taxpayer|retired teacher|bikerider|hockeymom|NorthSider|"
     "local guy|gardener52|anonymous|just me|dogwalker|Cap'n Ahab"},
    {"person",
     "{first} {last}|{first} {last}|{first}|{first}|{first} (A|B|D|M|"
     "S|W).|{nick}"},
    {"homepage",
     "https://(www.|)(wikipedia|example|{first}{last}|{last}family|"
     "{first}writes|{last}photos|thoughtsof{first}|{first}-{last})."
     "(com|org|net|de|blog|me|info|co.uk)|https://{first}{last}."
     "(wordpress|blogspot|substack|medium|github).(com|io)|https://"
     "(www.|)(twitter|facebook|instagram|linkedin|mastodon)."
     "(com|social)/{first}{last}"},
    // What readers cite.
    {"source",
     "https://en.wikipedia.org/wiki/(Climate_change|Inflation|"
     "Tax_reform|World_War_II|Vaccine|Housing|Photosynthesis)|https:"
     "//www.(bbc.co.uk/news|theguardian.com|nytimes.com|reuters.com|"
     "washingtonpost.com|cnn.com|spiegel.de|lemonde.fr|elpais.com)/"
     "(politics|world|business|2023/10|article)/(how-it-works|the-"
     "report|budget-2024|story-1234|some-long-headline-here)|https:"
     "//(www.|)(cdc|nasa|census|bls|senate|epa).gov/(stats|reports|"
     "bill-12|table3)|https://(youtu.be|www.youtube.com)/"
     "(dQw4w9WgX|watch?v=a1b2c3)|https://(github.com/some/project|"
     "doi.org/10.1000/182|arxiv.org/abs/1234.5678|www.nature.com/"
     "articles/s41586|archive.org/details/old)"},
};

inline constexpr absl::string_view kSpamPatterns[] = {
    "{praise} {url}",
    "{praise} (Visit|Check out|Check|See|Also visit|Feel free to visit|Here is|"
    "Look at|Please visit) (my|our|this) (site|website|web site|blog|page|"
    "homepage|web-site)(:| -|;|) {url}",
    "{praise} <a href=\"{url}\">{goods}</a>",
    "{praise} [url={url}]{goods}[/url]",
    "[url={url}]{goods}[/url]( {goods}|)",
    "<a href=\"{url}\">{goods}</a> <a href=\"{url}\">{goods}</a> {goods}",
    "[url={url}]{goods}[/url] [url={url}]{goods}[/url] "
    "[url={url}]{goods}[/url]",
    "{goods} {url} {goods} {url} {goods} {url}",
    "{url} {url} {url} {url}",
    "{url} - {goods}",
    "{goods}: {url}(\n{goods}: {url}|)",
    "{url}",
    "(Best|Top|Cheap|Get|Looking for|Need|Want) {goods}(?|!|) (Click "
    "here|Visit|"
    "Order now|Go to|Call now|Contact|Try)(:| |) {url}",
    "(Are you|Is anyone here) (looking for|searching for|in need of) {goods}? "
    "(We offer|We provide|Contact us for|Get) (the best|affordable|fast|"
    "reliable|100% legit) (service|rates|deals|results). {contact}",
    "(Contact|Email|Text|Message) {contact} for (all kinds of |)(hacking "
    "services|loans at 3% interest|{goods}|genuine documents|credit repair|"
    "bitcoin recovery)(.|, he is legit and reliable.|, fast and secure!)",
    "I want to (thank|share my testimony about|testify about|recommend) "
    "{doctor} who (brought back my ex (husband|wife|lover)|cured my herpes|"
    "helped me win the lottery|restored my marriage) (within|in just) (24 "
    "hours|3 days|48 hours|a week). (Contact|Email) (him|her)(:| on| at) "
    "{contact}",
    "I (lost|was scammed of) \\$(5,000|12,500|85,000|240,000) (to|by) a fake "
    "(broker|trading platform|crypto site) (until|but) {handle} (helped me "
    "recover|got back) (all |)my (money|funds|bitcoin). {contact}",
    "(I am|My name is) (Mr|Mrs|Ms) {last}, I invested (only "
    "|)\\$(200|500|1000) "
    "with (Mr|Mrs|expert) {first} {last} and (earned|received|made) \\$(2,500|"
    "5,800|12,000) (in|within) (a week|7 days|24 hours). (Reach|Contact|Text) "
    "(her|him) (on|via) {contact}",
    "(I|My (sister|neighbor|friend|best friend)'s mother) (make|makes|get "
    "paid|earned) (over |)\\$(85|97|7000|12000|18,760) (an hour|per hour|a "
    "month|last month) (working|on the laptop|online|from home). (Go to|Visit|"
    "Check|Here is|Just check) (this site|here|the link)(.|:|...) {url}",
    "(Work from home|Start earning|Make money online|Easy job|Earn \\$500 a "
    "day)(!|,) (no experience needed|just follow this link|limited offer|full "
    "details here)(:| ->| >>>) {url}",
    "(Check out|Subscribe to|Please visit|Come see|sub to|support|watch) my "
    "(channel|youtube channel|new video|music|page|profile|instagram)(!|"
    "!!|, i sub back| pls| please)( {url}|)",
    "(CONGRATULATIONS|Congrats|You have won|WINNER)(!|!!|:) (claim|get|"
    "collect) your (free |)(gift card|prize|iPhone|bonus|reward|\\$1000) "
    "(here|now|at) {url}",
    "(hot|lonely|sexy|beautiful) (girls|women|singles|milfs|ladies) (in your "
    "(area|city)|near you|waiting for you|want to meet)(.|!|:) {url}",
    "(Watch|Download|Stream) (the |)(full movie|HD movie|live match|full "
    "video|season) (free|online free|here|now)(:| >>| ->|) {url}",
    "{praise} I (also |)(run|have|own|work for) (a|an) {goods} (site|website|"
    "company|business)(.|, have a look.|. You can find it at) {url}",
    "{praise} (If you|Whoever) (need|want|are interested in) {goods}, "
    "(visit|contact|check|go to) (us|me|our site)(:|) ({url}|{contact})",
    "{goods} {goods} {goods} {goods} {goods}",
    "{goods}, {goods}, {short} {short} {short} {url}",
    "(We are|Our company is) (the |a |)(leading|best|trusted|number one|"
    "professional) (provider|supplier|company|agency) (of|for) {goods}(.|, "
    "call us today.|. Free quotes and fast delivery.) ({url}|{contact}|)",
    "<h1>{goods}</h1> <a href='{url}' rel=dofollow>{goods}</a>",
    "(Hi|Hello|Dear) (webmaster|admin|owner|site owner)(,|!) (I can|we can|let "
    "us) (rank your (website|site) (first|on page one)|get you (more traffic|"
    "1000 visitors)|increase your sales)(.|!) ({url}|{contact})",
    // The same in other languages.
    "(Лучшее|Лучшие|Онлайн|Надёжное|Официальный сайт) (казино|ставки на спорт|"
    "игровые автоматы|займы онлайн|кредит без отказа|дипломы|букмекер)(|, "
    "бонус за регистрацию|. Переходи) {url}",
    "(Заработок|Работа|Доход) (в интернете|на дому|от 5000 рублей в день)"
    "(, пиши в телеграм @{handle}|: {url}|, пишите в личку|. {contact})",
    "(Купить|Заказать|Скачать) (диплом|виагру|ссылки|натяжные потолки|окна|"
    "шины|аккаунты) (недорого|в Москве|с доставкой|бесплатно)( {url}| - {url}|"
    ". {contact})",
    "(Schnell|Günstig|Jetzt|Online) (Geld verdienen|Kredit ohne Schufa|Viagra "
    "kaufen|Casino Bonus sichern|abnehmen)(! Hier klicken|. Mehr Infos|:) "
    "{url}",
    "(Gagnez de l'argent|Prêt entre particuliers|Rencontres|Crédit rapide|"
    "Casino en ligne|Voyance gratuite)( sans risque| en 24 heures| près de "
    "chez "
    "vous|)(. Contactez|: | !) ({contact}|{url})",
    "(Gana dinero|Préstamos rápidos|Casino online|Comprar viagra|Amarres de "
    "amor|Seguidores baratos)( desde casa| sin aval| efectivos|)(. Escríbeme|: "
    "|"
    "!) ({contact}|{url})",
    "(Guadagna|Prestiti|Casinò online|Ricette e farmaci|Orologi replica)( da "
    "casa| veloci| senza ricetta| migliori|)(. Scrivi a|: | !) ({contact}|"
    "{url})",
    "(Ganhe dinheiro|Empréstimo rápido|Cassino online|Emagreça|Curso grátis)( "
    "em casa| sem consulta| com bônus| em 7 dias|)(. Chama no| : | !) "
    "({contact}|{url})",
    "(situs slot|judi online|slot gacor|togel|bandar bola) (terpercaya|hari "
    "ini|maxwin|resmi|terbaik) {url}",
    "(在线赌场|博彩|代孕|办证|发票|彩票|棋牌)(平台|网站|公司|公司电话) {url}",
};

// Comments of readers; `{text}` is a comment that somebody wrote.
inline constexpr absl::string_view kHamPatterns[] = {
    "{text}",
    "{text}",
    "{text}",
    "{text} {source}",
    "{text} (See|Source:|More here:|cf.|The numbers are here:) {source}",
    "(According to|As|Quoting|From) {source} (the numbers differ.|this is not "
    "new.|it was different.) {text}",
    "{text}\n\n{source}\n{source}",
    "(@|)({first}|{nick})(:|,) {text}",
    "(Great|Good|Nice|Interesting|Excellent) (article|column|piece|read|story)"
    "(.|!|, thank you.|, {first}.) {text}",
    "(Thanks|Thank you) for (this|writing this|the clear explanation)(.|!) "
    "{text}",
    "(Great|Good|Lovely|Nice) (article|column|post|piece|photos)(!|, thanks.|, "
    "thank you {first}.)",
    "(Thanks|Thank you) for (the article|covering this|reporting on this|the "
    "recipe|answering so fast)(!|.|, I did not know that.)",
    "(I tried this|We made this|I cooked it) (recipe |)(yesterday|last "
    "night|on "
    "Sunday) (and (it was great|my kids loved it)|but it came out too salty).",
    "Is (there a link|the report) (to the study|available online|public)?",
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_PATTERNS_H_
