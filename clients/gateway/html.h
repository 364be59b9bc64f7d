// Text and markup of a page, kept apart: text gets in escaped, whatever it
// holds, and markup is a constant of the program.
//
//   Html html;
//   html.Add("<p>").Text(name).Add("</p>");
//
// Threads: one at a time.

#ifndef WINNOW_CLIENTS_GATEWAY_HTML_H_
#define WINNOW_CLIENTS_GATEWAY_HTML_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow {

// A constant of the program: nothing else compiles.
class Markup {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): literals are given as they are
  consteval Markup(const char* literal) : text_(literal) {}
  absl::string_view text() const { return text_; }

 private:
  absl::string_view text_;
};

class Html {
 public:
  Html& Add(Markup markup);
  // For an element's text, or an attribute's value in double quotes. Control
  // characters but tab and line end become U+FFFD.
  Html& Text(absl::string_view text);

  std::string Take() { return std::move(html_); }

 private:
  std::string html_;
};

// Returns what Text() adds.
std::string EscapeHtml(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTML_H_
