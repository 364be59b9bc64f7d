#include "clients/gateway/perspective_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "winnow/rpc/error.pb.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json ErrorOf(const HttpAnswer& answer) {
  return json::parse(*answer.body)["error"];
}

// A failed call about one field, as winnowd sends it.
absl::Status BadCall(const std::string& field, const std::string& what) {
  rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(field);
  violation->set_description(what);
  rpc::Status status;
  status.set_code(3);
  auto* detail = status.add_details();
  detail->set_type_url("type.googleapis.com/google.rpc.BadRequest");
  detail->set_value(bad.SerializeAsString());
  return MakeCallError(3, "bad", status.SerializeAsString());
}

TEST(PerspectiveErrors, HaveTheMessagesAndTypesThatClientsCompare) {
  const struct {
    Problem problem;
    int status;
    const char* message;
    const char* name;
    const char* type;  // null: no details
  } rows[] = {
      {CommentEmpty(), 400, "Comment must be non-empty.", "INVALID_ARGUMENT",
       "COMMENT_EMPTY"},
      {CommentTooLong(), 400, "Comment text too long.", "INVALID_ARGUMENT",
       "COMMENT_TOO_LONG"},
      {NoRequestedAttributes(), 400, "Missing requested_attributes",
       "INVALID_ARGUMENT", "NO_REQUESTED_ATTRIBUTES"},
      {InvalidPerspectiveRequest("Unknown requested attribute: X"), 400,
       "Unknown requested attribute: X", "INVALID_ARGUMENT", "INVALID_REQUEST"},
      {PerspectiveProblemOf(BadCall("text", "is required")), 400,
       "Comment must be non-empty.", "INVALID_ARGUMENT", "COMMENT_EMPTY"},
      {PerspectiveProblemOf(
           BadCall("text", "must have at most 9 bytes; it has 10")),
       400, "Comment text too long.", "INVALID_ARGUMENT", "COMMENT_TOO_LONG"},
      {ProblemOfFault(RequestFault::kBusy), 503,
       "too much is under way: send it again later", "UNAVAILABLE", nullptr},
      {PerspectiveProblemOf(absl::UnavailableError("10.0.0.1:7420")), 503,
       "The server could not answer in time. Please send the same request a "
       "little later.",
       "UNAVAILABLE", nullptr},
      {PerspectiveProblemOf(absl::FailedPreconditionError("it is off")), 400,
       "it is off", "FAILED_PRECONDITION", nullptr},
  };
  for (const auto& row : rows) {
    const HttpAnswer answer = PerspectiveAnswer(row.problem);
    EXPECT_EQ(answer.status, row.status) << row.message;
    EXPECT_EQ(answer.content_type, "application/json; charset=UTF-8");
    const json error = ErrorOf(answer);
    EXPECT_EQ(error["code"], row.status);
    EXPECT_EQ(error["message"], row.message);
    EXPECT_EQ(error["status"], row.name) << row.message;
    if (row.type == nullptr) {
      EXPECT_FALSE(error.contains("details")) << row.message;
      continue;
    }
    EXPECT_EQ(error["details"],
              json::array({{{"@type",
                             "type.googleapis.com/"
                             "google.commentanalyzer.v1alpha1.Error"},
                            {"errorType", row.type}}}));
  }
}

TEST(PerspectiveErrors, OfKeysAreGooglesOwn) {
  const HttpAnswer none = PerspectiveAnswer(NoApiKey());
  EXPECT_EQ(none.status, 403);
  EXPECT_EQ(ErrorOf(none)["status"], "PERMISSION_DENIED");
  EXPECT_THAT(ErrorOf(none)["message"].get<std::string>(),
              HasSubstr("unregistered callers"));
  const HttpAnswer bad =
      PerspectiveAnswer(PerspectiveProblemOf(absl::UnauthenticatedError("no")));
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(ErrorOf(bad)["message"],
            "API key not valid. Please pass a valid API key.");
  EXPECT_EQ(ErrorOf(bad)["details"][0]["reason"], "API_KEY_INVALID");
  const HttpAnswer all = PerspectiveAnswer(PerspectiveProblemOf(
      BadCall("site", "is required with a key for all sites")));
  EXPECT_EQ(all.status, 403);
}

TEST(PerspectiveErrors, SayWhenToComeAgain) {
  const HttpAnswer busy =
      PerspectiveAnswer(TooManyPerspectiveRequests(absl::Seconds(7)));
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(ErrorOf(busy)["status"], "RESOURCE_EXHAUSTED");
  bool has_wait = false;
  for (const auto& [name, value] : busy.headers) {
    has_wait = has_wait || (name == "Retry-After" && value == "7");
  }
  EXPECT_TRUE(has_wait);
}

TEST(PerspectiveErrors, NameLanguages) {
  const json error = ErrorOf(LanguageNotSupported("THREAT", {"om", "fi"}));
  EXPECT_EQ(error["message"],
            "Attribute THREAT does not support request languages: om,fi");
  const json& detail = error["details"][0];
  EXPECT_EQ(detail["errorType"], "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");
  EXPECT_EQ(detail["languageNotSupportedByAttributeError"]["attribute"],
            "THREAT");
  EXPECT_EQ(detail["languageNotSupportedByAttributeError"]["detectedLanguages"],
            json::array({"om", "fi"}));
}

}  // namespace
}  // namespace winnow
