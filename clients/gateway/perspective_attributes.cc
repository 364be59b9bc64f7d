#include "clients/gateway/perspective_attributes.h"

namespace winnow {
namespace {

// `_EXPERIMENTAL` and `_FAST` name other models of the same question, and there
// is one model here. OBSCENE, INFLAMMATORY and the like are other questions,
// put to other raters, though they sound alike.
constexpr PerspectiveAttribute kAttributes[] = {
    {"TOXICITY", "toxicity", true},
    {"TOXICITY_EXPERIMENTAL", "toxicity", true},
    {"TOXICITY_FAST", "toxicity", true},
    {"SPAM", "spam", true},
    {"SEVERE_TOXICITY", "severe_toxicity"},
    {"SEVERE_TOXICITY_EXPERIMENTAL", "severe_toxicity"},
    {"IDENTITY_ATTACK", "identity_attack"},
    {"IDENTITY_ATTACK_EXPERIMENTAL", "identity_attack"},
    {"INSULT", "insult"},
    {"INSULT_EXPERIMENTAL", "insult"},
    {"PROFANITY", "profanity"},
    {"PROFANITY_EXPERIMENTAL", "profanity"},
    {"THREAT", "threat"},
    {"THREAT_EXPERIMENTAL", "threat"},
    {"SEXUALLY_EXPLICIT", "sexually_explicit"},
};

}  // namespace

std::span<const PerspectiveAttribute> PerspectiveAttributes() {
  return kAttributes;
}

const PerspectiveAttribute* FindPerspectiveAttribute(absl::string_view name) {
  for (const PerspectiveAttribute& attribute : kAttributes) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

}  // namespace winnow
