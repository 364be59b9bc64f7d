#include "service/screening/screener.h"

#include <exception>
#include <optional>
#include <utility>

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
          .inspected = false,
          .failed = true};
}

void AppendLinks(const TextViews& views, TextField field,
                 std::vector<Link>& links) {
  for (Link& link : FindLinks(views, field)) links.push_back(std::move(link));
}

}  // namespace

Screener::Screener(Policy policy,
                   std::vector<std::unique_ptr<const Filter>> filters)
    : policy_(std::move(policy)), filters_(std::move(filters)) {}

absl::StatusOr<std::unique_ptr<const Screener>> Screener::Make(
    Policy policy, std::vector<TermList> own_lists) {
  if (absl::Status valid = ValidatePolicy(policy); !valid.ok()) return valid;
  for (TermList& list : own_lists) {
    policy.filters.lists.push_back(std::move(list));
  }
  absl::StatusOr<std::vector<std::unique_ptr<const Filter>>> filters =
      MakeFilters(policy.filters);
  if (!filters.ok()) return filters.status();
  return MakeOf(std::move(policy), *std::move(filters));
}

std::unique_ptr<const Screener> Screener::MakeOf(
    Policy policy, std::vector<std::unique_ptr<const Filter>> filters) {
  return std::unique_ptr<const Screener>(
      new Screener(std::move(policy), std::move(filters)));
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
    AppendLinks(reading.body, TextField::kBody, reading.links);
    AppendLinks(reading.name, TextField::kName, reading.links);
    AppendLinks(reading.website, TextField::kWebsite, reading.links);
    reading.language = DetectLanguage(reading.body.folded().text());
    Run(Filter::Stage::kText, draft, reading, Circumstances(), reading.signals);
    reading.inspected = true;
  } catch (const std::exception&) {
    reading.failed = true;
  }
}

Verdict Screener::Judge(const Draft& draft, const Reading& reading,
                        const Circumstances& circumstances) const {
  Verdict verdict = Weigh(draft, reading, circumstances);
  const bool is_told =
      reading.language == kUndetermined && !draft.language.empty();
  verdict.language = is_told ? draft.language : std::string(reading.language);
  return verdict;
}

Verdict Screener::Weigh(const Draft& draft, const Reading& reading,
                        const Circumstances& circumstances) const {
  try {
    SignalSink signals = reading.signals;
    Run(Filter::Stage::kCircumstances, draft, reading, circumstances, signals);
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
    Run(Filter::Stage::kCircumstances, draft, reading, circumstances, signals);
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
  Verdict verdict = Weighed(draft, reading, signals, author_class);
  verdict.failed_checks = signals.failures();
  return verdict;
}

Verdict Screener::Weighed(const Draft& draft, const Reading& reading,
                          const SignalSink& signals,
                          AuthorClass author_class) const {
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
                 .arrival = draft.arrival});
}

void Screener::Run(Filter::Stage stage, const Draft& draft,
                   const Reading& reading, const Circumstances& circumstances,
                   SignalSink& signals) const {
  const Subject subject = {draft,           reading.body,  reading.name,
                           reading.website, reading.links, reading.language};
  for (const std::unique_ptr<const Filter>& filter : filters_) {
    if (filter->stage() != stage) continue;
    filter->Inspect(subject, circumstances, signals);
  }
}

}  // namespace winnow
