#include "service/screening/filters/content_bans.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

using Kind = ContentBan::Kind;

std::unique_ptr<const Filter> Make(std::vector<ContentBan> bans) {
  FilterSettings settings;
  settings.bans = std::move(bans);
  auto filter = MakeContentBans(settings);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return *std::move(filter);
}

// "SIGNAL: ID ID" of each.
std::vector<std::string> Seen(const Filter& filter, const std::string& body,
                              const std::string& email = "") {
  Inspection inspection;
  inspection.draft.body = body;
  if (!email.empty()) {
    auto parsed = EmailAddress::Parse(email);
    EXPECT_TRUE(parsed.ok());
    inspection.draft.email = *std::move(parsed);
  }
  std::vector<std::string> seen;
  const SignalSink sink = inspection.Inspect(filter);
  for (const Signal& signal : sink.signals()) {
    std::string text = signal.name + ":";
    for (const ListedEntry& entry : signal.entries) {
      EXPECT_EQ(entry.list, "bans");
      text += " " + entry.entry;
    }
    seen.push_back(text);
  }
  return seen;
}

TEST(ContentBans, AreSilentWhereNothingIsBanned) {
  const auto filter = Make({});
  EXPECT_TRUE(Seen(*filter, "https://casino.example", "a@b.example").empty());
}

TEST(ContentBans, ReportWhatTheyFindUnderTheSignalOfTheirEffect) {
  const auto filter = Make({{"b1", Kind::kEmailDomain, "club.example"},
                            {"b2", Kind::kEmailDomain, "held.example", true},
                            {"b3", Kind::kLinkDomain, "casino.example"},
                            {"b4", Kind::kLinkDomain, "maybe.example", true},
                            {"b5", Kind::kPhrase, "miracle cream"},
                            {"b6", Kind::kPhrase, "odd word", true}});
  struct Row {
    const char* body;
    const char* email;
    std::vector<std::string> seen;
  };
  const Row rows[] = {
      {"", "", {}},
      {"hi", "ann@club.example", {"banned_author: b1"}},
      {"hi", "ann@mail.CLUB.example", {"banned_author: b1"}},
      {"hi", "ann@nightclub.example", {}},
      {"hi", "ann@held.example", {"ban_hold: b2"}},
      {"hi", "ann@mail.example", {}},
      {"see https://www.casino.example/x", "", {"banned_content: b3"}},
      {"see https://mycasino.example/x", "", {}},
      {"see https://maybe.example/x", "", {"ban_hold: b4"}},
      {"a Miracle  CREAM!", "", {"banned_content: b5"}},
      {"a m1racle cream", "", {"banned_content: b5"}},
      {"miracles, cream", "", {}},
      {"an odd word", "", {"ban_hold: b6"}},
      {"https://casino.example has miracle cream",
       "ann@club.example",
       {"banned_author: b1", "banned_content: b3 b5"}},
      {"an odd word at https://maybe.example",
       "ann@held.example",
       {"ban_hold: b2 b4 b6"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Seen(*filter, row.body, row.email), row.seen)
        << row.body << " " << row.email;
  }
}

TEST(ContentBans, PointAtWhatTheyFound) {
  const auto filter = Make({{"b3", Kind::kLinkDomain, "casino.example"},
                            {"b5", Kind::kPhrase, "miracle cream"}});
  Inspection inspection;
  inspection.draft.body =
      "The miracle cream is at https://casino.example/x now";
  const SignalSink sink = inspection.Inspect(*filter);
  EXPECT_EQ(
      Pieces(inspection.draft, Get(sink, "banned_content")),
      (std::vector<std::string>{"miracle cream", "https://casino.example/x"}));
}

}  // namespace
}  // namespace winnow
