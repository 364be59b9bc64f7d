// A comment's evidence as lines of text: what is known of its author, and what
// screening found and the policy made of it.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_EVIDENCE_LINES_H_
#define WINNOW_CLIENTS_CLI_EVIDENCE_LINES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "winnow/v1/moderation.pb.h"
#include "winnow/v1/signal.pb.h"

namespace winnow {

// A line and the word before it. Not sanitized: a rule's reason and the
// entries of lists are a site's own words, a name is a reader's.
struct LabeledLine {
  std::string label;
  std::string text;
};

// Returns the author's name, page and record on one line, not sanitized.
std::string DescribeAuthor(const v1::ModeratedComment& item, absl::Time now);

// Returns the rule with the values it saw, every signal, and the scores as in
// score_lines.h; what a shadow policy says and which checks failed.
std::vector<LabeledLine> ScreeningLines(const v1::Screening& screening,
                                        bool why);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_EVIDENCE_LINES_H_
