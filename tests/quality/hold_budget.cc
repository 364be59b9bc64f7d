// Prints what a policy does to a file of real comments: the share held,
// rejected and filed as spam, in all and by rule, for known and for first
// authors apart. Circumstances are simulated as a site would have them if its
// moderators approved whatever was held: an author is known from the second
// comment on, copies within the file are found by sketch, and nobody is fast.
//
//   hold_budget POLICY.textproto COMMENTS.jsonl [--show RULE]
//
// --show prints up to 20 texts that a rule decided, to judge its precision.

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

// What became of the comments of one kind of author.
struct Count {
  int64_t all = 0;
  std::map<std::pair<State, std::string>, int64_t> by_rule;
  std::map<State, int64_t> by_state;
  std::map<std::string, int64_t> shadow;
};

void Print(absl::string_view who, const Count& count) {
  const auto share = [&count](int64_t part) {
    return absl::StrFormat(
        "%6d  %5.2f %%", part,
        100.0 * static_cast<double>(part) / static_cast<double>(count.all));
  };
  std::cout << who << ": " << count.all << " comments\n";
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

int Run(const char* policy_path, const char* comments_path,
        absl::string_view shown_rule) {
  absl::StatusOr<Policy> policy = ParsePolicy(ReadFile(policy_path));
  if (!policy.ok()) {
    std::cerr << policy_path << ": " << policy.status().message() << "\n";
    return 1;
  }
  const auto screener = Screener::Make(*std::move(policy));
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
    ++count.all;
    ++count.by_state[verdict.state];
    ++count.by_rule[{verdict.state, verdict.rule}];
    for (const std::string& rule : verdict.shadow_rules) ++count.shadow[rule];
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
  if (argc != 3 && !(argc == 5 && std::string(argv[3]) == "--show")) {
    std::cerr << "usage: hold_budget POLICY.textproto COMMENTS.jsonl "
                 "[--show RULE]\n";
    return 2;
  }
  return winnow::Run(argv[1], argv[2], argc == 5 ? argv[4] : "");
}
