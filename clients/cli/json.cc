#include "clients/cli/json.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

// Appends one code point of a JSON text or string, escaped if a terminal could
// act on it.
void AppendSafely(absl::string_view bytes, UChar32 c, std::string& out) {
  if (c >= 0x20 && c < 0x7F) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0) {
    absl::StrAppend(&out, "\\ufffd");
  } else if (SanitizeText(bytes, Lines::kKept) == bytes) {
    absl::StrAppend(&out, bytes);
  } else if (c <= 0xFFFF) {
    absl::StrAppendFormat(&out, "\\u%04x", c);
  } else {
    absl::StrAppendFormat(&out, "\\u%04x\\u%04x", U16_LEAD(c), U16_TRAIL(c));
  }
}

template <typename Visit>
void ForEachCodePoint(absl::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    visit(text.substr(static_cast<size_t>(begin),
                      static_cast<size_t>(at - begin)),
          c);
  }
}

}  // namespace

std::string ToJsonLine(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  // It fails for an Any of an unknown type only; no message of ours has one.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options)
           .ok()) {
    return "{}";
  }
  std::string safe;
  safe.reserve(json.size());
  ForEachCodePoint(json, [&safe](absl::string_view bytes, UChar32 c) {
    AppendSafely(bytes, c, safe);
  });
  return safe;
}

std::string ToJsonString(absl::string_view text) {
  std::string literal = "\"";
  ForEachCodePoint(text, [&literal](absl::string_view bytes, UChar32 c) {
    if (c == '"' || c == '\\') {
      absl::StrAppend(&literal, "\\", bytes);
    } else if (c == '\n') {
      absl::StrAppend(&literal, "\\n");
    } else if (c == '\t') {
      absl::StrAppend(&literal, "\\t");
    } else {
      AppendSafely(bytes, c, literal);
    }
  });
  literal.push_back('"');
  return literal;
}

absl::StatusOr<google::protobuf::Struct> ParseJsonObject(
    absl::string_view text) {
  google::protobuf::Struct object;
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  // protobuf reads `null` and an empty text as an empty object.
  if (trimmed.empty() || trimmed.front() != '{') {
    return absl::InvalidArgumentError("it is not a JSON object");
  }
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(trimmed.data(), trimmed.size()), &object);
  // The parser's own message quotes the text around the place.
  if (!parsed.ok()) {
    return absl::InvalidArgumentError("it is not valid JSON");
  }
  return object;
}

}  // namespace winnow
