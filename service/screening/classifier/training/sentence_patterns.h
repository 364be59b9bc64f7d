// Patterns of sentences that data sets have too few of: people who name what
// they are, take abuse back, quote it or speak against it, swear without
// meaning anybody, and, beside each, the abuse that looks like it. All written
// for Winnow. Read by sentence_maker.cc alone.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_PATTERNS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_PATTERNS_H_

#include "service/screening/classifier/training/phrase_maker.h"

namespace winnow {

inline constexpr NamedWords kSentenceWords[] = {
    {"id",
     "gay|lesbian|bisexual|transgender|trans|queer|Muslim|Jewish|"
     "Christian|Catholic|Hindu|Buddhist|Sikh|atheist|black|African "
     "American|white|Asian|Latino|Hispanic|Mexican|Arab|Chinese|Indian|"
     "Polish|Turkish|Roma|Nigerian|Pakistani|Korean|Japanese|Russian|"
     "deaf|blind|disabled|autistic|elderly|female|male|straight|"
     "heterosexual|homosexual|LGBT|immigrant|Protestant|European|"
     "Canadian|American|middle eastern|African|old|young|nonbinary"},
    {"ids",
     "gays|lesbians|gay people|trans people|transgender people|queers|"
     "Muslims|Jews|Christians|Catholics|Hindus|Buddhists|Sikhs|"
     "atheists|black people|black folks|white people|Asians|Latinos|"
     "Mexicans|Arabs|Chinese people|Indians|Poles|Turks|Roma|Nigerians|"
     "Pakistanis|Koreans|Russians|deaf people|blind people|disabled "
     "people|autistic people|women|men|immigrants|migrants|refugees|"
     "foreigners|homosexuals|old people|young people|feminists|girls"},
    {"person",
     "man|woman|person|teacher|student|doctor|nurse|lawyer|parent|"
     "father|mother|writer|athlete|neighbor|friend|teenager|citizen|"
     "artist|engineer|colleague|boy|girl|kid|couple"},
    {"relative",
     "brother|sister|son|daughter|mother|father|uncle|aunt|cousin|"
     "best friend|wife|husband|partner|boss|neighbor|roommate|"
     "grandmother|teacher"},
    {"name",
     "Anna|Ben|Carlos|Dina|Eric|Fatima|George|Helen|Ivan|Julia|Kevin|"
     "Lina|Marco|Nora|Omar|Paula|Rick|Sara|Tom|Vera|Wei|Yusuf"},
    {"nice",
     "kind|wonderful|great|lovely|gentle|friendly|smart|brave|funny|"
     "generous|honest|amazing|thoughtful|hard-working|delightful|"
     "respectful|warm|excellent|fantastic|beautiful|charming"},
    {"vile",
     "disgusting|filthy|stupid|pathetic|worthless|evil|dumb|nasty|"
     "vile|repulsive|despicable|dirty|horrible|ugly|retarded|idiotic|"
     "moronic|useless|subhuman|inferior|rotten|hateful|bad|terrible|"
     "awful|violent|lazy|criminal"},
    {"beasts",
     "vermin|parasites|animals|rats|cockroaches|scum|a disease|a "
     "plague|savages|monkeys|pigs|garbage|trash|cancer|filth|"
     "subhumans|insects|degenerates|criminals|thieves|terrorists"},
    {"insult",
     "idiot|moron|imbecile|loser|clown|scumbag|asshole|jerk|bastard|"
     "dumbass|dickhead|fool|pig|coward|liar|creep|douchebag|cretin|"
     "prick|retard|bitch|cunt|whore|slut|piece of (shit|trash|"
     "garbage|crap)|waste of (space|air|oxygen)|disgrace|troll|rat|"
     "snake|hypocrite|wanker|twat|shithead|fuckwit|nitwit|simpleton"},
    {"praise",
     "genius|legend|star|hero|gem|great writer|fine journalist|"
     "wonderful person|good friend|true professional|lifesaver|"
     "champion|kind soul|blessing|treasure"},
    {"thing",
     "phone|laptop|car|printer|software|update|weather|traffic|"
     "movie|song|headline|law|tax|plan|website|form|train|bug|"
     "app|alarm clock|argument|rule|cable|test|keyboard|oven"},
    {"noun",
     "article|photo|interview|piece|recipe|series|concert|goal|match|"
     "show|analysis|book|podcast|story|column|idea|day|game|video"},
    {"swear", "fucking|goddamn|bloody|damn|freaking|fuckin|friggin"},
    {"oath",
     "holy shit|fuck yes|hell yeah|damn|oh shit|holy crap|well fuck|"
     "fuck me|bloody hell|shit|what the hell|fuck"},
    {"kill",
     "kill|murder|shoot|stab|strangle|burn|beat|hang|destroy|"
     "smash|execute|behead|hurt|gut|crush"},
    {"killed",
     "killed|shot|hanged|exterminated|burned alive|gassed|wiped out|"
     "put down|executed|beaten|locked up|deported|lynched|castrated|"
     "thrown in the sea|eradicated|removed from society"},
    {"sex", "fuck|bang|screw|suck|lick|ride|pound|blow|finger"},
    {"part",
     "cock|dick|pussy|tits|ass|cunt|boobs|penis|clit|balls|asshole|"
     "nipples"},
    {"wrong",
     "wrong|racist|hateful|bigoted|cruel|disgraceful|unacceptable|"
     "ignorant|sick|shameful|hurtful|a lie|not okay|prejudice"}};

// What a pattern is labelled: the heads that are not named are 0 where the
// toxicity is, and unknown where it is not.
struct SentencePattern {
  absl::string_view pattern;
  float toxicity;
  float identity_attack = 0;
  float insult = 0;
  float profanity = 0;
  float threat = 0;
  float sexually_explicit = 0;
};

inline constexpr SentencePattern kSentencePatterns[] = {
    // People who name what they are, and those who name them kindly.
    {"I (am|'m) (a|an) {id} {person}(.||, and proud of it)", 0},
    {"I am {id}(.|| and I have lived here all my life| and happy)", 0},
    {"As a {id} {person} I (agree with|disagree with|liked|did not like) "
     "this (article|column|piece)",
     0},
    {"My {relative} is {id}(.| and (we|they) are doing fine| and {nice})", 0},
    {"{ids} (are|can be) {nice}(| people| parents| neighbors)", 0},
    {"{ids} (deserve|should have) (equal rights|respect|the same rights|"
     "better|a voice|safety|healthcare)",
     0},
    {"{name} is a {nice} {id} {person}", 0},
    {"(Being|To be) {id} is (wonderful|fine|nothing to be ashamed of|great|"
     "normal|part of who I am|hard sometimes)",
     0},
    {"The {id} community (opened a center|held a festival|is growing|met the "
     "mayor|(is|was) mentioned in the report)",
     0},
    {"We (welcome|support|love|need|respect|celebrate) {ids} (here|in our "
     "town||and always will)",
     0},
    {"How many {ids} (live|work|vote) in (this city|Europe|our country)?", 0},
    {"(Many|Most|Some) {ids} (voted|work|live|study|were interviewed) (in the "
     "city|last year|here|abroad)",
     0},
    {"I (met|married|hired|interviewed|photographed|love) a {id} {person}", 0},
    {"You are a {nice} {id} {person}", 0},
    {"{name} is {id}", 0},
    {"{id} {person}", 0},
    {"{ids} have rights (too|just like everybody else)", 0},
    {"(hug|thank|greet|befriend) {ids}", 0},
    // The abuse that looks like it.
    {"(I|We|I really|I just) (hate|despise|can't stand|loathe|detest) {ids}", 1,
     1},
    {"{ids} are (all |just |nothing but |)({vile}|{vile} people|{beasts})", 1,
     1},
    {"(All |)({ids}) (should|must|need to|deserve to) be {killed}", 1, 1, 0, 0,
     0.7F},
    {"{name} is a {vile} {id} {person}", 1, 0.9F, 0.9F},
    {"You are a {vile} {id} {person}", 1, 0.9F, 1},
    {"You are just a {id} (to me|and not a real person)", 0.7F, 0.8F, 0.4F},
    {"(Being|To be) {id} is (disgusting|a sickness|a crime|unnatural|evil|"
     "gross|sick)",
     0.95F, 1},
    {"(kill|burn|shoot|hang|gas|deport|exterminate) (all |the |){ids}", 1, 1, 0,
     0, 0.8F},
    {"{ids} (don't|do not) deserve to (live|vote|work here|have children|be "
     "treated as humans)",
     1, 1},
    {"{ids} (ruin|destroy|are ruining|are destroying|infest|are taking over) "
     "(everything|our country|this country|Europe|society|our schools)",
     0.9F, 0.95F},
    {"(No|Not one) {id} {person} (can be trusted|deserves to live|is any good)",
     0.95F, 1},
    {"(Get|Send|Kick|Throw) (the |all |these |those |)({ids}) (out|back|home|"
     "back where they came from)",
     0.9F, 0.95F},
    {"You {vile} {id} {insult}", 1, 0.9F, 1, 0.5F},
    {"{ids} are not (real |)(people|humans|citizens|worth anything)", 0.9F,
     0.95F},
    {"Typical {id} {insult}", 1, 0.8F, 1, 0.4F},
    {"{ids} (belong in|should go to) (cages|camps|the kitchen|jail|the zoo|"
     "hell|the oven)",
     0.95F, 1, 0, 0, 0.2F},
    {"(these|those|all these|bloody|fucking) {ids} are (nothing but |all |)"
     "{beasts}",
     1, 1, 0.3F, 0.2F},
    {"(we should|let's|time to) (burn|bomb|close|raid) (every|all the) "
     "(mosque|synagogue|church|temple|refugee home)s? (with them inside|to the "
     "ground|)",
     0.95F, 0.95F, 0, 0, 0.8F},
    // Taken back.
    {"(Nobody|No one|Not one of us|None of us) (here |)(thinks|believes|says|"
     "said) (that |)({ids} are {vile}|you are (a|an) {insult}|(he|she) is "
     "{vile})",
     0.1F, 0.08F, 0.08F},
    {"You are not (a|an|such a|really a) ({insult}|bad person|{vile} person), "
     "(you were misinformed|just tired|just wrong|my friend|don't worry)",
     0.1F, 0, 0.08F, 0.2F},
    {"{name} is not {vile}(, (just|only) (tired|shy|young)|)", 0.1F},
    {"I (don't|do not|never|can't) hate {ids}", 0.05F},
    {"{ids} are not ({vile}|{beasts})", 0.1F, 0.1F},
    {"No {id} {person} (should|deserves to) be {killed}", 0.08F, 0.08F},
    {"(Nobody|No one) should (hate|hurt|insult|attack) {ids}", 0.05F},
    {"I would never say that {ids} are {vile}", 0.1F, 0.1F},
    {"(It is|It's) {wrong} to (say|claim|think|write) that {ids} are "
     "({vile}|{beasts})",
     0.1F, 0.12F},
    {"You are (not|no) (a|an) {insult}", 0.15F, 0, 0.1F, 0.2F},
    {"I (don't|do not|never) think (you are|he is|she is) (a|an) {insult}",
     0.15F, 0, 0.12F, 0.2F},
    // Spoken against, quoted, told.
    {"(Saying|Claiming|Writing|Shouting) (that |)\"{ids} are {vile}\" is "
     "{wrong}",
     0.12F, 0.15F},
    {"(People|Those) who (say|think|write) {ids} are ({vile}|{beasts}) are "
     "{wrong}",
     0.2F, 0.15F},
    {"Stop (calling|treating) {ids} (like |){beasts}", 0.12F, 0.15F},
    {"(He|She|Somebody|A stranger|My teacher) called (me|him|my {relative}) "
     "(a|an) {insult}(| yesterday| at school| and it hurt| and I cried)",
     0.2F, 0.05F, 0.12F, 0.4F},
    {"(He|Someone|A commenter|The mayor) (said|wrote|shouted|posted) \"you are "
     "(a|an) {insult}\"(| and that is {wrong}|. Please remove it)",
     0.25F, 0, 0.2F, 0.4F},
    {"The (report|article|court) (quotes|mentions) (the word|the insult) "
     "\"{insult}\"",
     0.15F, 0, 0.08F, 0.4F},
    {"I was (attacked|insulted|beaten|bullied) for being {id}", 0.08F, 0.08F},
    // Swearing that means nobody.
    {"(This|That|What a) (is |was |)(a |){swear} (great|awesome|brilliant|"
     "amazing|beautiful|good|funny) {noun}",
     0.15F, 0, 0, 0.85F},
    {"{oath}(,|!) (that|this) (is|was) (great|awesome|amazing|so good|"
     "beautiful|hilarious|a surprise)",
     0.15F, 0, 0, 0.9F},
    {"I {swear} love (this|that|your|the) {noun}", 0.15F, 0, 0, 0.85F},
    {"My {thing} is (fucked|a piece of shit|shit|crap) again", 0.3F, 0, 0,
     0.95F},
    {"(I'm|I am|I was) so {swear} (tired|happy|hungry|excited|proud|late)",
     0.15F, 0, 0, 0.85F},
    {"(I'm|I am|I was) (such |)(a|an) (idiot|moron|fool|dumbass), I (forgot my "
     "keys|deleted the file|missed the train|left the oven on)",
     0.2F, 0, 0.12F, 0.2F},
    {"(this|that|my|the) (stupid|damn|dumb|silly) {thing} (again|won't work|"
     "broke|is late)",
     0.2F, 0, 0.08F, 0.3F},
    // Insults, and what only looks like one.
    {"(you|You|u) (are|r|'re) (a|an|such a|nothing but a|just a) {insult}", 1,
     0, 1, 0.5F},
    {"(What a|Shut up,|Go away,|Listen,) (you |)(stupid |fucking |little |old "
     "|){insult}",
     0.97F, 0, 0.97F, 0.5F},
    {"(the author|this writer|whoever wrote this|the editor|your mother|the "
     "mayor|{name}) is (a|an|a complete|a total) {insult}",
     0.95F, 0, 0.95F, 0.5F},
    {"you (people |guys |){vile} {insult}s", 1, 0, 1, 0.5F},
    {"fuck (you|off|your {relative}|him|that {insult})", 1, 0, 0.9F, 1},
    {"you are (so |really |)(stupid|dumb|pathetic|ugly|worthless|disgusting)",
     0.95F, 0, 0.95F},
    {"(you|You) (are|'re) (a|such a|a real|) {praise}", 0},
    {"what a {praise} (you are|{name} is)", 0},
    {"you are (so |really |very |){nice}", 0},
    // Threats, and what only looks like one.
    {"(I|We) (will|'ll|am going to|are going to|should|want to) {kill} (you|"
     "your family|your {relative}|him|her|all of you|them all)",
     0.97F, 0, 0.3F, 0, 1},
    {"(I|i) hope (you|they|he|she|your family) (die|dies|get cancer|gets "
     "raped|burn|burns in hell|rot|get hit by a bus|suffer)",
     0.97F, 0, 0.4F, 0, 0.8F},
    {"(I know where you live|watch your back|you will pay for this with "
     "blood|you're dead|sleep with one eye open|you won't see tomorrow|we are "
     "coming for you)(, {insult}||!)",
     0.9F, 0, 0.3F, 0.2F, 1},
    {"I('ll| will| am gonna|'m gonna) (break|cut off|smash|rip out) your (legs|"
     "neck|face|head|throat|fingers)(| if you (do|say|post) that again)",
     0.95F, 0, 0.3F, 0, 1},
    {"(I know where|We know where) (you|your kids|your parents|your wife) "
     "(live|lives|works|goes to school|sleep)(.|, be careful|, watch out)",
     0.85F, 0, 0.1F, 0, 0.97F},
    {"(Watch your back|Prepare to die|You're dead|Your days are numbered|You "
     "won't live long|I'm coming for you|We will get you)(, {insult}| tonight|"
     ", traitor|)",
     0.92F, 0, 0.3F, 0.1F, 1},
    {"I (want to|would love to|wish I could) {kill} (him|her|you|them|that "
     "{insult}) (in the (face|head|back)|slowly|with my own hands|)",
     0.95F, 0, 0.3F, 0.1F, 0.97F},
    {"(kill|hang|shoot) yourself(| already|, {insult})", 1, 0, 0.6F, 0.2F,
     0.8F},
    {"(somebody|someone) should {kill} (you|him|her|that {insult})", 0.95F, 0,
     0.3F, 0.2F, 0.95F},
    {"I (could|would) kill for (a coffee|a pizza|tickets|that recipe)", 0.05F},
    {"(this|that|the new) {thing} is (killing|going to kill) (me|the economy|"
     "small shops)",
     0.05F},
    {"(He|She|A man|My dog) was (killed|shot|stabbed|hit) (by a car|in the "
     "war|last night|in the accident)",
     0.05F},
    {"I will (find|send|show|get|call|help|miss|beat) you (the link|a copy|"
     "tomorrow|at chess|at the station|the numbers)",
     0},
    {"(you|we) (killed|crushed|nailed) it", 0.03F},
    {"(shoot|hit) me (an email|a message)", 0.02F},
    // Sex, and what only names it.
    {"I (want to|wanna|will|would love to) {sex} (your|her|his|that) (tight |"
     "big |wet |){part}",
     0.8F, 0, 0.2F, 0.9F, 0, 1},
    {"(show me|send me|look at) (your|those|her) (big |hot |){part}", 0.7F, 0,
     0.2F, 0.8F, 0, 1},
    {"{sex} my {part}(|, {insult})", 0.95F, 0, 0.6F, 1, 0, 1},
    {"(hot|horny|naked|nude|sexy) (girls|teens|milfs|women|babes) (waiting|"
     "want sex|in your area|on cam|getting fucked)",
     0.5F, 0, 0, 0.4F, 0, 1},
    {"(she|he) (sucked|rode|licked) (his|her|my) {part} (all night|until he "
     "came|in the car)",
     0.6F, 0, 0, 0.8F, 0, 1},
    {"(porn|blowjob|anal sex|cumshot|orgasm|masturbating|gangbang) (video|"
     "pics|story|scene)",
     0.35F, 0, 0, 0.4F, 0, 0.95F},
    {"(breast|prostate|testicular|cervical) cancer (screening|patients|"
     "awareness) (helps|matters|saves lives)",
     0},
    {"(sex education|the sexual revolution|same-sex marriage|the sex of the "
     "baby|sexual harassment law|contraception) (matters|was discussed|is in "
     "the report|should be taught)",
     0.02F},
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SENTENCE_PATTERNS_H_
