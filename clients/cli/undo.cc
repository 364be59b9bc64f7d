#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/batch.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

constexpr size_t kIdChars = 36;

// Takes back what a batch decided, until it is done or a call fails.
absl::Status Run(Session& session, v1::UndoDecisionRequest request,
                 BatchTally& tally) {
  do {
    const absl::StatusOr<v1::UndoDecisionResponse> answer =
        session.Call(kUndoDecision, request);
    if (!answer.ok()) return answer.status();
    tally.changed += answer->changed_count();
    ReportResults(session, answer->results(), tally);
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

int UndoBatch(Session& session, const std::string& batch) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::UndoDecisionRequest request;
  request.set_site(*site);
  request.set_batch(batch);
  BatchTally tally;
  const absl::Status ended = Run(session, std::move(request), tally);
  // What was taken back before it failed stays so.
  if (!session.json() && (ended.ok() || tally.changed > 0)) {
    session.out().WriteLine(absl::StrCat(
        Counted(tally.changed, "comment"), " as before",
        tally.failed > 0 ? absl::StrCat(", ", tally.failed, " left as they are")
                         : ""));
  }
  if (!ended.ok()) return session.Fail(ended);
  return tally.failed > 0 ? kExitFailed : kExitDone;
}

int RunUndo(Session& session, const std::string& which) {
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (!name.ok()) return session.Fail(name.status());
  v1::GetModeratedCommentRequest get;
  get.set_name(*name);
  const absl::StatusOr<v1::ModeratedComment> now =
      session.Call(kGetModeratedComment, std::move(get));
  // Batches and comments have ids of one kind.
  if (absl::IsNotFound(now.status()) && which.size() == kIdChars) {
    return UndoBatch(session, which);
  }
  if (!now.ok()) return session.Fail(now.status());
  v1::UndoDecisionRequest request;
  request.set_site(name->substr(6, name->find('/', 6) - 6));
  request.set_name(*name);
  request.set_etag(now->comment().etag());
  const absl::StatusOr<v1::UndoDecisionResponse> answer =
      session.Call(kUndoDecision, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(answer->comment()));
    return kExitDone;
  }
  const v1::Comment::State state = answer->comment().comment().state();
  out.WriteLine(
      absl::StrCat(out.Styled(StyleOf(state), v1::Comment::State_Name(state)),
                   "  ", ShortId(*name), "  was ",
                   v1::Comment::State_Name(now->comment().state())));
  return kExitDone;
}

}  // namespace

void AddUndoCommand(const CliCommand& root) {
  auto which = std::make_shared<std::string>();
  const CliCommand undo =
      root.AddCommand("undo", "Take back a decision, or a whole batch");
  undo.Footer(
      "The state before is restored. A comment that changed since keeps its\n"
      "state. Batches can be undone for 30 days.\n\n"
      "Examples:\n"
      "  winnow undo @1\n"
      "  winnow undo 0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f");
  undo.AddOption("what", *which, "The comment, or the id of a batch")
      .Required()
      .TypeName("C|BATCH");
  undo.Runs([which](Session& session) { return RunUndo(session, *which); });
}

}  // namespace winnow
