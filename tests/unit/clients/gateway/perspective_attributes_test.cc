#include "clients/gateway/perspective_attributes.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace winnow {
namespace {

TEST(PerspectiveAttributes, AreScoresThatWinnowdHas) {
  const std::set<std::string> scores = {
      "spam",      "toxicity", "severe_toxicity", "insult",
      "profanity", "threat",   "identity_attack", "sexually_explicit"};
  std::set<std::string> answered;
  for (const PerspectiveAttribute& attribute : PerspectiveAttributes()) {
    answered.emplace(attribute.score);
    // Adapters learn these two.
    EXPECT_EQ(attribute.learns,
              attribute.score == "spam" || attribute.score == "toxicity");
    EXPECT_EQ(FindPerspectiveAttribute(attribute.name), &attribute);
  }
  EXPECT_EQ(answered, scores);
}

TEST(PerspectiveAttributes, AreNeverApproximated) {
  for (const char* name :
       {"", "toxicity", "TOXICITY ", "OBSCENE", "FLIRTATION", "INFLAMMATORY",
        "ATTACK_ON_AUTHOR", "ATTACK_ON_COMMENTER", "ATTACK_ON_PUBLISHER",
        "INCOHERENT", "LIKELY_TO_REJECT", "UNSUBSTANTIAL", "OFF_TOPIC"}) {
    EXPECT_EQ(FindPerspectiveAttribute(name), nullptr) << name;
  }
}

}  // namespace
}  // namespace winnow
