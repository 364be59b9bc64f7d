#include "service/screening/filters/link_kinds.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(LinkKinds, FindsShortenersInBodyAndWebsite) {
  Inspection inspection;
  inspection.draft.body = "here: BIT.LY/abc, https://youtu.be/x";
  inspection.draft.website = "https://t.co/abc";
  const SignalSink sink = inspection.Inspect(*MakeLinkKinds({}));
  EXPECT_EQ(Pieces(inspection.draft, Get(sink, "link_shortener")),
            (std::vector<std::string>{"BIT.LY/abc", "https://t.co/abc"}));
  EXPECT_EQ(Strength(sink, "link_in_name"), 0);
}

TEST(LinkKinds, FindsALinkInTheName) {
  Inspection inspection;
  inspection.draft.display_name = "cheap-pills.com";
  const SignalSink sink = inspection.Inspect(*MakeLinkKinds({}));
  EXPECT_EQ(Strength(sink, "link_in_name"), 1);
}

TEST(LinkKinds, StaysSilentForOrdinaryLinksAndNames) {
  Inspection inspection;
  inspection.draft.body = "https://example.com";
  inspection.draft.display_name = "Dr. J. R. Smith Jr.";
  EXPECT_TRUE(inspection.Inspect(*MakeLinkKinds({})).signals().empty());
}

}  // namespace
}  // namespace winnow
