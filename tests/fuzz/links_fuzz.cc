// Links of every text are in order, apart and inside it, and every host can be
// asked about; its ASCII form has none of its own.
#include <cstdlib>

#include "service/screening/text/hosts.h"
#include "service/screening/text/links.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace winnow;
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const TextViews views(text);
  uint32_t end = 0;
  for (const Link& link : FindLinks(views, TextField::kBody)) {
    if (link.span.begin < end || link.span.end <= link.span.begin) std::abort();
    if (link.span.end > size || link.host.empty() || link.domain.empty()) {
      std::abort();
    }
    end = link.span.end;
    IsMisleadingHost(link.host);
    IsAddressHost(link.host);
    const std::string ascii = ToAsciiHost(link.host);
    if (ascii.empty() || ToAsciiHost(ascii) != ascii) std::abort();
  }
  return 0;
}
