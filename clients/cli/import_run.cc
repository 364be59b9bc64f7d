#include "clients/cli/import_run.h"

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/import_tally.h"
#include "clients/cli/progress.h"
#include "clients/cli/submission_line.h"
#include "clients/cpp/retry_pacer.h"
#include "clients/cpp/transfers.h"

namespace winnow {
namespace {

// As many as winnowd takes on one stream: an answer may wait for what it
// answers for 1,000 comments, and others go on meanwhile.
constexpr size_t kInFlightMax = 1256;
constexpr int64_t kBytesInFlightMax = 32 << 20;

// How long winnowd may answer for no comment before the command gives up.
constexpr absl::Duration kPatience = absl::Seconds(60);
// A comment that is to wait longer is counted as failed: a full queue does not
// empty itself.
constexpr absl::Duration kDelayMax = absl::Seconds(10);

// One that answers another is sent so often with that one's id while that one
// is on its way itself; two that answer each other would go round for ever.
constexpr int kParentTriesMax = 20;
constexpr absl::Duration kParentPause = absl::Milliseconds(250);

// One comment on its way.
struct Item {
  int64_t index = 0;
  std::string place;
  int64_t bytes = 0;
  absl::Time not_before = absl::InfinitePast();
  int parent_tries = 0;
  v1::ImportCommentsRequest request;
};

const std::string& SourceOf(const Item& item) {
  return item.request.comment().import_origin().source_id();
}

// The comments between the file and winnowd's answers. A writing thread takes
// them, the main thread settles them.
class ImportRun {
 public:
  ImportRun(Session& session, std::string site, ImportSource& source,
            const ImportOptions& options, InterruptWatch& interrupt)
      : session_(session),
        site_(std::move(site)),
        source_(source),
        options_(options),
        progress_(session.out().stderr_is_terminal(), options.bytes),
        interrupt_(interrupt) {}

  int Run();

 private:
  // Sends and receives on one stream until it ends.
  absl::Status RunStream();
  void WriteItems(ImportStream& stream);

  // Waits for the next comment to send: one to be repeated, or a new one.
  // Nothing when all are answered or the stream is broken.
  std::optional<Item> Take();
  bool HasRoom() const {
    return in_flight_.size() + again_.size() < kInFlightMax &&
           bytes_in_flight_ < kBytesInFlightMax;
  }
  // Reads until a comment parses; reports those that do not.
  std::optional<Item> ReadItem();

  void Settle(const v1::ImportCommentsResponse& answer);
  // Whether an item is to be sent again instead of failing.
  bool SendAgain(const absl::Status& error, Item& item);
  void ReportFailure(absl::string_view place, absl::string_view source_id,
                     const absl::Status& error);
  void ShowProgress();
  void TellRest();
  int Finish(const absl::Status& ended);

  Session& session_;
  const std::string site_;
  ImportSource& source_;
  const ImportOptions options_;
  Progress progress_;
  InterruptWatch& interrupt_;
  const absl::Time start_ = absl::Now();
  int64_t index_ = 0;  // of the writing thread

  std::mutex mutex_;  // guards everything below, and the output
  std::condition_variable changed_;
  std::map<int64_t, Item> in_flight_;
  std::deque<Item> again_;
  // Source ids of both.
  std::multiset<std::string> on_their_way_;
  int64_t bytes_in_flight_ = 0;
  int64_t file_bytes_read_ = 0;
  bool again_for_parent_ = false;
  // Not stored, for a reason that the next run may not meet.
  std::set<std::string> failed_for_now_;
  bool input_ended_ = false;
  bool stream_broken_ = false;
  absl::Time last_answer_ = absl::Now();
  ImportTally tally_;
};

std::optional<Item> ImportRun::ReadItem() {
  SourceComment comment;
  while (source_.Next(comment)) {
    v1::SubmitCommentRequest& inner = *comment.request.mutable_comment();
    if (!comment.error.ok()) {
      std::lock_guard lock(mutex_);
      ReportFailure(comment.place, inner.import_origin().source_id(),
                    comment.error);
      continue;
    }
    if (inner.request_id().empty() &&
        inner.import_origin().source_id().empty()) {
      std::lock_guard lock(mutex_);
      ReportFailure(comment.place, "",
                    absl::InvalidArgumentError(
                        "source_id: is required (or request_id), so that a "
                        "second run knows the comment again"));
      continue;
    }
    Item item;
    item.index = ++index_;
    item.place = std::move(comment.place);
    item.bytes = static_cast<int64_t>(inner.ByteSizeLong());
    inner.set_site(site_);
    item.request = std::move(comment.request);
    item.request.set_index(item.index);
    item.request.set_dry_run(options_.dry_run);
    item.request.set_no_training(options_.no_training);
    return item;
  }
  return std::nullopt;
}

std::optional<Item> ImportRun::Take() {
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
    if (input_ended_ && again_.empty()) {
      // The end of the file tells winnowd what waits in vain, so it is told
      // before the last answers are there.
      return std::nullopt;
    }
    if (!input_ended_ && HasRoom()) {
      lock.unlock();
      std::optional<Item> item = ReadItem();
      const int64_t read = source_.bytes_read();
      lock.lock();
      file_bytes_read_ = read;
      if (item) {
        // Patience starts when there is something to wait for.
        if (in_flight_.empty() && again_.empty()) last_answer_ = absl::Now();
        bytes_in_flight_ += item->bytes;
        on_their_way_.insert(SourceOf(*item));
        return item;
      }
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

void ImportRun::WriteItems(ImportStream& stream) {
  while (std::optional<Item> item = Take()) {
    const v1::ImportCommentsRequest message = item->request;
    {
      std::lock_guard lock(mutex_);
      const int64_t index = item->index;
      in_flight_.emplace(index, *std::move(item));
      if (stream_broken_) return;
    }
    if (!stream.Write(message)) return;
  }
  stream.WritesDone();
}

void ImportRun::ReportFailure(absl::string_view place,
                              absl::string_view source_id,
                              const absl::Status& error) {
  tally_.CountFailure(place, session_.Explain(error));
  if (!session_.json()) return;
  progress_.Clear();
  session_.out().WriteLine(NotImportedJson(source_id, place, error));
}

bool ImportRun::SendAgain(const absl::Status& error, Item& item) {
  v1::ImportOrigin& origin =
      *item.request.mutable_comment()->mutable_import_origin();
  if (absl::IsFailedPrecondition(error) && !origin.parent_source_id().empty()) {
    // What it answers could not be taken now: it comes with it another time,
    // for at the top it would stay there for good.
    if (failed_for_now_.contains(origin.parent_source_id())) return false;
    ++item.parent_tries;
    item.not_before = absl::Now() + kParentPause;
    again_for_parent_ = true;
    if (item.parent_tries < kParentTriesMax &&
        on_their_way_.contains(origin.parent_source_id())) {
      return true;
    }
    // What it answers is not in the file: better at the top than not at all.
    origin.clear_parent_source_id();
    ++tally_.orphans;
    return true;
  }
  if (!IsWorthRetrying(error)) return false;
  const absl::Duration delay =
      RetryDelay(error).value_or(absl::Milliseconds(200));
  if (delay > kDelayMax) return false;
  item.not_before = absl::Now() + delay;
  return true;
}

void ImportRun::Settle(const v1::ImportCommentsResponse& answer) {
  std::lock_guard lock(mutex_);
  const auto found = in_flight_.find(answer.index());
  if (found == in_flight_.end()) return;
  Item item = std::move(found->second);
  in_flight_.erase(found);
  changed_.notify_all();
  const std::string source_id = SourceOf(item);
  if (answer.has_error()) {
    const absl::Status error = MakeItemStatus(answer.error());
    if (SendAgain(error, item)) {
      again_.push_back(std::move(item));
      return;
    }
    ReportFailure(item.place, source_id, error);
    // An answer to one of these fails for now too.
    if (!absl::IsInvalidArgument(error)) failed_for_now_.insert(source_id);
  } else {
    tally_.CountAnswer(answer.imported());
    if (session_.json()) {
      session_.out().WriteLine(
          ImportedJson(source_id, item.place, answer.imported()));
    }
  }
  bytes_in_flight_ -= item.bytes;
  on_their_way_.erase(on_their_way_.find(source_id));
  last_answer_ = absl::Now();
  ShowProgress();
}

void ImportRun::ShowProgress() {
  if (progress_.IsDue()) {
    progress_.Update(file_bytes_read_, tally_.Summary(absl::Now() - start_));
  }
}

absl::Status ImportRun::RunStream() {
  const auto opened = OpenImport(session_.client().options());
  if (!opened.ok()) return opened.status();
  const std::unique_ptr<ImportStream>& stream = *opened;
  stream_broken_ = false;
  interrupt_.OnInterrupt([this, &stream] {
    stream->Cancel();
    changed_.notify_all();
  });
  std::thread writer([this, &stream] { WriteItems(*stream); });
  v1::ImportCommentsResponse answer;
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
  // What was sent first is sent first again: it may be answered by others.
  for (auto at = in_flight_.rbegin(); at != in_flight_.rend(); ++at) {
    again_.push_front(std::move(at->second));
  }
  in_flight_.clear();
  if (input_ended_ && again_.empty()) return absl::OkStatus();
  if (!ended.ok() && !absl::IsCancelled(ended)) return ended;
  return absl::UnavailableError("the stream ended");
}

int ImportRun::Run() {
  RetryPacer pacer;
  while (true) {
    const absl::Time before = last_answer_;
    again_for_parent_ = false;
    const absl::Status ended = RunStream();
    if (ended.ok() || !IsWorthRetrying(ended)) return Finish(ended);
    // Those whose parents were not there go on another stream.
    if (again_for_parent_) continue;
    if (last_answer_ != before) pacer.Reset();
    const absl::Duration pause = pacer.Next(RetryDelay(ended));
    if (absl::Now() + pause - last_answer_ > kPatience) return Finish(ended);
    absl::SleepFor(pause);
    if (interrupt_.interrupted()) {
      return Finish(absl::CancelledError("interrupted"));
    }
  }
}

void ImportRun::TellRest() {
  Output& out = session_.out();
  for (const auto& [what, count] : source_.left_out()) {
    out.Complain(absl::StrCat(count, " left out: ", what));
  }
  if (tally_.orphans > 0) {
    out.Complain(absl::StrCat(
        Counted(tally_.orphans, "comment"),
        " put at the top of the thread: the one above was not there"));
  }
  for (const std::string& failure : tally_.failures) out.Complain(failure);
  const int64_t untold =
      tally_.failed - static_cast<int64_t>(tally_.failures.size());
  if (untold > 0) {
    out.Complain(
        absl::StrCat("… and ", untold, " more; --json tells of each one"));
  }
}

int ImportRun::Finish(const absl::Status& ended) {
  Output& out = session_.out();
  progress_.Clear();
  if (!session_.json()) {
    out.WriteLine(absl::StrCat(options_.dry_run ? "nothing was stored; " : "",
                               tally_.Summary(absl::Now() - start_)));
  }
  TellRest();
  out.Flush();
  const char* const again =
      "run the same command again to import the rest, what winnowd has is not "
      "stored twice";
  if (interrupt_.interrupted()) {
    out.Complain(absl::StrCat("interrupted; ", again));
    return kExitInterrupted;
  }
  if (!ended.ok()) {
    const int code = session_.Fail(ended);
    if (!IsWorthRetrying(ended)) return code;
    out.Complain(absl::StrCat("gave up after 60 s; ", again));
    return kExitUnreachable;
  }
  if (const absl::Status read = source_.status(); !read.ok()) {
    return session_.Fail(read);
  }
  return tally_.failed > 0 ? kExitFailed : kExitDone;
}

}  // namespace

int RunImport(Session& session, const std::string& site, ImportSource& source,
              const ImportOptions& options, InterruptWatch& interrupt) {
  ImportRun run(session, site, source, options, interrupt);
  return run.Run();
}

}  // namespace winnow
