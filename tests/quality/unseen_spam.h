// Advertisements and comments with authors that training never uses: other
// patterns, other goods, other hosts than service/screening/classifier's.

#ifndef WINNOW_TESTS_QUALITY_UNSEEN_SPAM_H_
#define WINNOW_TESTS_QUALITY_UNSEEN_SPAM_H_

#include <vector>

#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// The source whose rows readers' texts are taken from.
inline constexpr char kReaderSource[] = "toxic_spans_civil";

// Makes `count` advertisements and as many comments.
// Input: `rows`, for texts of readers. Those are in training too, without
// author and link, which is what an advertiser would copy.
std::vector<TrainingRow> MakeUnseenSpam(const std::vector<TrainingRow>& rows,
                                        size_t count);

}  // namespace winnow

#endif  // WINNOW_TESTS_QUALITY_UNSEEN_SPAM_H_
