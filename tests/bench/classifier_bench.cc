// What the classifier costs: scoring a comment with all views and heads, each
// step alone, and loading the model. Needs a model's file:
//
//   WINNOW_MODEL=deploy/models/winnow.model classifier_bench
//
// Medians of many repetitions are what is promised: see --help of Google
// Benchmark (--benchmark_repetitions).

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "service/screening/classifier/adapter.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/explainer.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"

namespace winnow {
namespace {

// 300 bytes of an ordinary comment, and as many in Russian.
constexpr char kComment[] =
    "I have read the report twice and I still do not see where the money is "
    "supposed to come from. Last year they said the new line would be ready by "
    "spring, and now we hear about 2027! Perhaps somebody from the council "
    "could explain this to those of us who take the bus every single morning?";
constexpr char kRussian[] =
    "Я дважды прочитал отчёт и всё равно не понимаю, откуда возьмутся деньги. "
    "В прошлом году обещали открыть новую линию весной, а теперь говорят о "
    "следующем годе! Может быть, кто-нибудь объяснит?";

const char* ModelPath() {
  const char* path = std::getenv("WINNOW_MODEL");
  return path != nullptr ? path : "deploy/models/winnow.model";
}

const Classifier* TheClassifier() {
  static const auto* const classifier =
      new absl::StatusOr<std::unique_ptr<const Classifier>>(
          Classifier::Open(ModelPath()));
  if (!classifier->ok()) {
    std::cerr << classifier->status().message() << "\n";
    std::exit(1);
  }
  return (*classifier)->get();
}

void Score(benchmark::State& state, const std::string& text) {
  const Classifier& classifier = *TheClassifier();
  FeatureSet features;
  for (auto _ : state) {
    const TextViews body(text);
    const auto links = FindLinks(body, TextField::kBody);
    benchmark::DoNotOptimize(classifier.Assess(
        {body, "", "", links}, DetectLanguage(body.folded().text()), features));
  }
  state.counters["grams"] = static_cast<double>(features.grams.size());
}

void ScoreEnglish(benchmark::State& state) { Score(state, kComment); }
BENCHMARK(ScoreEnglish);

void ScoreRussian(benchmark::State& state) { Score(state, kRussian); }
BENCHMARK(ScoreRussian);

void ViewsAlone(benchmark::State& state) {
  const std::string text = kComment;
  for (auto _ : state) benchmark::DoNotOptimize(TextViews(text));
}
BENCHMARK(ViewsAlone);

void FeaturesAlone(benchmark::State& state) {
  const std::string text = kComment;
  const TextViews body(text);
  FeatureSet features;
  for (auto _ : state) {
    ExtractFeatures({body, "", "", {}}, false, features);
    benchmark::DoNotOptimize(features.grams.data());
  }
}
BENCHMARK(FeaturesAlone);

void SumsAlone(benchmark::State& state) {
  const std::string text = kComment;
  const TextViews body(text);
  FeatureSet features;
  ExtractFeatures({body, "", "", {}}, false, features);
  const Model& model = TheClassifier()->model();
  for (auto _ : state) benchmark::DoNotOptimize(model.LogOdds(features));
}
BENCHMARK(SumsAlone);

void Explain(benchmark::State& state) {
  const std::string text = kComment;
  const TextViews body(text);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ExplainScores(*TheClassifier(), {body, "", "", {}}, "en"));
  }
}
BENCHMARK(Explain);

// An adapter that votes on both scores.
const Adapter& TaughtAdapter() {
  static const auto& adapter = *[] {
    auto* taught = new Adapter(TheClassifier()->model().revision());
    FeatureSet features;
    for (uint32_t i = 0; i < 2000; ++i) {
      const std::string text = std::to_string(i * 7919) + " " + kComment;
      const TextViews body(text);
      const Assessment assessment =
          TheClassifier()->Assess({body, "", "", {}}, "en", features);
      Lesson lesson;
      lesson.about.value[0] = static_cast<uint8_t>(i);
      lesson.about.value[1] = static_cast<uint8_t>(i >> 8);
      lesson.author = i + 1;
      lesson.teacher = i % 20;
      lesson.time = absl::FromUnixSeconds(1'700'000'000 + i * 60);
      lesson.labels.fill(i % 2 == 0 ? 1 : 0);
      taught->Learn(lesson, MakeLessonText(features, assessment));
    }
    return taught;
  }();
  return adapter;
}

// What a site's adapter adds to the score of a comment.
void AdapterShift(benchmark::State& state) {
  const std::string text = kComment;
  const TextViews body(text);
  FeatureSet features;
  const Assessment assessment =
      TheClassifier()->Assess({body, "", "", {}}, "en", features);
  const Adapter& adapter = TaughtAdapter();
  if (!adapter.Votes(kSpamHead)) state.SkipWithError("it does not vote");
  for (auto _ : state) {
    benchmark::DoNotOptimize(adapter.Shift(features, assessment));
  }
}
BENCHMARK(AdapterShift);

// Learning one decision, and writing the adapter.
void AdapterLesson(benchmark::State& state) {
  const std::string text = kComment;
  Adapter adapter = TaughtAdapter();
  FeatureSet features;
  uint32_t n = 100'000;
  for (auto _ : state) {
    const TextViews body(text);
    const Assessment assessment =
        TheClassifier()->Assess({body, "", "", {}}, "en", features);
    Lesson lesson;
    std::memcpy(lesson.about.value.data(), &++n, sizeof n);
    lesson.author = n;
    lesson.teacher = n % 20;
    lesson.time = absl::FromUnixSeconds(1'700'000'000 + n * 60);
    lesson.labels.fill(n % 2 == 0 ? 1 : 0);
    adapter.Learn(lesson, MakeLessonText(features, assessment));
  }
}
BENCHMARK(AdapterLesson);

void AdapterWrite(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(TaughtAdapter().Serialize());
  }
  state.counters["bytes"] =
      static_cast<double>(TaughtAdapter().Serialize().size());
}
BENCHMARK(AdapterWrite);

// Bytes of the process in memory, of files too.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Also says what a model adds to the process, and how much of it is the file.
void Load(benchmark::State& state) {
  const double before = ResidentBytes();
  const auto model = Model::Open(ModelPath());
  state.counters["resident_MB"] = (ResidentBytes() - before) / 1e6;
  state.counters["file_MB"] =
      static_cast<double>(std::filesystem::file_size(ModelPath())) / 1e6;
  for (auto _ : state) benchmark::DoNotOptimize(Model::Open(ModelPath()));
}
BENCHMARK(Load)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace winnow

BENCHMARK_MAIN();
