// Says what moved a model's scores of one text: its words, each with its
// pieces, pairs of words, marks of its form, the author's name and website.
// Exact, because the model is linear: everything that is named and the model's
// bias add up to the log-odds.
//
//   const Explainer explainer(classifier.model(), input);
//   for (const Contribution& one : explainer.Explain(kSpamHead)) …
//
// Borrows the model and the input. Threads may share one.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_EXPLAINER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_EXPLAINER_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/explanation.h"
#include "service/screening/classifier/classifier.h"

namespace winnow {

class Explainer {
 public:
  // Reads the text once, for all heads.
  // Cost: 100 µs for 300 bytes.
  Explainer(const Model& model, const ClassifierInput& input);

  // Returns everything that moved a head's log-odds, strongest first.
  // Cost: 30 µs for 300 bytes.
  std::vector<Contribution> Explain(Head head) const;

 private:
  // Words of the text, or a pair, and which of the grams stand there.
  struct Place {
    std::string text;
    Span span;
    std::vector<uint32_t> grams;
  };

  const Model& model_;
  FeatureSet features_;
  std::vector<Place> places_;
};

// Explains every score of a text, also those the model abstains from.
// Input: as for Classifier::Assess. At most `most` contributions to each are
// named, no more than kContributionsMax; the rest is in `others`.
// Cost: 0.35 ms for 300 bytes.
std::vector<ScoreExplanation> ExplainScores(const Classifier& classifier,
                                            const ClassifierInput& input,
                                            absl::string_view language,
                                            size_t most = kContributionsMax);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_EXPLAINER_H_
