#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct ThreadVerb {
  const char* command;
  v1::Thread::State state;
  const char* help;
};

constexpr ThreadVerb kVerbs[] = {
    {"close", v1::Thread::CLOSED, "Take no more comments in a thread"},
    {"open", v1::Thread::OPEN, "Take comments in a thread again"},
    {"premoderate", v1::Thread::PREMODERATED,
     "Hold every comment of a thread for a person"},
};

int RunThread(Session& session, const ThreadVerb& verb,
              const std::string& thread) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::UpdateThreadRequest request;
  request.set_site(*site);
  request.mutable_thread()->set_id(thread);
  request.mutable_thread()->set_state(verb.state);
  request.mutable_update_mask()->add_paths("state");
  const absl::StatusOr<v1::Thread> changed =
      session.Call(kUpdateThread, std::move(request));
  if (!changed.ok()) return session.Fail(changed.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*changed));
  } else {
    session.out().WriteLine(
        absl::StrCat(v1::Thread::State_Name(changed->state()), "  ",
                     SanitizeText(changed->id(), Lines::kOne), "  ",
                     Counted(changed->approved_count(), "comment"),
                     " published, ", changed->held_count(), " held"));
  }
  return kExitDone;
}

}  // namespace

void AddThreadCommands(const CliCommand& root) {
  auto which = std::make_shared<std::string>();
  const CliCommand thread =
      root.AddCommand("thread", "Open, close or premoderate threads");
  thread.NeedsCommand();
  thread.Footer("Examples:\n  winnow thread close news/42");
  for (const ThreadVerb& verb : kVerbs) {
    const CliCommand command = thread.AddCommand(verb.command, verb.help);
    command.Footer(
        absl::StrCat("Examples:\n  winnow thread ", verb.command, " news/42"));
    command.AddOption("thread", *which, "The thread's id").Required();
    command.Runs([which, &verb](Session& session) {
      return RunThread(session, verb, *which);
    });
  }
}

}  // namespace winnow
