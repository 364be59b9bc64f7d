// Debian's bogofilter, to compare with: a Bayesian filter of words that is
// taught and asked as its manual says.

#ifndef WINNOW_TESTS_QUALITY_BOGOFILTER_H_
#define WINNOW_TESTS_QUALITY_BOGOFILTER_H_

#include <optional>
#include <string>
#include <vector>

namespace winnow {

// Returns how spammy it finds each of `tested`, 0–1; nothing when there is no
// bogofilter. Works in a temporary directory.
std::optional<std::vector<float>> RunBogofilter(
    const std::vector<const std::string*>& taught,
    const std::vector<bool>& is_spam,
    const std::vector<const std::string*>& tested);

}  // namespace winnow

#endif  // WINNOW_TESTS_QUALITY_BOGOFILTER_H_
