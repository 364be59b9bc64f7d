#include "clients/cli/submission_line.h"

#include <google/protobuf/struct.pb.h>
#include <sodium.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"
#include "clients/cpp/call_error.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/item_error.pb.h"

namespace winnow {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr int kInvalidArgument = 3;
constexpr int kFaultsMax = 20;  // per line; more say nothing new

// Collects what is wrong with one line.
class Faults {
 public:
  void Add(absl::string_view key, absl::string_view description) {
    if (error_.field_violations_size() >= kFaultsMax) return;
    auto* fault = error_.add_field_violations();
    fault->set_field(FitToWidth(SanitizeText(key, Lines::kOne), 40));
    fault->set_description(std::string(description));
  }

  absl::Status ToStatus() {
    if (error_.field_violations().empty()) return absl::OkStatus();
    error_.set_code(kInvalidArgument);
    std::string message;
    for (const auto& fault : error_.field_violations()) {
      absl::StrAppend(&message, message.empty() ? "" : "; ", fault.field(),
                      ": ", fault.description());
    }
    error_.set_message(message);
    return MakeItemStatus(error_);
  }

 private:
  v1::ItemError error_;
};

void ReadText(absl::string_view key, const Value& value, std::string* out,
              Faults& faults) {
  if (value.kind_case() == Value::kStringValue) {
    *out = value.string_value();
  } else if (value.kind_case() != Value::kNullValue) {
    faults.Add(key, "must be a string");
  }
}

void ReadTags(const Value& value, v1::Thread& thread, Faults& faults) {
  if (value.kind_case() != Value::kListValue) {
    faults.Add("thread.tags", "must be a list of strings");
    return;
  }
  for (const Value& tag : value.list_value().values()) {
    ReadText("thread.tags", tag, thread.add_tags(), faults);
  }
}

void ReadThread(const Value& value, v1::Thread& thread, Faults& faults) {
  if (value.kind_case() != Value::kStructValue) {
    if (value.kind_case() == Value::kStringValue) {
      thread.set_id(value.string_value());
    } else {
      faults.Add("thread", "must be a string, or an object with an id");
    }
    return;
  }
  for (const auto& [key, field] : value.struct_value().fields()) {
    const std::string path = absl::StrCat("thread.", key);
    if (key == "id") {
      ReadText(path, field, thread.mutable_id(), faults);
    } else if (key == "url") {
      ReadText(path, field, thread.mutable_url(), faults);
    } else if (key == "title") {
      ReadText(path, field, thread.mutable_title(), faults);
    } else if (key == "section") {
      ReadText(path, field, thread.mutable_section(), faults);
    } else if (key == "tags") {
      ReadTags(field, thread, faults);
    } else if (!absl::StartsWith(key, "_")) {
      faults.Add(path, "is not a known key");
    }
  }
}

void ReadEvidence(const Value& value, v1::FormEvidence& evidence,
                  Faults& faults) {
  if (value.kind_case() != Value::kStructValue) {
    faults.Add("form_evidence", "must be an object");
    return;
  }
  for (const auto& [key, field] : value.struct_value().fields()) {
    const std::string path = absl::StrCat("form_evidence.", key);
    if (key == "honeypot") {
      ReadText(path, field, evidence.mutable_honeypot(), faults);
    } else if (key != "seconds_spent") {
      if (!absl::StartsWith(key, "_")) faults.Add(path, "is not a known key");
    } else if (field.kind_case() == Value::kNumberValue) {
      evidence.set_seconds_spent(field.number_value());
    } else {
      faults.Add(path, "must be a number");
    }
  }
}

// Reads the fields that are not text; tells whether `key` is one of them.
bool ReadOtherField(absl::string_view key, const Value& value,
                    v1::SubmitCommentRequest& request, Faults& faults) {
  if (key == "thread") {
    ReadThread(value, *request.mutable_thread(), faults);
  } else if (key == "form_evidence") {
    ReadEvidence(value, *request.mutable_form_evidence(), faults);
  } else if (key == "author_verified") {
    if (value.kind_case() == Value::kBoolValue) {
      request.set_author_verified(value.bool_value());
    } else {
      faults.Add(key, "must be true or false");
    }
  } else if (key == "author_role") {
    v1::Comment::AuthorRole role;
    if (value.kind_case() == Value::kStringValue &&
        v1::Comment::AuthorRole_Parse(value.string_value(), &role)) {
      request.set_author_role(role);
    } else {
      faults.Add(key, "must be READER or STAFF");
    }
  } else {
    return false;
  }
  return true;
}

std::string* TextField(absl::string_view key,
                       v1::SubmitCommentRequest& request) {
  if (key == "request_id") return request.mutable_request_id();
  if (key == "name") return request.mutable_display_name();
  if (key == "email") return request.mutable_email();
  if (key == "website") return request.mutable_website();
  if (key == "parent") return request.mutable_parent();
  if (key == "network_address") return request.mutable_network_address();
  if (key == "user_agent") return request.mutable_user_agent();
  if (key == "author_id") return request.mutable_author_id();
  if (key == "language") return request.mutable_language();
  if (key == "body") return request.mutable_body();
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::SubmitCommentRequest> ParseSubmissionLine(
    absl::string_view line) {
  if (line.size() > kLineBytesMax) {
    return absl::InvalidArgumentError("the line is longer than 256 KB");
  }
  const absl::StatusOr<Struct> object = ParseJsonObject(line);
  if (!object.ok()) return object.status();
  v1::SubmitCommentRequest request;
  Faults faults;
  for (const auto& [key, value] : object->fields()) {
    if (absl::StartsWith(key, "_")) continue;
    if (std::string* field = TextField(key, request)) {
      ReadText(key, value, field, faults);
    } else if (!ReadOtherField(key, value, request, faults)) {
      faults.Add(key, "is not a known key; one that starts with _ is ignored");
    }
  }
  absl::Status status = faults.ToStatus();
  if (!status.ok()) return status;
  return request;
}

std::string DeriveRequestId(const v1::SubmitCommentRequest& request,
                            absl::string_view api_key) {
  v1::SubmitCommentRequest content = request;
  content.clear_request_id();
  const std::string bytes = content.SerializeAsString();
  unsigned char hash[16];
  // The key of BLAKE2b is 16 to 64 bytes; an API key of another length is
  // hashed to one first.
  unsigned char key[crypto_generichash_KEYBYTES];
  crypto_generichash(key, sizeof key,
                     reinterpret_cast<const unsigned char*>(api_key.data()),
                     api_key.size(), nullptr, 0);
  crypto_generichash(hash, sizeof hash,
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), key, sizeof key);
  return absl::StrCat("line-",
                      absl::BytesToHexString(absl::string_view(
                          reinterpret_cast<const char*>(hash), sizeof hash)));
}

}  // namespace winnow
