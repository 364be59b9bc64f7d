// The scores of a screening as people read them: a bar for each that matters,
// and the words that moved it.
//
//   0.93 #########.  toxicity: "stupid idiot" +2.10, capitals: none -0.40
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_SCORE_LINES_H_
#define WINNOW_CLIENTS_CLI_SCORE_LINES_H_

#include <string>
#include <vector>

#include "clients/cli/marked_text.h"
#include "winnow/v1/signal.pb.h"

namespace winnow {

// Takes out the details of scores that matter little: those that no condition
// of the rule asks and that are below 0.5; of the others it keeps the three
// strongest features, and adds the rest to others_weight.
void KeepScoresThatMatter(v1::Screening& screening);

// Returns a line, sanitized, for each score that has details, highest first.
// With `why` each is followed by a line for each feature, and by what adds up
// to the log-odds. Says where the model abstains, and where another model
// explains than the one that scored. The last line has all other scores.
std::vector<std::string> ScoreLines(const v1::Screening& screening, bool why);

// Returns where the body has what signals report and what raised those scores
// that have details.
std::vector<MarkedSpan> BodySpans(const v1::Screening& screening);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_SCORE_LINES_H_
