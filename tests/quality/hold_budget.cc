// Prints what a policy does to a file of real comments: the share held,
// rejected and filed as spam, in all and by rule, for known and for first
// authors apart. Circumstances are simulated as a site would have them if its
// moderators approved whatever was held: an author is known from the second
// comment on, copies within the file are found by sketch, and nobody is fast.
//
//   hold_budget POLICY.textproto COMMENTS.jsonl [--show RULE] [--labels FILE]
//               [--model FILE]
//
// Without --model no rule that asks for a score holds.
// --show prints up to 20 texts that a rule decided. --labels names a file of
// {"text", "labels": {score: 0..1, …}} lines, as rule_precision reads them; of
// comments whose texts stand there it says how many people called bad (a label
// of 0.5 or more), for each rule, and what the shares would be where as few are
// bad as on a site: samples are often chosen for what is bad in them.

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_format.h"
#include "service/api/policy_text.h"
#include "service/screening/screener.h"

namespace winnow {
namespace {

constexpr SketchKey kKey = {.seed0 = 1, .seed1 = 2};

// Of a hundred comments on a news site, roughly.
constexpr double kBadShareUsual = 0.08;

enum class Label { kNone, kGood, kBad };

using Labels = absl::flat_hash_map<std::string, Label>;

// What a store would answer, kept in memory.
class Simulation {
 public:
  Circumstances Gather(const Draft& draft, const std::string& author,
                       const Sketch& sketch) {
    Circumstances circumstances;
    circumstances.author = authors_[author];
    circumstances.duplicates.same_author_same_thread =
        !posted_.insert({author, draft.thread.id, draft.body}).second;
    for (int i = 0; i < sketch.bands_used; ++i) {
      const auto found = clusters_.find(sketch.bands[static_cast<size_t>(i)]);
      if (found == clusters_.end()) continue;
      Cluster& cluster = *found->second;
      const double agreement = Agreement(sketch, cluster.first);
      if (agreement <= 0.5) continue;
      circumstances.duplicates.cluster_size = cluster.size++;
      circumstances.duplicates.agreement = agreement;
      circumstances.duplicates.other_author = cluster.author != author;
      return circumstances;
    }
    const auto cluster = std::make_shared<Cluster>(Cluster{sketch, author, 1});
    for (int i = 0; i < sketch.bands_used; ++i) {
      clusters_[sketch.bands[static_cast<size_t>(i)]] = cluster;
    }
    return circumstances;
  }

  void Decide(const std::string& author, State state) {
    AuthorRecord& record = authors_[author];
    if (state == State::kRejected) {
      ++record.rejected;
    } else if (state == State::kSpam) {
      ++record.spam;
    } else {
      ++record.approved;
    }
  }

 private:
  struct Cluster {
    Sketch first;
    std::string author;
    int64_t size;
  };

  absl::flat_hash_map<std::string, AuthorRecord> authors_;
  std::set<std::tuple<std::string, std::string, std::string>> posted_;
  absl::flat_hash_map<uint64_t, std::shared_ptr<Cluster>> clusters_;
};

struct Tally {
  void Add(Label label) {
    ++all;
    bad += label == Label::kBad ? 1 : 0;
    good += label == Label::kGood ? 1 : 0;
  }

  int64_t all = 0;
  int64_t bad = 0;
  int64_t good = 0;
};

// What became of the comments of one kind of author.
struct Count {
  Tally all;
  std::map<std::pair<State, std::string>, Tally> by_rule;
  std::map<State, Tally> by_state;
  std::map<std::string, Tally> shadow;
};

double Share(int64_t part, int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

void Print(absl::string_view who, const Count& count) {
  const auto share = [&count](const Tally& part) {
    std::string text = absl::StrFormat("%6d  %5.2f %%", part.all,
                                       100 * Share(part.all, count.all.all));
    const int64_t labelled = part.bad + part.good;
    if (labelled == 0) return text;
    const double bad = kBadShareUsual * Share(part.bad, count.all.bad);
    const double good = (1 - kBadShareUsual) * Share(part.good, count.all.good);
    return absl::StrFormat(
        "%s   %5.1f %% bad; on a site %5.2f %%, %5.1f %% bad", text,
        100 * Share(part.bad, labelled), 100 * (bad + good),
        100 * bad / (bad + good));
  };
  std::cout << who << ": " << count.all.all << " comments\n";
  for (const auto& [state, number] : count.by_state) {
    std::cout << absl::StrFormat("  %-28s %s\n", StateName(state),
                                 share(number));
    for (const auto& [key, part] : count.by_rule) {
      if (key.first != state) continue;
      std::cout << absl::StrFormat("    %-26s %s\n", key.second, share(part));
    }
  }
  for (const auto& [rule, number] : count.shadow) {
    std::cout << absl::StrFormat("  in shadow: %-17s %s\n", rule,
                                 share(number));
  }
}

std::string ReadFile(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// False when a line cannot be read.
bool ReadLabels(const std::string& path, Labels& labels) {
  if (path.empty()) return true;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    google::protobuf::Struct row;
    if (!google::protobuf::util::JsonStringToMessage(line, &row).ok()) {
      return false;
    }
    Label& label = labels[row.fields().at("text").string_value()];
    if (label == Label::kNone) label = Label::kGood;
    const auto at = row.fields().find("labels");
    if (at == row.fields().end()) continue;
    for (const auto& [name, score] : at->second.struct_value().fields()) {
      if (score.number_value() >= 0.5) label = Label::kBad;
    }
  }
  return !labels.empty();
}

int Run(const char* policy_path, const char* comments_path,
        absl::string_view shown_rule, const std::string& labels_path,
        const std::string& model) {
  Labels labels;
  if (!ReadLabels(labels_path, labels)) {
    std::cerr << labels_path << ": no labels, or a line that is not JSON\n";
    return 1;
  }
  absl::StatusOr<Policy> policy = ParsePolicy(ReadFile(policy_path));
  if (!policy.ok()) {
    std::cerr << policy_path << ": " << policy.status().message() << "\n";
    return 1;
  }
  std::unique_ptr<const Classifier> classifier;
  if (!model.empty()) {
    auto opened = Classifier::Open(model);
    if (!opened.ok()) {
      std::cerr << opened.status().message() << "\n";
      return 1;
    }
    classifier = *std::move(opened);
  }
  const auto screener =
      Screener::Make(*std::move(policy), {}, classifier.get());
  if (!screener.ok()) {
    std::cerr << screener.status() << "\n";
    return 1;
  }
  std::ifstream comments(comments_path);
  if (!comments) {
    std::cout << "SKIPPED: no comments at " << comments_path << "\n";
    return 0;
  }

  Simulation simulation;
  Count first;
  Count known;
  int shown = 0;
  std::string line;
  while (std::getline(comments, line)) {
    google::protobuf::Struct row;
    if (!google::protobuf::util::JsonStringToMessage(line, &row).ok()) {
      std::cerr << "a line is not JSON\n";
      return 1;
    }
    const auto& fields = row.fields();
    const std::string author = fields.at("email").string_value();
    Draft draft;
    draft.thread.id = fields.at("thread").string_value();
    draft.display_name = fields.at("name").string_value();
    draft.body = fields.at("body").string_value();
    draft.trusted = true;

    Reading reading = (*screener)->Read(draft, kKey);
    const Circumstances circumstances =
        simulation.Gather(draft, author, reading.sketch);
    (*screener)->InspectText(draft, reading);
    const Verdict verdict = (*screener)->Judge(draft, reading, circumstances);
    simulation.Decide(author, verdict.state);

    Count& count = circumstances.author.approved > 0 ? known : first;
    const auto known_label = labels.find(draft.body);
    const Label label =
        known_label == labels.end() ? Label::kNone : known_label->second;
    count.all.Add(label);
    count.by_state[verdict.state].Add(label);
    count.by_rule[{verdict.state, verdict.rule}].Add(label);
    for (const std::string& rule : verdict.shadow_rules) {
      count.shadow[rule].Add(label);
    }
    if (verdict.rule == shown_rule && shown++ < 20) {
      std::cout << "--- ";
      for (const Signal& signal : verdict.signals) {
        for (const ListedEntry& listed : signal.entries) {
          std::cout << "[" << listed.entry << "] ";
        }
      }
      std::cout << draft.body.substr(0, 300) << "\n";
    }
  }
  Print("known authors", known);
  Print("first comments and authors never approved", first);
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) {
  std::string rule;
  std::string labels;
  std::string model;
  bool is_good = argc >= 3 && argc % 2 == 1;
  for (int i = 3; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    is_good = is_good && (option == "--show" || option == "--labels" ||
                          option == "--model");
    (option == "--show"     ? rule
     : option == "--labels" ? labels
                            : model) = argv[i + 1];
  }
  if (!is_good) {
    std::cerr << "usage: hold_budget POLICY.textproto COMMENTS.jsonl "
                 "[--show RULE] [--labels FILE] [--model FILE]\n";
    return 2;
  }
  return winnow::Run(argv[1], argv[2], rule, labels, model);
}
