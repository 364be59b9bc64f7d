#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/batch.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

// Takes back the last decision about one comment. Nothing if there is no such
// comment, so that the argument may be a batch.
std::optional<int> UndoComment(Session& session, const std::string& name) {
  v1::GetModeratedCommentRequest get;
  get.set_name(name);
  const absl::StatusOr<v1::ModeratedComment> now =
      session.Call(kGetModeratedComment, std::move(get));
  if (absl::IsNotFound(now.status())) return std::nullopt;
  if (!now.ok()) return session.Fail(now.status());
  v1::UndoDecisionRequest request;
  request.set_site(name.substr(6, name.find('/', 6) - 6));
  request.set_name(name);
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
                   "  ", ShortId(name), "  was ",
                   v1::Comment::State_Name(now->comment().state())));
  return kExitDone;
}

int UndoBatch(Session& session, const std::string& batch) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::UndoDecisionRequest request;
  request.set_site(*site);
  request.set_batch(batch);
  BatchTally tally;
  do {
    const absl::StatusOr<v1::UndoDecisionResponse> answer =
        session.Call(kUndoDecision, request);
    if (!answer.ok()) return session.Fail(answer.status());
    tally.changed += answer->changed_count();
    ReportResults(session, answer->results(), tally);
    request.set_page_token(answer->next_page_token());
  } while (!request.page_token().empty());
  if (!session.json()) {
    session.out().WriteLine(absl::StrCat(
        Counted(tally.changed, "decision"), " taken back",
        tally.failed > 0 ? absl::StrCat(", ", tally.failed, " not") : ""));
  }
  return tally.failed > 0 ? kExitFailed : kExitDone;
}

int RunUndo(Session& session, const std::string& which) {
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (name.ok()) {
    const std::optional<int> done = UndoComment(session, *name);
    if (done) return *done;
    // A comment's own name can be nothing else.
    if (absl::StrContains(which, "/") || absl::StartsWith(which, "@")) {
      return session.Fail(absl::NotFoundError("there is no such comment"));
    }
  } else if (!absl::IsInvalidArgument(name.status()) ||
             absl::StartsWith(which, "@")) {
    return session.Fail(name.status());
  }
  return UndoBatch(session, which);
}

}  // namespace

void AddUndoCommand(CLI::App& app, CommandLine& line) {
  auto which = std::make_shared<std::string>();
  CLI::App* undo = app.add_subcommand(
      "undo", "Take back the last decision about a comment, or a batch");
  undo->footer(
      "The state before is restored. A comment that changed since keeps its\n"
      "state.\n\n"
      "Examples:\n"
      "  winnow undo @1\n"
      "  winnow undo BATCH     as printed by approve, reject or spam");
  undo->add_option("what", *which, "The comment or the batch")
      ->required()
      ->type_name("C|BATCH");
  undo->callback([which, &line] {
    line.run = [which](Session& session) { return RunUndo(session, *which); };
  });
}

}  // namespace winnow
