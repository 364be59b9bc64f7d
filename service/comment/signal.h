// Evidence about a comment, and where in its text the evidence stands.
#ifndef WINNOW_SERVICE_COMMENT_SIGNAL_H_
#define WINNOW_SERVICE_COMMENT_SIGNAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// The texts of a draft that filters read.
enum class TextField : char { kBody = 'b', kName = 'n', kWebsite = 'w' };

// Half-open range of UTF-8 bytes of the text as the reader wrote it.
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
  TextField field = TextField::kBody;

  friend bool operator==(const Span&, const Span&) = default;
};

// A line of a list, and which list it is on.
struct ListedEntry {
  std::string list;
  std::string entry;

  friend bool operator==(const ListedEntry&, const ListedEntry&) = default;
};

// A filter's opinion. It never decides: the policy does.
struct Signal {
  std::string name;     // snake_case, fixed by the filter: "listed_banned"
  double strength = 0;  // 0–1
  std::vector<Span> spans = {};  // at most kSpansMax, in order; may be empty
  std::string reason = {};  // one short phrase for moderators, no reader text
  std::vector<ListedEntry> entries = {};  // that matched, where a list did
};

inline constexpr int kSpansMax = 16;

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_SIGNAL_H_
