#include "service/screening/classifier/training/calibration.h"

#include <algorithm>
#include <cmath>

namespace winnow {
namespace {

// Probabilities of 0 and 1 are never said.
constexpr float kLowest = 0.001F;
constexpr float kHighest = 0.995F;
// A step of the curve rests on at least so much weight of points.
constexpr double kStepShareMin = 1.0 / (4 * kKnots);

struct Step {
  double log_odds = 0;  // weighted sum
  double label = 0;     // weighted sum
  double weight = 0;

  double mean() const { return label / weight; }
  void Add(const Step& other) {
    log_odds += other.log_odds;
    label += other.label;
    weight += other.weight;
  }
};

// Weighs positives so that they are as common as they should be.
void WeighNaturally(std::vector<CalibrationPoint>& points, float rate) {
  double positive = 0;
  double all = 0;
  for (const CalibrationPoint& point : points) {
    positive += point.weight * point.label;
    all += point.weight;
  }
  if (positive <= 0 || positive >= all) return;
  const double up = rate / positive;
  const double down = (1 - rate) / (all - positive);
  for (CalibrationPoint& point : points) {
    point.weight *=
        static_cast<float>(all * (point.label * up + (1 - point.label) * down));
  }
}

CalibrationCurve Logistic() {
  CalibrationCurve curve;
  for (size_t i = 0; i < kKnots; ++i) {
    curve.log_odds[i] = -6 + 12 * static_cast<float>(i) / (kKnots - 1);
    curve.probability[i] = 1 / (1 + std::exp(-curve.log_odds[i]));
  }
  return curve;
}

std::vector<Step> PoolViolators(const std::vector<CalibrationPoint>& points) {
  std::vector<Step> steps;
  for (const CalibrationPoint& point : points) {
    if (point.weight <= 0) continue;
    steps.push_back({double{point.log_odds} * point.weight,
                     double{point.label} * point.weight, point.weight});
    while (steps.size() > 1 &&
           steps[steps.size() - 2].mean() >= steps.back().mean()) {
      const Step last = steps.back();
      steps.pop_back();
      steps.back().Add(last);
    }
  }
  return steps;
}

// The curve has few knots: they are spread over log-odds where the steps are.
CalibrationCurve Thin(const std::vector<Step>& steps) {
  double all = 0;
  for (const Step& step : steps) all += step.weight;
  std::vector<std::pair<double, double>> knots;
  Step sum;
  for (const Step& step : steps) {
    sum.Add(step);
    // Rare high scores are what matters: they get steps of their own.
    const double share = kStepShareMin * (sum.mean() > 0.02 ? 0.02 : 1);
    if (sum.weight < all * share) continue;
    knots.push_back({sum.log_odds / sum.weight, sum.mean()});
    sum = Step();
  }
  if (sum.weight > 0) knots.push_back({sum.log_odds / sum.weight, sum.mean()});
  // Evenly by probability's log-odds, so that no part of the curve is lost.
  CalibrationCurve curve;
  const double first = knots.front().first;
  const double last = std::max(knots.back().first, first + 1e-3);
  size_t k = 0;
  for (size_t i = 0; i < kKnots; ++i) {
    const double x =
        first + (last - first) * static_cast<double>(i) / (kKnots - 1);
    while (k + 2 < knots.size() && knots[k + 1].first < x) ++k;
    const auto& a = knots[k];
    const auto& b = knots[std::min(k + 1, knots.size() - 1)];
    const double width = b.first - a.first;
    const double t =
        width > 0 ? std::clamp((x - a.first) / width, 0.0, 1.0) : 0.0;
    const double y = a.second + t * (b.second - a.second);
    curve.log_odds[i] = static_cast<float>(x);
    curve.probability[i] = std::clamp(static_cast<float>(y), kLowest, kHighest);
    if (i == 0) continue;
    curve.probability[i] =
        std::max(curve.probability[i], curve.probability[i - 1]);
    curve.log_odds[i] = std::max(curve.log_odds[i],
                                 std::nextafter(curve.log_odds[i - 1], 1e9F));
  }
  return curve;
}

}  // namespace

CalibrationCurve FitCurve(std::vector<CalibrationPoint> points,
                          float natural_rate) {
  WeighNaturally(points, natural_rate);
  std::sort(points.begin(), points.end(),
            [](const CalibrationPoint& a, const CalibrationPoint& b) {
              return a.log_odds < b.log_odds;
            });
  const std::vector<Step> steps = PoolViolators(points);
  if (steps.size() < 2) return Logistic();
  return Thin(steps);
}

float Apply(const CalibrationCurve& curve, float log_odds) {
  const auto above =
      std::upper_bound(curve.log_odds.begin(), curve.log_odds.end(), log_odds);
  const auto i = static_cast<size_t>(above - curve.log_odds.begin());
  if (i == 0) return curve.probability[0];
  if (i == kKnots) return curve.probability[kKnots - 1];
  const float t = (log_odds - curve.log_odds[i - 1]) /
                  (curve.log_odds[i] - curve.log_odds[i - 1]);
  return curve.probability[i - 1] +
         t * (curve.probability[i] - curve.probability[i - 1]);
}

std::array<ReliabilityBin, 10> MeasureReliability(
    const CalibrationCurve& curve, std::vector<CalibrationPoint> points,
    float natural_rate) {
  WeighNaturally(points, natural_rate);
  std::array<ReliabilityBin, 10> bins = {};
  for (const CalibrationPoint& point : points) {
    const float p = Apply(curve, point.log_odds);
    ReliabilityBin& bin =
        bins[std::min<size_t>(9, static_cast<size_t>(p * 10))];
    bin.weight += point.weight;
    bin.predicted += double{p} * point.weight;
    bin.observed += double{point.label} * point.weight;
  }
  for (ReliabilityBin& bin : bins) {
    if (bin.weight <= 0) continue;
    bin.predicted /= bin.weight;
    bin.observed /= bin.weight;
  }
  return bins;
}

}  // namespace winnow
