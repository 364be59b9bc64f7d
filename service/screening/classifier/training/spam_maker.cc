#include "service/screening/classifier/training/spam_maker.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "service/screening/classifier/training/phrase_maker.h"
#include "service/screening/classifier/training/spam_patterns.h"

namespace winnow {
namespace {

bool IsHost(absl::string_view line) {
  if (line.size() < 4 || line.size() > 60 || !absl::StrContains(line, '.')) {
    return false;
  }
  return std::all_of(line.begin(), line.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-';
  });
}

std::string Capitalized(std::string words) {
  bool at_start = true;
  for (char& c : words) {
    if (at_start) c = absl::ascii_toupper(c);
    at_start = c == ' ';
  }
  return words;
}

// Gives an advertisement its author: a keyword, or somebody.
void SignSpam(PhraseMaker& make, TrainingRow& row) {
  if (make.Chance(0.2)) return;  // as other sets have them
  const bool is_keyword = make.Chance(0.55);
  row.name = is_keyword ? make.Make("{goods}") : make.Make("{person}");
  if (is_keyword && make.Chance(0.5)) row.name = Capitalized(row.name);
  if (is_keyword && make.Chance(0.1)) row.name = make.Make("{host}");
  if (make.Chance(0.7)) row.website = make.Make("{url}");
  // Some hosts are made of the name.
  if (is_keyword && make.Chance(0.25)) {
    row.website =
        absl::StrCat("https://", absl::StrReplaceAll(row.name, {{" ", "-"}}),
                     make.Make(".{top}{path}"));
  }
}

void SignHam(PhraseMaker& make, TrainingRow& row) {
  if (make.Chance(0.15)) return;
  row.name = make.Make("{person}");
  if (make.Chance(0.2)) absl::AsciiStrToLower(&row.name);
  if (make.Chance(0.25)) row.website = make.Make("{homepage}");
  absl::AsciiStrToLower(&row.website);
}

// Rows whose text a reader may have written under an article.
std::vector<const TrainingRow*> FindCarriers(
    const std::vector<TrainingRow>& rows) {
  constexpr size_t kCarrierBytesMax = 1200;
  std::vector<const TrainingRow*> carriers;
  for (const TrainingRow& row : rows) {
    const bool is_ham = IsKnown(row.labels[kSpamHead])
                            ? row.labels[kSpamHead] == 0
                            : IsKnown(row.labels[kToxicityHead]);
    // Texts of telephones and chats are no comments.
    if (is_ham && row.text.size() <= kCarrierBytesMax &&
        row.source != "sms_spam" && row.source != "tg_spam") {
      carriers.push_back(&row);
    }
  }
  return carriers;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadListedHosts(
    const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StrContains(name, "spam_domains") ||
        absl::StrContains(name, "websites") ||
        absl::StrContains(name, "shorteners")) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> hosts;
  for (const auto& path : paths) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      std::string host = absl::StrReplaceAll(line, {{"\\", ""}, {"\r", ""}});
      if (IsHost(host)) hosts.push_back(std::move(host));
    }
  }
  if (hosts.empty()) {
    return absl::NotFoundError(
        absl::StrCat(directory,
                     " has no lists of hosts (*spam_domains*, *websites*, "
                     "*shorteners*): name the directory of the lists"));
  }
  return hosts;
}

std::vector<TrainingRow> MakeSpam(const std::vector<std::string>& hosts,
                                  const std::vector<TrainingRow>& rows,
                                  size_t count, uint64_t seed) {
  PhraseMaker make(kSpamWords, seed);
  make.Add("listed",
           hosts.empty() ? std::vector<std::string>{"{short}.{top}"} : hosts);
  const std::vector<const TrainingRow*> carriers = FindCarriers(rows);
  std::vector<TrainingRow> made;
  for (size_t i = 0; i < count; ++i) {
    TrainingRow row;
    row.source = kMadeSpam;
    row.language = "en";
    row.labels[kSpamHead] = 1;
    row.text = make.Make(kSpamPatterns[make.Below(std::size(kSpamPatterns))]);
    row.text = absl::StrReplaceAll(row.text, {{"\\$", "$"}});
    if (make.Chance(0.1)) absl::AsciiStrToUpper(&row.text);
    SignSpam(make, row);
    // Some advertise by their name alone, under praise or a stolen comment.
    if (make.Chance(0.12)) {
      row.text = make.Make("{praise}( {praise}|)");
      row.name = Capitalized(make.Make("{goods}"));
      row.website = make.Make("{url}");
    } else if (make.Chance(0.08) && !carriers.empty()) {
      const TrainingRow& carrier = *carriers[make.Below(carriers.size())];
      row.text = absl::StrCat(carrier.text, " ",
                              make.Make("(<a href=\"{url}\">{goods}</a>|"
                                        "[url={url}]{goods}[/url]|{goods} "
                                        "{url})"));
      row.group = carrier.source;
      row.language = carrier.language;
    }
    made.push_back(std::move(row));
  }
  for (size_t i = 0; i < count; ++i) {
    TrainingRow row;
    row.source = kMadeSpam;
    row.language = "en";
    row.labels[kSpamHead] = 0;
    row.text = make.Make(kHamPatterns[make.Below(std::size(kHamPatterns))]);
    if (absl::StrContains(row.text, "{text}") && !carriers.empty()) {
      const TrainingRow& carrier = *carriers[make.Below(carriers.size())];
      row.text = absl::StrReplaceAll(row.text, {{"{text}", carrier.text}});
      row.group = carrier.source;
      row.language = carrier.language;
    }
    SignHam(make, row);
    made.push_back(std::move(row));
  }
  return made;
}

}  // namespace winnow
