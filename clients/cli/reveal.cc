#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct RevealArguments {
  std::string comment;
  std::string why;
};

int RunReveal(Session& session, const RevealArguments& arguments) {
  const absl::StatusOr<std::string> name =
      session.ResolveComment(arguments.comment);
  if (!name.ok()) return session.Fail(name.status());
  v1::RevealEmailRequest request;
  request.set_name(*name);
  request.set_why(arguments.why);
  const absl::StatusOr<v1::RevealEmailResponse> revealed =
      session.Call(kRevealEmail, std::move(request));
  if (!revealed.ok()) return session.Fail(revealed.status());
  // The address alone, so that a script can take it as it is.
  session.out().WriteLine(session.json()
                              ? ToJsonLine(*revealed)
                              : SanitizeText(revealed->email(), Lines::kOne));
  if (!session.json()) {
    session.out().Complain(
        absl::StrCat("record ", revealed->audit_seq(),
                     " of the site's history says that you saw it, and why"));
  }
  return kExitDone;
}

}  // namespace

void AddRevealCommand(const CliCommand& root) {
  auto arguments = std::make_shared<RevealArguments>();
  const CliCommand reveal =
      root.AddCommand("reveal-email", "Show the address of a comment's author");
  reveal.Footer(
      "Needs a key with the permission: winnow key create --reveal-email.\n"
      "Each use is a record in the site's history, with the reason, for good:\n"
      "no address in it. Withdrawn comments have no address any more.\n\n"
      "Examples:\n"
      "  winnow reveal-email @1 --why 'ticket 4711: asks for a correction'");
  reveal.AddOption("comment", arguments->comment, "The comment")
      .Required()
      .TypeName("C");
  reveal
      .AddOption("--why", arguments->why,
                 "Why it is needed, 1 to 500 characters")
      .Required()
      .TypeName("TEXT");
  reveal.Runs(
      [arguments](Session& session) { return RunReveal(session, *arguments); });
}

}  // namespace winnow
