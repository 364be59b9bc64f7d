// Prints how right a policy's rules are on labelled texts: of those that a rule
// decided, or would have in shadow, the share that people called abuse or
// advertising; and the rates at which it hits bad and good texts, from which
// follows what the share would be where only some of a hundred are bad.
//
//   xz -dc abuse.jsonl.xz | rule_precision POLICY.textproto [SOURCE [entries]]
//
// A line is {"source", "text", "labels": {score: 0..1, …}}; bad means any label
// of 0.5 or more. With SOURCE only lines of that source count; `entries` prints
// the entries of suspect lists apart.

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "service/api/policy_text.h"
#include "service/screening/screener.h"

namespace winnow {
namespace {

// Of a hundred comments on a news site, roughly.
constexpr double kBadShareUsual = 0.08;

struct Hits {
  int64_t bad = 0;
  int64_t good = 0;
};

double Share(int64_t part, int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

void Print(const std::map<std::string, Hits>& rules, const Hits& all) {
  std::cout << absl::StrFormat("%d bad and %d good texts\n", all.bad, all.good);
  std::cout << absl::StrFormat("%-22s %7s %10s %9s %9s %16s\n", "rule", "hits",
                               "precision", "of bad", "of good", "at 8 % bad");
  for (const auto& [rule, hits] : rules) {
    const double of_bad = Share(hits.bad, all.bad);
    const double of_good = Share(hits.good, all.good);
    const double bad = of_bad * kBadShareUsual;
    const double good = of_good * (1 - kBadShareUsual);
    std::cout << absl::StrFormat(
        "%-22s %7d %8.1f %% %7.2f %% %7.2f %% %14.1f %%\n", rule,
        hits.bad + hits.good, 100 * Share(hits.bad, hits.bad + hits.good),
        100 * of_bad, 100 * of_good,
        bad + good > 0 ? 100 * bad / (bad + good) : 0);
  }
}

bool IsBad(const google::protobuf::Struct& row) {
  const auto at = row.fields().find("labels");
  if (at == row.fields().end()) return false;
  for (const auto& [name, label] : at->second.struct_value().fields()) {
    if (label.number_value() >= 0.5) return true;
  }
  return false;
}

int Run(const char* path, const std::string& source, bool has_entries) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  auto policy = ParsePolicy(text.str());
  const auto screener =
      policy.ok() ? Screener::Make(*std::move(policy)) : policy.status();
  if (!screener.ok()) {
    std::cerr << path << ": " << screener.status().message() << "\n";
    return 1;
  }
  std::map<std::string, Hits> rules;
  Hits all;
  for (std::string line; std::getline(std::cin, line);) {
    google::protobuf::Struct row;
    if (!google::protobuf::util::JsonStringToMessage(line, &row).ok()) {
      std::cerr << "a line is not JSON\n";
      return 1;
    }
    const auto& fields = row.fields();
    const auto from = fields.find("source");
    if (!source.empty() &&
        (from == fields.end() || from->second.string_value() != source)) {
      continue;
    }
    Draft draft;
    draft.display_name = "Jane Doe";
    draft.body = fields.at("text").string_value();
    draft.trusted = true;
    Circumstances circumstances;
    circumstances.author.approved = 3;
    Reading reading = (*screener)->Read(draft, {.seed0 = 1, .seed1 = 2});
    (*screener)->InspectText(draft, reading);
    const Verdict verdict = (*screener)->Judge(draft, reading, circumstances);
    const bool bad = IsBad(row);
    const auto count = [&rules, bad](const std::string& rule) {
      ++(bad ? rules[rule].bad : rules[rule].good);
    };
    ++(bad ? all.bad : all.good);
    count(verdict.rule);
    for (const std::string& rule : verdict.shadow_rules) {
      count(absl::StrFormat("%s *", rule));
    }
    // A list at a time, where lists held it.
    for (const Signal& signal : verdict.signals) {
      if (signal.name != "listed_suspect") continue;
      std::map<std::string, bool> lists;
      for (const ListedEntry& listed : signal.entries) lists[listed.list];
      for (const auto& [list, unused] : lists) count("- " + list);
      if (!has_entries) continue;
      for (const ListedEntry& listed : signal.entries) {
        count(absl::StrFormat("-- %s: %s", listed.list, listed.entry));
      }
    }
  }
  Print(rules, all);
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  const bool has_entries = argc == 4 && std::string(argv[3]) == "entries";
  if (argc != 2 && argc != 3 && !has_entries) {
    std::cerr << "usage: rule_precision POLICY.textproto [SOURCE [entries]] "
                 "< JSONL\n";
    return 2;
  }
  return winnow::Run(argv[1], argc >= 3 ? argv[2] : "", has_entries);
}
