#include "clients/gateway/html.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

void AppendEscaped(std::string& html, absl::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      case '\t':
      case '\n':
      case '\r':
        html += c;
        break;
      default:
        if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
          html += "\xEF\xBF\xBD";
        } else {
          html += c;
        }
    }
  }
}

}  // namespace

Html& Html::Add(Markup markup) {
  absl::StrAppend(&html_, markup.text());
  return *this;
}

Html& Html::Text(absl::string_view text) {
  AppendEscaped(html_, text);
  return *this;
}

std::string EscapeHtml(absl::string_view text) {
  std::string html;
  AppendEscaped(html, text);
  return html;
}

}  // namespace winnow
