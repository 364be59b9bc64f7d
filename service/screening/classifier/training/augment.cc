#include "service/screening/classifier/training/augment.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/screening/classifier/training/disguises.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

constexpr size_t kWordBytesMin = 4;
constexpr float kCopyWeight = 0.5F;
// A copy is worth its time for comments, not for essays.
constexpr size_t kTextBytesMax = 600;

// Writes the words between `places` as they are and those in disguise.
std::string Disguised(const TrainingRow& row,
                      const absl::flat_hash_set<std::string>& terms,
                      std::mt19937_64& random) {
  struct Place {
    size_t begin;
    std::string word;
    bool is_listed;
  };
  std::vector<Place> places;
  bool has_listed = false;
  WordReader words(row.text);
  absl::string_view word;
  while (words.Next(word)) {
    std::string lower = absl::AsciiStrToLower(word);
    const bool is_listed = terms.contains(lower);
    if (!is_listed && word.size() < kWordBytesMin) continue;
    has_listed = has_listed || is_listed;
    places.push_back({static_cast<size_t>(word.data() - row.text.data()),
                      std::move(lower), is_listed});
  }
  const Disguise& disguise = kDisguises[random() % kDisguises.size()];
  std::string text;
  size_t copied = 0;
  bool is_changed = false;
  for (const Place& place : places) {
    const bool is_chosen =
        has_listed ? place.is_listed : random() % places.size() < 2;
    if (!is_chosen) continue;
    const std::string written =
        disguise.write(place.word, static_cast<unsigned>(random()));
    if (written.empty()) continue;
    absl::StrAppend(&text, row.text.substr(copied, place.begin - copied),
                    written);
    copied = place.begin + place.word.size();
    is_changed = true;
  }
  if (!is_changed) return "";
  return absl::StrCat(text, row.text.substr(copied));
}

}  // namespace

std::vector<std::string> ReadTerms(const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> terms;
  for (const auto& path : paths) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] != '#') terms.push_back(std::move(line));
    }
  }
  return terms;
}

std::vector<TrainingRow> DisguiseSome(const std::vector<TrainingRow>& rows,
                                      const std::vector<std::string>& terms,
                                      double share, uint64_t seed) {
  absl::flat_hash_set<std::string> words;
  for (const std::string& term : terms) {
    if (!term.empty() && term.back() == '*') {
      words.insert(term.substr(0, term.size() - 1));
    } else {
      words.insert(term);
    }
  }
  std::mt19937_64 random(seed);
  std::vector<TrainingRow> copies;
  for (const TrainingRow& row : rows) {
    const auto drawn = static_cast<double>(random() % 1'000'000) / 1e6;
    if (drawn >= share || row.text.size() > kTextBytesMax) continue;
    std::string text = Disguised(row, words, random);
    if (text.empty()) continue;
    TrainingRow copy = row;
    copy.text = std::move(text);
    copy.is_copy = true;
    for (float& weight : copy.weights) weight *= kCopyWeight;
    copies.push_back(std::move(copy));
  }
  return copies;
}

}  // namespace winnow
