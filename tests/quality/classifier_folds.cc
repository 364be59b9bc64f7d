// How well the classifier tells comments of sites it never saw: for each set of
// labelled rows a model is trained on all the others, in the shipped settings,
// and so is the plain model (plain_model.h); where the set is about spam,
// bogofilter is trained as well. Advertisements made from patterns and hosts
// that training never uses (unseen_spam.h) are one fold more.
//
//   classifier_folds --data DIR --lists DIR --terms DIR [--fold FOLD]…
//                    [--no-plain]
//
// Prints a line a fold and program when it is known. Nothing here is a test.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "service/screening/classifier/model.h"
#include "service/screening/classifier/training/cross_validation.h"
#include "service/screening/classifier/training/metrics.h"
#include "service/screening/classifier/training/recipe.h"
#include "tests/quality/bogofilter.h"
#include "tests/quality/plain_model.h"
#include "tests/quality/unseen_spam.h"

namespace winnow {
namespace {

struct Fold {
  std::string name;  // as IsHeldOut takes it
  Head head;
};

const Fold kFolds[] = {
    {"jigsaw_wiki", kToxicityHead},
    {"toxic_spans_civil", kToxicityHead},
    {"hatexplain", kToxicityHead},
    {"davidson", kToxicityHead},
    {"germeval2018", kToxicityHead},
    {"implicit_hate", kIdentityAttackHead},
    {"edos", kIdentityAttackHead},
    {"stormfront", kIdentityAttackHead},
    {"hatemoji", kIdentityAttackHead},
    {"youtube_spam:Psy", kSpamHead},
    {"youtube_spam:KatyPerry", kSpamHead},
    {"youtube_spam:LMFAO", kSpamHead},
    {"youtube_spam:Eminem", kSpamHead},
    {"youtube_spam", kSpamHead},
    {"sms_spam", kSpamHead},
    {"tg_spam", kSpamHead},
    {"unseen_spam", kSpamHead},
};

// Returns a line of the table; none for a fold of one kind only.
std::string Line(const Fold& fold, const char* program,
                 std::vector<Scored> scored) {
  const Metrics m = Measure(std::move(scored));
  if (m.positives == 0 || m.negatives == 0) return "";
  return absl::StrFormat(
      "%-24s %-16s %-10s %6d %6d  %.4f ± %.4f  %.3f  %.3f  %.3f  %.3f\n",
      fold.name, kHeadNames[fold.head], program, m.positives, m.negatives,
      m.auc, m.auc_margin, m.average_precision, m.recall_at_1_percent,
      m.recall_at_01_percent, m.brier);
}

// Of this process and the programs it has run.
double CpuMinutes() {
  double seconds = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage;
    getrusage(who, &usage);
    for (const timeval& part : {usage.ru_utime, usage.ru_stime}) {
      seconds += static_cast<double>(part.tv_sec) +
                 static_cast<double>(part.tv_usec) * 1e-6;
    }
  }
  return seconds / 60;
}

struct Split {
  std::vector<uint32_t> taught;
  std::vector<const TrainingRow*> tested;
};

Split SplitRows(const TrainingSet& set, const Fold& fold,
                const std::vector<TrainingRow>& unseen) {
  FoldSplit numbers = SplitFold(set, fold.name);
  Split split = {.taught = std::move(numbers.taught), .tested = {}};
  for (const uint32_t i : numbers.tested) {
    if (IsTested(set.rows[i], fold.head)) split.tested.push_back(&set.rows[i]);
  }
  if (fold.name == "unseen_spam") {
    for (const TrainingRow& row : unseen) split.tested.push_back(&row);
  }
  return split;
}

std::string RunModel(const TrainingSet& set, const Fold& fold,
                     const Split& split, const RecipeOptions& options) {
  const auto bytes = TrainModel(set, split.taught, options, {});
  if (!bytes.ok()) return absl::StrFormat("%s\n", bytes.status().message());
  const auto model = Model::Parse(*bytes);
  if (!model.ok()) return absl::StrFormat("%s\n", model.status().message());
  return Line(fold, "winnow", ScoreRows(**model, fold.head, split.tested));
}

// The plain programs see the rows and labels of the sets alone, as anybody
// would have it: a hundred thousand comments that only imply to be no
// advertisements make them worse.
std::string RunPlain(const TrainingSet& set, const Fold& fold,
                     const Split& split) {
  std::vector<const std::string*> texts;
  std::vector<bool> positive;
  for (const uint32_t i : split.taught) {
    const TrainingRow& row = set.rows[i];
    const float label = row.labels[fold.head];
    if (row.is_copy || !IsKnown(label) || (row.implied >> fold.head & 1) != 0 ||
        row.source.rfind("made_", 0) == 0) {
      continue;
    }
    texts.push_back(&row.text);
    positive.push_back(label >= 0.5F);
  }
  const PlainModel plain(texts, positive);
  std::vector<Scored> scored;
  for (const TrainingRow* row : split.tested) {
    scored.push_back({plain.Score(row->text), row->labels[fold.head] >= 0.5F});
  }
  std::string lines = Line(fold, "plain", std::move(scored));
  if (fold.head != kSpamHead) return lines;
  std::vector<const std::string*> tested;
  for (const TrainingRow* row : split.tested) tested.push_back(&row->text);
  const auto scores = RunBogofilter(texts, positive, tested);
  if (!scores) return lines + "SKIPPED bogofilter: it is not installed\n";
  scored.clear();
  for (size_t i = 0; i < scores->size(); ++i) {
    scored.push_back(
        {(*scores)[i], split.tested[i]->labels[fold.head] >= 0.5F});
  }
  return lines + Line(fold, "bogofilter", std::move(scored));
}

int Main(int argc, char** argv) {
  CLI::App app{"Leave-one-source-out evaluation of the classifier."};
  RecipeOptions options;
  std::vector<std::string> wanted;
  bool no_plain = false;
  app.add_option("--data", options.data, "Labelled rows")->required();
  app.add_option("--lists", options.lists, "Lists of spammers' hosts");
  app.add_option("--terms", options.terms, "Word lists");
  app.add_option("--fold", wanted, "SOURCE or SOURCE:GROUP; default: all");
  app.add_flag("--no-plain", no_plain,
               "Leave out the programs to compare with");
  CLI11_PARSE(app, argc, argv);
  const auto set = PrepareTraining(options, {});
  if (!set.ok()) {
    std::cerr << set.status().message() << "\n";
    return 1;
  }
  const std::vector<TrainingRow> unseen = MakeUnseenSpam(set->rows, 400);
  std::cout << absl::StrFormat("%-24s %-16s %-10s %6s %6s  %-15s  %s\n", "fold",
                               "score", "program", "pos", "neg", "AUC, 95 %",
                               "AP     R@1%   R@.1%  Brier");
  for (const Fold& fold : kFolds) {
    if (!wanted.empty() &&
        std::find(wanted.begin(), wanted.end(), fold.name) == wanted.end()) {
      continue;
    }
    const Split split = SplitRows(*set, fold, unseen);
    if (split.tested.empty()) continue;
    // Beside each other: the plain programs have one thread.
    std::future<std::string> plain;
    if (!no_plain) {
      plain = std::async(std::launch::async,
                         [&] { return RunPlain(*set, fold, split); });
    }
    std::cout << RunModel(*set, fold, split, options) << std::flush;
    if (!no_plain) std::cout << plain.get() << std::flush;
  }
  std::cout << absl::StrFormat("%.0f minutes of a processor\n", CpuMinutes());
  return 0;
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) { return winnow::Main(argc, argv); }
