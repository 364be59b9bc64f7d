#include "service/screening/classifier/training/corpus.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/training/row_file.h"
#include "service/screening/text/views.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// How much a set counts. Comments under articles, talk pages and videos are
// what the model is for; posts that were found by searching for bad words teach
// words and no more. Chosen by what it does to sources left out.
struct SourceTrust {
  absl::string_view source;
  float trust;
};
constexpr SourceTrust kTrust[] = {
    {"jigsaw_wiki", 3},      {"toxic_spans_civil", 2},
    {"davidson", 0.2F},      {"mlma", 0.25F},
    {"hatexplain", 0.35F},   {"edos", 0.4F},
    {"implicit_hate", 0.4F}, {"stormfront", 0.5F},
    {"hatemoji", 0.5F},      {"toldbr", 0.7F},
    {"youtube_spam", 3},     {"sms_spam", 0.7F},
    {"judol_gbennnn", 0.7F}, {"smokedetector_titles", 0.4F},
};

// A source of more rows than this counts as the square root of more.
constexpr double kRowsFull = 10000;

// Labels that other labels imply are weaker.
constexpr float kImpliedWeight = 0.4F;
constexpr float kImpliedHamWeight = 0.25F;

bool IsRowFile(const std::string& name) {
  for (const absl::string_view end :
       {".jsonl", ".jsonl.xz", ".csv", ".csv.xz"}) {
    if (absl::EndsWith(name, end)) return true;
  }
  return false;
}

// No set says which comments are about sex so that it shows. Words that are
// hardly written for another reason do: one leaves doubt, two do not.
constexpr absl::string_view kExplicitWords[] = {
    "anal",     "blowjob",  "blowjobs", "boner",  "boobs",      "bukkake",
    "clit",     "clitoris", "cock",     "cocks",  "cum",        "cumming",
    "cumshot",  "cunt",     "dick",     "dicks",  "dildo",      "ejaculate",
    "erection", "fap",      "fisting",  "fucked", "fucks",      "gangbang",
    "handjob",  "hentai",   "horny",    "jizz",   "masturbate", "masturbating",
    "milf",     "naked",    "nipples",  "nude",   "orgasm",     "orgy",
    "penis",    "porn",     "porno",    "pussy",  "rape",       "semen",
    "sex",      "sexual",   "slut",     "sperm",  "suck",       "sucking",
    "tits",     "titties",  "vagina",   "wank",   "whore",      "xxx"};
constexpr float kExplicitLabel = 0.85F;
constexpr float kExplicitWeight = 0.4F;

// Gives a head a label that no set gave.
void Imply(Head head, float label, float weight, TrainingRow& row) {
  row.labels[head] = label;
  row.weights[head] = weight;
  row.implied = static_cast<uint8_t>(row.implied | 1u << head);
}

// Counts different ones, no further than two.
int CountExplicitWords(absl::string_view text) {
  const std::string folded = Fold(text);
  WordReader words(folded);
  absl::string_view word;
  absl::string_view first;
  while (words.Next(word)) {
    if (word == first || !std::binary_search(std::begin(kExplicitWords),
                                             std::end(kExplicitWords), word)) {
      continue;
    }
    if (!first.empty()) return 2;
    first = word;
  }
  return first.empty() ? 0 : 1;
}

void LabelExplicit(TrainingRow& row) {
  const int count = CountExplicitWords(row.text);
  if (count == 1) {
    row.labels[kSexuallyExplicitHead] = kUnknown;
  } else {
    Imply(kSexuallyExplicitHead, count == 0 ? 0 : kExplicitLabel,
          kExplicitWeight, row);
  }
}

void Merge(TrainingRow& into, const TrainingRow& from) {
  for (size_t h = 0; h < kHeads; ++h) {
    float& label = into.labels[h];
    if (!IsKnown(label)) {
      label = from.labels[h];
    } else if (IsKnown(from.labels[h])) {
      label = (label + from.labels[h]) / 2;
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<TrainingRow>> ReadCorpus(
    const std::string& directory, const std::function<void(double)>& progress) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    if (IsRowFile(entry.path().string())) paths.push_back(entry.path());
  }
  if (error || paths.empty()) {
    return absl::NotFoundError(
        absl::StrCat(directory,
                     " has no training rows: name a directory with .jsonl or "
                     ".csv files (also .xz)"));
  }
  std::sort(paths.begin(), paths.end());
  std::vector<TrainingRow> rows;
  for (size_t i = 0; i < paths.size(); ++i) {
    absl::Status read = ReadRows(
        paths[i],
        [&rows](TrainingRow row) {
          if (!row.text.empty()) rows.push_back(std::move(row));
        },
        [&](double share) {
          if (progress) {
            progress((static_cast<double>(i) + share) /
                     static_cast<double>(paths.size()));
          }
        });
    if (!read.ok()) return read;
  }
  return rows;
}

std::string TextKey(absl::string_view text) {
  const std::string folded = Fold(text);
  WordReader words(folded);
  std::string key;
  absl::string_view word;
  while (words.Next(word)) absl::StrAppend(&key, word, " ");
  return key;
}

size_t MergeEqualTexts(std::vector<TrainingRow>& rows) {
  absl::flat_hash_map<std::string, size_t> first;
  std::vector<TrainingRow> kept;
  for (TrainingRow& row : rows) {
    std::string key = TextKey(row.text);
    // Texts of signs alone are told apart as they are written.
    if (key.empty()) key = row.text;
    const auto [at, is_new] = first.try_emplace(std::move(key), kept.size());
    if (is_new) {
      kept.push_back(std::move(row));
    } else {
      Merge(kept[at->second], row);
    }
  }
  const size_t gone = rows.size() - kept.size();
  rows = std::move(kept);
  return gone;
}

void AddImpliedLabels(std::vector<TrainingRow>& rows) {
  for (TrainingRow& row : rows) {
    const float toxicity = row.labels[kToxicityHead];
    const bool is_about_abuse =
        IsKnown(toxicity) || IsKnown(row.labels[kIdentityAttackHead]);
    if (IsKnown(toxicity) && toxicity <= 0.1F) {
      for (const Head head :
           {kSevereToxicityHead, kInsultHead, kProfanityHead, kThreatHead,
            kIdentityAttackHead, kSexuallyExplicitHead}) {
        if (!IsKnown(row.labels[head])) Imply(head, 0, kImpliedWeight, row);
      }
    }
    if (is_about_abuse && row.language == "en") LabelExplicit(row);
    if (is_about_abuse && !IsKnown(row.labels[kSpamHead])) {
      Imply(kSpamHead, 0, kImpliedHamWeight, row);
    }
  }
}

void WeighSources(std::vector<TrainingRow>& rows) {
  std::map<std::pair<std::string, std::string>, double> count;
  for (const TrainingRow& row : rows) ++count[{row.source, row.language}];
  for (TrainingRow& row : rows) {
    double weight = 1;
    for (const SourceTrust& known : kTrust) {
      if (known.source == row.source) weight = known.trust;
    }
    const double n = count[{row.source, row.language}];
    weight *= std::sqrt(std::min(1.0, kRowsFull / n));
    for (float& w : row.weights) w *= static_cast<float>(weight);
  }
}

}  // namespace winnow
