#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/full_screen.h"
#include "clients/cli/review_desk.h"
#include "clients/cli/review_dialog.h"
#include "clients/cli/review_page.h"
#include "clients/cli/review_watch.h"

namespace winnow {
namespace {

using Others = ReviewDesk::Others;

// A review begins without its watch rather than late.
constexpr absl::Duration kWatchWait = absl::Seconds(4);
constexpr size_t kMessageBytesMax = 2000;
constexpr size_t kNoteBytesMax = 8000;
constexpr int64_t kDaySeconds = 24 * 60 * 60;

// Where a site has not said which reasons its moderators choose from. Codes
// about how something is said also teach the classifier.
constexpr struct {
  const char* code;
  const char* name;
} kUsualReasons[] = {
    {"offensive", "insulting or offensive"},
    {"threat", "threatens somebody"},
    {"hate", "against a group of people"},
    {"personal_data", "tells private things about somebody"},
    {"off_topic", "not about the article"},
    {"false_information", "false and harmful"},
    {"illegal", "against the law"},
};

const std::vector<MenuLine> kHelp = {
    {"a", "approve: publish it"},
    {"r", "reject it for what it says; a number chooses the reason"},
    {"R", "the same, with words to its author"},
    {"s", "file it as spam"},
    {"n", "next: leave this one as it is, it comes again at the end"},
    {"u", "undo your last decision in this review"},
    {"m", "after a decision: the same for held comments that are like it"},
    {"h", "after a decision: the same for its author's held comments"},
    {"b", "ban its author or their network; says first what that touches"},
    {"w", "why: everything that led to the verdict, and back"},
    {"N", "add a note that moderators see"},
    {"j k", "scroll down and up; also arrows, space and page keys"},
    {"q", "quit, and give back what you have leased"},
};

std::string KeyOfReason(size_t index) {
  constexpr absl::string_view kKeys = "123456789abcdefghijklmnopqrstu";
  return index < kKeys.size() ? std::string(1, kKeys[index]) : std::string();
}

class Review {
 public:
  Review(Session& session, FullScreen& screen, ReviewDesk& desk,
         const ReviewWatch& watch, std::string site, bool reported)
      : session_(session),
        screen_(screen),
        desk_(desk),
        site_(site),
        dialog_(session, screen, desk, watch, std::move(site), reported) {}

  // Reads keys until the moderator leaves. Returns the exit status.
  absl::StatusOr<int> Run();

 private:
  absl::Status ReadReasons();

  // False: the moderator leaves.
  bool Act(const Key& key);
  void ActOnLetter(const std::string& letter);

  void Decide(v1::Comment::State state, const std::string& reason,
              const std::string& message);
  void Reject(bool with_message);
  void Undo();
  void DecideOthers(Others others);
  void Ban();
  void Note();

  Session& session_;
  FullScreen& screen_;
  ReviewDesk& desk_;
  const std::string site_;
  ReviewDialog dialog_;
  std::vector<std::pair<std::string, std::string>> reasons_;  // code, name
};

void Review::Decide(v1::Comment::State state, const std::string& reason,
                    const std::string& message) {
  if (desk_.item() == nullptr) return;
  const std::string id = ShortId(desk_.item()->comment().name());
  const int64_t before = desk_.decided_count();
  const absl::Status decided = desk_.Decide(state, reason, message);
  std::string said;
  if (desk_.decided_count() > before) {
    said = absl::StrCat(id, " ", v1::Comment::State_Name(state),
                        reason.empty() ? "" : " ", reason);
    const int64_t similar = desk_.CountFor(Others::kSimilar);
    const int64_t by_author = desk_.CountFor(Others::kByAuthor);
    if (similar > 0) absl::StrAppend(&said, "   m: ", similar, " more like it");
    if (by_author > 0) {
      absl::StrAppend(&said, "   h: ", by_author, " more held by its author");
    }
  }
  dialog_.Say(std::move(said));
  dialog_.Tell(decided);
}

void Review::Reject(bool with_message) {
  if (desk_.item() == nullptr) return;
  std::vector<MenuLine> menu;
  for (size_t i = 0; i < reasons_.size(); ++i) {
    menu.emplace_back(KeyOfReason(i), reasons_[i].second);
  }
  menu.emplace_back("0", "no reason");
  menu.emplace_back("other", "do not reject it");
  const std::string chosen = dialog_.Choose("Reject it. Why?", menu);
  if (chosen.empty()) return;
  std::string code;
  for (size_t i = 0; i < reasons_.size(); ++i) {
    if (KeyOfReason(i) == chosen) code = reasons_[i].first;
  }
  std::string message;
  if (with_message) {
    const std::optional<std::string> typed = dialog_.Type(
        "Your words to the author, at most 500 characters:", kMessageBytesMax);
    if (!typed) return;
    message = *typed;
  }
  Decide(v1::Comment::REJECTED, code, message);
}

void Review::Undo() {
  const absl::StatusOr<std::string> undone = desk_.Undo();
  dialog_.Tell(undone.status());
  if (undone.ok()) dialog_.Say(*undone);
}

void Review::DecideOthers(Others others) {
  const std::string filter = desk_.FilterFor(others);
  if (filter.empty()) {
    dialog_.Say("decide a comment first; then its likes can follow");
    return;
  }
  const absl::StatusOr<ReviewDesk::BatchCounts> found =
      desk_.DecideOthers(others, true);
  if (!found.ok()) return dialog_.Tell(found.status());
  if (found->changed == 0) {
    dialog_.Say("no other is held");
    return;
  }
  const std::string verb = v1::Comment::State_Name(desk_.last_state());
  const std::string what =
      absl::StrCat(Counted(found->changed, "held comment"),
                   others == Others::kSimilar ? " like the last one"
                                              : " by the last one's author");
  if (!dialog_.Confirm(absl::StrCat("Make ", what, " ", verb, "?"),
                       "do it; u takes it back")) {
    return;
  }
  const absl::StatusOr<ReviewDesk::BatchCounts> done =
      desk_.DecideOthers(others, false);
  if (!done.ok()) return dialog_.Tell(done.status());
  dialog_.Say(absl::StrCat(
      Counted(done->changed, "comment"), " ", verb,
      done->failed > 0
          ? absl::StrCat(", ", done->failed, " left: others work on them")
          : ""));
}

void Review::Ban() {
  if (desk_.item() == nullptr) return;
  const std::string chosen = dialog_.Choose("Ban from commenting:",
                                            {{"1", "its author, for good"},
                                             {"2", "its author, for 7 days"},
                                             {"3", "their network, for 7 days"},
                                             {"other", "nobody"}});
  if (chosen.empty()) return;
  v1::CreateBanRequest request;
  request.mutable_ban()->set_kind(chosen == "3" ? v1::Ban::NETWORK
                                                : v1::Ban::AUTHOR);
  if (chosen != "1") {
    request.mutable_ban()->mutable_duration()->set_seconds(7 * kDaySeconds);
  }
  v1::CreateBanRequest trial = request;
  trial.set_dry_run(true);
  const absl::StatusOr<v1::CreateBanResponse> touched =
      desk_.Ban(std::move(trial));
  if (!touched.ok()) return dialog_.Tell(touched.status());
  const std::string answer = dialog_.Choose(
      absl::StrCat("It touches ", touched->incomplete() ? "at least " : "",
                   touched->held_count(), " held and ",
                   Counted(touched->approved_count(), "published comment"),
                   " by ", Counted(touched->author_count(), "author"),
                   " of the last 30 days."),
      {{"y", "ban"},
       {"r", "ban, and reject theirs of the last 7 days"},
       {"other", "nothing is done"}});
  if (answer.empty()) return;
  if (answer == "r") {
    request.mutable_reject_last()->set_seconds(7 * kDaySeconds);
  }
  const absl::StatusOr<v1::CreateBanResponse> made =
      desk_.Ban(std::move(request));
  if (!made.ok()) return dialog_.Tell(made.status());
  std::string said = absl::StrCat("banned; winnow unban ",
                                  ShortId(made->ban().name()), " ends it");
  if (made->rejected_count() > 0) {
    absl::StrAppend(&said, ". ", made->rejected_count(),
                    " rejected, u takes that back");
  }
  dialog_.Say(std::move(said));
}

void Review::Note() {
  if (desk_.item() == nullptr) return;
  const std::optional<std::string> typed = dialog_.Type(
      "A note for moderators, at most 2,000 characters:", kNoteBytesMax);
  if (!typed) return;
  const absl::Status noted = desk_.AddNote(*typed);
  dialog_.Say("noted");
  dialog_.Tell(noted);
}

void Review::ActOnLetter(const std::string& letter) {
  if (letter == "a") return Decide(v1::Comment::APPROVED, "", "");
  if (letter == "s") return Decide(v1::Comment::SPAM, "", "");
  if (letter == "r") return Reject(false);
  if (letter == "R") return Reject(true);
  if (letter == "n") {
    dialog_.Say("");
    return dialog_.Tell(desk_.PassOver());
  }
  if (letter == "u") return Undo();
  if (letter == "m") return DecideOthers(Others::kSimilar);
  if (letter == "h") return DecideOthers(Others::kByAuthor);
  if (letter == "b") return Ban();
  if (letter == "N") return Note();
  if (letter == "w") dialog_.ToggleWhy();
  if (letter == "?") dialog_.Choose("Keys. Any key goes back.", kHelp);
  if (letter == "j") dialog_.Scroll(1);
  if (letter == "k") dialog_.Scroll(-1);
  if (letter == " ") dialog_.Scroll(screen_.rows() / 2);
}

bool Review::Act(const Key& key) {
  switch (key.kind) {
    case Key::kUp:
      dialog_.Scroll(-1);
      return true;
    case Key::kDown:
      dialog_.Scroll(1);
      return true;
    case Key::kPageUp:
      dialog_.Scroll(-screen_.rows() / 2);
      return true;
    case Key::kPageDown:
      dialog_.Scroll(screen_.rows() / 2);
      return true;
    case Key::kText:
      if (key.text == "q") return false;
      ActOnLetter(key.text);
      return true;
    default:
      return !dialog_.closed();
  }
}

absl::Status Review::ReadReasons() {
  v1::GetSiteRequest request;
  request.set_name(absl::StrCat("sites/", site_));
  const absl::StatusOr<v1::Site> site =
      session_.Call(kGetSite, std::move(request));
  if (!site.ok()) return site.status();
  for (const v1::RejectReason& reason : site->settings().reject_reasons()) {
    reasons_.emplace_back(reason.code(), reason.display_name());
  }
  if (!reasons_.empty()) return absl::OkStatus();
  for (const auto& usual : kUsualReasons) {
    reasons_.emplace_back(usual.code, usual.name);
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Review::Run() {
  absl::Status begun = ReadReasons();
  begun.Update(desk_.Fill());
  if (!begun.ok()) return begun;
  while (Act(dialog_.NextKey())) {
  }
  return dialog_.closed() ? kExitInterrupted : kExitDone;
}

struct ReviewArguments {
  std::vector<std::string> terms;
  bool reported = false;
};

int RunReview(Session& session, const ReviewArguments& arguments) {
  if (session.json()) {
    return session.Fail(UsageError(
        "winnow review is for people; a script uses winnow lease next --json"));
  }
  // Before the first call: its threads inherit which signals are watched.
  absl::StatusOr<std::unique_ptr<FullScreen>> screen = FullScreen::Open();
  if (!screen.ok()) {
    return session.Fail(UsageError(absl::StrCat(
        screen.status().message(), "; a script uses winnow lease next")));
  }
  absl::StatusOr<int> exit_code = kExitDone;
  (*screen)->Draw({"winnow review: asking winnowd …"});
  int64_t decided = 0;
  const absl::StatusOr<std::string> site = session.Site();
  const auto filter =
      session.ResolveFilterText(absl::StrJoin(arguments.terms, " "));
  if (site.ok() && filter.ok()) {
    const bool reported = arguments.reported;
    // What is reported is not in the queue, which is watched all the same: one
    // that is taken down comes into it.
    ReviewWatch watch(session.client(), *site, reported ? "" : *filter,
                      [&screen] { (*screen)->Wake(); });
    const std::string watch_session = watch.WaitForSession(kWatchWait);
    ReviewDesk desk(
        session, *site,
        reported ? MakeReportedSource(session, *site, *filter)
                 : MakeQueueSource(session, *site, *filter, watch_session));
    exit_code = Review(session, **screen, desk, watch, *site, reported).Run();
    desk.GiveBack();
    decided = desk.decided_count();
  }
  screen->reset();
  if (!site.ok()) return session.Fail(site.status());
  if (!filter.ok()) return session.Fail(filter.status());
  if (!exit_code.ok()) return session.Fail(exit_code.status());
  session.out().WriteLine(absl::StrCat(Counted(decided, "comment"),
                                       " decided; the rest is given back."));
  return *exit_code;
}

}  // namespace

void AddReviewCommand(const CliCommand& root) {
  auto arguments = std::make_shared<ReviewArguments>();
  const CliCommand review =
      root.AddCommand("review", "Decide held comments one by one, a key each");
  review.Footer(
      "Shows the first comment of the queue with its article, what it answers, "
      "what is\nknown of its author and why it waits; a key decides and the "
      "next one is there.\nNobody else is handed what you read. FILTER is as "
      "in winnow queue.\n\n"
      "With --reported the same for published comments that readers "
      "reported:\na answers the reports with no and the comment stays, r and s "
      "take it down.\nNobody leases those: what a colleague decides leaves the "
      "screen within seconds.\n\n"
      "Keys: a approve, r reject, s spam, n next, u undo, b ban, w why, "
      "? all keys, q quit.\n\n"
      "Examples:\n"
      "  winnow review\n"
      "  winnow review section=sport\n"
      "  winnow review --reported\n"
      "  winnow review rule=first-comment 'age>2h'");
  review.AddOption("filter", arguments->terms, "Only comments that match")
      .TypeName("FILTER");
  review.AddFlag("--reported", arguments->reported,
                 "Published comments that readers reported");
  review.Runs(
      [arguments](Session& session) { return RunReview(session, *arguments); });
}

}  // namespace winnow
