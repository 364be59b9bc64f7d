// Makes advertisements and ordinary comments with authors, from
// spam_patterns.h, from published lists of spammers' hosts and from comments of
// the training sets: labelled data with author names and websites is not to be
// had.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_MAKER_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/screening/classifier/training/training_row.h"

namespace winnow {

// Sources of the rows. A row that was made of a comment has the comment's
// source as its group, so that both can be held out together.
inline constexpr char kMadeSpam[] = "made_spam";

// Reads hosts from the lists in a directory: lines of *domains*.txt,
// *websites*.txt and *shorteners*.txt that are hosts.
// Errors: NotFound when there is no such list.
absl::StatusOr<std::vector<std::string>> ReadListedHosts(
    const std::string& directory);

// Makes `count` advertisements and as many ordinary comments.
// Input: hosts may be empty; `rows` are where comments are taken from.
std::vector<TrainingRow> MakeSpam(const std::vector<std::string>& hosts,
                                  const std::vector<TrainingRow>& rows,
                                  size_t count, uint64_t seed);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_TRAINING_SPAM_MAKER_H_
