// The model that is shipped, on sentences that it was never taught.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/explainer.h"
#include "service/screening/classifier/training/disguises.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"
#include "tests/quality/model_sentences.h"

namespace winnow {
namespace {

// From here on balanced holds.
constexpr float kThreshold = 0.5F;
constexpr char kModel[] = WINNOW_DEPLOY_DIR "/models/winnow.model";

const Classifier& ShippedModel() {
  static const auto* const classifier =
      new std::unique_ptr<const Classifier>(*Classifier::Open(kModel));
  return **classifier;
}

Assessment Assess(const std::string& text, const std::string& name = "",
                  const std::string& website = "") {
  FeatureSet features;
  const TextViews body(text);
  const TextViews name_views(name);
  const auto links = FindLinks(body, TextField::kBody);
  return ShippedModel().Assess(
      {body, name_views.skeleton().text(), website, links},
      DetectLanguage(body.folded().text()), features);
}

TEST(ShippedModel, TellsSentencesApart) {
  for (const SentenceGroup& group : ModelSentences()) {
    double right = 0;
    for (const absl::string_view sentence : group.sentences) {
      const float score = Assess(std::string(sentence)).probability[group.head];
      if ((score >= kThreshold) == group.is_bad) {
        ++right;
      } else {
        std::cout << absl::StrFormat("  %.2f  %s\n", score, sentence);
      }
    }
    const double share = right / static_cast<double>(group.sentences.size());
    std::cout << absl::StrFormat("%-30s %-16s %3.0f %%\n", group.name,
                                 kHeadNames[group.head], 100 * share);
    EXPECT_GE(share, group.right_min) << group.name;
  }
}

// Sentences with a disguised word must keep nearly all of what is found.
TEST(ShippedModel, SeesThroughDisguises) {
  constexpr absl::string_view kWords[] = {"idiot", "stupid", "fucking", "bitch",
                                          "moron"};
  double found_plain = 0;
  double found_disguised = 0;
  for (const absl::string_view word : kWords) {
    const std::string plain = absl::StrFormat("you are a %s, go away", word);
    const double is_found =
        Assess(plain).probability[kToxicityHead] >= kThreshold ? 1 : 0;
    for (const Disguise& disguise : kDisguises) {
      const std::string written = disguise.write(word, 3);
      if (written.empty()) continue;
      found_plain += is_found;
      const std::string text =
          absl::StrFormat("you are a %s, go away", written);
      const float score = Assess(text).probability[kToxicityHead];
      if (is_found > 0 && score >= kThreshold) ++found_disguised;
    }
  }
  std::cout << absl::StrFormat("disguised: %.0f of %.0f\n", found_disguised,
                               found_plain);
  EXPECT_GE(found_disguised, 0.85 * found_plain);
}

TEST(ShippedModel, HearsTheAuthorsNameAndWebsite) {
  const std::string text = "Great post, thanks for sharing!";
  const float alone = Assess(text).probability[kSpamHead];
  const float reader = Assess(text, "Susan Miller", "").probability[kSpamHead];
  const float spammer = Assess(text, "Cheap Replica Watches",
                               "http://cheap-replica-watches.example/shop")
                            .probability[kSpamHead];
  EXPECT_GT(spammer, alone);
  EXPECT_GT(spammer, reader);
  EXPECT_GT(spammer, 0.5);
}

TEST(ShippedModel, AbstainsFromWhatItHasNotLearned) {
  const std::string finnish =
      "Minusta tämä on todella hyvä asia ja olen iloinen siitä, että se on "
      "nyt myös meidän kaupungissa, kiitos kaikille.";
  EXPECT_FALSE(Assess(finnish).Has(kToxicityHead));
  EXPECT_TRUE(Assess("This is an ordinary comment in English, with enough "
                     "words to know the language by.")
                  .Has(kToxicityHead));
  EXPECT_TRUE(Assess("lol").Has(kToxicityHead));
}

TEST(ShippedModel, ExplainsItself) {
  const std::string text = "I think you are a stupid idiot, sir.";
  const TextViews body(text);
  const std::vector<Contribution> reasons =
      ExplainScores(ShippedModel(), {body, "", "", {}}, "en", 4)[kToxicityHead]
          .strongest;
  EXPECT_TRUE(std::any_of(
      reasons.begin(), reasons.end(), [](const Contribution& reason) {
        return reason.weight > 0 &&
               (reason.text.find("idiot") != std::string::npos ||
                reason.text.find("stupid") != std::string::npos);
      }));
}

}  // namespace
}  // namespace winnow
