// Reads the words of a text and hashes them, their pairs and their pieces: the
// inner loop of the classifier. Used by ExtractFeatures alone.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_GRAM_READER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_GRAM_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/read_word.h"

namespace winnow {

class GramReader {
 public:
  // Appends to `grams` and, where there is one, to `places`. `seen` is memory
  // to work in.
  GramReader(std::vector<uint32_t>& seen, std::vector<uint32_t>& grams,
             std::vector<GramPlace>* places, WordCounts& counts)
      : seen_(seen), grams_(grams), places_(places), counts_(counts) {}

  // Makes room to remember the words of a text of so many bytes.
  void Begin(size_t bytes);

  // Remembers the words of the author's name, to notice them in the body.
  void NoteName(absl::string_view name);

  // Reads a piece of the skeleton that begins at byte `offset` of it.
  void Read(absl::string_view text, size_t offset);

  // Reads those words of the squeezed view that are disguised in the skeleton.
  void ReadSqueezed(const View& squeezed, absl::string_view skeleton);

  // Whether some word read so far may be another one in disguise.
  bool saw_disguise() const { return saw_disguise_; }

 private:
  void EndWord(absl::string_view text, size_t end);
  void TakeWord(const Word& word, GramPlace place, bool with_pairs);
  void TakeSign(char32_t sign, ByteRange range);
  void AddPairs(uint64_t hash, ByteRange range);
  void AddScoped(const Word& word, const GramPlace& place);
  void AddPieces(const Word& word, GramPlace place);
  void Add(uint64_t hash, const GramPlace& place);
  bool IsNew(uint64_t hash);

  std::vector<uint32_t>& seen_;
  std::vector<uint32_t>& grams_;
  std::vector<GramPlace>* const places_;
  WordCounts& counts_;

  Word word_;
  bool is_unspaced_ = false;  // of the word being read
  bool in_link_ = false;
  bool after_at_ = false;
  size_t singles_ = 0;  // words of one character in a row
  bool saw_disguise_ = false;
  // How many more words stand within each scope.
  Scopes scopes_ = {};
  uint64_t before_ = 0;  // hash of the word before; 0: none
  uint64_t before_that_ = 0;
  ByteRange before_range_;
  ByteRange before_that_range_;
  std::array<uint64_t, 4> name_words_ = {};
};

// Appends hashes of the words and pieces of an author's name or website.
void ReadAuthor(absl::string_view text, uint64_t seed,
                std::vector<uint32_t>& grams);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_GRAM_READER_H_
