#include "clients/gateway/form_fields.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/gateway/characters.h"

namespace winnow {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string Decode(absl::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escapes = text[i] == '%' && i + 2 < text.size();
    const int high = escapes ? HexDigit(text[i + 1]) : -1;
    const int low = escapes ? HexDigit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      bytes.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      bytes.push_back(text[i] == '+' ? ' ' : text[i]);
    }
  }
  return bytes;
}

bool IsOneOf(absl::string_view label,
             std::initializer_list<absl::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [label](absl::string_view name) {
                       return absl::EqualsIgnoreCase(label, name);
                     });
}

bool IsReadableAscii(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return absl::ascii_isprint(byte) || absl::ascii_isspace(byte);
}

// Says in `lost` that something had no meaning and was replaced.
std::string DecodeUtf8(absl::string_view bytes, bool& lost) {
  std::string text;
  text.reserve(bytes.size());
  const auto* all = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto length = static_cast<int32_t>(bytes.size());
  for (int32_t at = 0; at < length;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(all, at, length, c);
    if (c < 0) lost = true;
    const absl::string_view one =
        c < 0 ? kReplacement
              : bytes.substr(static_cast<size_t>(begin),
                             static_cast<size_t>(at - begin));
    text.append(one.data(), one.size());
  }
  return text;
}

std::string DecodeLatin1(absl::string_view bytes, bool& lost) {
  std::string text;
  text.reserve(bytes.size());
  for (const unsigned char byte : bytes) {
    const uint32_t c = Windows1252(byte);
    if (c == 0 && byte != 0) {
      lost = true;
      text.append(kReplacement.data(), kReplacement.size());
    } else {
      AppendUtf8(c, text);
    }
  }
  return text;
}

}  // namespace

FormCharset FormCharsetOf(absl::string_view label) {
  label = absl::StripAsciiWhitespace(label.substr(0, label.find(';')));
  if (label.size() >= 2 && (label.front() == '"' || label.front() == '\'') &&
      label.back() == label.front()) {
    label = absl::StripAsciiWhitespace(label.substr(1, label.size() - 2));
  }
  if (label.empty() || IsOneOf(label, {"utf-8", "utf8", "utf8mb4"})) {
    return FormCharset::kUtf8;
  }
  if (IsOneOf(label, {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1",
                      "windows-1252", "cp1252", "us-ascii", "ascii"})) {
    return FormCharset::kLatin1;
  }
  return FormCharset::kOther;
}

bool IsForm(absl::string_view content_type) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]),
                                "application/x-www-form-urlencoded");
}

absl::string_view FormFields::Get(absl::string_view name) const {
  for (const auto& [one, value] : fields_) {
    if (one == name) return value;
  }
  return "";
}

std::string FormFields::Text(absl::string_view name, FormCharset charset,
                             bool* lost) const {
  return Utf8Of(Get(name), charset, lost);
}

absl::StatusOr<FormFields> ParseFormFields(absl::string_view body) {
  FormFields form;
  for (const absl::string_view field :
       absl::StrSplit(body, '&', absl::SkipEmpty())) {
    if (form.fields_.size() == kFormFieldsMax) {
      return absl::InvalidArgumentError(
          absl::StrCat("a form may have at most ", kFormFieldsMax, " fields"));
    }
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(field, absl::MaxSplits('=', 1));
    form.fields_.emplace_back(Decode(parts.first), Decode(parts.second));
  }
  return form;
}

std::string Utf8Of(absl::string_view bytes, FormCharset charset, bool* lost) {
  // Bytes that are UTF-8 by chance are other letters in their own charset.
  bool loses = charset == FormCharset::kOther &&
               !std::all_of(bytes.begin(), bytes.end(), IsReadableAscii);
  std::string text = charset == FormCharset::kLatin1
                         ? DecodeLatin1(bytes, loses)
                         : DecodeUtf8(bytes, loses);
  if (lost != nullptr && loses) *lost = true;
  return text;
}

}  // namespace winnow
