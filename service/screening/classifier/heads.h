// The scores a model gives, in the order in which every table of the classifier
// keeps them. The names are part of the API (DESIGN: `scores`).

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_HEADS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_HEADS_H_

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace winnow {

enum Head : size_t {
  kSpamHead,
  kToxicityHead,
  kSevereToxicityHead,
  kInsultHead,
  kProfanityHead,
  kThreatHead,
  kIdentityAttackHead,
  kSexuallyExplicitHead,
};

// Eight, so that one feature's weights of a byte each are one word of memory.
inline constexpr size_t kHeads = 8;

inline constexpr std::array<absl::string_view, kHeads> kHeadNames = {
    "spam",      "toxicity", "severe_toxicity", "insult",
    "profanity", "threat",   "identity_attack", "sexually_explicit"};

// Returns the head of this name, or kHeads for none.
inline size_t FindHead(absl::string_view name) {
  size_t head = 0;
  while (head < kHeads && kHeadNames[head] != name) ++head;
  return head;
}

// One number for each head.
using PerHead = std::array<float, kHeads>;

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_HEADS_H_
