// Which verdicts people judge blind (moderation/blind.h says what that is). The
// draw is a keyed hash of the comment's id: nobody outside can tell or choose
// it, and it falls the same on every server and at every try.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_INTAKE_SAMPLING_H_
#define WINNOW_SERVICE_INTAKE_SAMPLING_H_

#include "service/comment/draft.h"
#include "service/intake/live_site.h"
#include "service/store/comment_store.h"

namespace winnow {

// Draws a commitment, perhaps: then its comment is held with priority 0, tells
// the site no reason, and its verdict stays what it was.
//
// Never drawn are the site's own staff, what failed in screening, what a person
// has banned, what an author says twice, and what waits with a priority, whose
// place would tell it.
// Cost: 0.5 µs on sites that draw, else nothing.
void DrawSample(const Draft& draft, const LiveSite& live,
                Commitment& commitment);

// Undoes that for a comment that the policy decided by itself, because the
// queue is full. Returns false if it was not such a one.
bool ReturnSample(Commitment& commitment);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SAMPLING_H_
