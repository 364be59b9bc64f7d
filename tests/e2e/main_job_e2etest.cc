// The main job as its users do it: the `winnow` command against a running
// winnowd on a real Redis.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using google::protobuf::Struct;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::vector<std::string> LinesOf(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

Struct Json(const std::string& line) {
  Struct json;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &json).ok())
      << line;
  return json;
}

std::string Field(const Struct& json, const std::string& name) {
  const auto at = json.fields().find(name);
  return at == json.fields().end() ? "(absent)" : at->second.string_value();
}

class MainJob : public testing::Test {
 protected:
  void SetUp() override { system_.CreateSite("daily"); }

  ProgramResult Winnow(std::vector<std::string> arguments,
                       const std::string& standard_input = "") {
    return system_.Winnow(std::move(arguments), "daily",
                          {.standard_input = standard_input});
  }

  // Submits one comment and answers its resource name.
  std::string Submit(const std::string& body, const std::string& name = "Ann") {
    const ProgramResult result =
        Winnow({"submit", "--thread", "2026/a", "--name", name, "--email",
                absl::StrCat(name, "@example.org"), "--json", body});
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    const Struct answer = Json(LinesOf(result.output).at(0));
    return Field(answer, "name") != "(absent)"
               ? Field(answer, "name")
               : Field(answer.fields().at("comment").struct_value(), "name");
  }

  // One line each: "APPROVED sites/daily/comments/…".
  std::vector<std::string> FeedEvents() {
    const ProgramResult result = Winnow({"feed", "--json"});
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    std::vector<std::string> events;
    for (const std::string& line : LinesOf(result.output)) {
      const Struct event = Json(line);
      events.push_back(absl::StrCat(Field(event, "type"), " ",
                                    Field(event, "comment_name")));
    }
    return events;
  }

  WinnowSystem system_;
};

// Enough links that the shipped policy holds the comment.
constexpr char kHeldBody[] =
    "See https://a.example https://b.example https://c.example "
    "https://d.example https://e.example https://f.example";

TEST_F(MainJob, TakesACommentFromTheReaderToTheFeed) {
  const std::string approved = Submit("A calm remark about the harbour.");
  EXPECT_THAT(FeedEvents(), testing::ElementsAre("APPROVED " + approved));

  const std::string held = Submit(kHeldBody, "Ben");
  EXPECT_THAT(FeedEvents(), SizeIs(1));
  const ProgramResult queue = Winnow({"queue"});
  EXPECT_EQ(queue.exit_status, 0);
  EXPECT_THAT(queue.output, AllOf(HasSubstr("@1"), HasSubstr("Ben"),
                                  HasSubstr("many-links")));

  const ProgramResult shown = Winnow({"show", "@1"});
  EXPECT_EQ(shown.exit_status, 0) << shown.errors;
  EXPECT_THAT(shown.output,
              AllOf(HasSubstr(held), HasSubstr("many-links"),
                    HasSubstr("link_density"), HasSubstr("~~~~")));
  EXPECT_THAT(shown.output, Not(HasSubstr("Ben@example.org")));

  EXPECT_EQ(Winnow({"approve", "@1"}).exit_status, 0);
  EXPECT_THAT(FeedEvents(),
              testing::ElementsAre("APPROVED " + approved, "APPROVED " + held));

  const ProgramResult rejected =
      Winnow({"reject", held, "--reason", "off_topic"});
  EXPECT_EQ(rejected.exit_status, 0) << rejected.errors;
  EXPECT_THAT(FeedEvents(), testing::ElementsAre("APPROVED " + approved,
                                                 "RETRACTED " + held));

  EXPECT_EQ(Winnow({"undo", held}).exit_status, 0);
  const ProgramResult history = Winnow({"history", held});
  EXPECT_EQ(history.exit_status, 0);
  EXPECT_THAT(history.output,
              AllOf(HasSubstr("APPROVED"), HasSubstr("REJECTED"),
                    HasSubstr("off_topic"), HasSubstr("UNDONE")));

  const ProgramResult head = Winnow({"audit", "head"});
  EXPECT_EQ(head.exit_status, 0) << head.errors;
  const std::string known(absl::StripAsciiWhitespace(head.output));
  const ProgramResult whole = Winnow({"audit", "verify", "--known", known});
  EXPECT_EQ(whole.exit_status, 0) << whole.errors;
  EXPECT_THAT(whole.output, AllOf(HasSubstr("whole"), HasSubstr(known)));
  const ProgramResult other =
      Winnow({"audit", "verify", "--known", "1:" + std::string(40, '0')});
  EXPECT_EQ(other.exit_status, 1);
  EXPECT_THAT(other.errors, HasSubstr("tampered"));
  EXPECT_EQ(Winnow({"audit", "verify", "--known", "x"}).exit_status, 2);
  EXPECT_THAT(
      Winnow({"history"}).output,
      AllOf(HasSubstr("REJECTED"), HasSubstr(held.substr(held.size() - 8))));
}

TEST_F(MainJob, NamesEveryBadFieldAndExitsWithOne) {
  const ProgramResult result = Winnow({"submit", "--thread", "2026/a", "--name",
                                       "Ann", "--email", "nonsense", "  "});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, AllOf(HasSubstr("email"), HasSubstr("body")));
  EXPECT_THAT(result.errors, Not(HasSubstr("nonsense")));
  EXPECT_THAT(FeedEvents(), IsEmpty());
}

TEST_F(MainJob, ExitsWithTwoForWrongUsageAndThreeWithoutAServer) {
  EXPECT_EQ(Winnow({"submit"}).exit_status, 2);
  EXPECT_EQ(Winnow({"no-such-command"}).exit_status, 2);
  const ProgramResult away = system_.Winnow(
      {"queue"}, "daily",
      {.environment = {{"WINNOW_ADDRESS", "unix:/nonexistent.sock"}}});
  EXPECT_EQ(away.exit_status, 3);
  EXPECT_THAT(away.errors, HasSubstr("/nonexistent.sock"));
}

TEST_F(MainJob, RefusesAStaleDecisionOnABatchAndNamesTheRow) {
  const std::string first = Submit(kHeldBody, "Ben");
  const std::string missing =
      "sites/daily/comments/0190a0a0-0000-7000-8000-000000000000";
  const ProgramResult batch = Winnow({"approve", "-", "--yes"},
                                     absl::StrCat(first, "\n", missing, "\n"));
  EXPECT_EQ(batch.exit_status, 1);
  EXPECT_THAT(batch.errors, HasSubstr("00000000: no such comment"));
  EXPECT_THAT(FeedEvents(), testing::ElementsAre("APPROVED " + first));
}

TEST_F(MainJob, DecidesByFilterAfterADryRun) {
  // Three texts that have nothing but their number of links in common.
  Submit(kHeldBody, "Ben");
  Submit(
      "https://q.example/1 https://q.example/2 https://q.example/3 "
      "https://q.example/4 https://q.example/5",
      "Cem");
  Submit(
      "My sources on the ferry: https://ferry.example/a and "
      "https://ferry.example/b, https://boats.example, https://port.example, "
      "https://quay.example",
      "Dora");
  const ProgramResult dry =
      Winnow({"spam", "--where", "rule=many-links", "--dry-run"});
  EXPECT_EQ(dry.exit_status, 0) << dry.errors;
  EXPECT_THAT(LinesOf(Winnow({"queue", "--json"}).output), SizeIs(3));
  const ProgramResult done =
      Winnow({"spam", "--where", "rule=many-links", "--yes"});
  EXPECT_EQ(done.exit_status, 0) << done.errors;
  EXPECT_THAT(LinesOf(Winnow({"queue", "--json"}).output), IsEmpty());
  EXPECT_THAT(LinesOf(Winnow({"queue", "--state", "spam", "--json"}).output),
              SizeIs(3));
}

TEST_F(MainJob, LoadsAFileTwiceWithoutDoubles) {
  const std::string file = system_.dir() + "/comments.jsonl";
  {
    std::ofstream out(file);
    for (int i = 0; i < 300; ++i) {
      out << absl::StrCat(
          "{\"request_id\":\"r", i, "\",\"thread\":\"t", i % 7,
          "\",\"name\":\"Reader ", i % 40, "\",\"email\":\"reader", i % 40,
          "@example.org\",\"body\":\"Remark number ", i,
          i % 10 == 0 ? absl::StrCat(". ", kHeldBody) : std::string(),
          "\",\"_source\":\"test\"}\n");
    }
    out << "{\"thread\":\"t\",\"name\":\"x\",\"email\":\"x\",\"body\":\"\"}\n";
  }
  const std::string key =
      system_.CreateKey("daily", v1::ApiKey::SITE, {v1::ApiKey::TRUSTED});
  const std::string key_file = system_.dir() + "/loader.key";
  std::ofstream(key_file) << key << "\n";
  ASSERT_EQ(RunProgram({"/bin/chmod", "600", key_file}).exit_status, 0);
  const ProgramOptions as_loader = {
      .environment = {{"WINNOW_KEY_FILE", key_file}}};

  const ProgramResult first =
      system_.Winnow({"submit", "--from", file, "--json"}, "daily", as_loader);
  // The last line is refused and named; the others are in.
  EXPECT_EQ(first.exit_status, 1) << first.errors;
  std::map<std::string, std::string> names;
  int refused = 0;
  for (const std::string& line : LinesOf(first.output)) {
    const Struct row = Json(line);
    if (row.fields().contains("error")) {
      ++refused;
    } else {
      names[Field(row, "request_id")] = Field(row, "name");
      EXPECT_FALSE(row.fields().at("replayed").bool_value());
    }
  }
  EXPECT_EQ(refused, 1);
  EXPECT_THAT(names, SizeIs(300));

  const ProgramResult second =
      system_.Winnow({"submit", "--from", file, "--json"}, "daily", as_loader);
  for (const std::string& line : LinesOf(second.output)) {
    const Struct row = Json(line);
    if (row.fields().contains("error")) continue;
    EXPECT_TRUE(row.fields().at("replayed").bool_value()) << line;
    EXPECT_EQ(Field(row, "name"), names[Field(row, "request_id")]);
  }

  // In is out: what is not held, rejected or spam is on the feed, once.
  size_t waiting = 0;
  for (const char* state : {"held", "rejected", "spam"}) {
    waiting +=
        LinesOf(Winnow({"queue", "--state", state, "--limit", "1000", "--json"})
                    .output)
            .size();
  }
  const std::vector<std::string> events = FeedEvents();
  EXPECT_EQ(events.size() + waiting, 300u);
  EXPECT_EQ(std::set<std::string>(events.begin(), events.end()).size(),
            events.size());
  EXPECT_GE(waiting, 30u);
}

TEST_F(MainJob, RevokesAKeyWithinSeconds) {
  const ProgramResult made =
      Winnow({"key", "create", "--name", "Temp", "--role", "moderator", "--out",
              system_.dir() + "/temp.key"});
  ASSERT_EQ(made.exit_status, 0) << made.errors;
  const ProgramOptions as_temp = {
      .environment = {{"WINNOW_KEY_FILE", system_.dir() + "/temp.key"}}};
  EXPECT_EQ(system_.Winnow({"queue"}, "daily", as_temp).exit_status, 0);
  // A moderator manages no keys.
  EXPECT_EQ(system_.Winnow({"key", "list"}, "daily", as_temp).exit_status, 1);

  const ProgramResult list = Winnow({"key", "list", "--json"});
  std::string id;
  for (const std::string& line : LinesOf(list.output)) {
    const Struct key = Json(line);
    if (Field(key, "display_name") == "Temp") id = Field(key, "name");
  }
  ASSERT_NE(id, "");
  EXPECT_EQ(Winnow({"key", "revoke", id}).exit_status, 0);
  const ProgramResult refused = system_.Winnow({"queue"}, "daily", as_temp);
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("key"));
}

TEST_F(MainJob, ClosesAThread) {
  EXPECT_EQ(Winnow({"thread", "close", "2026/a"}).exit_status, 0);
  const ProgramResult result =
      Winnow({"submit", "--thread", "2026/a", "--name", "Ann", "--email",
              "ann@example.org", "Too late."});
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.errors, HasSubstr("no more comments"));
  EXPECT_EQ(Winnow({"thread", "open", "2026/a"}).exit_status, 0);
  Submit("In time.");
}

TEST_F(MainJob, MovesAThreadAndTellsTheFeed) {
  const std::string name = Submit("A calm remark about the harbour.");
  const ProgramResult moved =
      Winnow({"thread", "move", "2026/a", "2026/harbour"});
  EXPECT_EQ(moved.exit_status, 0) << moved.errors;
  EXPECT_THAT(moved.output, HasSubstr("2026/harbour  1 comment published"));
  EXPECT_THAT(FeedEvents(), ElementsAre("APPROVED " + name, "EDITED " + name));
  EXPECT_THAT(Winnow({"history", name}).output, Not(HasSubstr("MOVED")));
  EXPECT_THAT(Winnow({"queue", "thread=2026/harbour", "state=approved"}).output,
              HasSubstr("calm remark"));
  const ProgramResult again =
      Winnow({"thread", "move", "2026/a", "2026/harbour"});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.errors, HasSubstr("no such thread"));
}

TEST_F(MainJob, SendsNoControlCharacterOfAReaderToTheTerminal) {
  Submit("\x1b[31mred\x1b[0m \x07 bell \xE2\x80\xAE override", "Eve");
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"queue", "--state", "approved"},
                                             {"queue", "--state", "held"},
                                             {"feed"}}) {
    const ProgramResult result = Winnow(arguments);
    EXPECT_EQ(result.output.find('\x1b'), std::string::npos);
    EXPECT_EQ(result.output.find('\x07'), std::string::npos);
    EXPECT_THAT(result.output, Not(HasSubstr("\xE2\x80\xAE")));
  }
}

}  // namespace
}  // namespace winnow
