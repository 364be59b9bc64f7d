// Trains the weights: logistic regression on hashed features for all heads at
// once, by stochastic gradient descent with a rate of its own for each weight
// (AdaGrad, Duchi et al. 2011). What belongs to one source alone, how often its
// people call something toxic, goes into an intercept of that source, which is
// not kept: what stays holds on sites that were never seen.
//
// Several replicas, each with an order of its own, are trained side by side and
// averaged. The result depends on the options alone, never on threads.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "service/screening/classifier/heads.h"
#include "service/screening/classifier/marks.h"
#include "service/screening/classifier/training/examples.h"

namespace winnow {

struct TrainingOptions {
  uint64_t seed = 1;
  uint32_t buckets = 1u << 20;
  int epochs = 4;
  int replicas = 2;
  float rate = 0.1F;
  float decay = 1e-6F;  // pull of every weight towards 0, at each use
};

// Of the way from examples and options to weights: another number wherever the
// same ones would give other weights, or the state another shape.
inline constexpr int kTrainerVersion = 1;

// Returns the constants of that way as text, so that a changed one is noticed
// without a new number.
std::string TrainerConstants();

// Weights before they are packed.
struct TrainedWeights {
  uint32_t buckets = 0;
  std::vector<float> table;  // buckets × kHeads
  std::vector<PerHead> marks;
  PerHead bias = {};

  // The log-odds of an example, without its source's intercept.
  PerHead LogOdds(const Example& example) const;
};

// A training between two epochs: everything that the next ones depend on beside
// examples and options.
struct TrainingState {
  int epochs_done = 0;
  std::vector<std::vector<float>> replicas;
};

// Where a training begins, and who wants to know how far it is.
struct TrainingCourse {
  // Of the same examples and options; absent: the beginning.
  std::optional<TrainingState> begin = std::nullopt;
  // Called after each epoch but the last; may be empty.
  std::function<void(const TrainingState&)> after_epoch = {};
  // Called with the share done, 0–1; may be empty.
  std::function<void(double)> progress = {};
};

// Trains on the examples that `chosen` numbers. The result is the same wherever
// it began.
// Cost: 64 bytes a bucket and replica; about 5 s for 100,000 examples, epoch
// and replica, on a core for each.
TrainedWeights TrainWeights(const ExampleSet& examples,
                            absl::Span<const uint32_t> chosen,
                            const TrainingOptions& options,
                            const TrainingCourse& course);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_TRAINER_H_
