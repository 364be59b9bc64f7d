// Any bytes are refused or become an address with one spelling.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "service/base/utf8.h"
#include "service/comment/email_address.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto email = winnow::EmailAddress::Parse(text);
  if (!email.ok()) {
    Require(email.status().code() == absl::StatusCode::kInvalidArgument);
    return 0;
  }
  const std::string exact = email->RevealExact();
  Require(email->Reveal().size() <= 254);
  Require(winnow::IsValidUtf8(exact));
  Require(!winnow::HasControlCharacters(email->Reveal()));
  Require(!email->RevealLocalPart().empty());
  Require(absl::EndsWith(exact, email->domain()));
  Require(absl::EndsWith(email->RevealFolded(), email->domain()));
  // Lower-casing may lengthen a local part past its limit; otherwise what is
  // canonical stays as it is.
  const auto again = winnow::EmailAddress::Parse(exact);
  if (again.ok()) {
    Require(again->RevealExact() == exact);
    Require(again->RevealFolded() == email->RevealFolded());
  } else {
    Require(email->RevealLocalPart().size() > 64 || exact.size() > 254);
  }
  return 0;
}
