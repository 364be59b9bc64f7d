#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/commands.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/json.h"
#include "clients/cli/terminal_text.h"
#include "clients/cpp/feed_follower.h"

namespace winnow {
namespace {

constexpr int kPageSize = 500;

struct FeedArguments {
  std::string subscription;
  std::string forget;
  std::string from;
  bool follow = false;
  bool states = false;
  bool alarms = false;
};

Style StyleOfEvent(v1::Event::Type type) {
  switch (type) {
    case v1::Event::APPROVED:
    case v1::Event::EDITED:
      return Style::kGreen;
    case v1::Event::RETRACTED:
    case v1::Event::REJECTED:
      return Style::kRed;
    case v1::Event::SPAM:
      return Style::kMagenta;
    default:
      return Style::kYellow;
  }
}

std::string DescribeAlarm(const v1::QueueAlarm& alarm) {
  const bool too_many = alarm.held_count() >= alarm.held_count_max();
  std::string text =
      absl::StrCat(too_many ? "too many wait: " : "one waits too long: ",
                   Counted(alarm.held_count(), "comment"), " held");
  if (too_many) {
    absl::StrAppend(&text, " (alarm at ", alarm.held_count_max(), ")");
  }
  if (alarm.has_oldest_time()) {
    absl::StrAppend(&text, ", the oldest since ",
                    LocalTime(alarm.oldest_time()));
  }
  return text;
}

// One line for each event; a comment's text is cut, `show` has all of it.
void Print(Output& out, const v1::Event& event) {
  if (out.json()) {
    out.WriteLine(ToJsonLine(event));
    return;
  }
  std::string text =
      absl::StrCat(ShortId(event.comment_name()), "  ", event.thread_id());
  if (event.has_comment()) {
    absl::StrAppend(&text, "  ", event.comment().display_name(), ": ",
                    event.comment().body());
  }
  if (event.has_queue_alarm()) {
    text = DescribeAlarm(event.queue_alarm());
  }
  for (const v1::PublicReason& reason : event.reasons()) {
    absl::StrAppend(&text, "  (", reason.code(), ")");
  }
  const std::string head = absl::StrCat(LocalTime(event.time()), "  ");
  const std::string type =
      absl::StrFormat("%-9s", v1::Event::Type_Name(event.type()));
  text = SanitizeText(text, Lines::kOne);
  const int left = out.width() - DisplayWidth(head) - DisplayWidth(type) - 2;
  if (out.width() > 0) text = FitToWidth(text, std::max(left, 20));
  out.WriteLine(absl::StrCat(head, out.Styled(StyleOfEvent(event.type()), type),
                             "  ", text));
}

void Acknowledge(Session& session, const std::string& site,
                 const FeedArguments& arguments, const std::string& cursor,
                 absl::Status& failed) {
  if (arguments.subscription.empty() || cursor.empty()) return;
  v1::AcknowledgeEventsRequest request;
  request.set_site(site);
  request.set_subscription(arguments.subscription);
  request.set_cursor(cursor);
  failed = session.Call(kAcknowledgeEvents, std::move(request)).status();
}

// Prints what there is. Events count as handled once they are written.
int PrintFeed(Session& session, const std::string& site,
              const FeedArguments& arguments) {
  std::string cursor = arguments.from;
  bool more = true;
  while (more) {
    v1::ListEventsRequest request;
    request.set_site(site);
    request.set_cursor(cursor);
    request.set_subscription(arguments.subscription);
    request.set_page_size(kPageSize);
    if (arguments.states) request.set_include_state_changes(true);
    if (arguments.alarms) request.set_include_queue_alarms(true);
    const absl::StatusOr<v1::ListEventsResponse> page =
        session.Call(kListEvents, std::move(request));
    if (!page.ok()) return session.Fail(page.status());
    for (const v1::Event& event : page->events()) Print(session.out(), event);
    if (!session.out().Flush()) return kExitFailed;
    absl::Status failed;
    if (!page->events().empty() || page->has_more()) {
      Acknowledge(session, site, arguments, page->next_cursor(), failed);
    }
    if (!failed.ok()) return session.Fail(failed);
    more = page->has_more();
    cursor = page->next_cursor();
  }
  return kExitDone;
}

int FollowFeed(Session& session, const std::string& site,
               const FeedArguments& arguments, InterruptWatch& interrupt) {
  FollowOptions options;
  options.site = site;
  options.subscription = arguments.subscription;
  options.cursor = arguments.from;
  options.include_state_changes = arguments.states;
  options.include_queue_alarms = arguments.alarms;
  FeedFollower follower(session.client(), std::move(options));
  interrupt.OnInterrupt([&follower] { follower.Stop(); });
  const absl::Status ended = follower.Run([&session](const v1::Event& event) {
    Print(session.out(), event);
    if (session.out().Flush()) return absl::OkStatus();
    return absl::DataLossError("cannot write to the standard output");
  });
  interrupt.OnInterrupt(nullptr);
  if (!ended.ok()) return session.Fail(ended);
  return kExitInterrupted;
}

int Forget(Session& session, const FeedArguments& arguments) {
  if (!arguments.subscription.empty() || !arguments.from.empty() ||
      arguments.follow || arguments.states || arguments.alarms) {
    return session.Fail(
        UsageError("--forget reads nothing: give it without other flags"));
  }
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::DeleteSubscriptionRequest request;
  request.set_name(
      absl::StrCat("sites/", *site, "/subscriptions/", arguments.forget));
  const auto forgotten = session.Call(kDeleteSubscription, std::move(request));
  if (!forgotten.ok()) return session.Fail(forgotten.status());
  if (!session.json()) {
    session.out().WriteLine(
        absl::StrCat("forgot the subscription ", arguments.forget));
  }
  return kExitDone;
}

int RunFeed(Session& session, const FeedArguments& arguments) {
  if (!arguments.forget.empty()) return Forget(session, arguments);
  std::unique_ptr<InterruptWatch> interrupt;
  if (arguments.follow) interrupt = std::make_unique<InterruptWatch>();
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  return arguments.follow ? FollowFeed(session, *site, arguments, *interrupt)
                          : PrintFeed(session, *site, arguments);
}

}  // namespace

void AddFeedCommand(const CliCommand& root) {
  auto arguments = std::make_shared<FeedArguments>();
  const CliCommand feed = root.AddCommand(
      "feed", "Print comments as they are published and taken down");
  feed.Footer(
      "Events come in order and at least once; drop what you have by comment\n"
      "and revision. With --subscription winnowd remembers where this reader\n"
      "is, and events are acknowledged once they are written. Without "
      "--follow\n"
      "the command ends with the last event there is. What is published waits\n"
      "for no subscription that is forgotten; read again, it begins at the\n"
      "beginning.\n\n"
      "Examples:\n"
      "  winnow feed\n"
      "  winnow feed --follow --from latest --states --alarms\n"
      "  winnow feed --subscription pages --json | publish\n"
      "  winnow feed --forget trial");
  feed.AddOption("--subscription", arguments->subscription,
                 "Name under which the position is kept");
  feed.AddOption("--from", arguments->from,
                 "Start after this cursor, or at latest; else where the "
                 "subscription is, or at the beginning")
      .TypeName("CURSOR");
  feed.AddOption("--forget", arguments->forget,
                 "Forget this subscription and where it is, and read nothing")
      .TypeName("SUBSCRIPTION");
  feed.AddFlag("--follow", arguments->follow, "Go on with what happens");
  feed.AddFlag("--states", arguments->states,
               "Also comments that were held, rejected or filed as spam");
  feed.AddFlag("--alarms", arguments->alarms,
               "Also alarms: too many comments held, or one for too long");
  feed.Runs(
      [arguments](Session& session) { return RunFeed(session, *arguments); });
}

}  // namespace winnow
