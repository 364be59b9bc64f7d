// Makes sentences from patterns: `(a|b|c)` is one of several, `{name}` one of
// the words of that name, patterns themselves. Equal seeds, equal sentences.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_PHRASE_MAKER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_PHRASE_MAKER_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace winnow {

// Words of one name, with a bar between them: "gay|Muslim|deaf".
struct NamedWords {
  absl::string_view name;
  absl::string_view words;
};

class PhraseMaker {
 public:
  PhraseMaker(absl::Span<const NamedWords> words, uint64_t seed);

  // Adds words that are only known at run time.
  void Add(const std::string& name, std::vector<std::string> words);

  // Writes one sentence of a pattern. A name that is not known stays.
  std::string Make(absl::string_view pattern);

  // Returns one of the words of a name.
  std::string Word(const std::string& name);

  // Returns a number below `bound`.
  size_t Below(size_t bound) { return random_() % bound; }
  bool Chance(double share) { return Below(1'000'000) < share * 1e6; }

 private:
  std::string MakeAt(absl::string_view pattern, int depth);

  std::map<std::string, std::vector<std::string>, std::less<>> words_;
  std::mt19937_64 random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_PHRASE_MAKER_H_
