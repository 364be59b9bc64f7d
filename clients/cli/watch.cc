#include "clients/cli/watch.h"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/session.h"
#include "clients/cli/terminal_text.h"
#include "clients/cpp/queue_follower.h"

namespace winnow {
namespace {

// As for every other call at a terminal.
constexpr absl::Duration kFirstFor = absl::Seconds(3);
// Comments whose beginning is kept, to be shown when they leave.
constexpr size_t kTextsMax = 2000;
constexpr size_t kTextBytesMax = 1000;
constexpr int kTextWidthMax = 200;
// What was seen is known by its ending, after this long at the latest.
constexpr absl::Duration kRememberEvery = absl::Seconds(1);

struct WatchArguments {
  std::vector<std::string> filter;
};

// What a change is called, and how it looks.
std::pair<std::string, Style> WordFor(const v1::WatchQueueResponse& change) {
  switch (change.type()) {
    case v1::WatchQueueResponse::ADDED:
      return {"held", Style::kYellow};
    case v1::WatchQueueResponse::REMOVED:
      return {
          change.state() == v1::Comment::STATE_UNSPECIFIED
              ? "erased"
              : absl::AsciiStrToLower(v1::Comment::State_Name(change.state())),
          StyleOf(change.state())};
    case v1::WatchQueueResponse::LEASED:
      return {"leased", Style::kBold};
    case v1::WatchQueueResponse::RELEASED:
      return {"released", Style::kPlain};
    case v1::WatchQueueResponse::CHANGED:
      return {"changed", Style::kPlain};
    default:
      return {"", Style::kPlain};
  }
}

std::string Counts(const v1::WatchQueueResponse& change) {
  return absl::StrCat(change.held_count(), " held, ", change.leased_count(),
                      " leased");
}

// Prints changes as they come.
class WatchPrinter {
 public:
  explicit WatchPrinter(Session& session) : session_(session) {}
  ~WatchPrinter() { Remember(); }

  absl::Status Print(const v1::WatchQueueResponse& change, bool first) {
    Output& out = session_.out();
    Note(change);
    if (out.json()) {
      out.WriteLine(ToJsonLine(change));
    } else if (change.type() != v1::WatchQueueResponse::TYPE_UNSPECIFIED) {
      PrintLine(change);
    } else if (first) {
      out.WriteLine(
          absl::StrCat(Clock(change), "  ", Counts(change),
                       broken_ ? "; watching again, what happened meanwhile is "
                                 "not shown"
                       : out.width() > 0 ? "; Ctrl-C ends the watch"
                                         : ""));
    }
    broken_ = false;
    if (absl::Now() - remembered_ > kRememberEvery) Remember();
    if (out.Flush()) return absl::OkStatus();
    return absl::DataLossError("cannot write to the standard output");
  }

  void Break(const absl::Status& reason, absl::Duration pause) {
    broken_ = true;
    session_.out().Complain(absl::StrCat(
        session_.Explain(reason), "; trying again in ",
        absl::FormatDuration(absl::Trunc(pause, absl::Milliseconds(100)))));
  }

 private:
  // The time of day: a watch is about now.
  static std::string Clock(const v1::WatchQueueResponse& change) {
    const std::string time = LocalTime(change.time());
    return time.substr(time.find(' ') + 1);
  }

  // Keeps how a comment begins, while it is in the queue.
  void Note(const v1::WatchQueueResponse& change) {
    if (!change.has_comment()) return;
    const v1::Comment& comment = change.comment().comment();
    std::string text = FitToWidth(
        SanitizeText(
            absl::StrCat(comment.thread_id(), "  ", comment.display_name(),
                         ": ", comment.body().substr(0, kTextBytesMax)),
            Lines::kOne),
        kTextWidthMax);
    const auto [at, added] =
        texts_.insert_or_assign(change.comment_name(), std::move(text));
    if (!added) return;
    order_.push_back(change.comment_name());
    unremembered_.push_back(change.comment_name());
    if (order_.size() > kTextsMax) {
      texts_.erase(order_.front());
      order_.pop_front();
    }
  }

  void PrintLine(const v1::WatchQueueResponse& change) {
    Output& out = session_.out();
    const auto [word, style] = WordFor(change);
    const std::string head = absl::StrCat(Clock(change), "  ");
    const std::string padded = absl::StrFormat("%-9s", word);
    std::string text = ShortId(change.comment_name());
    const auto at = texts_.find(change.comment_name());
    if (at != texts_.end()) absl::StrAppend(&text, "  ", at->second);
    std::string tail = absl::StrCat("  (", Counts(change), ")");
    if (!change.principal().empty()) {
      tail = absl::StrCat("  by ",
                          SanitizeText(change.principal(), Lines::kOne), tail);
    }
    if (out.width() > 0) {
      const int left = out.width() - DisplayWidth(head) - DisplayWidth(padded) -
                       DisplayWidth(tail);
      text = FitToWidth(text, std::max(left, 8));
    }
    out.WriteLine(absl::StrCat(head, out.Styled(style, padded), text,
                               out.Styled(Style::kDim, tail)));
  }

  void Remember() {
    remembered_ = absl::Now();
    if (unremembered_.empty()) return;
    session_.Remember(unremembered_);
    unremembered_.clear();
  }

  Session& session_;
  std::map<std::string, std::string> texts_;  // by comment's name
  std::deque<std::string> order_;
  std::vector<std::string> unremembered_;
  absl::Time remembered_ = absl::Now();
  bool broken_ = false;
};

int RunWatch(Session& session, const WatchArguments& arguments) {
  InterruptWatch interrupt;
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  const auto filter =
      session.ResolveFilterText(absl::StrJoin(arguments.filter, " "));
  if (!filter.ok()) return session.Fail(filter.status());
  v1::WatchQueueRequest request;
  request.set_site(*site);
  request.set_filter(*filter);
  QueueFollower follower(session.client(), std::move(request));
  interrupt.OnInterrupt([&follower] { follower.Stop(); });
  WatchPrinter printer(session);
  const absl::Status ended = follower.Run(
      [&printer](const v1::WatchQueueResponse& change, bool first) {
        return printer.Print(change, first);
      },
      [&printer](const absl::Status& reason, absl::Duration pause) {
        printer.Break(reason, pause);
      },
      kFirstFor);
  interrupt.OnInterrupt(nullptr);
  if (!ended.ok()) return session.Fail(ended);
  return kExitInterrupted;
}

}  // namespace

void AddWatchCommand(const CliCommand& root) {
  auto arguments = std::make_shared<WatchArguments>();
  const CliCommand watch =
      root.AddCommand("watch", "Show the queue live, change by change");
  watch.Footer(
      "A line for each comment that is held, decided, leased, given back or\n"
      "changed (notes, tags, text), with how many are held and leased now. "
      "FILTER\nis as in winnow queue. When winnowd is away the watch goes on "
      "as soon as it\nis back, and says so. With --json one object a line; the "
      "first of each watch\nhas only counts.\n\n"
      "Examples:\n"
      "  winnow watch\n"
      "  winnow watch section=sport 'score.toxicity>0.7'\n"
      "  winnow watch --json | jq -r .comment_name");
  watch.AddOption("filter", arguments->filter, "Only comments that match")
      .TypeName("FILTER");
  watch.Runs(
      [arguments](Session& session) { return RunWatch(session, *arguments); });
}

}  // namespace winnow
