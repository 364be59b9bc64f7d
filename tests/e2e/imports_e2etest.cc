// Moving comments with the `winnow` command: in from files of WordPress and
// Disqus, out, and into a second site.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ImportWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    system_.CreateSite("weekly");
  }

  ProgramResult Winnow(std::vector<std::string> arguments,
                       const std::string& site = "daily") {
    return system_.Winnow(std::move(arguments), site);
  }

  std::string Write(const std::string& name, const std::string& text) {
    std::string path = absl::StrCat(system_.dir(), "/", name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static std::string Fixture(const std::string& name) {
    return absl::StrCat(WINNOW_SOURCE_DIR, "/tests/e2e/imports/", name);
  }

  // The lines of an export without what is another in each site.
  std::multiset<std::string> Exported(const std::string& site) {
    const ProgramResult result = Winnow({"export"}, site);
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    std::multiset<std::string> lines;
    for (absl::string_view line :
         absl::StrSplit(result.output, '\n', absl::SkipEmpty())) {
      std::string kept;
      for (absl::string_view part : absl::StrSplit(line, ",\"")) {
        bool own = false;
        for (const char* key : {"{\"source_id", "parent_source_id", "_"}) {
          own = own || absl::StartsWith(part, key);
        }
        if (!own) absl::StrAppend(&kept, part, "|");
      }
      lines.insert(kept);
    }
    return lines;
  }

  WinnowSystem system_;
};

TEST_F(ImportWork, LinesComeBackAsTheyWereAndGoIntoAnotherSite) {
  const std::string file = Write(
      "old.jsonl",
      // An answer before what it answers.
      R"({"source_id":"2","parent_source_id":"1","thread":"t","name":"Bob",)"
      R"("email":"bob@mail.example","body":"I agree","state":"approved",)"
      R"("create_time":"2015-03-02T10:00:00Z"})"
      "\n"
      R"({"source_id":"1","thread":{"id":"t","url":"https://d.example/t",)"
      R"("title":"Trams"},"name":"Ann","body":"A \"first\"\nword","state":)"
      R"("APPROVED","create_time":"2015-03-01T10:00:00.250Z"})"
      "\n"
      R"({"source_id":"3","parent_source_id":"9","thread":"t","body":"orphan",)"
      R"("state":"pending","create_time":"2015-03-03T10:00:00Z"})"
      "\n"
      R"({"source_id":"4","thread":"t","body":"pills","state":"SPAM"})"
      "\n"
      R"({"source_id":"5","thread":"t","state":"WITHDRAWN"})"
      "\n"
      R"({"source_id":"6","thread":"t","body":"x","state":"odd"})"
      "\n");
  const ProgramResult dry = Winnow({"import", "jsonl", file, "--dry-run"});
  EXPECT_EQ(dry.exit_status, 1);
  EXPECT_THAT(dry.output, HasSubstr("nothing was stored"));
  EXPECT_EQ(Winnow({"export"}).output, "");

  const ProgramResult imported = Winnow({"import", "jsonl", file});
  EXPECT_EQ(imported.exit_status, 1) << "line 6 is wrong";
  EXPECT_THAT(imported.output,
              AllOf(HasSubstr("6 comments: "), HasSubstr("2 approved"),
                    HasSubstr("1 held"), HasSubstr("1 spam"),
                    HasSubstr("1 withdrawn"), HasSubstr("1 failed")))
      << imported.errors;
  EXPECT_THAT(imported.errors,
              AllOf(HasSubstr("line 6: "), HasSubstr("state"),
                    HasSubstr("1 comment put at the top of the thread")));

  const ProgramResult exported = Winnow({"export"});
  EXPECT_THAT(exported.output,
              AllOf(HasSubstr("\"create_time\":\"2015-03-01T10:00:00.250Z\""),
                    HasSubstr("A \\\"first\\\"\\nword"),
                    HasSubstr("\"title\":\"Trams\""),
                    Not(HasSubstr("bob@mail.example"))));
  const std::vector<std::string> lines =
      absl::StrSplit(exported.output, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[0], HasSubstr("\"name\":\"Ann\"")) << "oldest first";
  EXPECT_THAT(lines[1], AllOf(HasSubstr("\"name\":\"Bob\""),
                              HasSubstr("parent_source_id")));

  // Again: nothing new.
  const ProgramResult again = Winnow({"import", "jsonl", file, "--json"});
  EXPECT_THAT(again.output, AllOf(HasSubstr("\"replayed\":true"),
                                  Not(HasSubstr("\"replayed\":false"))));

  const std::string out = Write("out.jsonl", exported.output);
  const ProgramResult moved = Winnow({"import", "jsonl", out}, "weekly");
  EXPECT_EQ(moved.exit_status, 0) << moved.errors;
  EXPECT_EQ(Exported("weekly"), Exported("daily"));
  // Its own export is no news to a site.
  EXPECT_THAT(Winnow({"import", "jsonl", out}).output,
              HasSubstr("5 of them imported before"));
  EXPECT_EQ(Winnow({"feed"}).output, "");
  EXPECT_EQ(Winnow({"queue", "verify"}).exit_status, 0);
  EXPECT_EQ(Winnow({"audit", "verify"}).exit_status, 0);
}

// More of them than calls of this class may be in flight.
TEST_F(ImportWork, AnswersMayAllStandBeforeWhatTheyAnswer) {
  std::string lines;
  for (int i = 0; i < 900; ++i) {
    absl::StrAppend(&lines, R"({"source_id":"answer)", i,
                    R"(","parent_source_id":"first","thread":"t",)",
                    R"("body":"agreed, )", i, R"( times","state":"APPROVED"})",
                    "\n");
  }
  absl::StrAppend(&lines, R"({"source_id":"first","thread":"t",)",
                  R"("body":"the bridge is new","state":"APPROVED"})", "\n");
  const ProgramResult imported =
      Winnow({"import", "jsonl", Write("answers.jsonl", lines)});
  EXPECT_EQ(imported.exit_status, 0) << imported.errors;
  EXPECT_THAT(imported.output, HasSubstr("901 approved"));
  EXPECT_THAT(imported.errors, Not(HasSubstr("at the top of the thread")));
}

TEST_F(ImportWork, WordPressComesWithItsThreadsAndDecisions) {
  const ProgramResult imported =
      Winnow({"import", "wxr", Fixture("wordpress.xml")});
  EXPECT_EQ(imported.exit_status, 0) << imported.errors;
  EXPECT_THAT(imported.output,
              AllOf(HasSubstr("2 approved"), HasSubstr("1 held"),
                    HasSubstr("1 rejected"), HasSubstr("1 spam")));
  EXPECT_THAT(imported.errors,
              AllOf(HasSubstr("2 left out: pingbacks and trackbacks"),
                    HasSubstr("1 left out: comments on deleted posts")));
  const std::string exported = Winnow({"export"}).output;
  EXPECT_THAT(
      exported,
      AllOf(HasSubstr("\"thread\":{\"id\":\"7\",\"url\":\"https://"
                      "blog.example/trams/\",\"title\":\"Trams & trains\"}"),
            HasSubstr("See the plan (https://city.example/plan).\\n\\nTwo"),
            HasSubstr("\"create_time\":\"2014-05-06T07:08:09.000Z\""),
            HasSubstr("\"_source_id\":\"wp:blog.example:12\"")));
  const ProgramResult by_link =
      Winnow({"import", "wxr", Fixture("wordpress.xml"), "--threads-by", "link",
              "--json"},
             "weekly");
  EXPECT_THAT(Winnow({"export"}, "weekly").output,
              HasSubstr("\"id\":\"https://blog.example/trams/\""));
}

TEST_F(ImportWork, ComesBackFromTheFileForWordPress) {
  ASSERT_EQ(Winnow({"import", "wxr", Fixture("wordpress.xml")}).exit_status, 0);
  const std::string out = system_.dir() + "/out.xml";
  const ProgramResult exported = Winnow({"export", "--format", "wxr", out});
  ASSERT_EQ(exported.exit_status, 0) << exported.errors;
  const ProgramResult moved = Winnow({"import", "wxr", out}, "weekly");
  EXPECT_EQ(moved.exit_status, 0) << moved.errors;
  EXPECT_THAT(moved.output, HasSubstr("5 comments: "));
  EXPECT_EQ(Exported("weekly"), Exported("daily"));
}

TEST_F(ImportWork, DisqusComesWithItsThreadsAndShells) {
  const ProgramResult imported =
      Winnow({"import", "disqus", Fixture("disqus.xml")});
  EXPECT_EQ(imported.exit_status, 1) << "one has no thread";
  EXPECT_THAT(imported.output,
              AllOf(HasSubstr("2 approved"), HasSubstr("1 spam"),
                    HasSubstr("1 withdrawn"), HasSubstr("1 failed")));
  EXPECT_THAT(imported.errors,
              HasSubstr("post 105: its thread is not in the file"));
  EXPECT_THAT(
      Winnow({"export"}).output,
      AllOf(HasSubstr("\"id\":\"trams 7\""), HasSubstr("I agree\\nwith this")));
}

TEST_F(ImportWork, RefusesFilesThatAreMadeToHarm) {
  std::string deep = "<disqus>";
  for (int i = 0; i < 100; ++i) deep += "<a>";
  const struct {
    const char* name;
    std::string text;
    const char* says;
  } rows[] = {
      {"laughs",
       "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>",
       "declares entities of its own"},
      {"outside",
       "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>",
       "declares entities of its own"},
      {"deep", deep, "nested deeper than 64"},
      {"endless", "<disqus><!-- " + std::string(2 << 20, 'x'),
       "does not end within 1 MB"},
      {"not XML", "hello", "no XML that can be read"},
      {"empty", "", "no XML that can be read"},
      {"another", "<html></html>", "no export of"},
      {"cut", "<disqus><post dsq:id=\"1\"><message>x", "no XML"},
      {"wrong encoding", "<?xml version='1.0' encoding='utf-7'?><r/>",
       "unknown encoding"},
  };
  for (const auto& row : rows) {
    const std::string file = Write("bad.xml", row.text);
    for (const char* format : {"wxr", "disqus"}) {
      const ProgramResult result = Winnow({"import", format, file});
      EXPECT_EQ(result.exit_status, 1) << row.name;
      EXPECT_THAT(result.errors, HasSubstr(row.says)) << row.name;
    }
  }
}

TEST_F(ImportWork, TakesNoLineThatASecondRunWouldNotKnow) {
  const std::string file =
      Write("lines.jsonl",
            R"({"thread":"t","name":"Ann","body":"no id","state":"approved"})"
            "\n"
            R"({"thread":"t","name":"Ann","body":"one","state":"approved",)"
            R"("request_id":"1"})"
            "\n");
  for (const char* outcome : {"1 approved", "1 of them imported before"}) {
    const ProgramResult imported = Winnow({"import", "jsonl", file});
    EXPECT_EQ(imported.exit_status, 1);
    EXPECT_THAT(imported.output,
                AllOf(HasSubstr("1 failed"), HasSubstr(outcome)));
    EXPECT_THAT(imported.errors, AllOf(HasSubstr("line 1"),
                                       HasSubstr("source_id: is required")));
  }
}

TEST_F(ImportWork, AnswersNamesAndLeavesOneRecord) {
  const std::string file =
      Write("lines.jsonl",
            R"({"source_id":"1","thread":"t","name":"Ann","body":"one",)"
            R"("state":"approved"})"
            "\n"
            R"({"source_id":"2","parent_source_id":"1","thread":"t",)"
            R"("name":"Bob","body":"two","state":"approved"})"
            "\n");
  const ProgramResult imported = Winnow({"import", "jsonl", file, "--json"});
  EXPECT_EQ(imported.exit_status, 0) << imported.errors;
  const std::vector<std::string> lines =
      absl::StrSplit(imported.output, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u);
  for (const std::string& line : lines) {
    EXPECT_THAT(line, HasSubstr("\"name\":\"sites/daily/comments/"));
  }
  const ProgramResult history = Winnow({"history", "--json"});
  EXPECT_THAT(history.output, AllOf(HasSubstr("\"action\":\"IMPORTED\""),
                                    HasSubstr("\"count\":\"2\"")));
}

TEST_F(ImportWork, ReadsOtherEncodings) {
  const std::string body =
      "<disqus><thread dsq:id=\"1\"><id>t</id><link>https://d.example/</link>"
      "</thread><post dsq:id=\"2\"><message>caf\xE9 \x96 \x01ok</message>"
      "<createdAt>2012-01-01T00:00:00Z</createdAt><author><name>A</name>"
      "</author><thread dsq:id=\"1\"/></post></disqus>";
  const std::string file = Write(
      "latin.xml",
      absl::StrCat("<?xml version=\"1.0\" encoding=\"windows-1252\"?>", body));
  EXPECT_EQ(Winnow({"import", "disqus", file}).exit_status, 0);
  EXPECT_THAT(Winnow({"export"}).output,
              HasSubstr("caf\xC3\xA9 \xE2\x80\x93 ok"));
}

TEST_F(ImportWork, AddressesLeaveOnlyWithThePermissionAndAReason) {
  const std::string file = Write(
      "old.jsonl",
      R"({"source_id":"1","thread":"t","name":"Ann","body":"One","state":)"
      R"("APPROVED","email":"ann@mail.example"})"
      "\n");
  ASSERT_EQ(Winnow({"import", "jsonl", file}).exit_status, 0);
  const ProgramResult refused =
      Winnow({"export", "--with-emails", "--why", "a move"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("REVEAL_EMAIL"));
  EXPECT_EQ(Winnow({"export", "--with-emails"}).exit_status, 2);

  const std::string key_file = system_.dir() + "/reveal.key";
  std::ofstream(key_file) << system_.CreateKey("daily", v1::ApiKey::OPERATOR,
                                               {v1::ApiKey::REVEAL_EMAIL});
  ASSERT_EQ(chmod(key_file.c_str(), 0600), 0);
  ProgramOptions options;
  options.environment = {{"WINNOW_KEY_FILE", key_file}};
  const ProgramResult exported = system_.Winnow(
      {"export", "--with-emails", "--why", "a move"}, "daily", options);
  EXPECT_EQ(exported.exit_status, 0) << exported.errors;
  EXPECT_THAT(exported.output, HasSubstr("\"email\":\"ann@mail.example\""));
  EXPECT_THAT(exported.errors, HasSubstr("with 1 address"));
  // One that is altered is missed, and said to be missing.
  const std::string start = "{\"source_id\":\"";
  ASSERT_THAT(exported.output, testing::StartsWith(start));
  const std::string id = exported.output.substr(start.size(), 36);
  std::string key = "\"winnow:{daily}:private:";
  for (size_t i = 0; i < id.size(); i += 2) {
    if (id[i] == '-') ++i;
    absl::StrAppend(&key, "\\x", id.substr(i, 2));
  }
  ProgramOptions broken;
  broken.standard_input = absl::StrCat("HSET ", key, "\" email \"\\x00\\x01",
                                       std::string(168, 'A'), "\"\n");
  const ProgramResult altered = RunProgram(
      {"/usr/bin/redis-cli", "-s", system_.redis().socket_path(), "--user",
       "winnow", "--pass", WinnowSystem::kRedisPassword, "--no-auth-warning"},
      broken);
  ASSERT_EQ(altered.output, "0\n") << altered.errors;
  const ProgramResult without = system_.Winnow(
      {"export", "--with-emails", "--why", "a move"}, "daily", options);
  EXPECT_EQ(without.exit_status, 1);
  EXPECT_THAT(without.output, HasSubstr("\"body\":\"One\""));
  EXPECT_THAT(without.errors, HasSubstr("1 address could not be opened"));
  const ProgramResult named = system_.Winnow(
      {"export", "--with-emails", "--why", "for ann@mail.example"}, "daily",
      options);
  EXPECT_EQ(named.exit_status, 1);
  EXPECT_EQ(Winnow({"audit", "verify"}).exit_status, 0);
}

}  // namespace
}  // namespace winnow
