// What `winnow review` shows: one comment with all that is known of it, as
// lines that fill a terminal.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_REVIEW_PAGE_H_
#define WINNOW_CLIENTS_CLI_REVIEW_PAGE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "clients/cli/output.h"
#include "winnow/v1/moderation.pb.h"
#include "winnow/v1/moderation_records.pb.h"

namespace winnow {

// One line of a menu: a key, and what it does.
using MenuLine = std::pair<std::string, std::string>;

struct ReviewPage {
  std::string site = {};
  bool reported = false;      // published comments and not the queue
  int64_t held_count = -1;    // in the site; −1 for not known
  int64_t waiting_count = 0;  // held after this one, when last asked
  int64_t decided_count = 0;  // since this began
  // What is being decided; null when nothing waits.
  const v1::ModeratedComment* item = nullptr;
  // The newest of those that are much like it.
  std::vector<v1::ListSimilarResponse::Similar> similar = {};
  // Show everything that led to the verdict in the place of the text.
  bool why = false;
  // The first line of the text, or of why, that is shown; beyond the last page
  // is the last page.
  int scroll = 0;
  // In the place of evidence and keys; empty for none. `title` says what the
  // choice is about.
  std::string title = {};
  std::vector<MenuLine> menu = {};
  // What is being typed; only looked at where `typing` says so.
  bool typing = false;
  std::string typed = {};
  // What was done last, or went wrong: one line above the keys.
  std::string message = {};
};

// Below this there is no room for a comment and its keys.
inline constexpr int kReviewColumnsMin = 40;
inline constexpr int kReviewRowsMin = 12;

// How many lines of a menu such a window shows; the rest cannot be chosen.
int MenuLinesShown(const ReviewPage& page, int columns, int rows);

// Returns at most `rows` lines, none wider than `columns`, safe for a terminal.
// `out` says whether there are colors; without them marked words have a line of
// `~` below them.
std::vector<std::string> DrawReview(const ReviewPage& page, const Output& out,
                                    int columns, int rows, absl::Time now);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_REVIEW_PAGE_H_
