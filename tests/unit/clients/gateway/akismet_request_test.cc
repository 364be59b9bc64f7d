#include "clients/gateway/akismet_request.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace winnow {
namespace {

FormFields Form(const std::string& body) {
  return ParseFormFields(body).value();
}

AkismetComment Read(const std::string& body, bool from_wordpress = false) {
  return ReadAkismetComment(Form(body), "", from_wordpress);
}

TEST(AkismetRequest, FindsTheKeyWhereverItStands) {
  const AkismetHostKeys host_keys = {{"abcdef123456", "AbCdEf123456"}};
  const struct {
    const char* name;
    const char* body;
    const char* query_key;
    const char* host;
    const char* key;
  } rows[] = {
      {"api_key", "api_key=BodysApiKey1", "QuerysKey001",
       "HostsKey0001.rest.akismet.com", "BodysApiKey1"},
      {"key", "blog=x&key=BodysKey0001", "", "rest.akismet.com",
       "BodysKey0001"},
      {"query", "", "QuerysKey001", "", "QuerysKey001"},
      {"host", "", "", "HostsKey0001.rest.akismet.com", "HostsKey0001"},
      {"another host", "", "", "HostsKey0001.winnow.example:7480",
       "HostsKey0001"},
      {"host in small letters", "", "", "abcdef123456.rest.akismet.com",
       "AbCdEf123456"},
      {"host in capitals of its own", "", "", "ABCDEF123456.rest.akismet.com",
       "ABCDEF123456"},
      {"no key in the host", "", "", "rest.akismet.com", ""},
      {"no dot", "", "", "HostsKey0001", ""},
      {"no letters", "", "", "hosts-key-01.example", ""},
      {"no key at all", "api_key=a%0D%0Ab", "", "", ""},
      {"too long",
       "api_key="
       "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
       "aa",
       "", "", ""},
  };
  for (const auto& row : rows) {
    std::vector<std::pair<std::string, std::string>> query;
    if (*row.query_key != 0) query.emplace_back("api_key", row.query_key);
    EXPECT_EQ(FindAkismetKey(Form(row.body), query, row.host, host_keys),
              row.key)
        << row.name;
  }
}

TEST(AkismetRequest, ReadsACommentAsText) {
  const AkismetComment comment = Read(
      "blog=http%3A%2F%2Fblog.example&user_ip=203.0.113.9&user_agent=Mozilla"
      "&permalink=http%3A%2F%2Fblog.example%2F%3Fp%3D1"
      "&comment_author=Tom+%26amp%3B+Jerry&comment_author_email=+t%40x.example"
      "&comment_author_url=http%3A%2F%2Ft.example&blog_lang=de_AT"
      "&comment_content=%3Cp%3ESee+%3Ca+href%3D%22http%3A%2F%2Fx.example%22%3E"
      "me%3C%2Fa%3E&comment_date_gmt=2024-05-06+07%3A08%3A09&unknown=1");
  EXPECT_EQ(comment.text, "See me (http://x.example)");
  EXPECT_EQ(comment.display_name, "Tom & Jerry");
  EXPECT_EQ(comment.email, "t@x.example");
  EXPECT_EQ(comment.website, "http://t.example");
  EXPECT_EQ(comment.network_address, "203.0.113.9");
  EXPECT_EQ(comment.user_agent, "Mozilla");
  EXPECT_EQ(comment.language, "de-AT");
  EXPECT_EQ(comment.thread_id, "http://blog.example/?p=1");
  EXPECT_EQ(comment.thread_url, "http://blog.example/?p=1");
  EXPECT_EQ(absl::FormatTime(comment.written, absl::UTCTimeZone()),
            "2024-05-06T07:08:09+00:00");
  EXPECT_FALSE(comment.is_guaranteed_spam || comment.is_administrator ||
               comment.is_test || comment.is_trapped || comment.is_recheck ||
               comment.cut);
}

TEST(AkismetRequest, ReadsCharsets) {
  EXPECT_EQ(Read("comment_content=caf%E9&blog_charset=ISO-8859-1").text,
            "café");
  EXPECT_EQ(Read("comment_content=caf%E9&blog_charset=UTF-8").text,
            "caf\uFFFD");
  EXPECT_EQ(ReadAkismetComment(
                Form("comment_content=caf%E9"),
                "application/x-www-form-urlencoded; charset=iso-8859-1", false)
                .text,
            "café");
  // Not all of it was read, and so nobody can have judged it.
  const struct {
    const char* name;
    const char* body;
    bool cut;
  } rows[] = {
      {"UTF-8", "comment_content=caf%C3%A9&blog_charset=UTF-8", false},
      {"no UTF-8", "comment_content=caf%E9&blog_charset=UTF-8", true},
      {"in the name", "comment_content=x&comment_author=%FF", true},
      {"in the website", "comment_content=x&comment_author_url=%FF", true},
      {"elsewhere", "comment_content=x&comment_author_email=%FF", false},
      {"quoted", "comment_content=caf%E9&blog_charset=%22latin1%22", false},
      {"unknown", "comment_content=%82%B1&blog_charset=Shift_JIS", true},
      {"unknown in ASCII", "comment_content=a+b&blog_charset=Shift_JIS", false},
      {"escapes", "comment_content=%1B%24B&blog_charset=ISO-2022-JP", true},
      {"UTF-8 by chance", "comment_content=%D0%B0&blog_charset=windows-1251",
       true},
  };
  for (const auto& row : rows)
    EXPECT_EQ(Read(row.body).cut, row.cut) << row.name;
}

TEST(AkismetRequest, KeepsWithinWinnowsBounds) {
  const AkismetComment comment =
      Read(absl::StrCat("comment_content=", std::string(65'524, 'a'),
                        "%C3%A9&comment_author=", std::string(300, 'n'),
                        "&permalink=http://x.example/", std::string(300, 'p')));
  EXPECT_TRUE(comment.cut);
  EXPECT_EQ(comment.text.size(), 65'524u);
  EXPECT_EQ(comment.display_name.size(), 245u);
  EXPECT_EQ(comment.thread_id.size(), 32u);
  EXPECT_EQ(comment.thread_url.size(), 317u);
  EXPECT_EQ(Read("permalink=a%0Ab").thread_url, "");
}

TEST(AkismetRequest, JudgesWhatThereIs) {
  EXPECT_EQ(Read("comment_author=Ann&comment_content=+%3Cp%3E").text, "Ann");
  EXPECT_EQ(Read("comment_author_url=http%3A%2F%2Fx.example").text,
            "http://x.example");
  EXPECT_EQ(Read("comment_author=").text, "");
}

TEST(AkismetRequest, KnowsTestsAndTraps) {
  EXPECT_TRUE(Read("comment_author=viagra-test-123").is_guaranteed_spam);
  EXPECT_TRUE(
      Read("comment_author=akismet-guaranteed-spam").is_guaranteed_spam);
  EXPECT_TRUE(Read("comment_author_email=akismet-guaranteed-spam%40example.com")
                  .is_guaranteed_spam);
  EXPECT_TRUE(Read("user_role=administrator").is_administrator);
  EXPECT_TRUE(Read("user_role=editor%2Cadministrator").is_administrator);
  EXPECT_FALSE(Read("user_role=administrators").is_administrator);
  EXPECT_TRUE(Read("is_test=1").is_test);
  EXPECT_TRUE(Read("is_test=true").is_test);
  EXPECT_FALSE(Read("is_test=0").is_test);
  EXPECT_TRUE(Read("honeypot_field_name=hp&hp=x").is_trapped);
  EXPECT_FALSE(Read("honeypot_field_name=hp&hp=").is_trapped);
  EXPECT_FALSE(Read("hp=x").is_trapped);
  EXPECT_TRUE(Read("honeypot_field_name=hp&POST_hp=x").is_trapped);
  EXPECT_FALSE(Read("honeypot_field_name=hp&POST_hp=").is_trapped);
  EXPECT_TRUE(Read("POST_ak_hp_textarea=x").is_trapped);
  EXPECT_FALSE(Read("POST_ak_hp_textarea=").is_trapped);
  EXPECT_TRUE(Read("recheck_reason=retry").is_recheck);
  EXPECT_TRUE(Read("recheck_reason=retry").is_retry);
  EXPECT_TRUE(Read("recheck_reason=recheck_queue").is_recheck);
  EXPECT_FALSE(Read("recheck_reason=recheck_queue").is_retry);
  EXPECT_EQ(MissingAkismetFields(Form("blog=&user_ip=")), "blog, user_ip");
  EXPECT_EQ(MissingAkismetFields(Form("blog=x&user_ip=y")), "");
}

TEST(AkismetRequest, TellsWordPressByItsAgent) {
  EXPECT_TRUE(IsWordPress("WordPress/6.1.9 | Akismet/5.0.2"));
  EXPECT_FALSE(IsWordPress("Node.js/v20 | Akismet-api/6.0.0"));
  EXPECT_FALSE(IsWordPress("WordPress/6.1"));
  EXPECT_FALSE(IsWordPress(""));
}

// The plugin sends what PHP has escaped, and then what the database has: both
// as Debian's WordPress 6.1 writes them.
TEST(AkismetRequest, ReadsWordPressTwiceAlike) {
  const std::string rest =
      "&permalink=http%3A%2F%2Fb.example%2F%3Fp%3D1&comment_author_email=a%40"
      "x.example&user_ip=203.0.113.9";
  const AkismetComment first = Read(
      "comment_content=It%5C%27s+%5C%22fine%5C%22+%5C%5C+%3Ca+href%3D%5C%22"
      "http%3A%2F%2Fx.example%5C%22%3Ehere%3C%2Fa%3E+%26+%3Cp%3Ethere%3C%2Fp%3E"
      "%3Cscript%3E1%3C%2Fscript%3E&comment_author=Tom+%26+O%5C%27Neil"
      "&comment_author_url=www.x.example" +
          rest,
      true);
  const AkismetComment second = Read(
      "comment_content=It%27s+%22fine%22+%5C+%3Ca+href%3D%22http%3A%2F%2F"
      "x.example%22+rel%3D%22nofollow+ugc%22%3Ehere%3C%2Fa%3E+%26amp%3B+there1"
      "&comment_author=Tom+%26amp%3B+O%27Neil&recheck_reason=retry"
      "&comment_author_url=http%3A%2F%2Fwww.x.example"
      "&comment_date_gmt=2024-05-06+07%3A08%3A09" +
          rest,
      true);
  EXPECT_EQ(first.body, R"(It's "fine" \ here (http://x.example) & there1)");
  EXPECT_EQ(first.text,
            "It's \"fine\" \\ here (http://x.example) &\n\nthere\n\n1");
  EXPECT_EQ(first.display_name, "Tom & O'Neil");
  EXPECT_EQ(SubmissionOf(first, "daily", "secret").SerializeAsString(),
            SubmissionOf(second, "daily", "secret").SerializeAsString());
}

TEST(AkismetRequest, ReadsNamesAsWordPressKeepsThem) {
  EXPECT_EQ(
      Read("comment_author=A%2520B+%2541+%2%252020%25", true).display_name,
      "AB 0%");
  EXPECT_EQ(Read("comment_author=A%2520B", false).display_name, "A%20B");
}

TEST(AkismetRequest, ReadsWebsitesAsWordPressKeepsThem) {
  const struct {
    const char* given;
    const char* kept;
    const char* aside;
  } rows[] = {
      {"", "", ""},
      {"www.x.example", "http://www.x.example", ""},
      {"x.example%2Fa+b", "http://x.example/a%20b", ""},
      {"HTTP%3A%2F%2FX.example", "http://X.example", ""},
      {"https%3A%2F%2Fx.example%2F%3Fa%3D1%26b%3D2",
       "https://x.example/?a=1&b=2", ""},
      {"http%3A%2F%2Fx.example%2F%5Ba%5D", "http://x.example/%5Ba%5D", ""},
      {"http%3A%2F%2Fx.example%2F%3Cb%3E", "http://x.example/", ""},
      {"http%3B%2F%2Fx.example", "http://x.example", ""},
      {"x.example%2F%250Aa", "http://x.example/a", ""},
      {"http%3A%2F%2F%C3%A9.example", "http://é.example", ""},
      {"x.example%3A8080%2Fa", "", "x.example:8080/a"},
      {"javascript%3Aalert%281%29", "", "javascript:alert(1)"},
      {"javascript%3A%2F%2Fx", "", "javascript://x"},
      {"%2Fa", "/a", ""},
  };
  for (const auto& row : rows) {
    const AkismetComment comment =
        Read(absl::StrCat("comment_content=Hi&comment_author_url=", row.given),
             true);
    EXPECT_EQ(comment.website, row.kept) << row.given;
    EXPECT_EQ(comment.aside, row.aside) << row.given;
    // What WordPress has made of it stays as it is.
    EXPECT_EQ(
        Read(absl::StrCat("comment_content=Hi&comment_author_url=",
                          absl::StrReplaceAll(
                              row.kept, {{"%", "%25"}, {"&", "%26amp%3B"}})),
             true)
            .website,
        row.kept);
  }
}

TEST(AkismetRequest, JudgesAddressesThatAreNoneAsText) {
  const AkismetComment given = Read(
      "comment_content=Hi&comment_author_url=http%3A%2F%2Fa..b"
      "&permalink=about%3Ablank");
  EXPECT_EQ(AnalysisOf(given).website(), "http://a..b");
  const AkismetComment without = WithoutAddresses(given);
  EXPECT_EQ(AnalysisOf(without).text(), "Hi\n\nhttp://a..b");
  EXPECT_EQ(AnalysisOf(without).website(), "");
  EXPECT_EQ(FeedbackOf(without, v1::Comment::SPAM, "secret").text(),
            "Hi\n\nhttp://a..b");
  const v1::SubmitCommentRequest kept =
      SubmissionOf(without, "daily", "secret");
  EXPECT_EQ(kept.body(), "Hi");
  EXPECT_EQ(kept.website(), "");
  EXPECT_EQ(kept.thread().url(), "");
  EXPECT_EQ(kept.request_id(),
            SubmissionOf(given, "daily", "secret").request_id());
  const AkismetComment endless = WithoutAddresses(
      Read(absl::StrCat("comment_content=", std::string(65'500, 'a'),
                        "&comment_author_url=", std::string(5000, 'b'))));
  EXPECT_TRUE(endless.cut);
  EXPECT_EQ(AnalysisOf(endless).text().size(), 65'525u);
}

TEST(AkismetRequest, NamesTheSameCommentAlike) {
  const AkismetComment comment =
      Read("comment_content=Hello&comment_author=Ann&permalink=p");
  const std::string id = SubmissionOf(comment, "daily", "secret").request_id();
  EXPECT_EQ(id.substr(0, 3), "ak-");
  EXPECT_EQ(id.size(), 35u);
  EXPECT_EQ(SubmissionOf(comment, "daily", "secret").request_id(), id);
  EXPECT_NE(SubmissionOf(comment, "weekly", "secret").request_id(), id);
  EXPECT_NE(SubmissionOf(comment, "daily", "another").request_id(), id);
  for (const char* other :
       {"comment_content=Hello&comment_author=Anna&permalink=p",
        "comment_content=Hello!&comment_author=Ann&permalink=p",
        "comment_content=Hello&comment_author=Ann&permalink=q",
        "comment_content=Hello&comment_author=Ann&permalink=p"
        "&comment_author_email=a%40x.example"}) {
    EXPECT_NE(SubmissionOf(Read(other), "daily", "secret").request_id(), id);
  }
  // WordPress changes it, and who calls may change the key.
  EXPECT_EQ(SubmissionOf(Read("comment_content=Hello&comment_author=Ann"
                              "&permalink=p&comment_author_url=x.example"
                              "&api_key=Abcdef123456"),
                         "daily", "secret")
                .request_id(),
            id);
  const std::string spam =
      FeedbackOf(comment, v1::Comment::SPAM, "k").request_id();
  EXPECT_EQ(FeedbackOf(comment, v1::Comment::SPAM, "k").request_id(), spam);
  EXPECT_NE(FeedbackOf(comment, v1::Comment::APPROVED, "k").request_id(), spam);
}

}  // namespace
}  // namespace winnow
