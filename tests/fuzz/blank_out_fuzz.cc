// Whatever stands around it, an address leaves no text and neither does the
// name of its author; what is left is UTF-8 where the text was, and has nothing
// that is written like an address.
#include <cstdlib>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/utf8.h"
#include "service/screening/text/blank_out.h"

namespace winnow {
namespace {

constexpr absl::string_view kAddress = "jane.doe@mail.example";
constexpr absl::string_view kName = " ÉLODIE GROSS ";

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace
}  // namespace winnow

// Input: how many 256ths of the text stand before them, and the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace winnow;
  if (size == 0) return 0;
  const absl::string_view around(reinterpret_cast<const char*>(bytes) + 1,
                                 size - 1);
  size_t at = around.size() * bytes[0] / 256;
  while (at > 0 && (static_cast<uint8_t>(around[at]) & 0xC0) == 0x80) --at;
  const std::string text = absl::StrCat(around.substr(0, at), " ", kAddress,
                                        kName, around.substr(at));
  const std::string blanked = BlankOut(text, {"Élodie Groß"}, "en");
  Require(!absl::StrContains(blanked, kAddress));
  Require(!absl::StrContains(blanked, kName));
  Require(!IsValidUtf8(text) || IsValidUtf8(blanked));
  for (size_t i = 1; i + 1 < blanked.size(); ++i) {
    Require(blanked[i] != '@' || !absl::ascii_isalnum(blanked[i - 1]) ||
            !absl::ascii_isalnum(blanked[i + 1]));
  }
  return 0;
}
