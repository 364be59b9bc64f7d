// The fields of a form that a program or a browser posts, as
// application/x-www-form-urlencoded (WHATWG URL, section 5).
//
//   comment_author=Ann&comment_content=a+b%21
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_FORM_FIELDS_H_
#define WINNOW_CLIENTS_GATEWAY_FORM_FIELDS_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// A form with more is refused. PHP takes a thousand by default, and WordPress
// passes them all on beside its own.
inline constexpr size_t kFormFieldsMax = 2048;

// What the bytes of a form's values are.
enum class FormCharset {
  kUtf8,
  kLatin1,  // read as Windows-1252, as browsers do
  kOther,   // which nobody here can read beyond ASCII
};

// Returns the charset of a label such as `ISO-8859-1`, in quotes or with
// parameters behind it; UTF-8 for an empty one.
FormCharset FormCharsetOf(absl::string_view label);

// Whether a media type is a form's; parameters do not matter.
bool IsForm(absl::string_view content_type);

// Fields in the order in which they came. Names and values are bytes.
class FormFields {
 public:
  // The first value of a name; empty if there is none.
  absl::string_view Get(absl::string_view name) const;
  // The same as text: valid UTF-8, with U+FFFD for what is none. It may hold
  // any control character, zero too. `lost` as for Utf8Of().
  std::string Text(absl::string_view name, FormCharset charset,
                   bool* lost = nullptr) const;

  const std::vector<std::pair<std::string, std::string>>& all() const {
    return fields_;
  }

 private:
  friend absl::StatusOr<FormFields> ParseFormFields(absl::string_view body);

  std::vector<std::pair<std::string, std::string>> fields_;
};

// Parses a body. A `%` that stands before no two hexadecimal digits is itself,
// and a field without `=` has an empty value.
// Input: any bytes; the server bounds them.
// Errors: InvalidArgument for more than kFormFieldsMax fields.
// Cost: linear.
absl::StatusOr<FormFields> ParseFormFields(absl::string_view body);

// Returns the text that bytes are in a charset, as FormFields::Text() does.
// Sets `lost` if the text is not all that was written: bytes had to be
// replaced, or may be other letters in a charset that nobody here can read.
std::string Utf8Of(absl::string_view bytes, FormCharset charset,
                   bool* lost = nullptr);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_FORM_FIELDS_H_
