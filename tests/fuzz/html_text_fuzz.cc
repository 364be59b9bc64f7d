// HTML comes from files that strangers filled: what is made of it is never
// longer, has no control characters that the HTML did not have as bytes, and is
// UTF-8 where the HTML is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "service/base/utf8.h"
#include "service/screening/text/html_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view html(reinterpret_cast<const char*>(bytes), size);
  const std::string text = winnow::HtmlToText(html);
  if (text.size() > html.size()) std::abort();
  if (winnow::IsValidUtf8(html) && !winnow::IsValidUtf8(text)) std::abort();
  for (const char control : {'\0', '\x1B', '\x07'}) {
    if (text.find(control) != std::string::npos &&
        html.find(control) == absl::string_view::npos) {
      std::abort();
    }
  }
  return 0;
}
