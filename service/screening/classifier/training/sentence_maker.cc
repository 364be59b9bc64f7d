#include "service/screening/classifier/training/sentence_maker.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "service/screening/classifier/training/foreign_patterns.h"
#include "service/screening/classifier/training/phrase_maker.h"
#include "service/screening/classifier/training/sentence_patterns.h"

namespace winnow {
namespace {

// Writes a sentence as people do: some begin small, some end without a stop.
std::string Dress(std::string text, PhraseMaker& make) {
  if (make.Chance(0.6)) text[0] = absl::ascii_toupper(text[0]);
  if (make.Chance(0.06)) absl::AsciiStrToUpper(&text);
  if (make.Chance(0.1)) absl::AsciiStrToLower(&text);
  const char last = text.back();
  if (absl::ascii_isalpha(last) && make.Chance(0.6)) {
    text += make.Make("(.|.|.|!|!!|...)");
  }
  return text;
}

PerHead LabelsOf(const SentencePattern& pattern) {
  PerHead labels;
  labels[kSpamHead] = 0;
  labels[kToxicityHead] = pattern.toxicity;
  labels[kSevereToxicityHead] = pattern.toxicity < 0.5F ? 0 : kUnknown;
  labels[kInsultHead] = pattern.insult;
  labels[kProfanityHead] = pattern.profanity;
  labels[kThreatHead] = pattern.threat;
  labels[kIdentityAttackHead] = pattern.identity_attack;
  labels[kSexuallyExplicitHead] = pattern.sexually_explicit;
  return labels;
}

}  // namespace

std::vector<TrainingRow> MakeSentences(size_t each, uint64_t seed) {
  PhraseMaker make(kSentenceWords, seed);
  std::vector<TrainingRow> rows;
  std::set<std::string> known;
  const auto add = [&](std::string text, absl::string_view language,
                       const PerHead& labels) {
    TrainingRow row;
    row.text = Dress(std::move(text), make);
    if (!known.insert(row.text).second) return;
    row.source = kMadeSentences;
    row.language = std::string(language);
    row.labels = labels;
    rows.push_back(std::move(row));
  };
  for (const SentencePattern& pattern : kSentencePatterns) {
    for (size_t i = 0; i < each; ++i) {
      add(make.Make(pattern.pattern), "en", LabelsOf(pattern));
    }
  }
  for (const ForeignPattern& pattern : kForeignPatterns) {
    PerHead labels = TrainingRow().labels;
    labels[kToxicityHead] = pattern.toxicity;
    labels[kSpamHead] = 0;
    for (size_t i = 0; i < each / 2; ++i) {
      add(make.Make(pattern.pattern), pattern.language, labels);
    }
  }
  return rows;
}

}  // namespace winnow
