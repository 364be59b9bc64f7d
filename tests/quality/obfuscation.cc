// How much of what is listed is still found when people disguise it, and what
// that costs in false alarms. Writes listed terms into ordinary sentences in
// every disguise, and counts; then counts texts that only the search for
// disguises alarms about: sentences in many languages, and real comments where
// there are some.
//
//   obfuscation LISTS_DIR [COMMENTS.jsonl] [--show KIND]
//
// --show prints what was missed of one kind, or the alarms (kind "alarms").
// Exit 1 when less than kFoundMin is found, or one of the sentences alarms. The
// alarms about real comments are printed and never tested: somebody has to look
// whether they are false (--show alarms), since people do write disguised.

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "service/screening/classifier/training/disguises.h"
#include "service/screening/filters/listed_terms.h"
#include "service/screening/filters/term_matcher.h"
#include "tests/quality/carriers.h"

namespace winnow {
namespace {

constexpr double kFoundMin = 0.98;
constexpr int kSentencesATerm = 3;

std::vector<std::string> ReadList(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> terms;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') terms.push_back(line);
  }
  return terms;
}

struct Search {
  std::vector<std::string> terms;
  std::unique_ptr<const Filter> filter;
  std::unique_ptr<const TermMatcher> folded_only;

  // What the filter says about a text: nothing, or a signal with its entries.
  std::string Find(const std::string& text) const {
    Draft draft;
    draft.body = text;
    const TextViews body(draft.body);
    const TextViews empty("");
    SignalSink sink;
    filter->Inspect({draft, body, empty, empty, {}}, {}, sink);
    std::string found;
    for (const Signal& signal : sink.signals()) {
      for (const ListedEntry& entry : signal.entries) {
        found += "[" + entry.entry + "]";
      }
      for (const Span& span : signal.spans) {
        found += " {" + text.substr(span.begin, span.end - span.begin) + "}";
      }
    }
    return found;
  }

  bool FindFolded(const std::string& text) const {
    bool is_found = false;
    const auto note = [&is_found](size_t, ByteRange) { is_found = true; };
    return !folded_only->Scan(Fold(text), note).ok() || is_found;
  }
};

Search MakeSearch(const char* lists) {
  Search search;
  FilterSettings settings;
  TermList list;
  list.name = "all";
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(lists)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    for (std::string& term : ReadList(path)) {
      list.terms.push_back(std::move(term));
    }
  }
  for (const char* term : kPointedTerms) list.terms.push_back(term);
  search.terms = list.terms;
  settings.lists = {std::move(list)};
  search.filter = *MakeListedTerms(settings);
  search.folded_only = *TermMatcher::Make(search.terms);
  return search;
}

// Prints how much of each kind is found; the share of all.
double CountFound(const Search& search, absl::string_view shown) {
  int all = 0;
  int all_found = 0;
  for (const Disguise& disguise : kDisguises) {
    int count = 0;
    int found = 0;
    for (size_t i = 0; i < search.terms.size(); ++i) {
      const std::string term =
          absl::StrReplaceAll(search.terms[i], {{"*", ""}});
      for (unsigned k = 0; k < kSentencesATerm; ++k) {
        const auto seed = static_cast<unsigned>(i) * kSentencesATerm + k;
        const std::string written = disguise.write(term, seed);
        if (written.empty()) continue;
        const std::string text = absl::StrReplaceAll(
            kCarriers[seed % std::size(kCarriers)], {{"%", written}});
        ++count;
        if (!search.Find(text).empty()) {
          ++found;
        } else if (disguise.name == shown) {
          std::cout << "missed: " << term << ": " << text << "\n";
        }
      }
    }
    std::cout << absl::StrFormat("%-22s %5d of %5d  %6.2f %%\n", disguise.name,
                                 found, count,
                                 100.0 * found / std::max(count, 1));
    all += count;
    all_found += found;
  }
  const double share = static_cast<double>(all_found) / all;
  std::cout << absl::StrFormat("%-22s %5d of %5d  %6.2f %%\n", "in all",
                               all_found, all, 100 * share);
  return share;
}

// Alarms that the folded text alone does not give.
bool IsNewAlarm(const Search& search, const std::string& text, bool is_shown) {
  if (search.FindFolded(text)) return false;
  const std::string found = search.Find(text);
  if (found.empty()) return false;
  if (is_shown) std::cout << "alarm: " << found << "  " << text << "\n";
  return true;
}

int CountAlarms(const Search& search) {
  int alarms = 0;
  for (const char* sentence : kCleanSentences) {
    alarms += IsNewAlarm(search, sentence, true) ? 1 : 0;
  }
  std::cout << "sentences in many languages: " << alarms << " of "
            << std::size(kCleanSentences) << " alarm\n";
  return alarms;
}

void CountAlarmsInComments(const Search& search, const char* path,
                           bool is_shown) {
  std::ifstream comments(path);
  if (!comments) {
    std::cout << "SKIPPED: no comments at " << path << "\n";
    return;
  }
  int all = 0;
  int alarms = 0;
  for (std::string line; std::getline(comments, line);) {
    google::protobuf::Struct row;
    if (!google::protobuf::util::JsonStringToMessage(line, &row).ok()) continue;
    const std::string& body = row.fields().at("body").string_value();
    ++all;
    alarms += IsNewAlarm(search, body, is_shown) ? 1 : 0;
  }
  std::cout << absl::StrFormat(
      "real comments: %d of %d alarm in disguise only, %.3f %%\n", alarms, all,
      100.0 * alarms / std::max(all, 1));
}

int Run(const std::vector<std::string>& arguments) {
  std::string shown;
  std::vector<std::string> paths;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--show" && i + 1 < arguments.size()) {
      shown = arguments[++i];
    } else {
      paths.push_back(arguments[i]);
    }
  }
  if (paths.empty()) {
    std::cerr << "usage: obfuscation LISTS_DIR [COMMENTS.jsonl] "
                 "[--show KIND]\n";
    return 2;
  }
  const Search search = MakeSearch(paths[0].c_str());
  bool is_good = CountFound(search, shown) >= kFoundMin;
  is_good = CountAlarms(search) == 0 && is_good;
  if (paths.size() > 1) {
    CountAlarmsInComments(search, paths[1].c_str(), shown == "alarms");
  }
  return is_good ? 0 : 1;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  return winnow::Run(std::vector<std::string>(argv + 1, argv + argc));
}
