// The second promise: after a run through every part, the address that a
// reader gave stands nowhere in the clear, nor as a hash that anybody could
// compute, in anything that the system leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

constexpr char kAddress[] = "Margarethe.Quastenflosser+news@postfach.example";
constexpr char kNetworkAddress[] = "198.51.100.77";
constexpr char kBody[] = "A calm remark about the weather.";
constexpr char kOperatorPassword[] = "operator-test";

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string Sha256Hex(const std::string& text) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return absl::BytesToHexString(
      std::string(reinterpret_cast<char*>(hash), sizeof hash));
}

// The address and what everybody can make of it.
std::vector<std::string> Traces() {
  const std::string address = kAddress;
  const std::string lower = absl::AsciiStrToLower(address);
  return {
      "Quastenflosser", "quastenflosser", address, lower,
      // The three alignments of base64 share no prefix; each is cut to what
      // does not depend on its neighbours.
      absl::Base64Escape(address).substr(0, 40),
      absl::Base64Escape("x" + address).substr(4, 40),
      absl::Base64Escape("xx" + address).substr(4, 40),
      absl::BytesToHexString(address), absl::BytesToHexString(lower),
      Sha256Hex(address), Sha256Hex(lower),
      absl::HexStringToBytes(Sha256Hex(lower)), kNetworkAddress,
      std::string("\xc6\x33\x64\x4d", 4),  // the same in four bytes
  };
}

void ExpectNoTrace(const std::string& content, const std::string& where) {
  for (const std::string& trace : Traces()) {
    EXPECT_EQ(content.find(trace), std::string::npos)
        << where << " has " << absl::CHexEscape(trace);
  }
}

void Submit(Client& client, const std::string& body, const std::string& site) {
  v1::SubmitCommentRequest request;
  request.set_site(site);
  request.mutable_thread()->set_id("2026/private");
  request.set_display_name("M. Q.");
  request.set_email(kAddress);
  request.set_network_address(kNetworkAddress);
  request.set_user_agent("Mozilla/5.0 (X11; Linux x86_64)");
  request.set_body(body);
  const auto answer = client.Submit(request);
  ASSERT_THAT(answer, IsOk());
  ExpectNoTrace(answer->SerializeAsString(), "the answer");
}

TEST(NoAddressLeft, InWhatARunThroughEveryPartLeavesBehind) {
  ASSERT_GE(sodium_init(), 0);
  // The product's rules let nobody make a dump, and a dump is compressed: an
  // operator of the test's own, and plain text, so that it can be searched.
  WinnowSystem system(
      {.flags = {},
       .redis_config = {absl::StrCat("user operator on >", kOperatorPassword,
                                     " ~* &* +@all"),
                        "rdbcompression no"}});
  system.CreateSite("daily");
  const std::string key = system.CreateKey("daily", v1::ApiKey::SITE);
  const auto client = system.MakeClient(key, "daily");
  const auto people = system.MakeClient();

  Submit(*client, kBody, "daily");
  Submit(*client,
         "Look: https://a.example https://b.example "
         "https://c.example https://d.example https://e.example",
         "daily");
  Submit(*client, kBody, "daily");

  // Refused submissions leave nothing either.
  v1::SubmitCommentRequest bad;
  bad.set_site("daily");
  bad.mutable_thread()->set_id("2026/private");
  bad.set_email(absl::StrCat(kAddress, "@", kAddress));
  const auto refused = client->Submit(bad);
  ASSERT_FALSE(refused.ok());
  ExpectNoTrace(refused.status().ToString(), "an error");
  for (const BadField& field : BadFields(refused.status())) {
    ExpectNoTrace(field.description, "a field error");
  }

  // The feed, the queue and a moderator's view.
  v1::ListEventsRequest events;
  events.set_site("daily");
  events.set_include_state_changes(true);
  const auto feed = client->Call(kListEvents, events);
  ASSERT_THAT(feed, IsOk());
  EXPECT_GE(feed->events_size(), 3);
  ExpectNoTrace(feed->SerializeAsString(), "the feed");
  for (const char* state : {"held", "approved", "rejected", "spam"}) {
    v1::SearchCommentsRequest search;
    search.set_site("daily");
    search.set_filter(absl::StrCat("state=", state));
    const auto page = people->Call(kSearchComments, search);
    ASSERT_THAT(page, IsOk());
    ExpectNoTrace(page->SerializeAsString(), "a moderator's list");
  }
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{
           {"queue", "--state", "approved", "--json"},
           {"queue", "--state", "held"},
           {"feed", "--json"},
           {"status", "--json"}}) {
    const ProgramResult result = system.Winnow(arguments, "daily");
    ExpectNoTrace(result.output + result.errors, "winnow " + arguments[0]);
  }

  // Metrics, as a monitoring system reads them.
  const ProgramResult metrics = RunProgram(
      {"/usr/bin/curl", "-s",
       absl::StrCat("http://", system.metrics_address(), "/metrics")});
  ASSERT_EQ(metrics.exit_status, 0);
  EXPECT_THAT(metrics.output, testing::HasSubstr("winnow_submissions_total"));
  ExpectNoTrace(metrics.output, "the metrics");

  // Everything on disk: append-only file, a dump made now, every log.
  const ProgramResult saved = RunProgram(
      {"/usr/bin/redis-cli", "-e", "-s", system.redis().socket_path(), "--user",
       "operator", "--pass", kOperatorPassword, "--no-auth-warning", "SAVE"});
  ASSERT_EQ(saved.exit_status, 0) << saved.output << saved.errors;
  EXPECT_EQ(system.StopWinnowd(), 0);
  system.redis().Stop();
  int files = 0;
  // What is meant to be kept is found, so the search would find the rest.
  bool in_dump = false;
  bool in_append_only_file = false;
  for (const std::string& dir : {system.dir(), system.redis().dir()}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(dir)) {
      if (!entry.is_regular_file()) continue;
      const std::string content = ReadAll(entry.path());
      ExpectNoTrace(content, entry.path().string());
      ++files;
      const bool has_body = content.find(kBody) != std::string::npos;
      in_dump |= has_body && entry.path().filename() == "dump.rdb";
      in_append_only_file |= has_body && entry.path().extension() == ".aof";
    }
  }
  // There was something to search: dump, append-only file, logs, keys.
  EXPECT_GE(files, 4);
  EXPECT_TRUE(in_dump);
  EXPECT_TRUE(in_append_only_file);
}

}  // namespace
}  // namespace winnow
