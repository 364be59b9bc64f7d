#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

int RunUndo(Session& session, const std::string& which) {
  const absl::StatusOr<std::string> name = session.ResolveComment(which);
  if (!name.ok()) return session.Fail(name.status());
  v1::GetModeratedCommentRequest get;
  get.set_name(*name);
  const absl::StatusOr<v1::ModeratedComment> now =
      session.Call(kGetModeratedComment, std::move(get));
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

void AddUndoCommand(CLI::App& app, CommandLine& line) {
  auto which = std::make_shared<std::string>();
  CLI::App* undo =
      app.add_subcommand("undo", "Take back the last decision about a comment");
  undo->footer(
      "The state before is restored. A comment that changed since keeps its\n"
      "state.\n\n"
      "Example:\n"
      "  winnow undo @1");
  undo->add_option("comment", *which, "The comment")
      ->required()
      ->type_name("C");
  undo->callback([which, &line] {
    line.run = [which](Session& session) { return RunUndo(session, *which); };
  });
}

}  // namespace winnow
