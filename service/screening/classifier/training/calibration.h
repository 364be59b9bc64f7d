// Turns scores into probabilities and weights into a model.
//
// A curve is fitted by isotonic regression (pool adjacent violators) on texts
// that training never saw, weighed so that positives are as common as on a real
// site: training sets have many more, and a model that believed them would cry
// wolf.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CALIBRATION_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CALIBRATION_H_

#include <array>
#include <string>
#include <vector>

#include "service/screening/classifier/heads.h"
#include "service/screening/classifier/model_file.h"

namespace winnow {

struct CalibrationPoint {
  float log_odds = 0;
  float label = 0;  // 0–1
  float weight = 1;
};

// Share of positives among the comments of a real site, by head: those of
// Wikipedia's talk pages at their natural rate (Wulczyn et al. 2017), and for
// spam what gets past a form.
inline constexpr PerHead kNaturalRates = {0.10F, 0.10F,  0.01F, 0.05F,
                                          0.05F, 0.004F, 0.01F, 0.01F};

// Fits a curve that rises from left to right.
// Input: any order; without points, or with labels of one kind only, the curve
// is the logistic function itself.
CalibrationCurve FitCurve(std::vector<CalibrationPoint> points,
                          float natural_rate);

// Returns the value of a curve.
float Apply(const CalibrationCurve& curve, float log_odds);

// How often what is given about 0.1, 0.3, … turns out true.
struct ReliabilityBin {
  double weight = 0;
  double predicted = 0;  // mean
  double observed = 0;   // mean
};
std::array<ReliabilityBin, 10> MeasureReliability(
    const CalibrationCurve& curve, std::vector<CalibrationPoint> points,
    float natural_rate);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_CALIBRATION_H_
