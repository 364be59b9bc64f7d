// `winnow submit --from`: many comments on one stream, each sent again under
// its own request id until winnowd has answered for it.

#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/bulk_tally.h"
#include "clients/cli/commands.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/progress.h"
#include "clients/cli/submission_line.h"
#include "clients/cpp/retry_pacer.h"

namespace winnow {
namespace {

// As many as winnowd works on at once on one stream.
constexpr size_t kInFlightMax = 256;

// How long winnowd may answer for no line before the command gives up.
constexpr absl::Duration kPatience = absl::Seconds(60);

// One line on its way.
struct Item {
  int64_t line = 0;
  int64_t bytes = 0;
  absl::Time not_before = absl::InfinitePast();
  bool sent_before = false;
  v1::SubmitCommentRequest request;
};

// The lines between the file and winnowd's answers. A writing thread takes
// them, the main thread settles them.
class BulkSubmission {
 public:
  BulkSubmission(Session& session, std::string site, std::istream& input,
                 int64_t input_bytes, InterruptWatch& interrupt)
      : session_(session),
        site_(std::move(site)),
        reader_(input, kLineBytesMax),
        progress_(session.out().stderr_is_terminal(), input_bytes),
        interrupt_(interrupt) {}

  // Sends everything; returns the exit status.
  int Run();

 private:
  // Sends and receives on one stream until it ends.
  absl::Status RunStream();
  void WriteItems(Client::SubmitStream& stream);

  // Waits for the next line to send: one to be repeated, or a new one. Nothing
  // when all are answered or the stream is broken.
  std::optional<Item> Take();
  // Reads lines until one parses; reports those that do not.
  std::optional<Item> ReadItem();

  void Settle(const v1::SubmitCommentsResponse& answer);
  void ReportFailure(int64_t line, absl::string_view request_id,
                     const absl::Status& error);
  void ShowProgress();
  int Finish(const absl::Status& ended);

  Session& session_;
  const std::string site_;
  LineReader reader_;
  Progress progress_;
  InterruptWatch& interrupt_;
  const absl::Time start_ = absl::Now();

  std::mutex mutex_;  // guards everything below, and the output
  std::condition_variable changed_;
  std::map<int64_t, Item> in_flight_;  // by line
  std::deque<Item> again_;
  bool input_ended_ = false;
  bool stream_broken_ = false;
  int64_t bytes_done_ = 0;
  absl::Time last_answer_ = absl::Now();
  BulkTally tally_;
};

std::optional<Item> BulkSubmission::ReadItem() {
  std::string text;
  int64_t bytes_before = reader_.bytes_read();
  for (; reader_.Next(text); bytes_before = reader_.bytes_read()) {
    const int64_t bytes = reader_.bytes_read() - bytes_before;
    if (!reader_.too_long() &&
        text.find_first_not_of(" \t\r") == std::string::npos) {
      continue;
    }
    absl::StatusOr<v1::SubmitCommentRequest> request =
        reader_.too_long()
            ? absl::InvalidArgumentError("the line is longer than 256 KB")
            : ParseSubmissionLine(text);
    if (!request.ok()) {
      std::lock_guard lock(mutex_);
      bytes_done_ += bytes;
      ReportFailure(reader_.number(), "", request.status());
      continue;
    }
    Item item;
    item.line = reader_.number();
    item.bytes = bytes;
    item.request = *std::move(request);
    item.request.set_site(site_);
    if (item.request.request_id().empty()) {
      item.request.set_request_id(
          DeriveRequestId(item.request, session_.client().options().key));
    }
    return item;
  }
  return std::nullopt;
}

std::optional<Item> BulkSubmission::Take() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (stream_broken_ || interrupt_.interrupted()) return std::nullopt;
    const absl::Time now = absl::Now();
    absl::Time next = absl::InfiniteFuture();
    for (auto item = again_.begin(); item != again_.end(); ++item) {
      next = std::min(next, item->not_before);
      if (item->not_before > now) continue;
      Item taken = std::move(*item);
      again_.erase(item);
      return taken;
    }
    if (input_ended_ && again_.empty() && in_flight_.empty()) {
      return std::nullopt;
    }
    if (!input_ended_ && in_flight_.size() + again_.size() < kInFlightMax) {
      lock.unlock();
      std::optional<Item> item = ReadItem();
      if (item) return item;
      lock.lock();
      input_ended_ = true;
      continue;
    }
    if (next == absl::InfiniteFuture()) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, absl::ToChronoNanoseconds(next - now));
    }
  }
}

void BulkSubmission::WriteItems(Client::SubmitStream& stream) {
  while (std::optional<Item> item = Take()) {
    v1::SubmitCommentsRequest message;
    message.set_index(item->line);
    *message.mutable_comment() = item->request;
    const int64_t line = item->line;
    {
      std::lock_guard lock(mutex_);
      // Patience starts when there is something to wait for.
      if (in_flight_.empty() && again_.empty() && !item->sent_before) {
        last_answer_ = absl::Now();
      }
      item->sent_before = true;
      in_flight_.emplace(line, *std::move(item));
      if (stream_broken_) return;
    }
    if (!stream.Write(message)) return;
  }
  stream.WritesDone();
}

void BulkSubmission::ReportFailure(int64_t line, absl::string_view request_id,
                                   const absl::Status& error) {
  tally_.CountFailure(line);
  progress_.Clear();
  session_.out().Complain(
      absl::StrCat("line ", line, ": ", session_.Explain(error)));
  if (session_.json()) {
    session_.out().WriteLine(FailedJson(request_id, error));
  }
}

void BulkSubmission::Settle(const v1::SubmitCommentsResponse& answer) {
  std::lock_guard lock(mutex_);
  const auto found = in_flight_.find(answer.index());
  if (found == in_flight_.end()) return;
  Item item = std::move(found->second);
  in_flight_.erase(found);
  changed_.notify_all();
  if (answer.has_error()) {
    const absl::Status error = MakeItemStatus(answer.error());
    if (IsWorthRetrying(error)) {
      item.not_before =
          absl::Now() + RetryDelay(error).value_or(absl::Milliseconds(200));
      again_.push_back(std::move(item));
      return;
    }
    ReportFailure(item.line, item.request.request_id(), error);
  } else {
    tally_.CountAnswer(answer.response());
    if (session_.json()) {
      session_.out().WriteLine(
          AcceptedJson(item.request.request_id(), answer.response()));
    }
  }
  last_answer_ = absl::Now();
  bytes_done_ += item.bytes;
  ShowProgress();
}

void BulkSubmission::ShowProgress() {
  if (progress_.IsDue()) {
    progress_.Update(bytes_done_, tally_.Summary(absl::Now() - start_));
  }
}

absl::Status BulkSubmission::RunStream() {
  const std::unique_ptr<Client::SubmitStream> stream =
      session_.client().SubmitMany();
  stream_broken_ = false;
  interrupt_.OnInterrupt([this, &stream] {
    stream->Cancel();
    changed_.notify_all();
  });
  std::thread writer([this, &stream] { WriteItems(*stream); });
  v1::SubmitCommentsResponse answer;
  while (stream->Read(&answer)) {
    Settle(answer);
    std::lock_guard lock(mutex_);
    // Answers that only ask to wait are no progress.
    if (absl::Now() - last_answer_ > kPatience) stream->Cancel();
  }
  {
    std::lock_guard lock(mutex_);
    stream_broken_ = true;
    changed_.notify_all();
  }
  interrupt_.OnInterrupt(nullptr);
  if (interrupt_.interrupted()) {
    // The writer may wait for a line that nobody types, so it is left behind.
    std::lock_guard lock(mutex_);
    progress_.Clear();
    std::_Exit(Finish(absl::CancelledError("interrupted")));
  }
  writer.join();
  absl::Status ended = stream->Finish();
  std::lock_guard lock(mutex_);
  for (auto& [line, item] : in_flight_) again_.push_back(std::move(item));
  in_flight_.clear();
  if (input_ended_ && again_.empty()) return absl::OkStatus();
  return ended.ok() || absl::IsCancelled(ended)
             ? absl::UnavailableError("the stream ended")
             : ended;
}

int BulkSubmission::Run() {
  RetryPacer pacer;
  while (true) {
    const absl::Time before = last_answer_;
    const absl::Status ended = RunStream();
    if (ended.ok() || !IsWorthRetrying(ended)) return Finish(ended);
    if (last_answer_ != before) pacer.Reset();
    const absl::Duration pause = pacer.Next(RetryDelay(ended));
    if (absl::Now() + pause - last_answer_ > kPatience) return Finish(ended);
    absl::SleepFor(pause);
    if (interrupt_.interrupted()) {
      return Finish(absl::CancelledError("interrupted"));
    }
  }
}

int BulkSubmission::Finish(const absl::Status& ended) {
  Output& out = session_.out();
  progress_.Clear();
  if (!session_.json()) {
    out.WriteLine(tally_.Summary(absl::Now() - start_));
  }
  if (tally_.failed > 0) {
    std::sort(tally_.failed_lines.begin(), tally_.failed_lines.end());
    out.Complain(absl::StrCat(
        Counted(tally_.failed, "line"),
        " failed: ", absl::StrJoin(tally_.failed_lines, ", "),
        tally_.failed > static_cast<int64_t>(tally_.failed_lines.size()) ? " …"
                                                                         : ""));
  }
  out.Flush();
  if (interrupt_.interrupted()) {
    out.Complain(
        "interrupted; run the same command again to send the rest, lines that "
        "winnowd has are not stored twice");
    return kExitInterrupted;
  }
  if (!ended.ok()) {
    const int code = session_.Fail(ended);
    if (!IsWorthRetrying(ended)) return code;
    out.Complain(
        "gave up after 60 s; run the same command again, lines that winnowd "
        "has are not stored twice");
    return kExitUnreachable;
  }
  return tally_.failed > 0 ? kExitFailed : kExitDone;
}

int64_t SizeOf(const std::string& path) {
  struct stat found = {};
  const bool regular =
      stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
  return regular ? found.st_size : 0;
}

}  // namespace

int RunSubmitFrom(Session& session, const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) {
      return session.Fail(UsageError(absl::StrCat("cannot read ", path)));
    }
  }
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  BulkSubmission bulk(session, *site, path == "-" ? std::cin : file,
                      SizeOf(path), interrupt);
  return bulk.Run();
}

}  // namespace winnow
