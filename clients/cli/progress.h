// How far a long command is: a bar on a terminal, a plain line every few
// seconds elsewhere. Always on stderr.

#ifndef WINNOW_CLIENTS_CLI_PROGRESS_H_
#define WINNOW_CLIENTS_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// Returns the bar for `done` of `total`, `width` characters with its brackets.
// An unknown total (0) gives an empty string.
std::string ProgressBar(int64_t done, int64_t total, int width);

// Threads: one at a time.
class Progress {
 public:
  // `total` in the unit of Update(); 0 if it is not known.
  Progress(bool is_terminal, int64_t total);
  ~Progress() { Clear(); }

  // Shows the state if the last time is long enough ago: 100 ms for a bar, 5 s
  // for a line. `done` is out of `total`; `what` says the rest and must be safe
  // to print.
  void Update(int64_t done, absl::string_view what);

  // Tells whether Update() would show something, to spare making `what`.
  bool IsDue() const;

  // Takes the bar away, so that something else can be written.
  void Clear();

 private:
  const bool is_terminal_;
  const int64_t total_;
  absl::Time last_;
  bool drawn_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_PROGRESS_H_
