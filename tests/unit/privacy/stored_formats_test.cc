// Bytes that are in Redis already: a change here forgets every ban, breaks
// every edit token and opens no address. Make a new version instead.

#include <gtest/gtest.h>

#include <string>

#include "service/base/bytes.h"
#include "service/privacy/api_key.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

NetworkAddress Address() { return {std::string("\xC0\x00\x02\x01", 4)}; }

Draft StoredDraft() {
  Draft draft;
  draft.thread.id = "article-1";
  draft.thread.title = "Title";
  draft.parent = TestId(9);
  draft.display_name = "John";
  draft.email = TestEmail("John@example.com");
  draft.website = "http://example.com";
  draft.body = "Hello\nworld";
  return draft;
}

std::string HashOfApiKey() {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  return (*ApiKeyHasher::Open(master, CreateApiKeyHashKey(master, random)))
      ->Hash("abcdefghijkl");
}

TEST(StoredFormats, OfHashesStayAsTheyAre) {
  const auto keys = TestSiteKeys();
  const AuthorKeys address = keys->MakeAuthorKeys("", TestEmail());
  const AuthorKeys account = keys->MakeAuthorKeys("42", EmailAddress());
  const NetworkKeys network = keys->MakeNetworkKeys(Address());
  const auto [seed0, seed1] = keys->SketchSeeds();
  std::string seeds;
  AppendBigEndian64(seed0, seeds);
  AppendBigEndian64(seed1, seeds);
  const struct {
    const char* name;
    std::string made;
    const char* stored;
  } rows[] = {
      {"address, exact", address.exact, "01c9a20f8a858e0abbe0d42a70e537209e"},
      {"address, folded", address.folded, "0122182ca99484edb3a585807bae4c4714"},
      {"account, exact", account.exact, "01d910db3bafa60721d3d6382938d2c120"},
      {"account, folded", account.folded, "013d54a3caee33b63e26f7f608817c0ad8"},
      {"network host", network.host, "c064fbf36b1a9cf6"},
      {"network subnet", network.subnet, "753f1a1b38329bb3"},
      {"content", keys->ContentFingerprint(StoredDraft()),
       "837d3926dce57016fa80843cdbb50969"},
      {"request", keys->RequestKey("r-1"), "532fea7013e0f0a943f3dabdd3302ed9"},
      {"body", keys->BodyKey("author", "article-1", "Hello"),
       "3ab03453cfcd41277cdc65bf2ed1"},
      {"thread print", keys->ThreadPrint(StoredDraft().thread),
       "b23558d4c2f37b41"},
      {"sketch seeds", seeds, "94f2edcaa5df116057631b6bd4dd373c"},
      {"audit", keys->AuditDigest("record"),
       "b8981a5b85e1ba99d998c65374a6a7faec2c9c13205aa1dd42177c57e9e3c5e4"},
      {"API key", HashOfApiKey(),
       "0ced4d47f6d48c234fa19c1d6efb206ee73a355261150293604f1d27b8a460b9"},
  };
  for (const auto& row : rows)
    EXPECT_EQ(ToHex(row.made), row.stored) << row.name;
  EXPECT_EQ(keys->AuthorHandle(address.exact), "ppskf2nn");
  EXPECT_EQ(keys->EditToken(TestId(), 1), "SMoOWN6NNDoWdLJ94L8VTg");
}

TEST(StoredFormats, OfASealedAddressStillOpens) {
  const auto keys = TestSiteKeys();
  const auto sealed = ParseHex(
      "0001e7d9c8ec4022391905afa7f7cd213311ff905b620e12766f32b3f3509b22"
      "93100a6213d321f7d94e0528cdb6bcd35ecdf1424087a935d249d1cfd513fbbd"
      "89a65c5fd8f93ca0e35a23c673ea18328fbc9cdf23e1a453c854ffac7d18a16a"
      "ae27a7f4440ab2ef4f441cdb7f4c71a68770d4e38600507031735ba84ff34bd5"
      "c1708e281802ee45f01c6a207a1563a846b58521eb53cf60b3d824c7c91d2b20"
      "b8fa62dcfd250abc3df5");
  ASSERT_TRUE(sealed.has_value());
  const auto opened = keys->OpenEmail({*sealed}, TestId());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->Reveal(), "john@example.com");
  FakeRandom random(2);
  EXPECT_EQ(keys->SealEmail(TestEmail(), TestId(), random).bytes, *sealed);
}

TEST(StoredFormats, OfAWrappedKeyStillUnwraps) {
  const auto blob = ParseHex(
      "018f3297588f5cbc6cb42a1c9791e9420548cafa7e613608130dae4030cdae14"
      "7573f6fe85096d104389fd3eec3fec8415bad4fb5ada9e1ae408b4505f6e4910"
      "8756e1188c6a26dc9a");
  ASSERT_TRUE(blob.has_value());
  std::array<uint8_t, kKeyBytes> key = {};
  ASSERT_TRUE(TestMasterKey().Unwrap("gazette", "author", *blob, key).ok());
  EXPECT_EQ(key[0], 42);
}

}  // namespace
}  // namespace winnow
