// The classifier as screening uses it: a model, what it can be asked about a
// text, and how sure it may be. Immutable; all threads may use one at once.
//
//   FeatureSet features;                       // reused by the thread
//   Assessment a = classifier.Assess(input, language, features);
//   if (a.Has(kToxicityHead)) … a.probability[kToxicityHead] …
//
// `features` then holds what was scored, for whoever learns from it beside the
// model (a site's adapter).

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_CLASSIFIER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_CLASSIFIER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/signal.h"
#include "service/screening/classifier/features.h"
#include "service/screening/classifier/heads.h"
#include "service/screening/classifier/model.h"

namespace winnow {

// Below this confidence the model abstains: the score is not given at all.
inline constexpr float kConfidenceMin = 0.3F;

struct Assessment {
  PerHead probability = {};  // calibrated, 0–1
  PerHead log_odds = {};     // before calibration
  PerHead confidence = {};   // 0–1: how far it knows such texts

  // Whether the score may be used; false where the model abstains.
  bool Has(Head head) const { return confidence[head] >= kConfidenceMin; }
};

// One thing that moved a score.
struct Contribution {
  std::string text;   // the words, as the reader wrote them, or a mark's name
  double weight = 0;  // log-odds that it added; may be negative
  std::vector<Span> spans = {};  // none for marks
};

inline constexpr size_t kContributionsMax = 20;

class Classifier {
 public:
  // Opens a model's file. Errors: those of Model::Open.
  static absl::StatusOr<std::unique_ptr<const Classifier>> Open(
      const std::string& path);

  explicit Classifier(std::unique_ptr<const Model> model)
      : model_(std::move(model)) {}

  // Scores a text for all heads.
  // Input: `language` as DetectLanguage gives it, of the body.
  // Cost: 9 µs for 300 bytes; nothing allocated once `features` has grown.
  Assessment Assess(const ClassifierInput& input, absl::string_view language,
                    FeatureSet& features) const;

  // Returns everything that moved a head's log-odds, strongest first. The
  // pieces of a word count with the word. Exact: all of them and the model's
  // bias add up to the log-odds.
  // Cost: 50 µs for 300 bytes.
  std::vector<Contribution> ExplainAll(const ClassifierInput& input,
                                       Head head) const;

  // The first `most` of them, no more than kContributionsMax.
  std::vector<Contribution> Explain(const ClassifierInput& input, Head head,
                                    size_t most) const;

  const Model& model() const { return *model_; }

 private:
  std::unique_ptr<const Model> model_;
};

// Where a model's strongest reasons stand in the body, in order; for signals.
std::vector<Span> SpansOf(const std::vector<Contribution>& contributions);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_CLASSIFIER_H_
