// Whatever a file has in it: pieces make no difference, every entry that a list
// takes is taken again as it is, and bounds hold.
#include <cstdlib>
#include <optional>

#include "service/base/utf8.h"
#include "service/intake/listed_term.h"
#include "service/intake/term_file.h"

namespace {

using winnow::TermFile;
using winnow::TermFileFormat;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Read(TermFile& file, absl::string_view content, size_t piece_bytes) {
  for (size_t i = 0; i < content.size(); i += piece_bytes) {
    if (!file.Add(content.substr(i, piece_bytes)).ok()) return;
  }
  file.End().IgnoreError();
}

void CheckEntry(absl::string_view written) {
  for (const auto clean : {winnow::CleanTerm, winnow::CleanDomain}) {
    const auto kept = clean(written);
    if (!kept.ok()) continue;
    Require(winnow::IsValidUtf8(*kept) && !kept->empty() &&
            !winnow::HasControlCharacters(*kept) &&
            winnow::CountCodePoints(*kept) <= winnow::kTermCharsMax);
    const auto again = clean(*kept);
    Require(again.ok() && *again == *kept);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  // The first byte chooses the format and how the file is cut.
  std::optional<TermFileFormat> format;
  if (bytes[0] % 5 != 4) format = static_cast<TermFileFormat>(bytes[0] % 5);
  const size_t piece_bytes = 1 + bytes[0] / 5;
  const absl::string_view content(reinterpret_cast<const char*>(bytes) + 1,
                                  size - 1);
  TermFile whole(format);
  Read(whole, content, size);
  TermFile cut(format);
  Read(cut, content, piece_bytes);
  Require(whole.format() == cut.format());
  Require(whole.entries().size() == cut.entries().size());
  Require(whole.skipped().count == cut.skipped().count);
  Require(whole.skipped().named.size() <= winnow::SkippedLines::kNamedMax);
  for (size_t i = 0; i < whole.entries().size(); ++i) {
    Require(whole.entries()[i].text == cut.entries()[i].text);
    Require(whole.entries()[i].line == cut.entries()[i].line);
    CheckEntry(whole.entries()[i].text);
  }
  return 0;
}
