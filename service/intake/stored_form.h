// What a draft becomes in the store: its keys before the verdict is known, and
// the whole record after.
#ifndef WINNOW_SERVICE_INTAKE_STORED_FORM_H_
#define WINNOW_SERVICE_INTAKE_STORED_FORM_H_

#include "absl/time/time.h"
#include "service/base/random.h"
#include "service/comment/draft.h"
#include "service/comment/verdict.h"
#include "service/intake/live_sites.h"
#include "service/screening/text/sketch.h"
#include "service/store/comment_store.h"

namespace winnow {

// Names a draft's author, network, thread, request and text by their keys.
// Cost: about 3 µs.
Attempt MakeAttempt(const Draft& draft, const Sketch& sketch,
                    const LiveSite& live);

// A thread that ran hot is premoderated for so long after the last comment that
// came too fast, so that a wave with pauses is one wave.
inline constexpr absl::Duration kThreadCoolsAfter = absl::Minutes(10);

// Makes the record of a screened draft and seals its address.
Commitment MakeCommitment(const Draft& draft, Attempt attempt, Verdict verdict,
                          const Gathered& gathered, const LiveSite& live,
                          Random& random);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_STORED_FORM_H_
