#include "clients/gateway/html_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

// A tag that is longer is text: what stands in it is judged all the same.
constexpr size_t kTagBytesMax = 4096;
constexpr absl::string_view kBlocks[] = {
    "address", "article", "aside",  "blockquote", "center", "dd",   "div",
    "dl",      "dt",      "figure", "footer",     "form",   "h1",   "h2",
    "h3",      "h4",      "h5",     "h6",         "header", "main", "nav",
    "ol",      "p",       "pre",    "section",    "table",  "ul"};
constexpr absl::string_view kLines[] = {"br", "hr", "li", "option", "tr"};
// Of WordPress' tags these change the text; the others are inline.
constexpr absl::string_view kOfWordPress[] = {"a", "blockquote"};
constexpr absl::string_view kSchemesOfWordPress[] = {
    "http", "https",  "ftp",  "ftps", "mailto", "news", "irc",  "irc6",
    "ircs", "gopher", "nntp", "feed", "telnet", "mms",  "rtsp", "sms",
    "svn",  "tel",    "fax",  "xmpp", "webcal", "urn"};

template <size_t kSize>
bool IsOneOf(absl::string_view name, const absl::string_view (&names)[kSize]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool IsSpace(char c) {
  return absl::ascii_isspace(static_cast<unsigned char>(c));
}

// The value of an attribute, as a browser reads it; empty if there is none.
std::string AttributeOf(absl::string_view attributes,
                        absl::string_view wanted) {
  size_t at = 0;
  while (at < attributes.size()) {
    while (at < attributes.size() &&
           (IsSpace(attributes[at]) || attributes[at] == '/')) {
      ++at;
    }
    const size_t name_begin = at;
    while (at < attributes.size() && !IsSpace(attributes[at]) &&
           (attributes[at] != '=' || at == name_begin)) {
      ++at;
    }
    const absl::string_view name =
        attributes.substr(name_begin, at - name_begin);
    while (at < attributes.size() && IsSpace(attributes[at])) ++at;
    if (at == attributes.size() || attributes[at] != '=') continue;
    ++at;
    while (at < attributes.size() && IsSpace(attributes[at])) ++at;
    size_t begin = at;
    size_t end = at;
    if (at < attributes.size() &&
        (attributes[at] == '"' || attributes[at] == '\'')) {
      begin = at + 1;
      end = std::min(attributes.find(attributes[at], begin), attributes.size());
      at = std::min(end + 1, attributes.size());
    } else {
      while (at < attributes.size() && !IsSpace(attributes[at])) ++at;
      end = at;
    }
    if (absl::EqualsIgnoreCase(name, wanted)) {
      return ReplaceHtmlEntities(attributes.substr(begin, end - begin));
    }
  }
  return "";
}

// What WordPress leaves of an address: schemes that it does not allow are taken
// off its front (wp_kses_bad_protocol()).
std::string AddressInWordPress(std::string address) {
  constexpr int kSchemesMax = 6;
  for (int i = 0; i < kSchemesMax; ++i) {
    const size_t colon = address.find(':');
    if (colon == std::string::npos) return address;
    const std::string scheme = absl::AsciiStrToLower(address.substr(0, colon));
    if (absl::StrContains(scheme, "/?")) return address;
    if (IsOneOf(scheme, kSchemesOfWordPress)) {
      return absl::StrCat(scheme, address.substr(colon));
    }
    address.erase(0, colon + 1);
  }
  return address;
}

// An address without what browsers skip in it; empty where it leads nowhere.
std::string AddressOf(absl::string_view attributes, absl::string_view name,
                      HtmlTags tags) {
  std::string address = AttributeOf(attributes, name);
  address.erase(std::remove_if(address.begin(), address.end(),
                               [](char c) {
                                 const auto byte =
                                     static_cast<unsigned char>(c);
                                 return byte <= ' ' || byte == 0x7F;
                               }),
                address.end());
  if (tags == HtmlTags::kOfWordPress) {
    address = AddressInWordPress(std::move(address));
    return absl::StartsWith(address, "#") ? "" : address;
  }
  for (const absl::string_view nowhere : {"javascript:", "data:", "#"}) {
    if (absl::StartsWithIgnoreCase(address, nowhere)) {
      return "";
    }
  }
  return address;
}

class HtmlReader {
 public:
  HtmlReader(absl::string_view html, HtmlTags tags) : html_(html), tags_(tags) {
    text_.reserve(html.size());
  }

  std::string Read() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<' && TakeMarkup()) continue;
      std::string character;
      const size_t taken =
          c == '&' ? TakeHtmlEntity(html_.substr(at_), character) : 0;
      if (taken == 0) {
        Write(html_.substr(at_, 1));
        ++at_;
      } else {
        Write(character);
        at_ += taken;
      }
    }
    EndLink();
    return std::move(text_);
  }

 private:
  // Appends bytes; white space waits for what comes behind it.
  void Write(absl::string_view bytes) {
    for (const char c : bytes) {
      if (c == '\n') {
        ++lines_in_source_;
      } else if (IsSpace(c)) {
        space_ = true;
      } else if (!absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
        Part();
        text_.push_back(c);
      }
    }
  }

  void Part() {
    const int lines = std::min(2, std::max(lines_, lines_in_source_));
    if (!text_.empty() && lines > 0) {
      text_.append(static_cast<size_t>(lines), '\n');
    } else if (!text_.empty() && space_) {
      text_.push_back(' ');
    }
    lines_ = lines_in_source_ = 0;
    space_ = false;
  }

  // False where '<' is only a sign.
  bool TakeMarkup() {
    const absl::string_view rest = html_.substr(at_);
    if (absl::StartsWith(rest, "<!--")) return SkipTo("-->", comments_end_);
    if (absl::StartsWith(rest, "<!") || absl::StartsWith(rest, "<?")) {
      return SkipTo(">", tags_end_);
    }
    const size_t name = absl::StartsWith(rest, "</") ? 2 : 1;
    if (rest.size() <= name ||
        !absl::ascii_isalpha(static_cast<unsigned char>(rest[name]))) {
      return tags_ == HtmlTags::kOfWordPress && SkipBrackets(rest);
    }
    const size_t end = EndOfTag(rest);
    if (end == absl::string_view::npos) return false;
    size_t name_end = name;
    while (name_end < end && !IsSpace(rest[name_end]) &&
           rest[name_end] != '/') {
      ++name_end;
    }
    at_ += end + 1;
    Apply(absl::AsciiStrToLower(rest.substr(name, name_end - name)),
          /*closes=*/name == 2, rest.substr(name_end, end - name_end));
    return true;
  }

  // WordPress takes out whatever stands in angle brackets.
  bool SkipBrackets(absl::string_view rest) {
    const size_t end = rest.find_first_of("<>", 1);
    if (end == absl::string_view::npos || rest[end] == '<') return false;
    at_ += end + 1;
    return true;
  }

  // Skips to behind `end`. What never ends hides nothing, and is looked for
  // once only, or many that begin would cost a pass each.
  bool SkipTo(absl::string_view end, bool& ends) {
    if (!ends) return false;
    const size_t found = html_.find(end, at_ + 2);
    ends = found != absl::string_view::npos;
    if (ends) at_ = found + end.size();
    return ends;
  }

  // Where the tag ends that `rest` begins with; npos for none. A '>' in quotes
  // ends none, and a '<' outside of them means that this was no tag.
  static size_t EndOfTag(absl::string_view rest) {
    rest = rest.substr(0, kTagBytesMax);
    char before = 0;
    for (size_t i = 1; i < rest.size(); ++i) {
      const char c = rest[i];
      if (c == '>') return i;
      if (c == '<') return absl::string_view::npos;
      if (before == '=' && (c == '"' || c == '\'')) {
        const size_t closing = rest.find(c, i + 1);
        if (closing == absl::string_view::npos) return rest.find('>', i);
        i = closing;
      }
      if (!IsSpace(c)) before = c;
    }
    return absl::string_view::npos;
  }

  void Apply(const std::string& name, bool closes,
             absl::string_view attributes) {
    if (tags_ == HtmlTags::kOfWordPress && !IsOneOf(name, kOfWordPress)) return;
    if (IsOneOf(name, kBlocks)) {
      lines_ = 2;
    } else if (IsOneOf(name, kLines)) {
      if (!closes) ++lines_;
    } else if (name == "td" || name == "th") {
      space_ = true;
    } else if (name == "a") {
      EndLink();
      if (closes) return;
      link_ = AddressOf(attributes, "href", tags_);
      link_begin_ = text_.size();
    } else if (name == "img" && !closes) {
      const size_t begin = text_.size();
      Write(AttributeOf(attributes, "alt"));
      WriteAddress(AddressOf(attributes, "src", tags_), begin);
    }
  }

  void EndLink() {
    const std::string link = std::move(link_);
    link_.clear();
    WriteAddress(link, link_begin_);
  }

  // Writes an address behind the words from `begin` on, unless they are it.
  void WriteAddress(absl::string_view address, size_t begin) {
    if (address.empty()) return;
    absl::string_view words = absl::StripAsciiWhitespace(
        absl::string_view(text_).substr(std::min(begin, text_.size())));
    if (words.empty()) return Write(address);
    absl::string_view bare = address;
    if (!absl::ConsumePrefix(&bare, "https://") &&
        !absl::ConsumePrefix(&bare, "http://")) {
      absl::ConsumePrefix(&bare, "mailto:");
    }
    absl::ConsumeSuffix(&bare, "/");
    absl::ConsumePrefix(&words, "https://");
    absl::ConsumePrefix(&words, "http://");
    absl::ConsumeSuffix(&words, "/");
    if (absl::EqualsIgnoreCase(words, bare)) return;
    absl::StrAppend(&text_, " (", address, ")");
  }

  const absl::string_view html_;
  const HtmlTags tags_;
  size_t at_ = 0;
  std::string text_;
  int lines_ = 0;  // line ends that tags ask for
  int lines_in_source_ = 0;
  bool space_ = false;
  std::string link_;       // address of the link that is open
  size_t link_begin_ = 0;  // where its words begin
  bool comments_end_ = true;
  bool tags_end_ = true;
};

}  // namespace

std::string TextOfHtml(absl::string_view html, HtmlTags tags) {
  return HtmlReader(html, tags).Read();
}

}  // namespace winnow
