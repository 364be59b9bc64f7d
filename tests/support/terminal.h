// A real terminal for a program under test: tmux, with a server of its own. It
// dies with the test, even if that is killed.
//
//   Terminal terminal({command_path, "review"}, environment);
//   terminal.WaitFor("a approve");
//   terminal.Type("a");
//
// Threads: one, and the same as made it must outlive it.

#ifndef WINNOW_TESTS_SUPPORT_TERMINAL_H_
#define WINNOW_TESTS_SUPPORT_TERMINAL_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace winnow {

class Terminal {
 public:
  struct Size {
    int columns = 80;
    int rows = 24;
  };

  // Starts `command` on a terminal of that size; ends the test program if tmux
  // cannot.
  Terminal(std::vector<std::string> command,
           const std::vector<std::pair<std::string, std::string>>& environment,
           Size size);
  Terminal(std::vector<std::string> command,
           const std::vector<std::pair<std::string, std::string>>& environment)
      : Terminal(std::move(command), environment, Size()) {}
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // What is on the screen, without spaces at the lines' ends.
  std::string Screen() const;
  // The same with colors and underlines, as escape sequences.
  std::string StyledScreen() const;

  // Waits until the screen has this text, or has it no more. Returns whether
  // that happened within a minute.
  bool WaitFor(const std::string& text) const;
  bool WaitUntilGone(const std::string& text) const;

  // Types these letters, as they are.
  void Type(const std::string& text) const;
  // Presses a key by tmux' name, e.g. `Enter`, `Down`, `C-c`.
  void Press(const std::string& key) const;
  // Pastes from the clipboard.
  void Paste(const std::string& text) const;

  void Resize(int columns, int rows) const;

  // Waits for the program's end; its exit status, or -1 after a minute.
  int WaitForExit() const;

 private:
  std::string Tmux(std::vector<std::string> arguments) const;
  bool WaitUntil(const std::string& text, bool there) const;
  std::string StatusFile() const;

  std::string dir_;
  pid_t server_ = -1;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_TERMINAL_H_
