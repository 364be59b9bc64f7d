#include "service/screening/classifier/features.h"

#include <algorithm>
#include <array>

#include "service/screening/classifier/gram_reader.h"

namespace winnow {
namespace {

// Where a long text is cut: not inside a character.
size_t CutAt(absl::string_view text, size_t at) {
  while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) {
    ++at;
  }
  return at;
}

// Kinds of namespaces of the author's words, so that a name is not a word.
constexpr uint64_t kNameSeed = 0xA24BAED4963EE407u;
constexpr uint64_t kWebsiteSeed = 0x9FB21C651E98DF25u;
constexpr size_t kAuthorBytesRead = 256;

}  // namespace

void FeatureSet::Clear() {
  grams.clear();
  author_grams.clear();
  marks.clear();
  places.clear();
}

void ExtractFeatures(const ClassifierInput& input, bool with_places,
                     FeatureSet& features) {
  features.Clear();
  WordCounts counts;
  GramReader reader(features.seen, features.grams,
                    with_places ? &features.places : nullptr, counts);
  const absl::string_view text = input.body.skeleton().text();
  reader.Begin(std::min(text.size(), kHeadBytesRead + kTailBytesRead));
  reader.NoteName(input.name);
  if (text.size() <= kHeadBytesRead + kTailBytesRead) {
    reader.Read(text, 0);
  } else {
    reader.Read(text.substr(0, CutAt(text, kHeadBytesRead)), 0);
    const size_t tail = CutAt(text, text.size() - kTailBytesRead);
    reader.Read(text.substr(tail), tail);
  }
  if (reader.saw_disguise()) reader.ReadSqueezed(Squeezed(input.body), text);
  AppendMarks(input, counts, features.marks);
  ReadAuthor(input.name.substr(0, kAuthorBytesRead), kNameSeed,
             features.author_grams);
  ReadAuthor(input.website.substr(0, kAuthorBytesRead), kWebsiteSeed,
             features.author_grams);
}

}  // namespace winnow
