#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"

namespace winnow {
namespace {

constexpr int kPageMax = 1000;

struct SimilarArguments {
  std::string comment;
  int64_t limit = 50;
};

using Similar = v1::ListSimilarResponse::Similar;

void Print(Session& session, const std::vector<Similar>& rows,
           const v1::ListSimilarResponse& last) {
  Output& out = session.out();
  if (session.json()) {
    for (const Similar& row : rows) out.WriteLine(ToJsonLine(row));
    return;
  }
  Table table({{"", 0, true},
               {"ID"},
               {"AGE", 0, true},
               {"STATE"},
               {"LIKE", 0, true},
               {"NAME", 8},
               {"THREAD", 10},
               {"TEXT", 16}});
  const absl::Time now = absl::Now();
  for (size_t i = 0; i < rows.size(); ++i) {
    const v1::Comment& comment = rows[i].comment().comment();
    table.AddRow({absl::StrCat("@", i + 1), ShortId(comment.name()),
                  Age(comment.create_time(), now),
                  v1::Comment::State_Name(comment.state()),
                  absl::StrFormat("%.0f %%", 100 * rows[i].similarity()),
                  comment.display_name(), comment.thread_id(), comment.body()});
    out.StyleCell(StyleOf(comment.state()), 3, table);
  }
  if (table.empty()) {
    out.WriteLine("No other comment is like this one.");
    return;
  }
  out.WriteTable(table);
  if (!last.next_page_token().empty()) {
    out.WriteLine(absl::StrCat(rows.size(), " of ", last.total_count(),
                               " shown; more with --limit"));
  }
}

int RunSimilar(Session& session, const SimilarArguments& arguments) {
  const auto name = session.ResolveComment(arguments.comment);
  if (!name.ok()) return session.Fail(name.status());
  std::vector<Similar> rows;
  v1::ListSimilarResponse page;
  int64_t left = arguments.limit;
  do {
    v1::ListSimilarRequest request;
    request.set_name(*name);
    request.set_page_size(static_cast<int>(std::min<int64_t>(left, kPageMax)));
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListSimilarResponse> answer =
        session.Call(kListSimilar, std::move(request));
    if (!answer.ok()) return session.Fail(answer.status());
    page = *std::move(answer);
    left -= page.similar_size();
    for (Similar& row : *page.mutable_similar()) rows.push_back(std::move(row));
  } while (left > 0 && !page.next_page_token().empty());
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const Similar& row : rows) {
    names.push_back(row.comment().comment().name());
  }
  // Rows that were listed before stay known if there are none here.
  if (!names.empty()) session.KeepListing(std::move(names));
  Print(session, rows, page);
  return kExitDone;
}

}  // namespace

void AddSimilarCommand(const CliCommand& root) {
  auto arguments = std::make_shared<SimilarArguments>();
  const CliCommand similar =
      root.AddCommand("similar", "List comments that are much like one");
  similar.Footer(
      "Near copies of one text within two days belong together, whoever wrote "
      "them\nand wherever; a text of less than eight words has exact copies "
      "only. LIKE is\nhow many of the words, three by three, the two have in "
      "common. Rows are then\nknown as @1, @2 …\n\n"
      "Examples:\n"
      "  winnow similar @1\n"
      "  winnow similar 9d6f2c41 --json");
  similar.AddOption("comment", arguments->comment, "The comment")
      .Required()
      .TypeName("C");
  similar.AddOption("--limit", arguments->limit, "Rows at most")
      .Between(1, 10'000)
      .TellDefault();
  similar.Runs([arguments](Session& session) {
    return RunSimilar(session, *arguments);
  });
}

}  // namespace winnow
