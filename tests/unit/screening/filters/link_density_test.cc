#include "service/screening/filters/link_density.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

SignalSink Inspect(const std::string& body,
                   const FilterSettings& settings = {}) {
  Inspection inspection;
  inspection.draft.body = body;
  return inspection.Inspect(*MakeLinkDensity(settings));
}

TEST(LinkDensity, GrowsPastTheLinksThatAreFree) {
  struct Row {
    int links;
    double present;
    double density;
  };
  for (const Row& row : {Row{0, 0, 0}, Row{1, 1, 0}, Row{2, 1, 0},
                         Row{3, 1, 0.25}, Row{6, 1, 1}, Row{20, 1, 1}}) {
    std::string body = "see";
    for (int i = 0; i < row.links; ++i) body += " https://example.com/a";
    const SignalSink sink = Inspect(body);
    EXPECT_EQ(Strength(sink, "link"), row.present) << row.links;
    EXPECT_EQ(Strength(sink, "link_density"), row.density) << row.links;
  }
}

TEST(LinkDensity, DoesNotCountAllowedDomains) {
  FilterSettings settings;
  settings.lists = {{"own", TermList::Kind::kAllowedDomains, {"example.com"}}};
  const SignalSink sink =
      Inspect("https://www.example.com/a and https://other.com", settings);
  EXPECT_EQ(Get(sink, "link").spans.size(), 1u);
  EXPECT_TRUE(Inspect("www.example.com", settings).signals().empty());
}

TEST(LinkDensity, LeavesTheWebsiteFieldAlone) {
  Inspection inspection;
  inspection.draft.website = "https://example.com";
  EXPECT_TRUE(inspection.Inspect(*MakeLinkDensity({})).signals().empty());
}

}  // namespace
}  // namespace winnow
