// Clients of Akismet's before the built gateway and winnowd on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kWordPress[] = "WordPress/6.1.9 | Akismet/5.0.2";
constexpr char kThanks[] = "Thanks for making the web a better place.";
constexpr char kEmail[] = "m.quastenflosser@postfach.example";

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const unsigned char c : text) {
    absl::StrAppend(&escaped, "%", absl::Hex(c, absl::kZeroPad2));
  }
  return escaped;
}

class AkismetFront : public testing::Test {
 protected:
  explicit AkismetFront(const std::string& flag = "")
      : system_({.flags = flag.empty() ? std::vector<std::string>()
                                       : std::vector<std::string>{flag}}) {}

  HttpReply Post(const std::string& method, const std::string& form,
                 const std::string& user_agent = "Test/1 | Akismet/1") {
    return client_.Send(
        "POST", "/1.1/" + method,
        {{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"},
         {"User-Agent", user_agent}},
        form);
  }

  std::string Form(const std::string& html, const std::string& more = "") {
    return absl::StrCat(
        "blog=https%3A%2F%2Fnews.example&user_ip=203.0.113.9&user_agent=Mozilla"
        "&permalink=https%3A%2F%2Fnews.example%2Fbridge&comment_type=comment"
        "&comment_author=Margarethe&comment_author_email=",
        Escape(kEmail), "&comment_content=", Escape(html), "&api_key=", key_,
        more);
  }

  // The word, and Winnow's verdict.
  std::string Check(const std::string& html, const std::string& more = "",
                    const std::string& user_agent = "Test/1 | Akismet/1") {
    const HttpReply reply = Post("comment-check", Form(html, more), user_agent);
    EXPECT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.headers.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(reply.headers.count("x-akismet-guid"), 1u);
    EXPECT_EQ(reply.headers.count("x-akismet-debug-help"), 0u);
    return absl::StrCat(reply.body, " ",
                        reply.headers.count("x-winnow-verdict") == 0
                            ? ""
                            : reply.headers.at("x-winnow-verdict"));
  }

  std::string Must(std::vector<std::string> arguments) {
    const ProgramResult ended = system_.Winnow(arguments, "daily");
    EXPECT_EQ(ended.exit_status, 0) << arguments[0] << ended.errors;
    return ended.output;
  }

  // What a moderator finds.
  std::vector<v1::Comment> Find(const std::string& filter) {
    std::vector<v1::Comment> comments;
    const auto client = system_.MakeClient("", "daily");
    v1::SearchCommentsRequest request;
    request.set_site("daily");
    request.set_filter(filter);
    const auto found = client->Call(kSearchComments, request);
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok()) return comments;
    for (const v1::ModeratedComment& one : found->comments()) {
      comments.push_back(one.comment());
    }
    return comments;
  }

  // Names of the comments that wait for a moderator.
  std::vector<std::string> Held() {
    std::vector<std::string> names;
    for (const v1::Comment& one : Find("state=held")) {
      names.push_back(one.name());
    }
    return names;
  }

  WinnowSystem system_;
  GatewayProgram gateway_{system_};
  std::string key_ = gateway_.site_key();  // the client's
  HttpClient client_{gateway_.port()};
};

TEST_F(AkismetFront, VerifiesKeys) {
  EXPECT_EQ(
      Post("verify-key", absl::StrCat("blog=x&key=", gateway_.site_key())).body,
      "valid");
  const HttpReply wrong = Post("verify-key", "blog=x&key=Wrong1234567");
  EXPECT_EQ(wrong.status, 200);
  EXPECT_EQ(wrong.body, "invalid");
  EXPECT_EQ(wrong.headers.count("x-akismet-debug-help"), 1u);
  const HttpReply usage =
      client_.Send("GET", "/1.2/usage-limit?api_key=" + gateway_.site_key());
  EXPECT_EQ(json::parse(usage.body)["limit"], "none");
}

TEST_F(AkismetFront, TellsThePolicysVerdictAndStoresNothing) {
  Must({"lists", "add", "rude", "zeppelin", "--kind", "banned"});
  Must({"lists", "add", "odd", "umbrella", "--kind", "suspect"});
  EXPECT_EQ(Check("<p>I like the <b>bridge</b>.</p>"), "false approved");
  EXPECT_EQ(Check("A zep<b>pel</b>in!"), "true rejected");
  EXPECT_EQ(Check("My umbrella."), "true held");
  EXPECT_EQ(Check("I like it.", "&comment_author=viagra-test-123"),
            "false approved");  // of two, the first counts
  EXPECT_EQ(Check("A zeppelin!", "&user_role=administrator"), "false approved");
  EXPECT_EQ(Check("I like it.", "&honeypot_field_name=hp&hp=1"), "true spam");
  EXPECT_THAT(Held(), testing::IsEmpty());
  EXPECT_THAT(Find("state=approved"), testing::IsEmpty());
}

TEST_F(AkismetFront, SaysDiscardWhereThePolicyDoes) {
  const std::string file = absl::StrCat(system_.dir(), "/mine.textproto");
  std::ofstream(file)
      << "name: \"mine\"\n"
         "lists { name: \"pills\" kind: BANNED terms: \"cheap pills\" }\n"
         "lists { name: \"maybe\" kind: SUSPECT terms: \"casino\" }\n"
         "rules { name: \"pills\" conditions { signal: \"listed_banned\" }\n"
         "        action: SPAM discard: true }\n"
         "rules { name: \"maybe\" conditions { signal: \"listed_suspect\" }\n"
         "        action: SPAM }\n"
         "rules { name: \"default\" action: APPROVE }\n";
  Must({"policy", "apply", file});
  EXPECT_TRUE(Eventually([this] {
    return Check("<a href='https://x.example'>cheap pills</a>") == "true spam";
  }));
  const HttpReply blatant = Post("comment-check", Form("cheap pills"));
  EXPECT_EQ(blatant.headers.at("x-akismet-pro-tip"), "discard");
  const HttpReply plain = Post("comment-check", Form("a casino"));
  EXPECT_EQ(plain.body, "true");
  EXPECT_EQ(plain.headers.count("x-akismet-pro-tip"), 0u);
}

TEST_F(AkismetFront, LetsModeratorsDecideForWordPress) {
  Must({"lists", "add", "odd", "umbrella", "--kind", "suspect"});
  // As PHP escapes it at first, and as the database has it later.
  EXPECT_EQ(Check("<p>It\\'s my <em>umbrella</em> & hat.</p>",
                  "&comment_author_url=www.hats.example", kWordPress),
            "held held");
  EXPECT_EQ(Check("Your umbrella.", "", kWordPress), "held held");
  const std::string again = "It's my <em>umbrella</em> &amp; hat.";
  const std::string late =
      "&recheck_reason=retry&comment_ID=7&comment_approved=0";
  const std::string retry =
      late + "&comment_author_url=http%3A%2F%2Fwww.hats.example";
  EXPECT_EQ(Check(again, retry, kWordPress), "held held");
  const std::vector<std::string> held = Held();
  ASSERT_EQ(held.size(), 2u);
  for (const std::string& name : held) {
    const bool mine = absl::StrContains(Must({"--json", "show", name}), "hat.");
    Must(mine ? std::vector<std::string>{"approve", name}
              : std::vector<std::string>{"spam", name});
  }
  EXPECT_EQ(Check(again, retry, kWordPress), "false approved");
  EXPECT_EQ(Check("Your umbrella.", late, kWordPress), "true spam");
  EXPECT_THAT(Held(), testing::IsEmpty());
}

TEST_F(AkismetFront, FindsTheSameCommentUnderAnotherKey) {
  Must({"lists", "add", "odd", "umbrella", "--kind", "suspect"});
  const std::string old_key = key_;
  EXPECT_EQ(Check("My umbrella.", "", kWordPress), "held held");
  key_ = system_.CreateKey("daily", v1::ApiKey::SITE);
  ASSERT_NE(key_, old_key);
  const std::string retry = "&recheck_reason=retry";
  EXPECT_EQ(Check("My umbrella.", retry, kWordPress), "held held");
  const std::vector<std::string> held = Held();
  ASSERT_EQ(held.size(), 1u);
  Must({"approve", held[0]});
  // Nor does a list that has come since overrule a person.
  Must({"lists", "add", "rude", "umbrella", "--kind", "banned"});
  EXPECT_TRUE(Eventually([this] {
    return Check("An umbrella!", "&is_test=1") == "true rejected";
  }));
  EXPECT_EQ(Check("My umbrella.", retry, kWordPress), "false approved");
}

// WordPress asks for nothing behind a comment that it is to wait for.
TEST_F(AkismetFront, HasAWordForWhatItCannotKeep) {
  Must({"lists", "add", "odd", "umbrella", "--kind", "suspect"});
  for (const char* more :
       {"", "&comment_author_url=http%3A%2F%2Fx..y", "&blog_charset=Big5"}) {
    const std::string form = absl::StrCat(
        "blog=https%3A%2F%2Fnews.example&user_ip=203.0.113.9"
        "&comment_type=pingback&comment_author=A+blog"
        "&comment_content=Of+an+umbrella%2C+caf%C3%A9&api_key=",
        key_, more);
    EXPECT_EQ(Post("comment-check", form, kWordPress).body, "held") << more;
    const HttpReply retry =
        Post("comment-check", form + "&recheck_reason=retry", kWordPress);
    EXPECT_EQ(retry.body, "true") << more;
    EXPECT_EQ(retry.headers.at("x-winnow-verdict"), "held");
    EXPECT_EQ(retry.headers.count("x-akismet-pro-tip"), 0u);
  }
  // A website that Winnow refuses is no way around its lists.
  Must({"lists", "add", "rude", "zeppelin", "--kind", "banned"});
  const std::string website = "&comment_author_url=http%3A%2F%2Fzeppelin..x";
  EXPECT_TRUE(Eventually([&] {
    return Check("A fine hat.", website, kWordPress) == "true rejected";
  }));
  EXPECT_THAT(Held(), testing::IsEmpty());
}

TEST_F(AkismetFront, KnowsAuthorsOnceTheyAreHeld) {
  Must({"policy", "apply",
        absl::StrCat(WINNOW_SOURCE_DIR,
                     "/deploy/policies/wordpress.textproto")});
  EXPECT_TRUE(Eventually([this] {
    return Check("I like the bridge.", "&is_test=1") == "true held";
  }));
  EXPECT_EQ(Check("I like the bridge.", "", kWordPress), "held held");
  const std::vector<std::string> held = Held();
  ASSERT_EQ(held.size(), 1u);
  Must({"approve", held[0]});
  EXPECT_EQ(Check("And the tram.", "", kWordPress), "false approved");
  EXPECT_THAT(Find("state=approved"),
              testing::Contains(
                  testing::Property(&v1::Comment::body, "And the tram.")));
}

TEST_F(AkismetFront, TakesOldHttpAndForgetsWhoWrote) {
  const std::string form = Form("I like the bridge.");
  const std::string answer =
      HttpClient(gateway_.port())
          .SendRaw(absl::StrCat("POST /1.1/comment-check HTTP/1.0\r\n"
                                "Host: rest.akismet.com\r\n"
                                "Content-Type: "
                                "application/x-www-form-urlencoded\r\n"
                                "Content-Length: ",
                                form.size(), "\r\n\r\n", form));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nfalse"));
  Post("comment-check", form + "&key=" + kEmail);
  client_.Send("GET", "/1.2/usage-limit?api_key=" + gateway_.site_key());
  EXPECT_EQ(gateway_.Stop(), 0);
  EXPECT_THAT(
      gateway_.Log(),
      AllOf(HasSubstr("\"operation\":\"akismet_comment_check\""),
            Not(HasSubstr("uastenflosser")), Not(HasSubstr("203.0.113")),
            Not(HasSubstr(gateway_.site_key())),
            Not(HasSubstr("news.example"))));
}

TEST_F(AkismetFront, SaysWhenToComeAgain) {
  EXPECT_EQ(Check("I like the bridge."), "false approved");
  system_.StopWinnowd();
  const HttpReply away =
      Post("comment-check", Form("I like the bridge."), kWordPress);
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.headers.count("retry-after"), 1u);
  // WordPress reads the body alone.
  EXPECT_NE(away.body, "true");
  EXPECT_NE(away.body, "false");
  system_.StartWinnowd();
  system_.WaitUntilReady();
  EXPECT_TRUE(Eventually([this] {
    return Post("comment-check", Form("I like the bridge.")).status == 200;
  }));
}

TEST_F(AkismetFront, ThanksWithoutAModelToTeach) {
  const HttpReply reply = Post("submit-spam", Form("Join us."));
  EXPECT_EQ(reply.body, kThanks);
  EXPECT_EQ(reply.headers.at("x-winnow-learned"), "false");
  EXPECT_EQ(Post("submit-ham", "api_key=" + gateway_.site_key()).body,
            "invalid");
}

class AkismetTeacher : public AkismetFront {
 protected:
  AkismetTeacher()
      : AkismetFront(absl::StrCat("--model=", WINNOW_SOURCE_DIR,
                                  "/deploy/models/winnow.model")) {}
};

TEST_F(AkismetTeacher, TeachesOnce) {
  for (int i = 0; i < 3; ++i) {
    const HttpReply reply =
        Post("submit-spam", Form("Join our <i>sourdough</i> club."));
    EXPECT_EQ(reply.body, kThanks);
    EXPECT_EQ(reply.headers.at("x-winnow-learned"), "true");
  }
  EXPECT_EQ(Post("submit-spam", Form("Not this one.", "&is_test=1")).body,
            kThanks);
  EXPECT_THAT(Must({"--json", "adapter", "show"}),
              HasSubstr("\"refused_count\":\"1\""));
  EXPECT_EQ(Post("submit-ham", Form("A fine tram line.")).body, kThanks);
  EXPECT_THAT(Must({"--json", "adapter", "show"}),
              HasSubstr("\"approved_count\":\"1\""));
}

}  // namespace
}  // namespace winnow
