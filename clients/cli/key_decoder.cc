#include "clients/cli/key_decoder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"

namespace winnow {
namespace {

constexpr char kEscapeByte = '\033';
constexpr absl::string_view kPasteBegins = "\033[200~";
constexpr absl::string_view kPasteEnds = "\033[201~";
// A sequence that is longer is none.
constexpr size_t kSequenceBytesMax = 16;

// Bytes of the code point that a first byte announces; 1 for what is none.
size_t BytesOf(unsigned char first) {
  if (first >= 0xF0 && first < 0xF8) return 4;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xC2 && first < 0xE0) return 2;
  return 1;
}

Key::Kind KindOfControl(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return Key::kEnter;
    case '\b':
    case 0x7F:
      return Key::kBackspace;
    case 0x03:
    case 0x04:
      return Key::kInterrupt;
    case 0x1A:
      return Key::kSuspend;
    default:
      return Key::kOther;
  }
}

// `sequence` is all that follows ESC [ or ESC O.
Key::Kind KindOfSequence(absl::string_view sequence) {
  if (sequence == "A") return Key::kUp;
  if (sequence == "B") return Key::kDown;
  if (sequence == "5~") return Key::kPageUp;
  if (sequence == "6~") return Key::kPageDown;
  return Key::kOther;
}

}  // namespace

std::optional<Key> KeyDecoder::Take(size_t bytes, Key key) {
  pending_.erase(0, bytes);
  return key;
}

void KeyDecoder::Clear() {
  if (absl::StartsWith(pending_, kPasteBegins)) in_paste_ = true;
  pending_.clear();
  paste_.clear();
}

std::optional<Key> KeyDecoder::NextOfPaste(bool no_more) {
  const size_t end = absl::string_view(pending_).find(kPasteEnds);
  const bool ends = end != absl::string_view::npos;
  // The end may be cut by where the bytes were read.
  const size_t sure =
      ends ? end
           : pending_.size() - std::min(pending_.size(), kPasteEnds.size() - 1);
  paste_.append(pending_, 0, std::min(sure, kPasteBytesMax - paste_.size()));
  pending_.erase(0, sure);
  if (ends) {
    in_paste_ = false;
    return Take(kPasteEnds.size(), {Key::kPaste, std::exchange(paste_, {})});
  }
  // One whose end got lost must not lock the keyboard: Ctrl-C leaves.
  if (no_more && absl::EndsWith(pending_, "\x03")) {
    in_paste_ = false;
    paste_.clear();
    return Take(pending_.size(), {Key::kInterrupt});
  }
  return std::nullopt;
}

std::optional<Key> KeyDecoder::NextEscape(bool no_more) {
  if (absl::StartsWith(pending_, kPasteBegins)) {
    in_paste_ = true;
    pending_.erase(0, kPasteBegins.size());
    return NextOfPaste(no_more);
  }
  if (pending_.size() == 1) {
    if (!no_more) return std::nullopt;
    return Take(1, {Key::kEscape});
  }
  if (pending_[1] == kEscapeByte) return Take(1, {Key::kOther});
  if (pending_[1] == '[' || pending_[1] == 'O') {
    // However long it takes: its end read as letters would be keys.
    for (size_t i = 2; i < std::min(pending_.size(), kSequenceBytesMax); ++i) {
      if (pending_[i] < 0x20) return Take(i, {Key::kOther});
      if (pending_[i] < 0x40 || pending_[i] > 0x7E) continue;
      const Key::Kind kind =
          KindOfSequence(absl::string_view(pending_).substr(2, i - 1));
      return Take(i + 1, {kind});
    }
    if (pending_.size() < kSequenceBytesMax) return std::nullopt;
    return Take(pending_.size(), {Key::kOther});
  }
  // Alt and a key is no key without Alt: one that decides must be meant.
  return Take(2, {Key::kOther});
}

std::optional<Key> KeyDecoder::Next(bool no_more) {
  if (in_paste_) return NextOfPaste(no_more);
  if (pending_.empty()) return std::nullopt;
  const char first = pending_[0];
  if (first == kEscapeByte) return NextEscape(no_more);
  if (static_cast<unsigned char>(first) < 0x20 || first == 0x7F) {
    return Take(1, {KindOfControl(first)});
  }
  const size_t bytes = BytesOf(static_cast<unsigned char>(first));
  if (bytes > pending_.size()) {
    if (!no_more) return std::nullopt;
    return Take(pending_.size(), {Key::kOther});
  }
  for (size_t i = 1; i < bytes; ++i) {
    if ((static_cast<unsigned char>(pending_[i]) & 0xC0) != 0x80) {
      return Take(i, {Key::kOther});
    }
  }
  if (bytes == 1 && static_cast<unsigned char>(first) >= 0x80) {
    return Take(1, {Key::kOther});
  }
  std::string text = pending_.substr(0, bytes);
  return Take(bytes, {Key::kText, std::move(text)});
}

}  // namespace winnow
