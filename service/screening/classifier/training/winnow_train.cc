// winnow-train: trains, evaluates, inspects and calibrates the classifier.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/explainer.h"
#include "service/screening/classifier/training/cross_validation.h"
#include "service/screening/classifier/training/metrics.h"
#include "service/screening/classifier/training/recipe.h"
#include "service/screening/classifier/training/row_file.h"
#include "service/screening/classifier/training/word_weights.h"
#include "service/screening/text/language.h"

namespace winnow {
namespace {

constexpr int kFailed = 1;
// Of a model's file; what stands before the table takes little.
constexpr uint32_t kBucketsLargest = kModelBytesMax / kHeads - 8192;

int Fail(const absl::Status& status) {
  std::cerr << "winnow-train: " << status.message() << "\n";
  return kFailed;
}

// A bar on a terminal; a line a step elsewhere. What is too long to stand
// before a bar is a sentence of its own.
void ShowProgress(absl::string_view what, double share) {
  constexpr size_t kBesideBar = 22;
  static std::string last;
  const bool is_terminal = isatty(STDERR_FILENO) == 1;
  if (is_terminal && what.size() > kBesideBar) {
    std::cerr << "\n" << what << "\n";
  } else if (is_terminal) {
    const auto filled = static_cast<size_t>(share * 30);
    std::cerr << absl::StrFormat("\r%-22s [%s%s] %3.0f %%", what,
                                 std::string(filled, '#'),
                                 std::string(30 - filled, '.'), 100 * share);
    if (share >= 1) std::cerr << "\n";
  } else if (last != what) {
    std::cerr << what << "\n";
  }
  last = std::string(what);
}

absl::Status WriteFile(const std::string& path, absl::string_view bytes) {
  // Beside it first: a model in use is never half written.
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat(
        "cannot write ", path, ": check the directory and its free space"));
  }
  return absl::OkStatus();
}

int RunTrain(RecipeOptions options, const std::string& out,
             const std::vector<std::string>& without) {
  options.checkpoint = out + ".checkpoint";
  auto rows = GatherRows(options, ShowProgress);
  if (!rows.ok()) return Fail(rows.status());
  const absl::Status known =
      CheckFolds(rows->rows, without, /*are_tested=*/false);
  if (!known.ok()) return Fail(known);
  const TrainingSet set = ReadFeatures(*std::move(rows), options, ShowProgress);
  std::vector<uint32_t> chosen;
  for (uint32_t i = 0; i < set.rows.size(); ++i) {
    const bool is_out = std::any_of(
        without.begin(), without.end(),
        [&](const std::string& fold) { return IsHeldOut(set.rows[i], fold); });
    if (!is_out) chosen.push_back(i);
  }
  const auto bytes = TrainModel(set, chosen, options, ShowProgress);
  if (!bytes.ok()) return Fail(bytes.status());
  const absl::Status written = WriteFile(out, *bytes);
  if (!written.ok()) return Fail(written);
  std::remove(options.checkpoint.c_str());
  std::cout << absl::StrFormat(
      "%s: %d bytes, from %d rows. Next: winnow-train "
      "evaluate --model %s FILE…\n",
      out, bytes->size(), chosen.size(), out);
  return 0;
}

void PrintMetrics(const std::string& name, const Metrics& m) {
  std::cout << absl::StrFormat(
      "%-40s %6d %6d  %.4f ± %.4f  %.3f  %.3f  %.3f  %.3f\n", name, m.positives,
      m.negatives, m.auc, m.auc_margin, m.average_precision,
      m.recall_at_1_percent, m.recall_at_01_percent, m.brier);
}

void PrintMetricsHeader() {
  std::cout << absl::StrFormat("%-40s %6s %6s  %-15s  %s\n", "source, score",
                               "pos", "neg", "AUC, 95 %",
                               "AP     R@1%   R@.1%  Brier");
}

int RunCrossValidate(const RecipeOptions& options,
                     std::vector<std::string> folds) {
  auto rows = GatherRows(options, ShowProgress);
  if (!rows.ok()) return Fail(rows.status());
  const absl::Status known = CheckFolds(rows->rows, folds, /*are_tested=*/true);
  if (!known.ok()) return Fail(known);
  if (folds.empty()) folds = FoldsOf(rows->rows);
  if (folds.empty()) {
    return Fail(absl::FailedPreconditionError(absl::StrCat(
        "no source has ", kTestedRowsMin,
        " rows of either kind: give each row the \"source\" it is from")));
  }
  const TrainingSet set = ReadFeatures(*std::move(rows), options, ShowProgress);
  PrintMetricsHeader();
  for (const std::string& fold : folds) {
    const auto results = RunFold(set, fold, options, ShowProgress);
    if (!results.ok()) return Fail(results.status());
    for (const FoldResult& result : *results) {
      PrintMetrics(absl::StrCat(fold, " ", kHeadNames[result.head]),
                   result.metrics);
    }
    std::cout << std::flush;
  }
  return 0;
}

void PrintReliability(
    const std::map<size_t, std::vector<CalibrationPoint>>& points,
    const ModelNumbers& numbers) {
  std::cout << "\nOf texts given about so much, so many are it (at natural "
               "rates):\n";
  for (const auto& [head, of_head] : points) {
    std::cout << absl::StrFormat("%-18s", kHeadNames[head]);
    for (const ReliabilityBin& bin : MeasureReliability(
             numbers.calibration[head], of_head, kNaturalRates[head])) {
      if (bin.weight > 0) {
        std::cout << absl::StrFormat(" %.2f→%.2f", bin.predicted, bin.observed);
      }
    }
    std::cout << "\n";
  }
}

int RunEvaluate(const std::string& model_path,
                const std::vector<std::string>& files) {
  auto model = Model::Open(model_path);
  if (!model.ok()) return Fail(model.status());
  std::map<std::string, std::vector<Scored>> scored;
  std::map<size_t, std::vector<CalibrationPoint>> points;
  FeatureSet features;
  for (const std::string& file : files) {
    const absl::Status read = ReadRows(
        file,
        [&](const TrainingRow& row) {
          ExtractRow(row, features);
          const PerHead odds = (*model)->LogOdds(features);
          const PerHead probability = (*model)->Calibrate(odds);
          for (size_t h = 0; h < kHeads; ++h) {
            if (!IsKnown(row.labels[h])) continue;
            scored[absl::StrCat(row.source, " ", kHeadNames[h])].push_back(
                {probability[h], row.labels[h] >= 0.5F});
            points[h].push_back({odds[h], row.labels[h], 1});
          }
        },
        [&](double share) { ShowProgress("scoring", share); });
    if (!read.ok()) return Fail(read);
  }
  PrintMetricsHeader();
  for (auto& [name, of_name] : scored) {
    PrintMetrics(name, Measure(std::move(of_name)));
  }
  PrintReliability(points, (*model)->numbers());
  return 0;
}

int RunInspect(const std::string& model_path, const std::string& score,
               const std::string& text, const std::vector<std::string>& files,
               size_t top) {
  auto classifier = Classifier::Open(model_path);
  if (!classifier.ok()) return Fail(classifier.status());
  const Model& model = (*classifier)->model();
  const size_t head = FindHead(score);
  if (head == kHeads) {
    return Fail(absl::InvalidArgumentError(
        absl::StrCat("there is no score ", score, "; --help names them")));
  }
  std::cout << "model " << model.revision() << "\n"
            << model.training_record() << "\n";
  if (!text.empty()) {
    const TextViews body(text);
    const auto links = FindLinks(body, TextField::kBody);
    std::vector<Contribution> all = Explainer(model, {body, "", "", links})
                                        .Explain(static_cast<Head>(head));
    all.resize(std::min(all.size(), top));
    for (const Contribution& one : all) {
      std::cout << absl::StrFormat("%+8.3f  %s\n", one.weight, one.text);
    }
    return 0;
  }
  WordWeights weights(model, static_cast<Head>(head));
  for (const std::string& file : files) {
    const absl::Status read = ReadRows(
        file, [&](const TrainingRow& row) { weights.Add(row.text); },
        [&](double share) { ShowProgress("reading words", share); });
    if (!read.ok()) return Fail(read);
  }
  for (const auto& [word, weight] : weights.Top(top)) {
    std::cout << absl::StrFormat("%+8.3f  %s\n", weight, word);
  }
  return 0;
}

int RunCalibrate(const std::string& model_path, const std::string& out,
                 const std::vector<std::string>& files) {
  std::ifstream file(model_path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto contents = ReadModelFile(bytes);
  if (!contents.ok()) return Fail(contents.status());
  const auto model = Model::Open(model_path);
  if (!model.ok()) return Fail(model.status());
  std::map<size_t, std::vector<CalibrationPoint>> points;
  FeatureSet features;
  for (const std::string& path : files) {
    const absl::Status read = ReadRows(
        path,
        [&](const TrainingRow& row) {
          ExtractRow(row, features);
          const PerHead odds = (*model)->LogOdds(features);
          for (size_t h = 0; h < kHeads; ++h) {
            if (!IsKnown(row.labels[h])) continue;
            points[h].push_back({odds[h], row.labels[h], 1});
          }
        },
        [](double share) { ShowProgress("scoring", share); });
    if (!read.ok()) return Fail(read);
  }
  ModelNumbers numbers = contents->numbers;
  for (const auto& [head, of_head] : points) {
    numbers.calibration[head] = FitCurve(of_head, kNaturalRates[head]);
  }
  const std::vector<int8_t> table(
      contents->table, contents->table + size_t{contents->buckets} * kHeads);
  const auto packed = WriteModelFile(
      numbers, absl::StrCat(contents->record, "calibrated again: yes\n"),
      table);
  if (!packed.ok()) return Fail(packed.status());
  const absl::Status written = WriteFile(out, *packed);
  if (!written.ok()) return Fail(written);
  PrintReliability(points, numbers);
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app{
      "Trains, evaluates, inspects and calibrates Winnow's classifier.\n\n"
      "  1. train            makes a model of labelled rows\n"
      "  2. cross-validate   says how good such models are on sites they never "
      "saw\n"
      "  3. evaluate         says how good one is on rows it never saw\n"
      "  4. calibrate        makes its scores mean what they say on your site\n"
      "  5. inspect          shows what a score listens to\n\n"
      "Rows are JSON lines, {\"text\": …, \"labels\": {\"toxicity\": 0.7, "
      "\"spam\": 0}, \"source\": …, \"lang\": …},\nor CSV with a column for "
      "each; files may be compressed (.xz). A label that is not there is "
      "unknown, not 0.\nScores: spam, toxicity, severe_toxicity, insult, "
      "profanity, threat, identity_attack, sexually_explicit.\n\n"
      "The shipped model:\n  winnow-train train --data DATA/train --lists "
      "DATA/lists --terms deploy/lists --out deploy/models/winnow.model"};
  app.name("winnow-train");
  app.require_subcommand(1);

  RecipeOptions recipe;
  std::string out;
  std::vector<std::string> without;
  const auto add_recipe = [&recipe](CLI::App* command) {
    command->add_option("--data", recipe.data, "Directory of labelled rows")
        ->required();
    command->add_option("--lists", recipe.lists,
                        "Directory of lists of spammers' hosts, for made-up "
                        "advertisements");
    command->add_option("--terms", recipe.terms,
                        "Directory of word lists, for disguises");
    command
        ->add_option("--seed", recipe.training.seed,
                     "Equal seeds, equal models, whatever the threads")
        ->capture_default_str();
    command->add_option("--threads", recipe.threads, "For reading features")
        ->capture_default_str()
        ->check(CLI::Range(1, 256));
    command
        ->add_option("--epochs", recipe.training.epochs, "Walks over all rows")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command
        ->add_option("--buckets", recipe.training.buckets,
                     "Size of the table; 8 bytes each in the file")
        ->capture_default_str()
        ->check(CLI::Range(kBucketsMin, kBucketsLargest));
  };
  CLI::App* train = app.add_subcommand("train", "Make a model of rows");
  train->footer(
      "A training that is ended, by Ctrl-C or otherwise, is kept in "
      "OUT.checkpoint after each\nepoch; the same command goes on from there "
      "and makes the same model.");
  add_recipe(train);
  train->add_option("--out", out, "The model's file")->required();
  train->add_option("--without", without,
                    "Leave out a source, or SOURCE:GROUP; may be repeated");
  std::vector<std::string> folds;
  CLI::App* cross_validate = app.add_subcommand(
      "cross-validate",
      "Leave each source out once and say how well it is told");
  cross_validate->footer(
      "Takes as long as a training for each source. Rows held out at random "
      "would say too\nmuch: those of one source are alike.");
  add_recipe(cross_validate);
  cross_validate->add_option("--fold", folds,
                             "A source, or SOURCE:GROUP; may be repeated. "
                             "Default: each source");

  std::string model;
  std::vector<std::string> files;
  const auto add_model = [&](CLI::App* command, bool need_files) {
    command->add_option("--model", model, "The model's file")->required();
    auto* option = command->add_option("files", files, "Files of rows");
    if (need_files) option->required();
  };
  CLI::App* evaluate = app.add_subcommand(
      "evaluate", "Say how well a model tells the labels of rows it never saw");
  add_model(evaluate, true);
  CLI::App* inspect = app.add_subcommand(
      "inspect", "Show what a score listens to: words of rows, or of one text");
  add_model(inspect, false);
  std::string score = "toxicity";
  std::string text;
  size_t top = 20;
  inspect->add_option("--score", score, "Which one")->capture_default_str();
  inspect->add_option("--text", text, "Explain this text instead");
  inspect->add_option("--top", top, "How many")->capture_default_str();
  CLI::App* calibrate = app.add_subcommand(
      "calibrate", "Fit what scores mean to the rows of a site");
  add_model(calibrate, true);
  calibrate->add_option("--out", out, "The new model's file")->required();

  CLI11_PARSE(app, argc, argv);
  if (train->parsed()) return RunTrain(recipe, out, without);
  if (cross_validate->parsed()) return RunCrossValidate(recipe, folds);
  if (evaluate->parsed()) return RunEvaluate(model, files);
  if (inspect->parsed()) return RunInspect(model, score, text, files, top);
  return RunCalibrate(model, out, files);
}

}  // namespace
}  // namespace winnow

int main(int argc, char** argv) { return winnow::Main(argc, argv); }
