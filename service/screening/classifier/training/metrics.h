// How well scores tell positives from negatives.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_METRICS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_METRICS_H_

#include <cstddef>
#include <utility>
#include <vector>

namespace winnow {

struct Scored {
  float score = 0;
  bool is_positive = false;
};

struct Metrics {
  size_t positives = 0;
  size_t negatives = 0;
  // Chance that a positive is above a negative; ties count half.
  double auc = 0;
  double auc_margin = 0;  // 95 % interval: auc ± this (Hanley and McNeil 1982)
  double average_precision = 0;
  double recall_at_1_percent = 0;   // of false positives
  double recall_at_01_percent = 0;  // at 0.1 %
  double brier = 0;                 // only for scores that are probabilities
};

// Input: any order. All is 0 without a positive or without a negative.
// Cost: sorts them.
Metrics Measure(std::vector<Scored> scored);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_METRICS_H_
