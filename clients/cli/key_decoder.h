// Keys from the bytes that a terminal sends.
//
// The sequences are those of ECMA-48 and of xterm, which ssh, tmux and every
// terminal of today send for the few keys that are asked for here.
//
// Threads: one at a time.

#ifndef WINNOW_CLIENTS_CLI_KEY_DECODER_H_
#define WINNOW_CLIENTS_CLI_KEY_DECODER_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// One key, or what else woke a screen.
struct Key {
  enum Kind {
    kNone,   // nothing came in time, or only news that the caller asked for
    kText,   // `text` has one code point
    kPaste,  // `text` is what was pasted: never a command
    kEnter,
    kEscape,
    kBackspace,
    kUp,
    kDown,
    kPageUp,
    kPageDown,
    kInterrupt,  // Ctrl-C or Ctrl-D
    kSuspend,    // Ctrl-Z
    kResized,
    kClosed,  // the terminal is gone, or a signal asks to end
    kOther,   // a key without a meaning here
  };

  Kind kind = kNone;
  std::string text = {};
};

class KeyDecoder {
 public:
  // Pastes are cut at this many bytes.
  static constexpr size_t kPasteBytesMax = 8192;

  void Feed(absl::string_view bytes) {
    pending_.append(bytes.data(), bytes.size());
  }

  // Takes the next key. Nothing: more bytes are needed. `no_more` says that
  // none came for a while: then a lone Escape is the key of that name.
  std::optional<Key> Next(bool no_more);

  // Tells whether all was taken.
  bool empty() const { return pending_.empty(); }

  // Forgets what has not been taken. A paste under way stays one to its end.
  void Clear();

 private:
  std::optional<Key> NextEscape(bool no_more);
  std::optional<Key> Take(size_t bytes, Key key);

  std::optional<Key> NextOfPaste(bool no_more);

  std::string pending_;
  bool in_paste_ = false;
  std::string paste_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_KEY_DECODER_H_
