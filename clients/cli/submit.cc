#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/read_all.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

struct SubmitArguments {
  v1::SubmitCommentRequest request;
  std::string parent;
  std::string body;
  bool has_body = false;
  std::string from;
};

// What a publisher should know of a submission's oddities.
absl::string_view SentenceFor(v1::SubmitCommentResponse::Warning warning) {
  switch (warning) {
    case v1::SubmitCommentResponse::NETWORK_ADDRESS_IGNORED:
      return "the network address is loopback or private and was ignored; the "
             "site is probably sending its proxy's";
    case v1::SubmitCommentResponse::THREAD_CHANGED:
      return "the thread's title, URL or section replaced another one";
    case v1::SubmitCommentResponse::USER_AGENT_CUT:
      return "the user agent was too long and was cut";
    case v1::SubmitCommentResponse::LANGUAGE_IGNORED:
      return "the language is not BCP 47 and was ignored";
    default:
      return "";
  }
}

void Print(Session& session, const v1::SubmitCommentResponse& answer) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(answer));
    return;
  }
  const v1::Comment& comment = answer.comment();
  out.WriteLine(
      absl::StrCat(out.Styled(StyleOf(comment.state()),
                              v1::Comment::State_Name(comment.state())),
                   "  ", ShortId(comment.name()), "  ", comment.name(),
                   answer.replayed() ? "  (seen before, nothing stored)" : ""));
  for (const v1::PublicReason& reason : comment.reasons()) {
    out.WriteLine(SanitizeText(
        absl::StrCat("  because: ", reason.code(),
                     reason.text().empty() ? "" : ", ", reason.text()),
        Lines::kOne));
  }
  for (const int warning : answer.warnings()) {
    const absl::string_view sentence =
        SentenceFor(static_cast<v1::SubmitCommentResponse::Warning>(warning));
    if (!sentence.empty()) out.Complain(sentence);
  }
}

int RunSubmit(Session& session, SubmitArguments arguments) {
  if (!arguments.from.empty()) return RunSubmitFrom(session, arguments.from);
  if (!arguments.has_body) {
    return session.Fail(
        UsageError("the comment's text is missing: give it as the last "
                   "argument, or - to read it from the standard input"));
  }
  v1::SubmitCommentRequest& request = arguments.request;
  request.set_body(std::move(arguments.body));
  if (request.body() == "-") {
    absl::StatusOr<std::string> body = ReadAll(std::cin);
    if (!body.ok()) return session.Fail(body.status());
    request.set_body(*std::move(body));
  }
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  request.set_site(*site);
  if (!arguments.parent.empty()) {
    absl::StatusOr<std::string> parent =
        session.ResolveComment(arguments.parent);
    if (!parent.ok()) return session.Fail(parent.status());
    request.set_parent(*std::move(parent));
  }
  const absl::StatusOr<v1::SubmitCommentResponse> answer =
      session.Call(kSubmitComment, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  session.Remember({answer->comment().name()});
  Print(session, *answer);
  return kExitDone;
}

}  // namespace

void AddSubmitCommand(const CliCommand& root) {
  auto arguments = std::make_shared<SubmitArguments>();
  v1::SubmitCommentRequest& request = arguments->request;
  const CliCommand submit =
      root.AddCommand("submit", "Hand in a comment, or a file of them");
  submit.Footer(
      "A line of FILE is a JSON object with the keys request_id, thread, "
      "name,\n"
      "email, website, parent, network_address, user_agent, author_id,\n"
      "author_verified, author_role, language, form_evidence, body. Keys that\n"
      "start with _ are ignored. A line without a request_id gets one made of\n"
      "its content, so a file may be sent again. With --json there is one "
      "line\n"
      "out for each line in, in the order of the answers.\n\n"
      "Examples:\n"
      "  winnow submit --thread news/42 --name Ada --email ada@example.org "
      "'Well said.'\n"
      "  fortune | winnow submit --thread t --name N --email n@example.org -\n"
      "  winnow submit --from comments.jsonl");
  const auto text = [&](const char* flag, std::string* field,
                        const char* help) {
    return submit.AddOption(flag, *field, help);
  };
  v1::Thread& thread = *request.mutable_thread();
  text("--thread", thread.mutable_id(), "The thread's id, chosen by the site");
  text("--title", thread.mutable_title(), "Title of the thread's article");
  text("--url", thread.mutable_url(), "Address of the thread's article");
  text("--section", thread.mutable_section(), "Section of the thread");
  text("--name", request.mutable_display_name(), "What the author is called");
  text("--email", request.mutable_email(),
       "The author's address; sealed, never shown");
  text("--website", request.mutable_website(), "The author's page");
  text("--parent", &arguments->parent, "The comment that this one answers");
  text("--network-address", request.mutable_network_address(),
       "The reader's network address");
  text("--author-id", request.mutable_author_id(),
       "The site's own account id of the author");
  text("--request-id", request.mutable_request_id(),
       "Sending the same id again stores nothing twice");
  const CliOption body =
      text("body", &arguments->body, "The text, or - for the standard input");
  const CliOption from = text("--from", &arguments->from,
                              "Send the comments of this file, - for the "
                              "standard input");
  from.TypeName("FILE.jsonl");
  from.Excludes(body);
  submit.Runs([arguments, body](Session& session) {
    arguments->has_body = body.given();
    return RunSubmit(session, std::move(*arguments));
  });
}

}  // namespace winnow
