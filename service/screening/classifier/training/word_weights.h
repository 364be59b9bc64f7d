// What a score listens to, word by word: hashes cannot be read backwards, so
// words are taken from texts.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_WORD_WEIGHTS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_WORD_WEIGHTS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/classifier/model.h"

namespace winnow {

class WordWeights {
 public:
  // Borrows the model.
  WordWeights(const Model& model, Head head) : model_(model), head_(head) {}

  // Counts the words of a text.
  void Add(absl::string_view text);

  // Returns the words that push hardest, up or down, of those that stand in at
  // least three texts: each with its pieces, as if it stood alone.
  std::vector<std::pair<std::string, double>> Top(size_t most) const;

 private:
  const Model& model_;
  const Head head_;
  std::map<std::string, int> count_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_WORD_WEIGHTS_H_
