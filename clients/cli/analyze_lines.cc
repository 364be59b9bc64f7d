// `winnow analyze --jsonl`: many texts on one stream, answers in the order of
// the lines.

#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "clients/cli/analysis_line.h"
#include "clients/cli/commands.h"
#include "clients/cli/line_reader.h"
#include "clients/cli/submission_line.h"

namespace winnow {
namespace {

// Lines between reading and printing, answered or not: bounds the memory that
// one slow text can cost.
constexpr size_t kWaitingMax = 256;

class LineAnalysis {
 public:
  LineAnalysis(Session& session, std::string site)
      : session_(session),
        site_(std::move(site)),
        reader_(std::cin, kLineBytesMax) {}

  int Run();

 private:
  struct Waiting {
    std::string id;      // JSON
    std::string output;  // empty until it is known
  };

  void WriteTexts(Client::AnalyzeStream& stream);
  void Settle(const v1::AnalyzeTextsResponse& answer);
  void Answer(int64_t line, std::string output);

  Session& session_;
  const std::string site_;
  LineReader reader_;

  std::mutex mutex_;  // guards everything below, and the output
  std::condition_variable changed_;
  std::map<int64_t, Waiting> waiting_;  // by line, so in order
  bool stream_ended_ = false;
  bool any_failed_ = false;
};

// Prints what is at the front and known. The mutex is held.
void LineAnalysis::Answer(int64_t line, std::string output) {
  const auto found = waiting_.find(line);
  if (found == waiting_.end()) return;
  found->second.output = std::move(output);
  while (!waiting_.empty() && !waiting_.begin()->second.output.empty()) {
    session_.out().WriteLine(waiting_.begin()->second.output);
    waiting_.erase(waiting_.begin());
  }
  changed_.notify_all();
}

void LineAnalysis::WriteTexts(Client::AnalyzeStream& stream) {
  std::string text;
  while (reader_.Next(text)) {
    if (!reader_.too_long() && text.empty()) continue;
    AnalysisLine line = reader_.too_long()
                            ? AnalysisLine{.id = "null",
                                           .error =
                                               "the line is longer than "
                                               "256 KB",
                                           .request = {}}
                            : ParseAnalysisLine(text);
    const int64_t number = reader_.number();
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] {
        return stream_ended_ || waiting_.size() < kWaitingMax;
      });
      if (stream_ended_) return;
      waiting_[number].id = line.id;
      if (!line.error.empty()) {
        any_failed_ = true;
        Answer(number, AnalysisErrorJson(line.id, line.error));
        continue;
      }
    }
    v1::AnalyzeTextsRequest message;
    message.set_index(number);
    *message.mutable_text() = std::move(line.request);
    message.mutable_text()->set_site(site_);
    if (!stream.Write(message)) return;
  }
  stream.WritesDone();
}

void LineAnalysis::Settle(const v1::AnalyzeTextsResponse& answer) {
  std::lock_guard lock(mutex_);
  const auto found = waiting_.find(answer.index());
  if (found == waiting_.end()) return;
  const std::string id = found->second.id;
  if (answer.has_error()) {
    any_failed_ = true;
    Answer(answer.index(), AnalysisErrorJson(id, answer.error().message()));
  } else {
    Answer(answer.index(), AnalysisJson(id, answer.response().screening()));
  }
}

int LineAnalysis::Run() {
  const std::unique_ptr<Client::AnalyzeStream> stream =
      session_.client().AnalyzeMany();
  std::thread writer([this, &stream] { WriteTexts(*stream); });
  v1::AnalyzeTextsResponse answer;
  while (stream->Read(&answer)) Settle(answer);
  {
    std::lock_guard lock(mutex_);
    stream_ended_ = true;
    changed_.notify_all();
  }
  const absl::Status ended = stream->Finish();
  if (!ended.ok()) {
    // The writer may wait for a line that never comes.
    session_.out().Flush();
    std::_Exit(session_.Fail(ended));
  }
  writer.join();
  if (!waiting_.empty()) {
    return session_.Fail(absl::UnavailableError("the stream ended"));
  }
  return any_failed_ ? kExitFailed : kExitDone;
}

}  // namespace

int RunAnalyzeLines(Session& session) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  return LineAnalysis(session, *site).Run();
}

}  // namespace winnow
