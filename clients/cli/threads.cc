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

struct MoveArguments {
  std::string from;
  std::string to;
  std::string url;
};

int RunMove(Session& session, const MoveArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::MoveThreadRequest request;
  request.set_site(*site);
  request.set_thread_id(arguments.from);
  request.set_new_thread_id(arguments.to);
  request.set_new_url(arguments.url);
  const absl::StatusOr<v1::Thread> moved =
      session.Call(kMoveThread, std::move(request));
  if (!moved.ok()) return session.Fail(moved.status());
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(*moved));
  } else {
    session.out().WriteLine(
        absl::StrCat(SanitizeText(moved->id(), Lines::kOne), "  ",
                     Counted(moved->approved_count(), "comment"),
                     " published, ", moved->held_count(), " held"));
  }
  return kExitDone;
}

void AddMoveCommand(const CliCommand& thread) {
  auto arguments = std::make_shared<MoveArguments>();
  const CliCommand move =
      thread.AddCommand("move", "Give a thread another id, with its comments");
  move.Footer(
      "For an article whose id has changed: have the site use the new id "
      "first. If\nthere is a thread of that id, the comments join it. They "
      "keep their names and\ntheir order, and the site is told on the feed, as "
      "of edits. A move that was cut\noff is finished by the same command.\n\n"
      "Examples:\n"
      "  winnow thread move news/42 news/2026/bridge\n"
      "  winnow thread move 42 bridge --url https://daily.example/bridge");
  move.AddOption("from", arguments->from, "The thread's id").Required();
  move.AddOption("to", arguments->to, "Its new id").Required();
  move.AddOption("--url", arguments->url, "The article's new address");
  move.Runs(
      [arguments](Session& session) { return RunMove(session, *arguments); });
}

}  // namespace

void AddThreadCommands(const CliCommand& root) {
  auto which = std::make_shared<std::string>();
  const CliCommand thread =
      root.AddCommand("thread", "Open, close, premoderate or move threads");
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
  AddMoveCommand(thread);
}

}  // namespace winnow
