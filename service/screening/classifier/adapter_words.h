// Says in words what an adapter has learned, as far as a text has them: an
// adapter itself keeps none.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_WORDS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_WORDS_H_

#include <string>
#include <vector>

#include "service/screening/classifier/adapter.h"
#include "service/screening/classifier/features.h"

namespace winnow {

struct WordWeight {
  std::string word;            // or a pair of words; without capitals
  PerAdapterHead weight = {};  // what it adds, with its pieces, to the log-odds
                               // of a comment of some 300 bytes
};

// Returns every word and pair of a text once.
// Cost: 30 µs for 300 bytes.
std::vector<WordWeight> AdapterWords(const ClassifierInput& input,
                                     const Adapter& adapter);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_WORDS_H_
