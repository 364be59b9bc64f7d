#include "service/screening/filters/listed_terms.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

FilterSettings Settings() {
  FilterSettings settings;
  settings.lists = {
      {"slurs", TermList::Kind::kBanned, {"Vermin People", "Grottle"}},
      {"rude",
       TermList::Kind::kSuspect,
       {"cunt", "cialis", "damn", "damn fool"}},
      {"domains", TermList::Kind::kBannedDomains, {"grottle.com"}}};
  return settings;
}

SignalSink Inspect(const Inspection& inspection) {
  const auto filter = MakeListedTerms(Settings());
  EXPECT_TRUE(filter.ok());
  return inspection.Inspect(**filter);
}

SignalSink InspectBody(const std::string& body) {
  Inspection inspection;
  inspection.draft.body = body;
  return Inspect(inspection);
}

TEST(ListedTerms, SayWhichEntryOfWhichListMatchedAndWhere) {
  Inspection inspection;
  inspection.draft.body = "Really, you VERMIN\n people are grottle!";
  const Signal signal = Get(Inspect(inspection), "listed_banned");
  EXPECT_EQ(signal.strength, 1);
  EXPECT_EQ(signal.entries, (std::vector<ListedEntry>{
                                {.list = "slurs", .entry = "Vermin People"},
                                {.list = "slurs", .entry = "Grottle"}}));
  EXPECT_EQ(Pieces(inspection.draft, signal),
            (std::vector<std::string>{"VERMIN\n people", "grottle"}));
}

TEST(ListedTerms, LookAtNameAndWebsiteToo) {
  Inspection inspection;
  inspection.draft.display_name = "Grottle";
  inspection.draft.website = "https://cialis.example.com";
  const SignalSink sink = Inspect(inspection);
  EXPECT_EQ(Get(sink, "listed_banned").spans[0].field, TextField::kName);
  EXPECT_EQ(Get(sink, "listed_suspect").spans[0].field, TextField::kWebsite);
}

TEST(ListedTerms, CountSuspectTermsThatDoNotOverlap) {
  EXPECT_EQ(Strength(InspectBody("damn"), "listed_suspect"), 0.5);
  EXPECT_EQ(Strength(InspectBody("you damn fool"), "listed_suspect"), 0.5);
  EXPECT_EQ(Strength(InspectBody("damn it, damn"), "listed_suspect"), 0.75);
  EXPECT_EQ(Strength(InspectBody("damn damn damn damn"), "listed_suspect"), 1);
}

TEST(ListedTerms, NeverMatchInsideWords) {
  for (const char* body :
       {"", "Scunthorpe has a specialist", "grottled", "égrottle", "grottle1",
        "vermin peoples", "vermin, people", "verminpeople", "Goddamnit"}) {
    EXPECT_TRUE(InspectBody(body).signals().empty()) << body;
  }
}

TEST(ListedTerms, OfSubstringListsMatchInsideWordsToo) {
  FilterSettings settings = Settings();
  settings.lists.push_back(
      {"keys", TermList::Kind::kBanned, {"Press"}, /*substring=*/true});
  const auto filter = MakeListedTerms(settings);
  ASSERT_TRUE(filter.ok());
  Inspection inspection;
  inspection.draft.body = "ＷordPRESS has a specialist";
  const SignalSink sink = inspection.Inspect(**filter);
  const Signal signal = Get(sink, "listed_banned");
  EXPECT_EQ(Pieces(inspection.draft, signal),
            std::vector<std::string>{"PRESS"});
  EXPECT_EQ(signal.entries,
            (std::vector<ListedEntry>{{.list = "keys", .entry = "Press"}}));
  EXPECT_EQ(Strength(sink, "listed_suspect"), 0);
}

TEST(ListedTerms, SeeThroughWidthCaseAndInvisibleCharacters) {
  Inspection inspection;
  inspection.draft.body = "é ＧＲＯ\u200bttle";
  EXPECT_EQ(Pieces(inspection.draft, Get(Inspect(inspection), "listed_banned")),
            std::vector<std::string>{"ＧＲＯ\u200bttle"});
}

TEST(ListedTerms, SeeThroughDisguisesAndSaySo) {
  struct Row {
    const char* body;
    const char* piece;
  };
  const Row rows[] = {
      {"You grоttle!", "grоttle"},
      {"You gr0tt1e!", "gr0tt1e"},
      {"A g.r.o.t.t.l.e.", "g.r.o.t.t.l.e"},
      {"Such a g r o t t l e", "g r o t t l e"},
      {"GROOOTTLE", "GROOOTTLE"},
      {"grottlé", "grottlé"},
      {"v3rmin  pеople", "v3rmin  pеople"},
      {"V E R M I N   P E O P L E", "V E R M I N   P E O P L E"},
  };
  for (const Row& row : rows) {
    Inspection inspection;
    inspection.draft.body = row.body;
    const Signal signal = Get(Inspect(inspection), "listed_banned");
    EXPECT_EQ(Pieces(inspection.draft, signal),
              std::vector<std::string>{row.piece})
        << row.body;
    EXPECT_EQ(signal.reason, "has a term of a list, disguised") << row.body;
  }
  EXPECT_EQ(Get(InspectBody("grottle"), "listed_banned").reason,
            "has a term of a list");
  EXPECT_EQ(Get(InspectBody("grottle good"), "listed_banned").reason,
            "has a term of a list");
}

TEST(ListedTerms, LeaveOtherWordsAloneInEveryView) {
  for (const char* body :
       {"c. u. n., t", "C.U.N. and T.", "Damm", "Adaamn", "dаmnation",
        "country 0f c1al1sts", "5p3c1alist", "SPEClALIST",
        "S P E C I A L I S T", "specialist", "Mr. A. S. Smith", "U.S.A."}) {
    EXPECT_TRUE(InspectBody(body).signals().empty()) << body;
  }
}

TEST(ListedTerms, FailRatherThanCompareEndlessly) {
  Inspection inspection;
  for (int i = 0; i < 5000; ++i) inspection.draft.body += "groottle ";
  EXPECT_FALSE(Inspect(inspection).failures().empty());
}

TEST(ListedTerms, KeepFewSpansOfATextFullOfThem) {
  std::string body;
  for (int i = 0; i < 5000; ++i) body += "grottle ";
  const Signal signal = Get(InspectBody(body), "listed_banned");
  EXPECT_EQ(signal.spans.size(), static_cast<size_t>(kSpansMax));
}

TEST(ListedTerms, FailRatherThanStopHalfwayInATextMadeToMatchEverywhere) {
  // Many phrases of two words only, so that each "b" is the anchor of most.
  FilterSettings settings;
  TermList list{"attack", TermList::Kind::kSuspect, {}};
  std::string term = "b";
  for (int i = 0; i < 40; ++i) list.terms.push_back(term += " b");
  settings.lists.push_back(list);
  const auto filter = MakeListedTerms(settings);
  ASSERT_TRUE(filter.ok());
  Inspection inspection;
  for (int i = 0; i < 32000; ++i) inspection.draft.body += "b ";
  EXPECT_FALSE(inspection.Inspect(**filter).failures().empty());
}

TEST(ListedTerms, AsksAListOnlyAboutItsLanguage) {
  FilterSettings settings;
  TermList german;
  german.name = "german";
  german.kind = TermList::Kind::kBanned;
  german.language = "de-AT";
  german.terms = {"gift", "kaputt"};
  settings.lists = {german};
  const auto filter = MakeListedTerms(settings);
  ASSERT_TRUE(filter.ok());
  struct Row {
    const char* body;
    double strength;
  };
  for (const Row& row : {
           Row{"This is the gift that I had for you and your wife", 0},
           Row{"This is the g.i.f.t that I had for you and your wife", 0},
           Row{"Das ist doch Gift für uns und nicht für euch", 1},
           Row{"Gift!", 1},
       }) {
    Inspection inspection;
    inspection.draft.body = row.body;
    EXPECT_EQ(Strength(inspection.Inspect(**filter), "listed_banned"),
              row.strength)
        << row.body;
  }
  // The language told is the body's: a name or a website tells none.
  Inspection inspection;
  inspection.draft.body = "This is the gift that I had for you and your wife";
  inspection.draft.display_name = "Gift";
  inspection.draft.website = "https://kaputt.example.com";
  const Signal signal = Get(inspection.Inspect(**filter), "listed_banned");
  EXPECT_EQ(Pieces(inspection.draft, signal),
            (std::vector<std::string>{"Gift", "kaputt"}));
}

TEST(ListedTerms, SeeLettersThatImitateATermOfAnotherScript) {
  FilterSettings settings;
  settings.lists = {{"russian", TermList::Kind::kBanned, {"хрен", "сосать"}}};
  const auto filter = MakeListedTerms(settings);
  ASSERT_TRUE(filter.ok());
  Inspection inspection;
  inspection.draft.body = "cocatb";
  EXPECT_EQ(Strength(inspection.Inspect(**filter), "listed_banned"), 1);
  inspection.draft.body = "xpeh, as they say, is cocatb in English";
  EXPECT_EQ(Strength(inspection.Inspect(**filter), "listed_banned"), 0);
}

}  // namespace
}  // namespace winnow
