// The whole terminal: lines out, keys in.
//
// A screen is always drawn whole, each line at a position of its own. So it
// never matters whether this program and the terminal agree on how wide a
// letter is, or in which direction it runs: at worst one line looks wrong, and
// none after it. Decision record 12 says why this is not curses.
//
// What it needs of a terminal is what all have had since the VT220: positions,
// erasing to the line's end, the alternate screen. It is put back as it was on
// every way out, signals included.

#ifndef WINNOW_CLIENTS_CLI_FULL_SCREEN_H_
#define WINNOW_CLIENTS_CLI_FULL_SCREEN_H_

#include <termios.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/key_decoder.h"

namespace winnow {

// Threads: one, which must open it before any other thread begins (they
// inherit the signals that it blocks); Wake() from any. At most one at a time.
class FullScreen {
 public:
  // Takes the terminal. Errors: InvalidArgument if standard input or output is
  // none, or one that cannot place a cursor.
  static absl::StatusOr<std::unique_ptr<FullScreen>> Open();

  // Gives the terminal back.
  ~FullScreen();
  FullScreen(const FullScreen&) = delete;
  FullScreen& operator=(const FullScreen&) = delete;

  // The terminal's present size; 80 × 24 where it does not say.
  int columns() const { return columns_; }
  int rows() const { return rows_; }

  // Shows these lines and nothing else; those past rows() are left out.
  // Input: lines safe for a terminal and not longer than columns().
  void Draw(const std::vector<std::string>& lines);

  // Waits for a key, for Wake(), or until `limit` is over.
  Key Wait(absl::Duration limit);

  // Ends a wait under way, or the next one.
  void Wake();

  // Forgets keys that were typed already: they were not about what is shown
  // next.
  void ForgetKeys();

  // Stops the process as Ctrl-Z does, with the terminal as it was, and takes
  // the terminal again once it goes on.
  void Suspend();

 private:
  FullScreen(int signals, int wake, const termios& before)
      : signals_(signals), wake_(wake), before_(before) {}

  void Take();
  void GiveBack();
  void ReadSize();
  Key ReadSignal();

  const int signals_;
  const int wake_;
  const termios before_;
  int columns_ = 80;
  int rows_ = 24;
  KeyDecoder decoder_;
  bool closed_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_FULL_SCREEN_H_
