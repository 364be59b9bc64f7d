#include "service/screening/text/html_text.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/screening/text/html_entities.h"

namespace winnow {
namespace {

// Tags that begin and end a block of their own.
constexpr absl::string_view kBlocks[] = {
    "address", "article", "aside",   "blockquote", "center",     "dd",
    "div",     "dl",      "dt",      "fieldset",   "figcaption", "figure",
    "footer",  "form",    "h1",      "h2",         "h3",         "h4",
    "h5",      "h6",      "header",  "main",       "nav",        "ol",
    "p",       "pre",     "section", "table",      "ul"};
// Tags that begin a line.
constexpr absl::string_view kLines[] = {"br", "hr", "li", "option", "tr"};
// Elements whose content nobody sees.
constexpr absl::string_view kUnseen[] = {
    "head", "iframe", "noscript", "script", "style", "template", "title"};

template <size_t kSize>
bool IsOneOf(absl::string_view name, const absl::string_view (&names)[kSize]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool IsSpace(char c) {
  return absl::ascii_isspace(static_cast<unsigned char>(c));
}

// A tag has at most so many bytes outside of quotes, and so many quotes, or
// tags that never end would cost a pass each.
constexpr size_t kTagBytesMax = 8192;
constexpr int kQuotesMax = 64;
// A longer address is not looked for among the words of its link.
constexpr size_t kAddressBytesMax = 2000;

struct Tag {
  std::string name;  // in lower case
  bool closes = false;
  absl::string_view attributes;
};

// One pass over a text. What it writes is never longer than what it has read.
class Reader {
 public:
  explicit Reader(absl::string_view html) : html_(html) {
    text_.reserve(html.size());
  }

  std::string Run() {
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '<' && TakeMarkup()) continue;
      if (c == '&') {
        TakeCharacter();
      } else {
        AppendByte(c);
        ++at_;
      }
    }
    EndLink();
    while (!text_.empty() && IsSpace(text_.back())) text_.pop_back();
    return std::move(text_);
  }

 private:
  // Spaces and line ends that wait for a word to stand before.
  void AppendByte(char c) {
    if (c == '\r') return;
    if (c == '\n') {
      ++source_lines_;
      return;
    }
    if (c == ' ' || c == '\t' || c == '\f' || c == '\v') {
      space_ = true;
      return;
    }
    Separate();
    text_.push_back(c);
  }

  void Separate() {
    const int lines = std::min(std::max(source_lines_, lines_), 2);
    if (!text_.empty()) {
      if (lines > 0) {
        text_.append(static_cast<size_t>(lines), '\n');
      } else if (space_) {
        text_.push_back(' ');
      }
    }
    source_lines_ = lines_ = 0;
    space_ = false;
  }

  void TakeCharacter() {
    std::string character;
    const size_t taken = TakeEntity(html_.substr(at_), character);
    if (taken == 0) {
      AppendByte('&');
      ++at_;
      return;
    }
    at_ += taken;
    // A no-break space is one of many in a row; other bytes are taken as they
    // are.
    if (character == "\u00A0") character = " ";
    for (const char c : character) AppendByte(c);
  }

  // Takes a tag, comment or declaration; false where '<' is only a sign.
  bool TakeMarkup() {
    const absl::string_view rest = html_.substr(at_);
    if (absl::StartsWith(rest, "<!--")) {
      return SkipBehind("-->", 4, no_comment_ends_);
    }
    if (absl::StartsWith(rest, "<![CDATA[")) {
      at_ += 9;
      return true;
    }
    if (rest.size() < 2) return false;
    const bool is_tag =
        absl::ascii_isalpha(static_cast<unsigned char>(rest[1])) ||
        (rest[1] == '/' && rest.size() > 2 &&
         absl::ascii_isalpha(static_cast<unsigned char>(rest[2])));
    if (!is_tag) {
      if (rest[1] == '!' || rest[1] == '?') {
        return SkipBehind(">", 2, no_tag_ends_);
      }
      return false;
    }
    const size_t end = EndOfTag();
    if (end == absl::string_view::npos) return false;
    const Tag tag = TakeTag(end);
    if (!tag.closes && IsOneOf(tag.name, kUnseen)) SkipElement(tag.name);
    Apply(tag);
    return true;
  }

  // What never ends hides no text that follows it. It is looked for once, or
  // many that only begin would cost a pass each.
  bool SkipBehind(absl::string_view end, size_t from, bool& no_more) {
    if (no_more) return false;
    const size_t found = html_.find(end, at_ + from);
    no_more = found == absl::string_view::npos;
    if (no_more) return false;
    at_ = found + end.size();
    return true;
  }

  // Where the '>' of the tag here is; one in quotes is none, unless there is no
  // other. npos: it is no tag.
  size_t EndOfTag() {
    // Most often there is one close by, and each is looked for once.
    if (next_end_ < at_)
      next_end_ = std::min(html_.find('>', at_), html_.size());
    if (next_end_ - at_ > kTagBytesMax || next_end_ == html_.size()) {
      return absl::string_view::npos;
    }
    char before = 0;
    int quotes = 0;
    const size_t last = std::min(html_.size(), at_ + kTagBytesMax);
    for (size_t i = at_ + 1; i < last && quotes < kQuotesMax; ++i) {
      const char c = html_[i];
      if (c == '>') return i;
      if ((c == '"' || c == '\'') && before == '=') {
        ++quotes;
        const size_t closing = html_.find(c, i + 1);
        if (closing == absl::string_view::npos) break;
        i = closing;
      }
      if (!IsSpace(c)) before = c;
    }
    return next_end_;
  }

  Tag TakeTag(size_t end) {
    Tag tag;
    size_t i = at_ + 1;
    if (html_[i] == '/') {
      tag.closes = true;
      ++i;
    }
    const size_t name = i;
    while (i < end && !IsSpace(html_[i]) && html_[i] != '/') ++i;
    tag.name = absl::AsciiStrToLower(html_.substr(name, i - name));
    tag.attributes = html_.substr(i, end - i);
    at_ = end + 1;
    return tag;
  }

  // To the tag that closes an element, or nowhere where none does.
  void SkipElement(absl::string_view name) {
    if (absl::StrContains(unclosed_, name)) return;
    for (size_t i = at_; (i = html_.find("</", i)) != absl::string_view::npos;
         ++i) {
      if (absl::StartsWithIgnoreCase(html_.substr(i + 2), name)) {
        at_ = i;
        return;
      }
    }
    // Looked for once, or many that open and never close would cost a pass
    // each.
    absl::StrAppend(&unclosed_, name, " ");
  }

  void Apply(const Tag& tag) {
    if (IsOneOf(tag.name, kBlocks)) {
      lines_ = std::max(lines_, 2);
    } else if (IsOneOf(tag.name, kLines)) {
      // Two breaks in a row part paragraphs; </li> breaks nothing more.
      if (!tag.closes)
        lines_ = tag.name == "br" ? lines_ + 1 : std::max(lines_, 1);
    } else if (tag.name == "td" || tag.name == "th") {
      space_ = true;
    } else if (tag.name == "a") {
      EndLink();
      if (!tag.closes) BeginLink(tag.attributes);
    } else if (tag.name == "img") {
      AppendImage(tag.attributes);
    }
  }

  // The value of an attribute; empty if it has none.
  static std::string Attribute(absl::string_view attributes,
                               absl::string_view wanted) {
    size_t i = 0;
    const auto skip = [&](bool spaces) {
      while (i < attributes.size() &&
             (spaces ? IsSpace(attributes[i]) || attributes[i] == '/'
                     : !IsSpace(attributes[i]) && attributes[i] != '=')) {
        ++i;
      }
    };
    while (i < attributes.size()) {
      skip(true);
      const size_t name = i;
      skip(false);
      const absl::string_view found = attributes.substr(name, i - name);
      while (i < attributes.size() && IsSpace(attributes[i])) ++i;
      if (i == attributes.size() || attributes[i] != '=') {
        if (i == name) ++i;
        continue;
      }
      ++i;
      while (i < attributes.size() && IsSpace(attributes[i])) ++i;
      absl::string_view value;
      if (i < attributes.size() &&
          (attributes[i] == '"' || attributes[i] == '\'')) {
        const size_t end =
            std::min(attributes.find(attributes[i], i + 1), attributes.size());
        value = attributes.substr(i + 1, end - i - 1);
        i = std::min(end + 1, attributes.size());
      } else {
        const size_t begin = i;
        while (i < attributes.size() && !IsSpace(attributes[i])) ++i;
        value = attributes.substr(begin, i - begin);
      }
      if (absl::EqualsIgnoreCase(found, wanted)) {
        return ReplaceEntities(value);
      }
    }
    return "";
  }

  // An address as text: without white space and controls, which browsers skip
  // too, and nothing where it leads nowhere.
  static std::string TargetOf(absl::string_view attributes,
                              absl::string_view name) {
    std::string target = Attribute(attributes, name);
    target.erase(std::remove_if(target.begin(), target.end(),
                                [](char c) {
                                  const auto byte =
                                      static_cast<unsigned char>(c);
                                  return byte <= ' ' || byte == 0x7F;
                                }),
                 target.end());
    for (const absl::string_view scheme : {"javascript:", "data:", "#"}) {
      if (absl::StartsWithIgnoreCase(target, scheme)) return "";
    }
    return target;
  }

  void BeginLink(absl::string_view attributes) {
    link_ = TargetOf(attributes, "href");
    // Its words begin behind what waits to be written.
    link_begin_ = text_.size();
  }

  void EndLink() {
    if (link_.empty()) return;
    const std::string link = std::move(link_);
    link_.clear();
    absl::string_view words =
        absl::string_view(text_).substr(std::min(link_begin_, text_.size()));
    words = absl::StripAsciiWhitespace(words);
    // Most links are written out.
    const bool is_said =
        IsSameAddress(words, link) ||
        (link.size() <= kAddressBytesMax && absl::StrContains(words, link));
    if (is_said) return;
    AppendTarget(link, !words.empty());
  }

  static bool IsSameAddress(absl::string_view words, absl::string_view link) {
    for (const absl::string_view scheme : {"https://", "http://", "mailto:"}) {
      if (absl::ConsumePrefix(&link, scheme)) break;
    }
    absl::ConsumeSuffix(&link, "/");
    absl::ConsumeSuffix(&words, "/");
    return absl::EqualsIgnoreCase(words, link);
  }

  void AppendTarget(absl::string_view target, bool has_words) {
    if (!has_words) {
      Separate();
      text_.append(target.data(), target.size());
      return;
    }
    text_.append(" (").append(target.data(), target.size()).push_back(')');
  }

  void AppendImage(absl::string_view attributes) {
    const std::string words = Attribute(attributes, "alt");
    const std::string source = TargetOf(attributes, "src");
    for (const char c : words) AppendByte(c);
    const bool has_words = !absl::StripAsciiWhitespace(words).empty();
    if (!source.empty()) AppendTarget(source, has_words);
  }

  const absl::string_view html_;
  size_t at_ = 0;
  std::string text_;
  int source_lines_ = 0;  // line ends of the source since the last word
  int lines_ = 0;         // those that tags ask for
  bool space_ = false;
  std::string link_;  // target of the link that is open
  size_t link_begin_ = 0;
  size_t next_end_ = 0;           // a '>' not before here, or the end
  bool no_tag_ends_ = false;      // no '>' is left
  bool no_comment_ends_ = false;  // likewise "-->"
  std::string unclosed_;  // names of elements that nothing closes any more
};

}  // namespace

std::string HtmlToText(absl::string_view html) { return Reader(html).Run(); }

}  // namespace winnow
