// The model that anybody would try first, to compare with: words, word pairs
// and pieces of two to five characters, TF-IDF, rows of equal length, and one
// logistic regression a score. It shares no code with the classifier.

#ifndef WINNOW_TESTS_QUALITY_PLAIN_MODEL_H_
#define WINNOW_TESTS_QUALITY_PLAIN_MODEL_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace winnow {

class PlainModel {
 public:
  // Learns from texts and whether each is positive.
  // Cost: 10 s and 0.4 GB for 100,000 texts.
  PlainModel(const std::vector<const std::string*>& texts,
             const std::vector<bool>& positive);

  // Returns a probability.
  float Score(const std::string& text) const;

 private:
  // A bucket and its value; sorted by bucket, each once.
  using Row = std::vector<std::pair<uint32_t, float>>;
  Row Read(const std::string& text) const;

  std::vector<float> inverse_frequency_;
  std::vector<float> weights_;
  float bias_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_QUALITY_PLAIN_MODEL_H_
