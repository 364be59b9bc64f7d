#include "service/intake/term_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/intake/listed_term.h"

namespace winnow {
namespace {

// Lines looked at before the format counts as known.
constexpr size_t kFirstLines = 20;

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

constexpr std::array<absl::string_view, 12> kHeadings = {
    "domain", "entry", "host", "hostname", "keyword", "name",
    "phrase", "term",  "text", "url",      "value",   "word"};

bool IsSpace(char c) { return c == ' ' || c == '\t'; }

absl::string_view WithoutComment(absl::string_view line) {
  for (size_t i = line.find('#'); i != absl::string_view::npos;
       i = line.find('#', i + 1)) {
    if (i == 0 || IsSpace(line[i - 1])) return line.substr(0, i);
  }
  return line;
}

// The entries of a machine's own hosts file that every such list repeats.
bool IsOwnMachine(absl::string_view host) {
  return absl::StartsWith(host, "localhost") || host == "local" ||
         host == "broadcasthost" || absl::StartsWith(host, "ip6-") ||
         host == "0.0.0.0";
}

// The first separator outside quotes; 0 for none.
char SeparatorOf(absl::string_view line) {
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == ',' || c == ';' || c == '\t')) return c;
  }
  return 0;
}

int CountOf(absl::string_view line, char separator) {
  bool quoted = false;
  int count = 0;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c == separator) ++count;
  }
  return count;
}

bool IsAdBlockRule(absl::string_view line) {
  return absl::StartsWith(line, "||") || absl::StartsWith(line, "@@") ||
         absl::StrContains(line, "##");
}

bool IsHostsLine(absl::string_view line) {
  const size_t space = line.find_first_of(" \t");
  return space != absl::string_view::npos &&
         IsAddressOfHost(line.substr(0, space));
}

// Lines of prose have commas too, so it takes the same number of them in every
// line, in two lines at least.
TermFileFormat GuessFormat(const std::vector<std::string>& lines) {
  std::vector<absl::string_view> telling;
  for (const std::string& line : lines) {
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty() || text[0] == '#') continue;
    if (text[0] == '!' || IsHostsLine(text) || IsAdBlockRule(text)) {
      return TermFileFormat::kDomains;
    }
    telling.push_back(text);
  }
  if (telling.empty()) return TermFileFormat::kLines;
  const char separator = SeparatorOf(telling[0]);
  if (separator == 0) {
    const bool quoted =
        std::all_of(telling.begin(), telling.end(), [](absl::string_view line) {
          return line.size() > 1 && line.front() == '"' && line.back() == '"';
        });
    return quoted ? TermFileFormat::kCsv : TermFileFormat::kLines;
  }
  const int columns = CountOf(telling[0], separator);
  const bool regular =
      std::all_of(telling.begin(), telling.end(), [&](absl::string_view line) {
        return CountOf(line, separator) == columns;
      });
  return regular && telling.size() > 1 ? TermFileFormat::kCsv
                                       : TermFileFormat::kLines;
}

}  // namespace

void SkippedLines::Add(int64_t line, absl::string_view why) {
  ++count;
  if (named.size() < kNamedMax) {
    named.push_back({.line = line, .why = std::string(why)});
  }
}

void SkippedLines::Merge(SkippedLines other) {
  count += other.count;
  for (Named& line : other.named) named.push_back(std::move(line));
  std::stable_sort(
      named.begin(), named.end(),
      [](const Named& a, const Named& b) { return a.line < b.line; });
  if (named.size() > kNamedMax) named.resize(kNamedMax);
}

absl::Status TermFile::Add(absl::string_view piece) {
  while (status_.ok() && !piece.empty()) {
    const size_t end = piece.find('\n');
    const absl::string_view text = piece.substr(0, end);
    // One byte more than is kept tells that there is more.
    const size_t room = kLineBytesMax + 1 - begun_.size();
    absl::StrAppend(&begun_, text.substr(0, room));
    if (text.size() > room) too_long_ = true;
    if (end == absl::string_view::npos) break;
    TakeLine(begun_);
    begun_.clear();
    too_long_ = false;
    piece.remove_prefix(end + 1);
  }
  return status_;
}

absl::Status TermFile::End() {
  if (status_.ok() && !begun_.empty()) TakeLine(begun_);
  begun_.clear();
  if (!format_) TakeFirstLines();
  return status_;
}

void TermFile::TakeLine(absl::string_view line) {
  ++line_;
  if (line_ == 1) {
    if (absl::StartsWith(line, "\xFF\xFE") ||
        absl::StartsWith(line, "\xFE\xFF")) {
      status_ = absl::InvalidArgumentError(
          "the file is UTF-16; save it as UTF-8 and import it again");
      return;
    }
    absl::ConsumePrefix(&line, kByteOrderMark);
  }
  absl::ConsumeSuffix(&line, "\r");
  if (too_long_ || line.size() > kLineBytesMax) {
    skipped_.Add(line_,
                 absl::StrCat("has more than ", kLineBytesMax, " bytes"));
    line = "";
  }
  if (format_) return Read(line_, line);
  first_lines_.emplace_back(line);
  if (first_lines_.size() == kFirstLines) TakeFirstLines();
}

void TermFile::TakeFirstLines() {
  format_ = GuessFormat(first_lines_);
  for (size_t i = 0; i < first_lines_.size(); ++i) {
    Read(static_cast<int64_t>(i) + 1, first_lines_[i]);
  }
  first_lines_ = {};
}

void TermFile::Read(int64_t number, absl::string_view line) {
  switch (*format_) {
    case TermFileFormat::kLines:
      return Keep(number, WithoutComment(line));
    case TermFileFormat::kWordPressKeys:
      return Keep(number, line);
    case TermFileFormat::kCsv:
      return ReadCsv(number, line);
    case TermFileFormat::kDomains:
      return ReadDomains(number, line);
  }
}

void TermFile::ReadCsv(int64_t number, absl::string_view line) {
  const absl::string_view text = absl::StripAsciiWhitespace(line);
  if (text.empty() || text[0] == '#') return;
  const bool is_first = separator_ == 0;
  if (is_first) {
    separator_ = SeparatorOf(line);
    if (separator_ == 0) separator_ = ',';
  }
  if (text[0] != '"') {
    const absl::string_view cell = line.substr(0, line.find(separator_));
    const std::string lower =
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(cell));
    if (is_first && std::find(kHeadings.begin(), kHeadings.end(), lower) !=
                        kHeadings.end()) {
      return;
    }
    if (lower.empty()) return skipped_.Add(number, "its first column is empty");
    return Keep(number, cell);
  }
  // RFC 4180, but for line ends inside quotes: no entry has one, and a quote
  // that somebody forgot must not swallow the file.
  std::string cell;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '"') {
      cell += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[i++];
    } else {
      const std::string lower = absl::AsciiStrToLower(cell);
      const bool heading =
          is_first && std::find(kHeadings.begin(), kHeadings.end(), lower) !=
                          kHeadings.end();
      if (!heading) Keep(number, cell);
      return;
    }
  }
  skipped_.Add(number, "has a quote that is not closed");
}

void TermFile::ReadDomains(int64_t number, absl::string_view line) {
  absl::string_view text = absl::StripAsciiWhitespace(WithoutComment(line));
  if (text.empty() || absl::StrContains("!;[", text.substr(0, 1))) return;
  if (IsAdBlockRule(text)) {
    if (!absl::ConsumePrefix(&text, "||") || !absl::ConsumeSuffix(&text, "^")) {
      return skipped_.Add(number,
                          "is an ad blocker's rule other than ||domain^");
    }
    return Keep(number, text);
  }
  const std::vector<absl::string_view> words =
      absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.size() == 1) return Keep(number, text);
  if (!IsAddressOfHost(words[0])) {
    return skipped_.Add(number, "has more than one domain");
  }
  for (size_t i = 1; i < words.size(); ++i) {
    if (!IsOwnMachine(words[i])) Keep(number, words[i]);
  }
}

void TermFile::Keep(int64_t number, absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.empty() || !status_.ok()) return;
  if (entries_.size() == kEntriesMax) {
    status_ = absl::InvalidArgumentError(absl::StrCat(
        "the file has more than ", kEntriesMax, " entries; import a part"));
    return;
  }
  entries_.push_back({.line = number, .text = std::string(text)});
}

}  // namespace winnow
