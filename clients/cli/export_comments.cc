#include "clients/cli/export_comments.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/fresh_file.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/wxr_writer.h"
#include "clients/cpp/retry_pacer.h"
#include "clients/cpp/transfers.h"

namespace winnow {
namespace {

// How long winnowd may give nothing before the command gives up.
constexpr absl::Duration kPatience = absl::Seconds(60);

std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime(
      "%Y-%m-%dT%H:%M:%E3SZ",
      absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
      absl::UTCTimeZone());
}

// One object of JSON, built key by key. Empty texts are left out.
class JsonObject {
 public:
  void Text(absl::string_view key, absl::string_view value) {
    if (!value.empty()) Raw(key, ToJsonString(value));
  }
  void True(absl::string_view key, bool value) {
    if (value) Raw(key, "true");
  }
  void Raw(absl::string_view key, absl::string_view json) {
    absl::StrAppend(&json_, json_.empty() ? "{" : ",", "\"", key, "\":", json);
  }
  std::string Take() { return std::move(json_.append("}")); }

 private:
  std::string json_;
};

// Reads on one stream until it ends.
absl::Status ReadOnce(
    Session& session, v1::ExportCommentsRequest& request,
    InterruptWatch& interrupt,
    const std::function<absl::Status(v1::ExportCommentsResponse&)>& take) {
  const auto opened = OpenExport(session.client().options(), request);
  if (!opened.ok()) return opened.status();
  const std::unique_ptr<ExportStream>& stream = *opened;
  interrupt.OnInterrupt([&stream] { stream->Cancel(); });
  v1::ExportCommentsResponse exported;
  absl::Status taken;
  while (taken.ok() && stream->Read(&exported)) {
    request.set_resume_token(exported.resume_token());
    taken = take(exported);
  }
  if (!taken.ok()) stream->Cancel();
  const absl::Status ended = stream->Finish();
  interrupt.OnInterrupt(nullptr);
  return taken.ok() ? ended : taken;
}

}  // namespace

absl::Status ForEachComment(
    Session& session, v1::ExportCommentsRequest request,
    InterruptWatch& interrupt,
    const std::function<absl::Status(v1::ExportCommentsResponse&)>& take) {
  RetryPacer pacer;
  absl::Time last_news = absl::Now();
  while (true) {
    const std::string before = request.resume_token();
    absl::Status ended = ReadOnce(session, request, interrupt, take);
    if (!absl::IsUnavailable(ended) || interrupt.interrupted()) return ended;
    if (request.resume_token() != before) {
      pacer.Reset();
      last_news = absl::Now();
    }
    const absl::Duration pause = pacer.Next(RetryDelay(ended));
    if (absl::Now() + pause - last_news > kPatience) return ended;
    absl::SleepFor(pause);
    if (interrupt.interrupted()) return ended;
  }
}

std::string CommentLine(const v1::ExportCommentsResponse& exported) {
  const v1::Comment& comment = exported.comment();
  JsonObject thread;
  thread.Raw("id", ToJsonString(comment.thread_id()));
  thread.Text("url", comment.thread_url());
  thread.Text("title", exported.thread_title());
  JsonObject line;
  line.Text("source_id", IdOf(comment.name()));
  if (!comment.parent().empty()) {
    line.Text("parent_source_id", IdOf(comment.parent()));
  }
  line.Raw("thread", thread.Take());
  line.Text("create_time", TimeText(comment.create_time()));
  line.Text("state", v1::Comment::State_Name(comment.state()));
  line.Text("name", comment.display_name());
  line.Text("email", exported.email());
  line.Text("website", comment.website());
  line.Text("body", comment.body());
  if (comment.author_role() == v1::Comment::STAFF) {
    line.Text("author_role", "STAFF");
  }
  line.True("author_verified", comment.author_verified());
  line.Text("_author_handle", comment.author_handle());
  line.True("_edited", comment.edited());
  line.True("_featured", comment.featured());
  if (comment.reasons_size() > 0) {
    line.Text("_reason", comment.reasons(0).code());
  }
  line.Text("_source_id", exported.source_id());
  return line.Take();
}

int RunExportComments(Session& session,
                      const CommentExportArguments& arguments) {
  if (arguments.with_emails && arguments.why.empty()) {
    return session.Fail(
        UsageError("say why with --why: history keeps it with the number of "
                   "addresses"));
  }
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::ExportCommentsRequest request;
  request.set_site(*site);
  if (!arguments.where.empty()) {
    const auto filter = session.ResolveFilterText(arguments.where);
    if (!filter.ok()) return session.Fail(filter.status());
    request.set_filter(*filter);
  }
  request.set_include_emails(arguments.with_emails);
  if (arguments.with_emails) request.set_why(arguments.why);
  auto file = FreshFile::Create(arguments.file);
  if (!file.ok()) return session.Fail(file.status());
  std::unique_ptr<WxrWriter> wxr;
  if (arguments.format == "wxr") {
    auto made = WxrWriter::Create();
    if (!made.ok()) return session.Fail(made.status());
    wxr = *std::move(made);
  }
  Progress progress(session.out().stderr_is_terminal(), /*total=*/0);
  int64_t count = 0;
  int64_t emails = 0;
  int64_t unreadable = 0;
  absl::Status ended = ForEachComment(
      session, std::move(request), interrupt,
      [&](v1::ExportCommentsResponse& exported) {
        ++count;
        if (!exported.email().empty()) ++emails;
        if (exported.email_unreadable()) ++unreadable;
        if (progress.IsDue()) progress.Update(0, Counted(count, "comment"));
        if (wxr) return wxr->Add(exported);
        return file->Write(absl::StrCat(CommentLine(exported), "\n"));
      });
  if (ended.ok() && wxr) {
    ended = wxr->Finish(
        *site, [&file](absl::string_view text) { return file->Write(text); });
  }
  progress.Clear();
  if (interrupt.interrupted()) return kExitInterrupted;
  if (ended.ok()) ended = file->Close();
  if (!ended.ok()) return session.Fail(ended);
  session.out().Complain(
      absl::StrCat(Counted(count, "comment"), " written",
                   arguments.with_emails
                       ? absl::StrCat(", with ", emails,
                                      emails == 1 ? " address" : " addresses")
                       : ""));
  if (unreadable == 0) return kExitDone;
  session.out().Complain(absl::StrCat(
      unreadable, unreadable == 1 ? " address" : " addresses",
      " could not be opened and ", unreadable == 1 ? "is" : "are",
      " missing from the file; look for email_not_opened in winnowd's log"));
  return kExitFailed;
}

}  // namespace winnow
