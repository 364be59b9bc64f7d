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

TEST(LinkKinds, FindsHostsThatHide) {
  struct Row {
    const char* body;
    const char* signal;
  };
  for (const Row& row : {
           Row{"https://bank.example@evil.com/", "link_credentials"},
           Row{"http://192.0.2.7/login", "link_ip_address"},
           Row{"http://[2001:db8::1]/", "link_ip_address"},
           Row{"http://xn--e1afmkfd.xn--p1ai/", "link_punycode"},
           Row{"http://pаypal.com/", "link_mixed_script"},
       }) {
    Inspection inspection;
    inspection.draft.body = row.body;
    const SignalSink sink = inspection.Inspect(*MakeLinkKinds({}));
    ASSERT_EQ(sink.signals().size(), 1u) << row.body;
    EXPECT_EQ(sink.signals()[0].name, row.signal);
    EXPECT_EQ(Pieces(inspection.draft, sink.signals()[0]),
              std::vector<std::string>{row.body});
  }
}

TEST(LinkKinds, StaysSilentForOrdinaryLinksAndNames) {
  Inspection inspection;
  inspection.draft.body = "https://example.com";
  inspection.draft.display_name = "Dr. J. R. Smith Jr.";
  EXPECT_TRUE(inspection.Inspect(*MakeLinkKinds({})).signals().empty());
}

}  // namespace
}  // namespace winnow
