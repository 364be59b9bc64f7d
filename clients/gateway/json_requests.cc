#include "clients/gateway/json_requests.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "clients/gateway/object_reader.h"

namespace winnow {
namespace {

// Parses the text and has `read` take the fields.
template <typename Read>
std::optional<Problem> ReadObject(absl::string_view text, Read read) {
  const nlohmann::json object =
      nlohmann::json::parse(text.begin(), text.end(), /*cb=*/nullptr,
                            /*allow_exceptions=*/false);
  // The parser takes a zero byte for the end.
  if (!object.is_object() || absl::StrContains(text, '\0')) {
    return Problem{.status = 400,
                   .code = "invalid_json",
                   .detail = "the body must be one JSON object in UTF-8"};
  }
  std::vector<BadField> errors;
  ObjectReader reader(object, "", errors);
  read(reader);
  reader.End();
  if (errors.empty()) return std::nullopt;
  return InvalidFieldsProblem(std::move(errors));
}

void ReadThread(ObjectReader& reader, bool has_key, v1::Thread& thread) {
  reader.Text("id", [&](std::string text) { thread.set_id(std::move(text)); });
  reader.Text("url",
              [&](std::string text) { thread.set_url(std::move(text)); });
  if (!has_key) return reader.RefuseWithoutKey({"title", "section", "tags"});
  reader.Text("title",
              [&](std::string text) { thread.set_title(std::move(text)); });
  reader.Text("section",
              [&](std::string text) { thread.set_section(std::move(text)); });
  reader.Texts("tags",
               [&](std::string text) { thread.add_tags(std::move(text)); });
}

bool ReadRole(const std::string& word, v1::SubmitCommentRequest& request) {
  v1::Comment::AuthorRole role;
  if (!v1::Comment::AuthorRole_Parse(word, &role)) return false;
  if (role == v1::Comment::AUTHOR_ROLE_UNSPECIFIED) return false;
  request.set_author_role(role);
  return true;
}

// What only a site's backend can say of its reader.
void ReadVouched(ObjectReader& reader, bool has_key,
                 v1::SubmitCommentRequest& request) {
  if (!has_key) {
    return reader.RefuseWithoutKey({"network_address", "user_agent",
                                    "author_id", "author_verified",
                                    "author_role"});
  }
  reader.Text("network_address", [&](std::string text) {
    request.set_network_address(std::move(text));
  });
  reader.Text("user_agent", [&](std::string text) {
    request.set_user_agent(std::move(text));
  });
  reader.Text("author_id", [&](std::string text) {
    request.set_author_id(std::move(text));
  });
  reader.Bool("author_verified",
              [&](bool value) { request.set_author_verified(value); });
  reader.Word("author_role", "READER, STAFF",
              [&](const std::string& word) { return ReadRole(word, request); });
}

void ReadFormEvidence(ObjectReader& reader, bool has_key,
                      v1::FormEvidence& form, std::string* form_token) {
  reader.Text("honeypot",
              [&](std::string text) { form.set_honeypot(std::move(text)); });
  reader.Text("token", [&](std::string text) {
    if (form_token != nullptr) *form_token = std::move(text);
  });
  // What a browser claims says nothing.
  if (!has_key) return reader.RefuseWithoutKey({"seconds_spent"});
  reader.Number("seconds_spent",
                [&](double seconds) { form.set_seconds_spent(seconds); });
}

template <typename Request>
void ReadRequestId(ObjectReader& reader, Request& request) {
  reader.Text("request_id", [&](std::string text) {
    request.set_request_id(std::move(text));
  });
}

template <typename Request>
void ReadEtag(ObjectReader& reader, Request& request) {
  reader.Text("etag",
              [&](std::string text) { request.set_etag(std::move(text)); });
}

}  // namespace

std::optional<Problem> ReadSubmission(absl::string_view json, bool has_key,
                                      v1::SubmitCommentRequest& request,
                                      std::string* form_token) {
  return ReadObject(json, [&](ObjectReader& reader) {
    reader.Object("thread", [&](ObjectReader& thread) {
      ReadThread(thread, has_key, *request.mutable_thread());
    });
    reader.Text("parent",
                [&](std::string text) { request.set_parent(std::move(text)); });
    reader.Text("display_name", [&](std::string text) {
      request.set_display_name(std::move(text));
    });
    reader.Text("email",
                [&](std::string text) { request.set_email(std::move(text)); });
    reader.Text("website", [&](std::string text) {
      request.set_website(std::move(text));
    });
    reader.Text("body",
                [&](std::string text) { request.set_body(std::move(text)); });
    reader.Object("form_evidence", [&](ObjectReader& evidence) {
      ReadFormEvidence(evidence, has_key, *request.mutable_form_evidence(),
                       form_token);
    });
    reader.Text("language", [&](std::string text) {
      request.set_language(std::move(text));
    });
    ReadRequestId(reader, request);
    ReadVouched(reader, has_key, request);
  });
}

std::optional<Problem> ReadEdit(absl::string_view json, bool has_key,
                                v1::UpdateCommentRequest& request) {
  return ReadObject(json, [&](ObjectReader& reader) {
    reader.Text("body",
                [&](std::string text) { request.set_body(std::move(text)); });
    ReadEtag(reader, request);
    ReadRequestId(reader, request);
    if (!has_key) {
      return reader.RefuseWithoutKey({"network_address", "user_agent"});
    }
    reader.Text("network_address", [&](std::string text) {
      request.set_network_address(std::move(text));
    });
    reader.Text("user_agent", [&](std::string text) {
      request.set_user_agent(std::move(text));
    });
  });
}

std::optional<Problem> ReadWithdrawal(absl::string_view json,
                                      v1::WithdrawCommentRequest& request) {
  if (json.empty()) return std::nullopt;
  return ReadObject(json, [&](ObjectReader& reader) {
    ReadEtag(reader, request);
    ReadRequestId(reader, request);
  });
}

std::optional<Problem> ReadAppeal(absl::string_view json,
                                  v1::AppealCommentRequest& request) {
  return ReadObject(json, [&](ObjectReader& reader) {
    reader.Text("text",
                [&](std::string text) { request.set_text(std::move(text)); });
    ReadEtag(reader, request);
    ReadRequestId(reader, request);
  });
}

std::optional<Problem> ReadReport(absl::string_view json, bool has_key,
                                  v1::ReportCommentRequest& request) {
  return ReadObject(json, [&](ObjectReader& reader) {
    reader.Word("reason",
                "OFFENSIVE, ADVERTISING, OFF_TOPIC, PERSONAL_DATA, ILLEGAL, "
                "FALSE_INFORMATION, OTHER",
                [&](const std::string& word) {
                  v1::Report::Reason reason;
                  if (!v1::Report::Reason_Parse(word, &reason)) return false;
                  request.set_reason(reason);
                  return reason != v1::Report::REASON_UNSPECIFIED;
                });
    reader.Text("text",
                [&](std::string text) { request.set_text(std::move(text)); });
    ReadRequestId(reader, request);
    if (!has_key) {
      return reader.RefuseWithoutKey({"network_address", "reporter_id"});
    }
    reader.Text("network_address", [&](std::string text) {
      request.set_network_address(std::move(text));
    });
    reader.Text("reporter_id", [&](std::string text) {
      request.set_reporter_id(std::move(text));
    });
  });
}

}  // namespace winnow
