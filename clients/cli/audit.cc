// `winnow audit`: whether what people did is still recorded as it was.
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

std::string HeadText(const v1::AuditHead& head) {
  return absl::StrCat(head.seq(), ":", SanitizeText(head.hash(), Lines::kOne));
}

// Input: what `audit head` printed; empty for none.
absl::Status TakeKnownHead(const std::string& text,
                           v1::VerifyAuditRequest& request) {
  if (text.empty()) return absl::OkStatus();
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int64_t seq = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &seq)) {
    return UsageError(
        "--known must be a head as `winnow audit head` prints it, "
        "NUMBER:HASH");
  }
  request.mutable_known_head()->set_seq(seq);
  request.mutable_known_head()->set_hash(parts[1]);
  return absl::OkStatus();
}

int PrintChecked(Session& session, const v1::VerifyAuditResponse& checked,
                 bool has_known) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(checked));
    return checked.intact() ? kExitDone : kExitFailed;
  }
  if (!checked.intact()) {
    return session.Fail(absl::DataLossError(
        absl::StrCat("the history was tampered with or damaged: ",
                     SanitizeText(checked.problem(), Lines::kOne),
                     "; nothing from record ", checked.first_bad_seq(),
                     " on can be relied on. Compare it with a backup")));
  }
  if (checked.head().seq() == 0) {
    out.WriteLine("Nothing was recorded yet.");
    return kExitDone;
  }
  out.WriteLine(absl::StrCat(
      "The history is whole: ", Counted(checked.records_read(), "record"),
      checked.first_seq() > 1
          ? absl::StrCat(", from ", checked.first_seq(),
                         " on (older ones are no longer kept)")
          : "",
      ", ", Counted(checked.checkpoints_verified(), "checkpoint"), "."));
  out.WriteLine(absl::StrCat("head ", HeadText(checked.head())));
  if (!has_known) {
    out.WriteLine(
        "Only a head kept elsewhere shows an end that was cut off: "
        "winnow audit verify --known NUMBER:HASH");
  }
  return kExitDone;
}

int RunVerify(Session& session, const std::string& known) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::VerifyAuditRequest request;
  request.set_site(*site);
  const absl::Status taken = TakeKnownHead(known, request);
  if (!taken.ok()) return session.Fail(taken);
  while (true) {
    const auto checked = session.Call(kVerifyAudit, request);
    if (!checked.ok()) return session.Fail(checked.status());
    if (checked->next_page_token().empty()) {
      return PrintChecked(session, *checked, !known.empty());
    }
    request.set_page_token(checked->next_page_token());
  }
}

int RunHead(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetAuditHeadRequest request;
  request.set_site(*site);
  const auto head = session.Call(kGetAuditHead, std::move(request));
  if (!head.ok()) return session.Fail(head.status());
  session.out().WriteLine(session.json() ? ToJsonLine(*head) : HeadText(*head));
  return kExitDone;
}

}  // namespace

void AddAuditCommands(const CliCommand& root) {
  const CliCommand audit = root.AddCommand(
      "audit", "Prove that the history of what people did is whole");
  audit.NeedsCommand();
  const CliCommand verify = audit.AddCommand(
      "verify", "Check every record and checkpoint of the site's history");
  verify.Footer(
      "Exit status 1 if a record was changed, taken out or put in. Whoever can "
      "write to\nRedis could renumber all records and take every checkpoint "
      "out: only a head kept\nelsewhere (--known) shows that.\n\n"
      "Examples:\n"
      "  winnow audit verify\n"
      "  winnow audit verify --known \"$(cat kept-head)\"");
  auto known = std::make_shared<std::string>();
  verify
      .AddOption("--known", *known,
                 "A head kept elsewhere, which the history must still contain")
      .TypeName("NUMBER:HASH");
  verify.Runs([known](Session& session) { return RunVerify(session, *known); });
  const CliCommand head = audit.AddCommand(
      "head", "Print the history's end, to be kept on another machine");
  head.Footer(
      "Keep it where whoever can change Redis cannot: only that shows later "
      "that the end\nwas cut off or that Redis was set back.\n\n"
      "Examples:\n"
      "  winnow audit head > kept-head");
  head.Runs(RunHead);
}

}  // namespace winnow
