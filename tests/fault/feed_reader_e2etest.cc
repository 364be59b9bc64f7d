// The optional user of users.acl that lets a site read its feed straight from
// Redis: as it stands there, enabled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "tests/fault/fault_room.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kPassword[] = "feed-test";

// The line of the product's file, without its comment sign and with a password.
std::string FeedReaderLine() {
  std::ifstream file(WINNOW_SOURCE_DIR "/deploy/redis/users.acl");
  for (std::string line; std::getline(file, line);) {
    absl::string_view rest = line;
    if (absl::ConsumePrefix(&rest, "# user feed-reader ")) {
      return absl::StrCat(
          "user feed-reader ",
          absl::StrReplaceAll(rest,
                              {{"#SHA256", absl::StrCat(">", kPassword)}}));
    }
  }
  return "";
}

TEST(FeedReader, ReadsEventsAndPublicHalvesOfItsSiteAndNothingElse) {
  const std::string line = FeedReaderLine();
  ASSERT_FALSE(line.empty());
  FaultRoom room({line});
  room.system().CreateSite("weekly");
  const std::string body = SomeText(1, 80);
  ASSERT_THAT(room.Submit("reader", body), IsOk());
  const auto weekly = room.Impatient(
      room.system().CreateKey("weekly", v1::ApiKey::SITE), "weekly");
  v1::SubmitCommentRequest other;
  other.mutable_thread()->set_id("news/1");
  other.set_display_name("Reader");
  other.set_email("reader@mail.example");
  other.set_body(SomeText(2, 80));
  ASSERT_THAT(weekly->Submit(other), IsOk());

  const auto as_reader = [&](std::vector<std::string> command) {
    command.insert(
        command.begin(),
        {"/usr/bin/redis-cli", "-s", room.system().redis().socket_path(),
         "--no-auth-warning", "--user", "feed-reader"});
    const ProgramResult result =
        RunProgram(command, {.environment = {{"REDISCLI_AUTH", kPassword}}});
    return result.output + result.errors;
  };
  // The last field pair of the event names the comment in 16 bytes, which a
  // command line cannot carry: redis-cli reads them from a script's side.
  EXPECT_THAT(as_reader({"XRANGE", "winnow:{daily}:feed", "-", "+"}),
              HasSubstr("\nc\n"));
  EXPECT_THAT(
      as_reader({"XREAD", "COUNT", "1", "STREAMS", "winnow:{daily}:feed", "0"}),
      HasSubstr("winnow:{daily}:feed"));
  const auto of_first_event = [&](const std::string& part) {
    // Finds the comment's key as an operator, then reads it as the reader.
    const std::string id = room.Redis(
        {"EVAL",
         "local id = redis.call('XRANGE', 'winnow:{daily}:feed', '-', '+')"
         "[1][2][4] return (id:gsub('.', function(c) return "
         "string.format('\\\\x%02x', c:byte()) end))",
         "0"});
    ProgramOptions options;
    options.environment = {{"REDISCLI_AUTH", kPassword}};
    options.standard_input =
        absl::StrCat("HGETALL \"winnow:{daily}:", part, ":", id, "\"\n");
    return RunProgram(
               {"/usr/bin/redis-cli", "-s", room.system().redis().socket_path(),
                "--no-auth-warning", "--user", "feed-reader"},
               options)
        .output;
  };
  EXPECT_THAT(of_first_event("comment"), HasSubstr(body));
  EXPECT_THAT(of_first_event("private"), HasSubstr("NOPERM"));

  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{
           {"XRANGE", "winnow:{weekly}:feed", "-", "+"},
           {"HGETALL", "winnow:{weekly}:comment:x"},
           {"HGETALL", "winnow:{daily}:site"},
           {"HGETALL", "winnow:{daily}:subscriptions"},
           {"HGETALL", "winnow:{daily}:author:x"},
           {"XRANGE", "winnow:{daily}:audit", "-", "+"},
           {"ZRANGE", "winnow:{daily}:held", "0", "-1"},
           {"HGETALL", "winnow:{!}:keys"},
           {"GET", "winnow:{daily}:feed"},
           {"XADD", "winnow:{daily}:feed", "*", "t", "a"},
           {"XTRIM", "winnow:{daily}:feed", "MAXLEN", "0"},
           {"HSET", "winnow:{daily}:comment:x", "body", "forged"},
           {"DEL", "winnow:{daily}:feed"},
           {"FCALL_RO", "w1_read", "1", "winnow:{daily}:", "x"},
           {"EVAL", "return 1", "0"},
           {"KEYS", "*"},
           {"SCAN", "0"},
           {"CONFIG", "GET", "*"},
           {"INFO"},
           {"MONITOR"},
           {"ACL", "LIST"},
           {"CLIENT", "LIST"},
           {"SUBSCRIBE", "x"},
           {"SHUTDOWN"},
           {"FLUSHALL"}}) {
    EXPECT_THAT(as_reader(command), HasSubstr("NOPERM"))
        << command[0] << " " << command.back();
  }
  EXPECT_THAT(room.Redis({"XLEN", "winnow:{daily}:feed"}), Not("0"));
}

}  // namespace
}  // namespace winnow
