// The Screener is screening as the rest of Winnow sees it: a pure function of
// draft and circumstances, in three steps, so that the store can be asked
// between them.
//
//   Reading reading = screener.Read(draft, key);   // the sketch: for gather
//   screener.InspectText(draft, reading);          // while the store answers
//   Verdict v = screener.Judge(draft, reading, circumstances);
//
// One object per site and revision of its policy. Immutable, but for the site's
// adapter, which it takes as it hangs in its slot when a text is inspected: all
// threads may use it at once. No I/O, no clock.

#ifndef WINNOW_SERVICE_SCREENING_SCREENER_H_
#define WINNOW_SERVICE_SCREENING_SCREENER_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/comment/circumstances.h"
#include "service/comment/draft.h"
#include "service/comment/explanation.h"
#include "service/comment/verdict.h"
#include "service/screening/classifier/adapter_slot.h"
#include "service/screening/classifier/adapter_words.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/lesson.h"
#include "service/screening/filters/filter.h"
#include "service/screening/policy/policy.h"
#include "service/screening/reading.h"
#include "service/screening/text/sketch.h"

namespace winnow {

class Screener {
 public:
  // Compiles a policy's lists and the site's own and makes the filters. A list
  // of the site's own may have the name of one of the policy's. The classifier
  // must outlive the screener; without one no rule that asks a score holds. The
  // slot is where the site's adapter hangs; null: it has none.
  // Errors: InvalidArgument with every problem of the policy;
  // ResourceExhausted when its lists do not fit into memory.
  // Cost: 0.4 s for 10,000 terms, on two threads.
  static absl::StatusOr<std::unique_ptr<const Screener>> Make(
      Policy policy, std::vector<TermList> own_lists = {},
      const Classifier* classifier = nullptr,
      std::shared_ptr<const AdapterSlot> adapter = nullptr);

  // Makes one of these filters instead of the usual ones; the policy is taken
  // as it is.
  static std::unique_ptr<const Screener> MakeOf(
      Policy policy, std::vector<std::unique_ptr<const Filter>> filters,
      const Classifier* classifier = nullptr,
      std::shared_ptr<const AdapterSlot> adapter = nullptr);

  // Prepares the texts of a draft and sketches its body.
  // Input: `draft` must outlive the reading and stay where it is.
  // Cost: 1 µs for 300 bytes.
  Reading Read(const Draft& draft, const SketchKey& key) const;

  // Runs the filters that need the text alone, and the classifier, and keeps
  // what they say.
  // Cost: 4 µs for 300 bytes, twice that outside ASCII; linear for every input.
  void InspectText(const Draft& draft, Reading& reading) const;

  // Runs the other filters and decides. Any failure, in any step, and a
  // reading that was never inspected, end in HELD with kRuleFault.
  // Cost: a few µs.
  Verdict Judge(const Draft& draft, const Reading& reading,
                const Circumstances& circumstances) const;

  // Runs the filters that ask about more than texts. What they could not do is
  // in the sink as well.
  SignalSink InspectCircumstances(const Draft& draft, const Reading& reading,
                                  const Circumstances& circumstances) const;

  // Decides about a comment that was decided before: with the text signals of
  // the reading and the other ones as they are given. A failure among these
  // holds, as in Judge.
  // Cost: a few µs.
  Verdict JudgeAgain(const Draft& draft, const Reading& reading,
                     const SignalSink& others, AuthorClass author_class) const;

  // Says how every score of a draft comes about; nothing without a model, or
  // without the memory for it.
  // Cost: 0.4 ms for 300 bytes.
  std::vector<ScoreExplanation> ExplainScores(const Draft& draft) const;

  // What an adapter learns from a draft; nothing without a model or memory.
  // Cost: that of Read() and of the classifier.
  std::optional<LessonText> ReadLesson(const Draft& draft) const;

  // What the words of a draft are to an adapter; nothing without a model.
  std::vector<WordWeight> AdapterWords(const Draft& draft,
                                       const Adapter& adapter) const;

  const Policy& policy() const { return policy_; }

  // Null without a model.
  const Classifier* classifier() const { return classifier_; }

 private:
  // Judge, less what a verdict says of the text beside.
  Verdict Weigh(const Draft& draft, const Reading& reading,
                const Circumstances& circumstances) const;

  Screener(Policy policy, std::vector<std::unique_ptr<const Filter>> filters,
           const Classifier* classifier,
           std::shared_ptr<const AdapterSlot> adapter);

  // Asks the model.
  void Assess(const Draft& draft, Reading& reading) const;

  // Decides with all signals there are.
  Verdict Conclude(const Draft& draft, const Reading& reading,
                   const SignalSink& signals, AuthorClass author_class) const;
  // What the adapter made of the verdict, or would have made of it in shadow.
  // Cost: nothing while it moves no score past a rule's bound.
  AdapterEffect EffectOf(const Draft& draft, const Reading& reading,
                         const SignalSink& signals, AuthorClass author_class,
                         State state) const;
  // Conclude, without saying what failed and what was scored.
  Verdict Weighed(const Draft& draft, const Reading& reading,
                  const SignalSink& signals, AuthorClass author_class,
                  const std::map<std::string, double>& scores,
                  bool rules_in_shadow_decide = false) const;
  void Run(const std::vector<const Filter*>& filters, const Draft& draft,
           const Reading& reading, const Circumstances& circumstances,
           SignalSink& signals) const;

  const Policy policy_;
  const std::vector<std::unique_ptr<const Filter>> filters_;
  const std::vector<const Filter*> text_filters_;          // of filters_
  const std::vector<const Filter*> circumstance_filters_;  // of filters_
  const Classifier* const classifier_;                     // may be null
  const std::shared_ptr<const AdapterSlot> adapter_;       // may be null
  // The bounds that rules set to the scores an adapter moves.
  const std::array<std::vector<double>, kAdapterHeads> bounds_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_SCREENER_H_
