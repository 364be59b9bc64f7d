#include "clients/cli/submission_line.h"

#include <set>
#include <string>

#include "clients/cpp/call_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ParseSubmissionLine, ReadsEveryKey) {
  const auto request = ParseSubmissionLine(
      R"({"request_id":"r1","thread":"t/1","name":"Ada","email":"a@example.org",
          "website":"https://a.example","parent":"p","network_address":"192.0.2.1",
          "user_agent":"ua","author_id":"7","author_verified":true,
          "author_role":"STAFF","language":"de",
          "form_evidence":{"honeypot":"","seconds_spent":2.5},
          "body":"Gr\u00fc\u00dfe\n","_note":{"any":["thing"]}})");
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->request_id(), "r1");
  EXPECT_EQ(request->thread().id(), "t/1");
  EXPECT_EQ(request->display_name(), "Ada");
  EXPECT_EQ(request->email(), "a@example.org");
  EXPECT_EQ(request->website(), "https://a.example");
  EXPECT_EQ(request->parent(), "p");
  EXPECT_EQ(request->network_address(), "192.0.2.1");
  EXPECT_EQ(request->user_agent(), "ua");
  EXPECT_EQ(request->author_id(), "7");
  EXPECT_TRUE(request->author_verified());
  EXPECT_EQ(request->author_role(), v1::Comment::STAFF);
  EXPECT_EQ(request->language(), "de");
  EXPECT_EQ(request->form_evidence().seconds_spent(), 2.5);
  EXPECT_EQ(request->body(),
            "Gr\xC3\xBC\xC3\x9F"
            "e\n");
}

TEST(ParseSubmissionLine, AThreadMayCarryWhatIsKnownOfItsArticle) {
  const auto request = ParseSubmissionLine(
      R"({"thread":{"id":"t","url":"https://e.example/","title":"T",
          "section":"s","tags":["a","b"]},"website":null})");
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->thread().id(), "t");
  EXPECT_EQ(request->thread().url(), "https://e.example/");
  EXPECT_EQ(request->thread().tags_size(), 2);
  EXPECT_EQ(request->website(), "");
}

TEST(ParseSubmissionLine, NamesTheKeyThatIsWrong) {
  const struct {
    const char* name;
    const char* line;
    const char* field;
  } kRows[] = {
      {"unknown key", R"({"boddy":"x"})", "boddy"},
      {"upper case", R"({"Body":"x"})", "Body"},
      {"number for text", R"({"body":7})", "body"},
      {"list for text", R"({"name":["x"]})", "name"},
      {"number for thread", R"({"thread":1})", "thread"},
      {"unknown in thread", R"({"thread":{"idd":"x"}})", "thread.idd"},
      {"number in thread", R"({"thread":{"id":1}})", "thread.id"},
      {"tags are no list", R"({"thread":{"tags":"x"}})", "thread.tags"},
      {"text for truth", R"({"author_verified":"yes"})", "author_verified"},
      {"unknown role", R"({"author_role":"KING"})", "author_role"},
      {"evidence is text", R"({"form_evidence":"x"})", "form_evidence"},
      {"seconds are text", R"({"form_evidence":{"seconds_spent":"2"}})",
       "form_evidence.seconds_spent"},
      {"import is for another command", R"({"import_origin":{}})",
       "import_origin"},
  };
  for (const auto& row : kRows) {
    const auto request = ParseSubmissionLine(row.line);
    ASSERT_THAT(request, StatusIs(absl::StatusCode::kInvalidArgument))
        << row.name;
    const std::vector<BadField> bad = BadFields(request.status());
    ASSERT_EQ(bad.size(), 1U) << row.name;
    EXPECT_EQ(bad[0].field, row.field) << row.name;
  }
}

TEST(ParseSubmissionLine, NamesEveryWrongKeyAtOnceAndNoValue) {
  const auto request =
      ParseSubmissionLine(R"({"email":["secret@example.org"],"x":1,"y":2})");
  ASSERT_THAT(request, StatusIs(absl::StatusCode::kInvalidArgument,
                                Not(HasSubstr("secret"))));
  EXPECT_EQ(BadFields(request.status()).size(), 3U);
}

TEST(ParseSubmissionLine, BoundsWhatItReports) {
  std::string line = "{";
  for (int i = 0; i < 1000; ++i) line += "\"k" + std::to_string(i) + "\":1,";
  line += "\"" + std::string(5000, 'k') + "\":1}";
  const auto request = ParseSubmissionLine(line);
  ASSERT_THAT(request, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_LE(BadFields(request.status()).size(), 20U);
  EXPECT_LE(request.status().message().size(), 4000U);
}

TEST(ParseSubmissionLine, RefusesWhatIsNoObjectOrTooLong) {
  const std::string at_limit =
      R"({"body":")" + std::string(kLineBytesMax - 11, 'x') + R"("})";
  ASSERT_EQ(at_limit.size(), kLineBytesMax);
  const struct {
    const char* name;
    std::string line;
    bool ok;
  } kRows[] = {
      {"empty", "", false},
      {"empty object", "{}", true},
      {"text", "hello", false},
      {"list", "[{}]", false},
      {"cut off", R"({"body":"x)", false},
      {"at the limit", at_limit, true},
      {"over the limit", at_limit + " ", false},
      {"invalid UTF-8", "{\"body\":\"\xFF\"}", false},
      {"right-to-left", "{\"body\":\"\xD7\xA9\xD7\x9C\"}", true},
      {"emoji", "{\"body\":\"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\"}",
       true},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ParseSubmissionLine(row.line).ok(), row.ok) << row.name;
  }
}

TEST(DeriveRequestId, IsTheSameForTheSameContentWhateverTheLineLooksLike) {
  const auto a = ParseSubmissionLine(R"({"thread":"t","name":"N","body":"b"})");
  const auto b = ParseSubmissionLine(
      R"({ "body":"b", "name":"N","thread":"t", "_row":7,"request_id":"x"})");
  ASSERT_THAT(a, IsOk());
  ASSERT_THAT(b, IsOk());
  EXPECT_EQ(DeriveRequestId(*a, "key"), DeriveRequestId(*b, "key"));
}

TEST(DeriveRequestId, DiffersWithContentAndKey) {
  v1::SubmitCommentRequest request;
  request.set_body("b");
  std::set<std::string> ids;
  ids.insert(DeriveRequestId(request, "key"));
  ids.insert(DeriveRequestId(request, "another key"));
  ids.insert(DeriveRequestId(request, ""));
  request.set_email("a@example.org");
  ids.insert(DeriveRequestId(request, "key"));
  EXPECT_EQ(ids.size(), 4U);
  for (const std::string& id : ids) EXPECT_LE(id.size(), 128U);
}

}  // namespace
}  // namespace winnow
