#include "clients/cli/batch.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/json.h"

namespace winnow {

void ReportResults(
    Session& session,
    const google::protobuf::RepeatedPtrField<v1::BatchResult>& results,
    BatchTally& tally) {
  for (const v1::BatchResult& result : results) {
    if (session.json()) session.out().WriteLine(ToJsonLine(result));
    if (result.has_error()) {
      ++tally.failed;
      session.out().Complain(
          absl::StrCat(ShortId(result.name()), ": ",
                       session.Explain(MakeItemStatus(result.error()))));
    } else if (result.from_state() == result.to_state()) {
      ++tally.unchanged;
    }
  }
}

absl::Status RunBatch(Session& session, v1::BatchDecideRequest request,
                      bool quiet, BatchTally& tally) {
  request.set_batch(tally.batch);
  do {
    const absl::StatusOr<v1::BatchDecideResponse> answer =
        session.Call(kBatchDecide, request);
    if (!answer.ok()) return answer.status();
    tally.batch = answer->batch();
    tally.changed += answer->changed_count();
    if (!quiet) {
      ReportResults(session, answer->results(), tally);
      // Reports may be answered, and authors told more, in the same state.
      int64_t moved = 0;
      for (const v1::BatchResult& result : answer->results()) {
        if (!result.has_error() && result.from_state() != result.to_state()) {
          ++moved;
        }
      }
      tally.unchanged -= answer->changed_count() - moved;
    }
    request.set_batch(answer->batch());
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace winnow
