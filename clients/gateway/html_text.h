// HTML to plain text, for comments of clients that send what a reader's browser
// will show: the words, and the targets of links behind them, because
// advertising hides there.
//
//   <p>See <a href="https://a.example/x">my page</a></p>
//   See my page (https://a.example/x)
//
// Not a browser: no markup is an error, and the result is plain text, which
// nobody may take for HTML again.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_HTML_TEXT_H_
#define WINNOW_CLIENTS_GATEWAY_HTML_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

enum class HtmlTags {
  kAll,
  // Those that WordPress lets readers use; others are as if they were not there
  // (its $allowedtags), and so is what it takes off a link's front.
  kOfWordPress,
};

// Blocks are parted by an empty line, breaks and list items by a line end; of
// empty lines and spaces in a row one stays. Comments, control characters and
// white space at the ends are left out; a picture is its alternative text and
// its address. Scripts and styles are words like all others: who takes only
// their tags out, as WordPress does, shows them. A `<` that begins no tag is
// itself.
// Input: valid UTF-8, any size that a request may have.
// Returns: valid UTF-8, at most as many bytes.
// Cost: one pass; a tag is looked at 4 KB far.
std::string TextOfHtml(absl::string_view html, HtmlTags tags = HtmlTags::kAll);

// Replaces entities, as in an attribute: names of HTML 4 that Latin-1 and word
// processors use, and numbers. NUL and what is no character become U+FFFD.
std::string ReplaceHtmlEntities(absl::string_view text);

// Appends the character that `text`, which begins with '&', stands for; returns
// how many bytes that took, 0 if it is no entity.
size_t TakeHtmlEntity(absl::string_view text, std::string& out);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTML_TEXT_H_
