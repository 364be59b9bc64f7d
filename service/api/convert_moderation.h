// What moderators see, between the domain and the wire: evidence with its place
// in the text, the whole comment, history.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_CONVERT_MODERATION_H_
#define WINNOW_SERVICE_API_CONVERT_MODERATION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/comment.h"
#include "service/comment/explanation.h"
#include "service/comment/verdict.h"
#include "service/moderation/history.h"
#include "winnow/v1/moderation.pb.h"
#include "winnow/v1/signal.pb.h"

namespace winnow {

// The texts that spans count in.
struct SpanTexts {
  absl::string_view body;
  absl::string_view display_name;
  absl::string_view website;
};

// Fills signals (strongest first), scores, rules in shadow, revisions and the
// rule that decided. `verdict.state` is what screening decided.
// Cost: linear in the texts for each signal with spans.
void FillScreening(const Verdict& verdict, const SpanTexts& texts,
                   v1::Screening& out);

// Fills how the scores came about. `verdict` knows where the adapter moved
// them; `model_revision` is of the model that says the rest.
void FillScoreDetails(const std::vector<ScoreExplanation>& scores,
                      const Verdict& verdict, const std::string& model_revision,
                      const SpanTexts& texts, v1::Screening& out);

// The rule that decided, with the values it compared.
void FillRuleMatch(const Verdict& verdict, v1::RuleMatch& out);

// Says that a thread is hot until then; nothing for InfinitePast.
void FillHeat(absl::Time until, v1::Thread& out);

// Without the token, which is for the holder alone.
void FillLease(const Lease& lease, absl::string_view site, const Uuid& comment,
               v1::Lease& out);

void FillReport(const Report& report, v1::Report& out);

// With who works on it, but no token.
void FillModeratedComment(StoredComment stored, absl::string_view site,
                          v1::ModeratedComment& out);

void FillHistoryRecord(const HistoryRecord& record, absl::string_view site,
                       v1::HistoryRecord& out);

// The place in UTF-16 code units of a byte of UTF-8 text.
// Input: a code point's first byte, or the end.
int Utf16Offset(absl::string_view text, size_t byte);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_CONVERT_MODERATION_H_
