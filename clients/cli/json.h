// JSON as scripts get it: protobuf's mapping with the field names of the
// protos, one object a line.

#ifndef WINNOW_CLIENTS_CLI_JSON_H_
#define WINNOW_CLIENTS_CLI_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
class Struct;
}  // namespace google::protobuf

namespace winnow {

// Returns a message as one line of JSON without a line end: snake_case names,
// scalar fields present even at their default, enum names, 64-bit integers as
// strings, RFC 3339 times. What SanitizeText() would replace is written as
// \uXXXX: the line is the same JSON and safe on a terminal.
std::string ToJsonLine(const google::protobuf::Message& message);

// Returns a JSON string literal of `text`, with the same care.
// Input: any bytes; what is not UTF-8 becomes U+FFFD.
std::string ToJsonString(absl::string_view text);

// Parses one JSON object. Input: untrusted; the caller bounds its length, the
// parser its depth (100).
// Errors: InvalidArgument, without quoting the input.
absl::StatusOr<google::protobuf::Struct> ParseJsonObject(
    absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_JSON_H_
