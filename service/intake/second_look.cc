#include "service/intake/second_look.h"

#include <vector>

#include "service/screening/policy/signal_source.h"

namespace winnow {
namespace {

// The texts do not need to be compared with others, so any key will do.
Reading ReadTexts(const Screener& screener, const Draft& draft) {
  Reading reading = screener.Read(draft, SketchKey());
  screener.InspectText(draft, reading);
  return reading;
}

void Append(const std::vector<Signal>& from, SignalSource source,
            SignalSink& to) {
  for (const Signal& signal : from) {
    if (SourceOf(signal.name) == source) to.Report(signal);
  }
}

// Whether a step of its screening failed: signals that nobody can ask for any
// more are missing, and what held them must not be taken for innocence.
bool IsFault(const StoredComment& stored) {
  return stored.hidden.verdict.rule == kRuleFault;
}

}  // namespace

Draft DraftOf(const StoredComment& stored) {
  const Comment& comment = stored.comment;
  Draft draft;
  draft.id = comment.id;
  draft.arrival = comment.id.Time();
  draft.create_time = comment.create_time;
  draft.thread = stored.thread;
  draft.thread.id = comment.thread;
  draft.parent = comment.parent;
  draft.display_name = comment.display_name;
  draft.website = comment.website;
  draft.body = comment.body;
  draft.author_id = stored.hidden.author_id;
  draft.author_verified = comment.author_verified;
  draft.author_role = comment.author_role;
  // The text's own, or what the site said where it cannot be told.
  draft.language = stored.hidden.verdict.language;
  return draft;
}

std::vector<ScoreExplanation> ExplainScores(const Screener& screener,
                                            const StoredComment& stored) {
  return screener.ExplainScores(DraftOf(stored));
}

AuthorClass ClassThen(const StoredComment& stored) {
  if (stored.comment.author_role == AuthorRole::kStaff) {
    return AuthorClass::kStaff;
  }
  AuthorClass author_class = AuthorClass::kKnown;
  for (const Signal& signal : stored.hidden.verdict.signals) {
    if (signal.name == "author_new") return AuthorClass::kNew;
    if (signal.name == "author_trusted" && signal.strength >= 1 &&
        stored.comment.author_verified) {
      author_class = AuthorClass::kTrusted;
    }
  }
  return author_class;
}

Verdict JudgeAsItWas(const Screener& screener, const StoredComment& stored) {
  if (IsFault(stored)) return stored.hidden.verdict;
  const Draft draft = DraftOf(stored);
  const Reading reading = ReadTexts(screener, draft);
  SignalSink others;
  Append(stored.hidden.verdict.signals, SignalSource::kPresent, others);
  Append(stored.hidden.verdict.signals, SignalSource::kMoment, others);
  return screener.JudgeAgain(draft, reading, others, ClassThen(stored));
}

Verdict JudgeAsItIsNow(const Screener& screener, const StoredComment& stored,
                       const ThreadNow& now) {
  if (IsFault(stored)) return stored.hidden.verdict;
  const Draft draft = DraftOf(stored);
  const Reading reading = ReadTexts(screener, draft);
  Circumstances circumstances;
  circumstances.author = stored.author;
  circumstances.thread_mode = now.mode;
  circumstances.thread_hot = now.hot_until != absl::InfinitePast();
  circumstances.rates.thread_minute = now.per_minute;
  circumstances.rates.thread_hour = now.per_hour;
  const SignalSink seen =
      screener.InspectCircumstances(draft, reading, circumstances);
  SignalSink others;
  others.AddFailures(seen);
  Append(seen.signals(), SignalSource::kPresent, others);
  Append(stored.hidden.verdict.signals, SignalSource::kMoment, others);
  return screener.JudgeAgain(
      draft, reading, others,
      ClassifyAuthor(draft, stored.author, screener.policy().filters.limits));
}

}  // namespace winnow
