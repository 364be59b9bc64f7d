// Screening a stored comment again: with another policy, to see what that would
// change (replay), or with the live one, because it changed or a thread has
// cooled (rescreen). Texts are read anew. What else a verdict depends on is no
// longer there, so its signals are taken from the stored verdict:
//
//                     texts   author, thread   rates, form, copies, address
//   JudgeAsItWas      anew    as stored        as stored
//   JudgeAsItIsNow    anew    anew             as stored
//
// A comment whose screening failed keeps the verdict it has: a person decides.
//
// Signals as stored were shaped by the limits of the policy at that time.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_INTAKE_SECOND_LOOK_H_
#define WINNOW_SERVICE_INTAKE_SECOND_LOOK_H_

#include <vector>

#include "service/comment/comment.h"
#include "service/comment/explanation.h"
#include "service/comment/verdict.h"
#include "service/screening/screener.h"

namespace winnow {

// Cost: that of reading the texts, some µs for 300 bytes.
Verdict JudgeAsItWas(const Screener& screener, const StoredComment& stored);

// Input: the author's record stands in `stored`, the thread's state in `now`.
Verdict JudgeAsItIsNow(const Screener& screener, const StoredComment& stored,
                       const ThreadNow& now);

// How the scores of a stored comment come about by the model of now.
// Cost: that of Screener::ExplainScores.
std::vector<ScoreExplanation> ExplainScores(const Screener& screener,
                                            const StoredComment& stored);

// What was submitted, less what is not kept: address, network, form.
Draft DraftOf(const StoredComment& stored);

// The class its author had when it was screened, by the stored signals.
AuthorClass ClassThen(const StoredComment& stored);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SECOND_LOOK_H_
