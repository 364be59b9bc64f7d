#include "clients/cli/submission_line.h"

#include <google/protobuf/struct.pb.h>
#include <sodium.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"
#include "clients/cpp/call_error.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/item_error.pb.h"
#include "winnow/v1/site_data.pb.h"

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

void ReadTime(absl::string_view key, const Value& value,
              google::protobuf::Timestamp& out, Faults& faults) {
  absl::Time time;
  if (value.kind_case() != Value::kStringValue ||
      !absl::ParseTime(absl::RFC3339_full, value.string_value(), &time,
                       nullptr)) {
    faults.Add(key, "must be a time as \"2024-05-01T12:00:00Z\"");
    return;
  }
  // Years that a Timestamp has; what is right is winnowd's to say.
  if (time < absl::FromUnixSeconds(-62135596800) ||
      time > absl::FromUnixSeconds(253402300799)) {
    faults.Add(key, "must be in the years 1 to 9999");
    return;
  }
  const int64_t millis = absl::ToUnixMillis(time);
  const int64_t rest = (millis % 1000 + 1000) % 1000;
  out.set_seconds((millis - rest) / 1000);
  out.set_nanos(static_cast<int32_t>(rest) * 1000000);
}

void ReadState(absl::string_view key, const Value& value,
               v1::ImportOrigin& origin, Faults& faults) {
  std::string name = absl::AsciiStrToUpper(
      value.kind_case() == Value::kStringValue ? value.string_value() : "");
  if (name == "PENDING") name = "HELD";
  v1::Comment::State state;
  if (v1::Comment::State_Parse(name, &state) &&
      state != v1::Comment::STATE_UNSPECIFIED) {
    origin.set_decision(state);
  } else {
    faults.Add(key, "must be HELD, APPROVED, REJECTED, SPAM or WITHDRAWN");
  }
}

// Reads what only imports have; tells whether `key` is one of these.
bool ReadImportField(absl::string_view key, const Value& value,
                     v1::ImportCommentsRequest& request, Faults& faults) {
  v1::ImportOrigin& origin =
      *request.mutable_comment()->mutable_import_origin();
  if (key == "source_id") {
    ReadText(key, value, origin.mutable_source_id(), faults);
  } else if (key == "parent_source_id") {
    ReadText(key, value, origin.mutable_parent_source_id(), faults);
  } else if (key == "create_time") {
    ReadTime(key, value, *origin.mutable_create_time(), faults);
  } else if (key == "state") {
    ReadState(key, value, origin, faults);
  } else if (key != "body_is_html") {
    return false;
  } else if (value.kind_case() == Value::kBoolValue) {
    request.set_body_is_html(value.bool_value());
  } else {
    faults.Add(key, "must be true or false");
  }
  return true;
}

// Input: `import`, the message around `request`, if the line is of one.
absl::Status ParseLine(absl::string_view line,
                       v1::SubmitCommentRequest& request,
                       v1::ImportCommentsRequest* import) {
  const absl::StatusOr<Struct> object = ParseJsonObject(line);
  if (!object.ok()) return object.status();
  Faults faults;
  for (const auto& [key, value] : object->fields()) {
    if (absl::StartsWith(key, "_")) continue;
    if (std::string* field = TextField(key, request)) {
      ReadText(key, value, field, faults);
    } else if (!ReadOtherField(key, value, request, faults) &&
               (import == nullptr ||
                !ReadImportField(key, value, *import, faults))) {
      faults.Add(key, "is not a known key; one that starts with _ is ignored");
    }
  }
  return faults.ToStatus();
}

}  // namespace

absl::StatusOr<v1::SubmitCommentRequest> ParseSubmissionLine(
    absl::string_view line) {
  if (line.size() > kLineBytesMax) {
    return absl::InvalidArgumentError("the line is longer than 256 KB");
  }
  v1::SubmitCommentRequest request;
  absl::Status status = ParseLine(line, request, nullptr);
  if (!status.ok()) return status;
  return request;
}

absl::StatusOr<v1::ImportCommentsRequest> ParseImportLine(
    absl::string_view line) {
  if (line.size() > kImportLineBytesMax) {
    return absl::InvalidArgumentError("the line is longer than 1 MB");
  }
  v1::ImportCommentsRequest import;
  import.mutable_comment()->mutable_import_origin();
  absl::Status status = ParseLine(line, *import.mutable_comment(), &import);
  if (!status.ok()) return status;
  return import;
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
