// `winnow export`: a site's comments as a file.

#ifndef WINNOW_CLIENTS_CLI_EXPORT_COMMENTS_H_
#define WINNOW_CLIENTS_CLI_EXPORT_COMMENTS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/session.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

struct CommentExportArguments {
  std::string format = "jsonl";
  std::string where;
  bool with_emails = false;
  std::string why;
  std::string file = "-";
};

// Returns the exit status.
int RunExportComments(Session& session,
                      const CommentExportArguments& arguments);

// One comment as a line of JSON that `winnow import jsonl` takes back: its
// source_id is its id here. Keys that start with `_` are for people.
std::string CommentLine(const v1::ExportCommentsResponse& exported);

// Reads all comments, going on where a stream breaks for as long as winnowd
// gives more within a minute; `take` keeps each.
absl::Status ForEachComment(
    Session& session, v1::ExportCommentsRequest request,
    InterruptWatch& interrupt,
    const std::function<absl::Status(v1::ExportCommentsResponse&)>& take);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_EXPORT_COMMENTS_H_
