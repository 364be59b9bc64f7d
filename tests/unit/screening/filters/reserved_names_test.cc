#include "service/screening/filters/reserved_names.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

FilterSettings Settings() {
  FilterSettings settings;
  settings.site_title = "The Daily News";
  TermList list;
  list.name = "names";
  list.kind = TermList::Kind::kReservedNames;
  list.terms = {"Moderator*", "Jane Editor", "", "*", "редакция"};
  settings.lists = {list};
  return settings;
}

std::string EntryOf(const std::string& name) {
  Inspection inspection;
  inspection.draft.display_name = name;
  const SignalSink sink = inspection.Inspect(*MakeReservedNames(Settings()));
  if (sink.signals().empty()) return "";
  EXPECT_EQ(Pieces(inspection.draft, sink.signals()[0]),
            std::vector<std::string>{name});
  return sink.signals()[0].entries.at(0).entry;
}

TEST(ReservedNames, ComparesByLook) {
  for (const char* name :
       {"Jane Editor", "jane editor", "JANE  EDITOR", "Jane_Editor.",
        "Jаne Еditоr", "Ｊａｎｅ Ｅｄｉｔｏｒ", "Jane\u200bEditor",
        "J4ne Ed1t0r", "Jane Edltor", "𝐉𝐚𝐧𝐞 𝐄𝐝𝐢𝐭𝐨𝐫"}) {
    EXPECT_EQ(EntryOf(name), "Jane Editor") << name;
  }
  EXPECT_EQ(EntryOf("Redакция"), "");
  EXPECT_EQ(EntryOf("РЕДАКЦИЯ"), "редакция");
}

TEST(ReservedNames, TakesTheBeginningOfANameBeforeAStar) {
  EXPECT_EQ(EntryOf("moderator"), "Moderator*");
  EXPECT_EQ(EntryOf("Moderator 7"), "Moderator*");
  EXPECT_EQ(EntryOf("Rnoderator"), "Moderator*");
  EXPECT_EQ(EntryOf("Rnodеrаtоr"), "Moderator*") << "Cyrillic e, a and o";
  EXPECT_EQ(EntryOf("A moderator"), "");
}

TEST(ReservedNames, ReservesTheSitesTitle) {
  EXPECT_EQ(EntryOf("the daily news"), "The Daily News");
  EXPECT_EQ(EntryOf("Daily News reader"), "");
}

TEST(ReservedNames, LeavesReadersTheirNames) {
  for (const char* name : {"", "J", "Jane", "Jane Edit", "Ed Moderate", "田中",
                           "مريم", "\xff\xff\xff", "***"}) {
    EXPECT_EQ(EntryOf(name), "") << name;
  }
  EXPECT_EQ(EntryOf(std::string(5000, 'a')), "");
}

TEST(ReservedNames, LeavesStaffTheirOwn) {
  Inspection inspection;
  inspection.draft.display_name = "Moderator";
  inspection.draft.author_role = AuthorRole::kStaff;
  EXPECT_TRUE(
      inspection.Inspect(*MakeReservedNames(Settings())).signals().empty());
}

}  // namespace
}  // namespace winnow
