// What moved a model's scores of one text, for people who ask why. Made when it
// is asked for, never stored.
#ifndef WINNOW_SERVICE_COMMENT_EXPLANATION_H_
#define WINNOW_SERVICE_COMMENT_EXPLANATION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "service/comment/signal.h"

namespace winnow {

// One thing that moved a score.
struct Contribution {
  std::string text;   // the words, as the reader wrote them, or a mark's name
  double weight = 0;  // log-odds that it added; may be negative
  std::vector<Span> spans = {};  // none for marks
};

// So many are given of one score, and so many bytes of the words of each.
inline constexpr size_t kContributionsMax = 20;
inline constexpr size_t kContributionBytesMax = 120;

// How one score came about:
//   bias + weights of `strongest` + `others` = log_odds, which the model's
//   calibration turns into `probability`.
struct ScoreExplanation {
  std::string score;
  double confidence = 0;   // 0–1
  double probability = 0;  // 0–1; there even where the model abstains
  double log_odds = 0;
  double bias = 0;
  double others = 0;
  std::vector<Contribution> strongest;  // largest first, whichever their sign
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_EXPLANATION_H_
