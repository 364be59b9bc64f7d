#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

constexpr int kMisplacedMax = 1000;

int RunVerify(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::VerifyQueueResponse whole;
  v1::VerifyQueueResponse page;
  do {
    v1::VerifyQueueRequest request;
    request.set_site(*site);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::VerifyQueueResponse> answer =
        session.Call(kVerifyQueue, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    for (const std::string& name : page.misplaced_comments()) {
      if (whole.misplaced_comments_size() == kMisplacedMax) break;
      whole.add_misplaced_comments(name);
    }
  } while (!page.next_page_token().empty());
  *whole.mutable_counts() = page.counts();
  whole.set_examined(page.examined());
  const bool differs =
      whole.misplaced_comments_size() > 0 ||
      std::any_of(whole.counts().begin(), whole.counts().end(),
                  [](const v1::VerifyQueueResponse::Count& count) {
                    return count.counted() != count.found();
                  });
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(whole));
    return differs ? kExitFailed : kExitDone;
  }
  Table table({{"COUNT"}, {"INDEX", 0, true}, {"COMMENTS", 0, true}, {""}});
  for (const auto& count : whole.counts()) {
    table.AddRow({count.name(), absl::StrCat(count.counted()),
                  absl::StrCat(count.found()),
                  count.counted() == count.found() ? "" : "differs"});
  }
  out.WriteTable(table);
  for (const std::string& name : whole.misplaced_comments()) {
    out.WriteLine(absl::StrCat("misplaced  ", name));
  }
  session.Remember(
      {whole.misplaced_comments().begin(), whole.misplaced_comments().end()});
  out.WriteLine(absl::StrCat(whole.examined(), " looked at: ",
                             differs ? "the queue is not what the comments say"
                                     : "all counts are what the comments say"));
  return differs ? kExitFailed : kExitDone;
}

}  // namespace

void AddQueueVerifyCommand(const CliCommand& queue) {
  const CliCommand verify = queue.AddCommand(
      "verify", "Count the queue again from the comments, and compare");
  verify.Footer(
      "Changes nothing. Exit status 1 when a count differs or a comment is "
      "in no index\nor in a wrong one; these are named. Comments that came in "
      "before the newest\nmillion events of the feed are looked for in the "
      "indexes only.\n\n"
      "Examples:\n  winnow queue verify\n  winnow queue verify --json");
  verify.Runs(RunVerify);
}

}  // namespace winnow
