// What Redis may know of people, and what must never be equal.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "service/base/bytes.h"
#include "service/privacy/site_keys.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

AuthorKeys OfEmail(absl::string_view text, const SiteKeys& keys) {
  return keys.MakeAuthorKeys("", TestEmail(text));
}

NetworkAddress Ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  const uint8_t bytes[] = {a, b, c, d};
  return {std::string(AsText(bytes))};
}

NetworkAddress Ipv6(uint8_t network_end, uint8_t host_end,
                    uint8_t site_end = 0x20) {
  std::string bytes(16, '\x20');
  bytes[5] = static_cast<char>(site_end);
  bytes[7] = static_cast<char>(network_end);
  bytes[15] = static_cast<char>(host_end);
  return {bytes};
}

TEST(AuthorKeys, FollowTheMailboxAndNotItsSpelling) {
  const auto keys = TestSiteKeys();
  const AuthorKeys plain = OfEmail("john.doe@gmail.com", *keys);
  const AuthorKeys upper = OfEmail("John.Doe@GMAIL.com", *keys);
  EXPECT_EQ(plain.exact, upper.exact);
  EXPECT_EQ(plain.folded, upper.folded);

  const AuthorKeys tagged = OfEmail("johndoe+2@gmail.com", *keys);
  EXPECT_NE(plain.exact, tagged.exact);
  EXPECT_EQ(plain.folded, tagged.folded);
  EXPECT_NE(plain.folded, OfEmail("jane@gmail.com", *keys).folded);
}

TEST(AuthorKeys, HaveAVersionByteAnd16More) {
  const auto keys = TestSiteKeys();
  for (const AuthorKeys& made :
       {OfEmail("a@b.c", *keys), keys->MakeAuthorKeys("7", EmailAddress())}) {
    for (const std::string& key : {made.exact, made.folded}) {
      ASSERT_EQ(key.size(), 17u);
      EXPECT_EQ(key[0], '\x01');
    }
  }
}

TEST(AuthorKeys, FollowTheAccountWhereThereIsOne) {
  const auto keys = TestSiteKeys();
  const AuthorKeys one = keys->MakeAuthorKeys("7", TestEmail("a@b.c"));
  const AuthorKeys two = keys->MakeAuthorKeys("7", TestEmail("other@b.c"));
  EXPECT_EQ(one.exact, two.exact);
  EXPECT_EQ(one.folded, two.folded);
  EXPECT_NE(one.exact, keys->MakeAuthorKeys("8", TestEmail("a@b.c")).exact);
}

TEST(AuthorKeys, OfAnAccountNamedLikeAnAddressAreNotTheAddress) {
  const auto keys = TestSiteKeys();
  const AuthorKeys account = keys->MakeAuthorKeys("a@b.c", EmailAddress());
  const AuthorKeys address = OfEmail("a@b.c", *keys);
  EXPECT_EQ((std::set<std::string>{account.exact, account.folded, address.exact,
                                   address.folded})
                .size(),
            4u);
}

TEST(AuthorKeys, AreEmptyForNobody) {
  const AuthorKeys none = TestSiteKeys()->MakeAuthorKeys("", EmailAddress());
  EXPECT_TRUE(none.exact.empty());
  EXPECT_TRUE(none.folded.empty());
}

TEST(NetworkKeys, TellHostsApartAndSubnetsTogether) {
  const auto keys = TestSiteKeys();
  const struct {
    const char* name;
    NetworkAddress a, b;
    bool same_subnet;
  } rows[] = {
      {"one /24", Ipv4(192, 0, 2, 1), Ipv4(192, 0, 2, 2), true},
      {"two /24", Ipv4(192, 0, 2, 1), Ipv4(192, 0, 3, 1), false},
      {"one /64", Ipv6(1, 1), Ipv6(1, 2), true},
      {"two /64", Ipv6(1, 1), Ipv6(2, 1), false},
      {"two families", Ipv4(32, 32, 32, 32), Ipv6(32, 32), false},
  };
  for (const auto& row : rows) {
    const NetworkKeys a = keys->MakeNetworkKeys(row.a);
    const NetworkKeys b = keys->MakeNetworkKeys(row.b);
    EXPECT_NE(a.host, b.host) << row.name;
    EXPECT_EQ(a.subnet == b.subnet, row.same_subnet) << row.name;
    EXPECT_EQ(a.host.size(), 8u) << row.name;
    EXPECT_EQ(a.subnet.size(), 8u) << row.name;
    EXPECT_NE(a.host, a.subnet) << row.name;
    EXPECT_EQ(a.host, keys->MakeNetworkKeys(row.a).host) << row.name;
  }
}

TEST(NetworkKeys, AreEmptyWithoutAnAddress) {
  const NetworkKeys none = TestSiteKeys()->MakeNetworkKeys({});
  EXPECT_TRUE(none.host.empty());
  EXPECT_TRUE(none.subnet.empty());
}

TEST(ReporterKey, IsOfTheAccountElseOfTheHousehold) {
  const auto keys = TestSiteKeys();
  const NetworkAddress home = Ipv4(192, 0, 2, 1);
  const std::string account = keys->ReporterKey("42", home);
  EXPECT_EQ(account.size(), 17u);
  EXPECT_EQ(account, keys->ReporterKey("42", {}));
  EXPECT_NE(account, keys->ReporterKey("43", home));
  EXPECT_NE(account, keys->MakeAuthorKeys("42", EmailAddress()).exact);
  const std::string house = keys->ReporterKey("", home);
  EXPECT_EQ(house.size(), 17u);
  EXPECT_NE(house, account);
  EXPECT_NE(house, keys->ReporterKey("", Ipv4(192, 0, 2, 2)));
  EXPECT_EQ(account[0], '\x01');
  EXPECT_EQ(house[0], '\x02');
  // However many networks of its own a household has.
  EXPECT_EQ(keys->ReporterKey("", Ipv6(1, 1)),
            keys->ReporterKey("", Ipv6(2, 2)));
  EXPECT_NE(keys->ReporterKey("", Ipv6(1, 1, 3)),
            keys->ReporterKey("", Ipv6(1, 1, 4)));
  EXPECT_EQ(keys->ReporterKey("", {}), "");
}

TEST(AuthorHandle, IsShortSteadyAndNotAPartOfTheKey) {
  const auto keys = TestSiteKeys();
  const std::string exact = OfEmail("a@b.c", *keys).exact;
  const std::string handle = keys->AuthorHandle(exact);
  EXPECT_THAT(handle, testing::MatchesRegex("[a-z2-7]{8}"));
  EXPECT_EQ(handle, keys->AuthorHandle(exact));
  EXPECT_NE(handle, keys->AuthorHandle(OfEmail("b@b.c", *keys).exact));
  EXPECT_EQ(keys->AuthorHandle(""), "");
}

TEST(EditToken, BelongsToOneCommentAndVersion) {
  const auto keys = TestSiteKeys();
  const std::string token = keys->EditToken(TestId(1), 1);
  EXPECT_THAT(token, testing::MatchesRegex("[A-Za-z0-9_-]{22}"));
  EXPECT_TRUE(keys->IsEditToken(TestId(1), 1, token));
  EXPECT_FALSE(keys->IsEditToken(TestId(2), 1, token));
  EXPECT_FALSE(keys->IsEditToken(TestId(1), 2, token));
  EXPECT_FALSE(keys->IsEditToken(TestId(1), 1, ""));
  EXPECT_FALSE(keys->IsEditToken(TestId(1), 1, token.substr(1)));
  EXPECT_FALSE(keys->IsEditToken(TestId(1), 1, token + "A"));
  EXPECT_FALSE(keys->IsEditToken(TestId(1), 1, absl::AsciiStrToUpper(token)));
}

TEST(ContentFingerprint, CoversWhatACallerRepeatsAndNothingElse) {
  const auto keys = TestSiteKeys();
  const auto with = [&](const std::function<void(Draft&)>& change) {
    Draft draft;
    draft.thread.id = "t";
    draft.display_name = "John";
    draft.email = TestEmail("John@example.com");
    draft.website = "http://example.com";
    draft.body = "Hello";
    change(draft);
    return keys->ContentFingerprint(draft);
  };
  const std::string same = with([](Draft&) {});
  EXPECT_EQ(same.size(), 16u);

  const std::pair<const char*, std::function<void(Draft&)>> content[] = {
      {"thread", [](Draft& d) { d.thread.id = "u"; }},
      {"parent", [](Draft& d) { d.parent = TestId(); }},
      {"name", [](Draft& d) { d.display_name = "john"; }},
      {"email as written",
       [](Draft& d) { d.email = TestEmail("john@example.com"); }},
      {"no email", [](Draft& d) { d.email = EmailAddress(); }},
      {"website", [](Draft& d) { d.website.clear(); }},
      {"body", [](Draft& d) { d.body += " "; }},
      {"a letter moved",
       [](Draft& d) {
         d.website = "http://example.comH";
         d.body = "ello";
       }},
  };
  std::set<std::string> all = {same};
  for (const auto& [name, change] : content) {
    EXPECT_TRUE(all.insert(with(change)).second) << name;
  }

  const std::pair<const char*, std::function<void(Draft&)>> other[] = {
      {"id", [](Draft& d) { d.id = TestId(); }},
      {"title", [](Draft& d) { d.thread.title = "x"; }},
      {"network", [](Draft& d) { d.network = Ipv4(1, 2, 3, 4); }},
      {"agent", [](Draft& d) { d.has_user_agent = true; }},
      {"form", [](Draft& d) { d.form = FormEvidence(); }},
      {"language", [](Draft& d) { d.language = "en"; }},
  };
  for (const auto& [name, change] : other) {
    EXPECT_EQ(with(change), same) << name;
  }
}

TEST(BodyKey, IsOfAuthorThreadAndBodyTogether) {
  const auto keys = TestSiteKeys();
  const std::set<std::string> all = {
      keys->BodyKey("a", "t", "b"), keys->BodyKey("at", "", "b"),
      keys->BodyKey("a", "tb", ""), keys->BodyKey("", "at", "b"),
      keys->BodyKey("a", "t", "B")};
  EXPECT_EQ(all.size(), 5u);
  EXPECT_EQ(keys->BodyKey("a", "t", "b"), keys->BodyKey("a", "t", "b"));
  EXPECT_EQ(keys->BodyKey("a", "t", "b").size(), 14u);
}

TEST(SiteKeys, OfTwoSitesAgreeOnNothing) {
  const auto a = TestSiteKeys("gazette", 1);
  const auto b = TestSiteKeys("herald", 2);
  const NetworkAddress address = Ipv4(192, 0, 2, 1);
  Draft draft;
  draft.body = "x";
  EXPECT_NE(OfEmail("a@b.c", *a).exact, OfEmail("a@b.c", *b).exact);
  EXPECT_NE(OfEmail("a@b.c", *a).folded, OfEmail("a@b.c", *b).folded);
  EXPECT_NE(a->MakeNetworkKeys(address).host, b->MakeNetworkKeys(address).host);
  EXPECT_NE(a->MakeNetworkKeys(address).subnet,
            b->MakeNetworkKeys(address).subnet);
  EXPECT_NE(a->AuthorHandle("k"), b->AuthorHandle("k"));
  EXPECT_NE(a->EditToken(TestId(), 1), b->EditToken(TestId(), 1));
  EXPECT_NE(a->ContentFingerprint(draft), b->ContentFingerprint(draft));
  EXPECT_NE(a->RequestKey("r"), b->RequestKey("r"));
  EXPECT_NE(a->BodyKey("a", "t", "x"), b->BodyKey("a", "t", "x"));
  EXPECT_NE(a->SketchSeeds(), b->SketchSeeds());
  EXPECT_NE(a->AuditDigest("r"), b->AuditDigest("r"));
}

}  // namespace
}  // namespace winnow
