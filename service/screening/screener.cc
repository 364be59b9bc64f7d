#include "service/screening/screener.h"

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "service/screening/classifier/explainer.h"
#include "service/screening/filters/registry.h"
#include "service/screening/policy/decide.h"

namespace winnow {
namespace {

Reading EmptyReading() {
  return {.body = TextViews(""),
          .name = TextViews(""),
          .website = TextViews(""),
          .sketch = {},
          .links = {},
          .language = kUndetermined,
          .signals = {},
          .assessment = {},
          .inspected = false,
          .failed = true};
}

void AppendLinks(const TextViews& views, TextField field,
                 std::vector<Link>& links) {
  for (Link& link : FindLinks(views, field)) links.push_back(std::move(link));
}

// What every step of a text needs beside its views.
void ReadOn(Reading& reading) {
  AppendLinks(reading.body, TextField::kBody, reading.links);
  AppendLinks(reading.name, TextField::kName, reading.links);
  AppendLinks(reading.website, TextField::kWebsite, reading.links);
  reading.language = DetectLanguage(reading.body.folded().text());
}

// Scores under their names, less those the model abstains from.
std::map<std::string, double> ScoresOf(const Reading& reading) {
  std::map<std::string, double> scores;
  if (!reading.assessment) return scores;
  for (size_t h = 0; h < kHeads; ++h) {
    if (!reading.assessment->Has(static_cast<Head>(h))) continue;
    scores.emplace_hint(scores.end(), std::string(kHeadNames[h]),
                        reading.assessment->probability[h]);
  }
  return scores;
}

// The text's own language, else what the site says.
absl::string_view LanguageOf(const Draft& draft, const Reading& reading) {
  const bool is_told =
      reading.language == kUndetermined && !draft.language.empty();
  return is_told ? absl::string_view(draft.language) : reading.language;
}

// The same as the classifier wants it: "en-GB" is English.
absl::string_view ClassifierLanguage(const Draft& draft,
                                     const Reading& reading) {
  const absl::string_view language = LanguageOf(draft, reading);
  return language.substr(0, language.find('-'));
}

ClassifierInput InputOf(const Reading& reading) {
  return {reading.body, reading.name.skeleton().text(),
          reading.website.skeleton().text(), reading.links};
}

// The score as it is with or without the adapter.
double Moved(double score, double shift) {
  return std::clamp(score + shift, 0.0, 1.0);
}

// Puts the scores that the adapter moves where it moves them.
void MoveScores(const AdapterOpinion& opinion,
                std::map<std::string, double>& scores) {
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (opinion.shift[h] == 0) continue;
    double& score = scores[std::string(kHeadNames[h])];
    score = Moved(score, opinion.shift[h]);
  }
}

std::array<std::vector<double>, kAdapterHeads> BoundsOf(const Policy& policy) {
  std::array<std::vector<double>, kAdapterHeads> bounds;
  for (const Rule& rule : policy.rules) {
    for (const Condition& asked : rule.conditions) {
      const size_t head = asked.is_score ? FindHead(asked.signal) : kHeads;
      if (head >= kAdapterHeads) continue;
      if (asked.at_least) bounds[head].push_back(*asked.at_least);
      if (asked.below) bounds[head].push_back(*asked.below);
      if (!asked.at_least && !asked.below) {
        bounds[head].push_back(kAtLeastDefault);
      }
    }
  }
  return bounds;
}

std::vector<const Filter*> OfStage(
    const std::vector<std::unique_ptr<const Filter>>& filters,
    Filter::Stage stage) {
  std::vector<const Filter*> of_stage;
  for (const std::unique_ptr<const Filter>& filter : filters) {
    if (filter->stage() == stage) of_stage.push_back(filter.get());
  }
  return of_stage;
}

}  // namespace

Screener::Screener(Policy policy,
                   std::vector<std::unique_ptr<const Filter>> filters,
                   const Classifier* classifier,
                   std::shared_ptr<const AdapterSlot> adapter)
    : policy_(std::move(policy)),
      filters_(std::move(filters)),
      text_filters_(OfStage(filters_, Filter::Stage::kText)),
      circumstance_filters_(OfStage(filters_, Filter::Stage::kCircumstances)),
      classifier_(classifier),
      adapter_(std::move(adapter)),
      bounds_(BoundsOf(policy_)) {}

absl::StatusOr<std::unique_ptr<const Screener>> Screener::Make(
    Policy policy, std::vector<TermList> own_lists,
    const Classifier* classifier, std::shared_ptr<const AdapterSlot> adapter) {
  if (absl::Status valid = ValidatePolicy(policy); !valid.ok()) return valid;
  for (TermList& list : own_lists) {
    policy.filters.lists.push_back(std::move(list));
  }
  absl::StatusOr<std::vector<std::unique_ptr<const Filter>>> filters =
      MakeFilters(policy.filters);
  if (!filters.ok()) return filters.status();
  return MakeOf(std::move(policy), *std::move(filters), classifier,
                std::move(adapter));
}

std::unique_ptr<const Screener> Screener::MakeOf(
    Policy policy, std::vector<std::unique_ptr<const Filter>> filters,
    const Classifier* classifier, std::shared_ptr<const AdapterSlot> adapter) {
  return std::unique_ptr<const Screener>(new Screener(
      std::move(policy), std::move(filters), classifier, std::move(adapter)));
}

// Memory may run out in these steps. No exception leaves them: the reading
// remembers, and Judge holds the comment for a person.

Reading Screener::Read(const Draft& draft, const SketchKey& key) const {
  try {
    Reading reading = {.body = TextViews(draft.body),
                       .name = TextViews(draft.display_name),
                       .website = TextViews(draft.website),
                       .sketch = {},
                       .links = {},
                       .language = kUndetermined,
                       .signals = {},
                       .assessment = {},
                       .inspected = false,
                       .failed = false};
    reading.sketch = MakeSketch(reading.body.folded().text(), key);
    reading.failed = !reading.body.complete() || !reading.name.complete() ||
                     !reading.website.complete();
    return reading;
  } catch (const std::exception&) {
    return EmptyReading();
  }
}

void Screener::InspectText(const Draft& draft, Reading& reading) const {
  // A person reads it anyway; a text made to hurt costs no more.
  if (reading.failed) return;
  try {
    ReadOn(reading);
    Run(text_filters_, draft, reading, Circumstances(), reading.signals);
    Assess(draft, reading);
    reading.inspected = true;
  } catch (const std::exception&) {
    reading.failed = true;
  }
}

void Screener::Assess(const Draft& draft, Reading& reading) const {
  if (classifier_ == nullptr) return;
  // Grown once a thread: nothing is allocated for a comment.
  thread_local FeatureSet features;
  reading.assessment = classifier_->Assess(
      InputOf(reading), ClassifierLanguage(draft, reading), features);
  if (!adapter_) return;
  const AdapterSlot::Use use = adapter_->Get();
  if (!use.adapter) return;
  reading.adapter = {use.mode,
                     use.adapter->Shift(features, *reading.assessment)};
}

std::optional<LessonText> Screener::ReadLesson(const Draft& draft) const {
  if (classifier_ == nullptr) return std::nullopt;
  try {
    Reading reading = Read(draft, SketchKey());
    if (reading.failed) return std::nullopt;
    ReadOn(reading);
    FeatureSet features;
    const Assessment assessment = classifier_->Assess(
        InputOf(reading), ClassifierLanguage(draft, reading), features);
    return MakeLessonText(features, assessment);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<ScoreExplanation> Screener::ExplainScores(
    const Draft& draft) const {
  if (classifier_ == nullptr) return {};
  try {
    Reading reading = Read(draft, SketchKey());
    if (reading.failed) return {};
    ReadOn(reading);
    return winnow::ExplainScores(*classifier_, InputOf(reading),
                                 ClassifierLanguage(draft, reading));
  } catch (const std::exception&) {
    return {};
  }
}

std::vector<WordWeight> Screener::AdapterWords(const Draft& draft,
                                               const Adapter& adapter) const {
  if (classifier_ == nullptr) return {};
  try {
    const Reading reading = Read(draft, SketchKey());
    if (reading.failed) return {};
    return winnow::AdapterWords(InputOf(reading), adapter);
  } catch (const std::exception&) {
    return {};
  }
}

Verdict Screener::Judge(const Draft& draft, const Reading& reading,
                        const Circumstances& circumstances) const {
  Verdict verdict = Weigh(draft, reading, circumstances);
  verdict.language = std::string(LanguageOf(draft, reading));
  return verdict;
}

Verdict Screener::Weigh(const Draft& draft, const Reading& reading,
                        const Circumstances& circumstances) const {
  try {
    SignalSink signals = reading.signals;
    Run(circumstance_filters_, draft, reading, circumstances, signals);
    return Conclude(
        draft, reading, signals,
        ClassifyAuthor(draft, circumstances.author, policy_.filters.limits));
  } catch (const std::exception&) {
    return HoldForFailure(policy_, {}, {});
  }
}

SignalSink Screener::InspectCircumstances(
    const Draft& draft, const Reading& reading,
    const Circumstances& circumstances) const {
  SignalSink signals;
  try {
    Run(circumstance_filters_, draft, reading, circumstances, signals);
  } catch (const std::exception&) {
    signals.ReportBreak();
  }
  return signals;
}

Verdict Screener::JudgeAgain(const Draft& draft, const Reading& reading,
                             const SignalSink& others,
                             AuthorClass author_class) const {
  try {
    SignalSink signals = reading.signals;
    for (const Signal& signal : others.signals()) signals.Report(signal);
    signals.AddFailures(others);
    return Conclude(draft, reading, signals, author_class);
  } catch (const std::exception&) {
    return HoldForFailure(policy_, {}, {});
  }
}

Verdict Screener::Conclude(const Draft& draft, const Reading& reading,
                           const SignalSink& signals,
                           AuthorClass author_class) const {
  std::map<std::string, double> scores = ScoresOf(reading);
  if (reading.adapter.mode == AdapterMode::kOn) {
    MoveScores(reading.adapter, scores);
  }
  Verdict verdict = Weighed(draft, reading, signals, author_class, scores);
  verdict.failed_checks = signals.failures();
  verdict.adapter =
      EffectOf(draft, reading, signals, author_class, verdict.state);
  verdict.scores = std::move(scores);
  if (reading.assessment && classifier_ != nullptr) {
    verdict.model_revision = classifier_->model().revision();
  }
  return verdict;
}

AdapterEffect Screener::EffectOf(const Draft& draft, const Reading& reading,
                                 const SignalSink& signals,
                                 AuthorClass author_class, State state) const {
  AdapterEffect effect;
  const AdapterOpinion& opinion = reading.adapter;
  if (opinion.mode == AdapterMode::kOff || !reading.assessment) return effect;
  const bool is_on = opinion.mode == AdapterMode::kOn;
  AdapterChange change;
  for (size_t h = 0; h < kAdapterHeads; ++h) {
    if (opinion.shift[h] == 0) continue;
    if (is_on) effect.shifts[std::string(kHeadNames[h])] = opinion.shift[h];
    const double before = reading.assessment->probability[h];
    const double after = Moved(before, opinion.shift[h]);
    const bool passes = std::any_of(
        bounds_[h].begin(), bounds_[h].end(),
        [&](double bound) { return (before < bound) != (after < bound); });
    if (passes) change.heads |= 1u << h;
  }
  if (change.heads == 0) return effect;
  std::map<std::string, double> scores = ScoresOf(reading);
  const auto judge = [&] {
    return Weighed(draft, reading, signals, author_class, scores,
                   /*rules_in_shadow_decide=*/!is_on)
        .state;
  };
  change.without = judge();
  change.with = state;
  if (!is_on) {
    MoveScores(opinion, scores);
    change.with = judge();
  }
  if (change.with != change.without) effect.change = change;
  return effect;
}

Verdict Screener::Weighed(const Draft& draft, const Reading& reading,
                          const SignalSink& signals, AuthorClass author_class,
                          const std::map<std::string, double>& scores,
                          bool rules_in_shadow_decide) const {
  if (reading.failed || !reading.inspected || signals.is_broken()) {
    return HoldForFailure(policy_, signals.signals(), signals.failures());
  }
  if (!signals.failures().empty()) {
    std::optional<Verdict> failed =
        DecideFailures(policy_, signals.signals(), signals.failures());
    if (failed) return *std::move(failed);
  }
  return Decide(policy_, signals.signals(),
                {.author_class = author_class,
                 .thread = draft.thread.id,
                 .section = draft.thread.section,
                 .tags = draft.thread.tags,
                 .arrival = draft.arrival,
                 .scores = reading.assessment ? &scores : nullptr,
                 .rules_in_shadow_decide = rules_in_shadow_decide});
}

void Screener::Run(const std::vector<const Filter*>& filters,
                   const Draft& draft, const Reading& reading,
                   const Circumstances& circumstances,
                   SignalSink& signals) const {
  const Subject subject = {draft,           reading.body,  reading.name,
                           reading.website, reading.links, reading.language};
  for (const Filter* filter : filters) {
    filter->Inspect(subject, circumstances, signals);
  }
}

}  // namespace winnow
