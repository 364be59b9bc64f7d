// The talk between `winnow review` and the moderator: shows the desk's comment,
// and asks below it.
//
// While it waits for a key it keeps leases alive and looks for new work. If the
// comment changes or goes meanwhile, a question about it ends without an
// answer: no key is ever about something that was not on the screen.

#ifndef WINNOW_CLIENTS_CLI_REVIEW_DIALOG_H_
#define WINNOW_CLIENTS_CLI_REVIEW_DIALOG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/full_screen.h"
#include "clients/cli/review_desk.h"
#include "clients/cli/review_page.h"
#include "clients/cli/review_watch.h"
#include "clients/cli/session.h"

namespace winnow {

// Threads: one at a time.
class ReviewDialog {
 public:
  // All must outlive this object.
  ReviewDialog(Session& session, FullScreen& screen, ReviewDesk& desk,
               const ReviewWatch& watch, std::string site, bool reported)
      : session_(session), screen_(screen), desk_(desk), watch_(watch) {
    page_.site = std::move(site);
    page_.reported = reported;
  }

  // Draws, and waits for a key that means something here.
  Key NextKey();

  // Asks below the comment and returns the key of the menu that was pressed;
  // empty for any other.
  std::string Choose(std::string title, std::vector<MenuLine> menu);
  // Asks with `y` for yes; `what` says what it does.
  bool Confirm(std::string title, std::string what);
  // Reads one line. Nothing: given up, or left empty.
  std::optional<std::string> Type(std::string title, size_t bytes_max);

  // Sets the line above the keys.
  void Say(std::string message) { page_.message = std::move(message); }
  // The same with an error, if it is one.
  void Tell(const absl::Status& status);

  // Scrolls the text, or why.
  void Scroll(int lines);
  void ToggleWhy();

  // True once the terminal is gone or the moderator wants to leave at once.
  bool closed() const { return closed_; }

 private:
  bool HasRoom() const;
  void Draw();
  void Tick();
  void EndAsking();

  Session& session_;
  FullScreen& screen_;
  ReviewDesk& desk_;
  const ReviewWatch& watch_;
  ReviewPage page_;
  std::string shown_;  // which comment in which revision
  int64_t news_seen_ = 0;
  absl::Time looked_ = absl::InfinitePast();  // for new work
  bool closed_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_REVIEW_DIALOG_H_
