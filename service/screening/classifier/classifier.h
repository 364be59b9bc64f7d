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

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
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

class Classifier {
 public:
  // Opens a model's file. Errors: those of Model::Open.
  static absl::StatusOr<std::unique_ptr<const Classifier>> Open(
      const std::string& path);

  explicit Classifier(std::unique_ptr<const Model> model)
      : model_(std::move(model)) {}

  // Scores a text for all heads.
  // Input: `language` as DetectLanguage gives it, of the body.
  // Cost: 8 µs for 300 bytes; nothing allocated once `features` has grown.
  Assessment Assess(const ClassifierInput& input, absl::string_view language,
                    FeatureSet& features) const;

  const Model& model() const { return *model_; }

 private:
  std::unique_ptr<const Model> model_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_CLASSIFIER_H_
