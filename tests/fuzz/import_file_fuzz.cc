// Files of other systems come from strangers' readers: whatever is in them, the
// readers end, and what they give can be sent.
//
// The first byte chooses: WordPress, Disqus or JSON lines.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/import_fields.h"
#include "clients/cli/import_source.h"

namespace winnow {
namespace {

std::unique_ptr<ImportSource> SourceFor(uint8_t choice, std::istream& input) {
  const ThreadsBy threads = choice & 4 ? ThreadsBy::kLink : ThreadsBy::kId;
  switch (choice % 3) {
    case 0:
      return ReadImportWxr(input, threads);
    case 1:
      return ReadImportDisqus(input, threads);
    default:
      return ReadImportLines(input);
  }
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  std::istringstream input(
      std::string(reinterpret_cast<const char*>(bytes) + 1, size - 1));
  const auto source = winnow::SourceFor(bytes[0], input);
  winnow::SourceComment comment;
  size_t comments = 0;
  while (source->Next(comment)) {
    if (++comments > size) std::abort();
    if (!comment.error.ok()) continue;
    // Serializing says so of text that is not UTF-8.
    if (comment.request.SerializeAsString().size() > (size_t{1} << 20) + 4096) {
      std::abort();
    }
  }
  if (source->bytes_read() > static_cast<int64_t>(size)) std::abort();
  return 0;
}
