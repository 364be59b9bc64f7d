#include "service/screening/classifier/training/metrics.h"

#include <algorithm>
#include <cmath>

namespace winnow {
namespace {

double MarginOfAuc(double auc, double positives, double negatives) {
  const double q1 = auc / (2 - auc);
  const double q2 = 2 * auc * auc / (1 + auc);
  const double variance =
      (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) +
       (negatives - 1) * (q2 - auc * auc)) /
      (positives * negatives);
  return 1.96 * std::sqrt(std::max(variance, 0.0));
}

}  // namespace

Metrics Measure(std::vector<Scored> scored) {
  Metrics metrics;
  double squares = 0;
  for (const Scored& one : scored) {
    (one.is_positive ? metrics.positives : metrics.negatives)++;
    const double error = one.score - (one.is_positive ? 1 : 0);
    squares += error * error;
  }
  if (metrics.positives == 0 || metrics.negatives == 0) return metrics;
  const auto positives = static_cast<double>(metrics.positives);
  const auto negatives = static_cast<double>(metrics.negatives);
  metrics.brier = squares / static_cast<double>(scored.size());
  std::sort(scored.begin(), scored.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
  double above_positive = 0;  // positives seen so far, from the top
  double above_negative = 0;
  double pairs = 0;
  for (size_t i = 0; i < scored.size();) {
    size_t end = i;
    double tied_positive = 0;
    double tied_negative = 0;
    for (; end < scored.size() && scored[end].score == scored[i].score; ++end) {
      (scored[end].is_positive ? tied_positive : tied_negative) += 1;
    }
    pairs += tied_negative * (above_positive + tied_positive / 2);
    above_positive += tied_positive;
    above_negative += tied_negative;
    metrics.average_precision += tied_positive / positives * above_positive /
                                 (above_positive + above_negative);
    if (above_negative <= negatives * 0.01) {
      metrics.recall_at_1_percent = above_positive / positives;
    }
    if (above_negative <= negatives * 0.001) {
      metrics.recall_at_01_percent = above_positive / positives;
    }
    i = end;
  }
  metrics.auc = pairs / (positives * negatives);
  metrics.auc_margin = MarginOfAuc(metrics.auc, positives, negatives);
  return metrics;
}

}  // namespace winnow
