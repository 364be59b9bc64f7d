#include "service/screening/classifier/marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/screening/classifier/features.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// Returns how many of the rising bounds a value has reached.
template <typename Number>
size_t Level(Number value, std::initializer_list<Number> bounds) {
  size_t level = 0;
  for (const Number bound : bounds) level += value >= bound ? 1 : 0;
  return level;
}

void Append(Mark mark, size_t level, std::vector<uint16_t>& marks) {
  marks.push_back(
      static_cast<uint16_t>(static_cast<size_t>(mark) * kMarkLevels +
                            std::min(level, kMarkLevels - 1)));
}

double Share(size_t part, size_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

enum Class : uint8_t {
  kOtherClass,
  kUpper,
  kLower,
  kDigit,
  kExclamation,
  kQuestion,
  kMoneySign,
  kAt,
  kHash,
  kNewline,
  kDot,
  kQuote,
  kBracket,
  kHigh,
  kClasses
};

constexpr std::array<uint8_t, 256> kClassOf = [] {
  std::array<uint8_t, 256> table = {};
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<size_t>(c)] = kUpper;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<size_t>(c)] = kLower;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = kDigit;
  for (size_t c = 0x80; c < 256; ++c) table[c] = kHigh;
  table['!'] = kExclamation;
  table['?'] = kQuestion;
  table['$'] = table['%'] = kMoneySign;
  table['@'] = kAt;
  table['#'] = kHash;
  table['\n'] = kNewline;
  table['.'] = kDot;
  table['"'] = kQuote;
  table['['] = table['<'] = kBracket;
  return table;
}();

// One walk over the text as written.
struct Bytes {
  std::array<size_t, kClasses> count = {};
  size_t capital_words = 0;
  size_t number_runs = 0;
  size_t dot_runs = 0;

  explicit Bytes(absl::string_view text) {
    size_t upper = 0;
    size_t digits = 0;
    size_t dots = 0;
    uint8_t before = kOtherClass;
    bool has_lower = false;
    for (const char c : text) {
      const uint8_t kind = kClassOf[static_cast<uint8_t>(c)];
      ++count[kind];
      if (kind != before) {
        if (before == kDigit && digits >= 7) ++number_runs;
        if (before == kDot && dots >= 3) ++dot_runs;
        digits = dots = 0;
        if (kind != kUpper && kind != kLower) {
          if (upper >= 2 && !has_lower) ++capital_words;
          upper = 0;
          has_lower = false;
        }
      }
      upper += kind == kUpper ? 1 : 0;
      has_lower = has_lower || kind == kLower || kind == kHigh;
      digits += kind == kDigit ? 1 : 0;
      dots += kind == kDot ? 1 : 0;
      before = kind;
    }
    if (upper >= 2 && !has_lower) ++capital_words;
    if (digits >= 7) ++number_runs;
    if (dots >= 3) ++dot_runs;
  }
};

size_t Count(absl::string_view text, absl::string_view wanted) {
  size_t count = 0;
  for (size_t at = text.find(wanted); at != absl::string_view::npos;
       at = text.find(wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

// 0 none, 1 the old ones, 2 countries, 3 new ones, 4 those that spammers like.
size_t DomainKind(absl::string_view host) {
  const size_t dot = host.rfind('.');
  if (dot == absl::string_view::npos) return 0;
  const absl::string_view top = host.substr(dot + 1);
  for (const absl::string_view old : {"com", "org", "net", "edu", "gov"}) {
    if (top == old) return 1;
  }
  static constexpr absl::string_view kCheap[] = {
      "xyz",  "top",    "club",  "online", "site",    "icu",  "buzz", "info",
      "biz",  "ru",     "cn",    "tk",     "ml",      "ga",   "cf",   "gq",
      "shop", "store",  "live",  "click",  "link",    "work", "loan", "win",
      "bid",  "vip",    "fun",   "space",  "website", "su",   "cc",   "pw",
      "bet",  "casino", "poker", "life",   "world",   "pro"};
  if (std::find(std::begin(kCheap), std::end(kCheap), top) !=
      std::end(kCheap)) {
    return 4;
  }
  return top.size() == 2 ? 2 : 3;
}

// Latin letters in one word with letters that only look so.
size_t CountMixedWords(absl::string_view text) {
  size_t mixed = 0;
  bool has_latin = false;
  bool has_other = false;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    at = c.end;
    const char32_t v = c.value;
    if (KindOf(v) == CharacterKind::kOther) {
      mixed += has_latin && has_other ? 1 : 0;
      has_latin = has_other = false;
      continue;
    }
    has_latin = has_latin || (v | 0x20) - 'a' < 26;
    const bool is_styled = (v >= 0x1D400 && v <= 0x1D7FF) ||
                           (v >= 0xFF01 && v <= 0xFF5E) ||
                           (v >= 0x1D00 && v <= 0x1DBF);
    if (is_styled) has_latin = true;
    has_other = has_other || is_styled || (v >= 0x370 && v <= 0x58F) ||
                (v >= 0x0300 && v <= 0x036F);
  }
  return mixed + (has_latin && has_other ? 1 : 0);
}

void AppendLinkMarks(const ClassifierInput& input,
                     std::vector<uint16_t>& marks) {
  const absl::string_view text = input.body.original();
  size_t count = 0;
  size_t bytes = 0;
  size_t domains = 0;
  size_t cheapest = 0;
  size_t path = 0;
  size_t first = 0;
  bool is_site = false;
  const Link* before = nullptr;
  for (const Link& link : input.links) {
    if (link.span.field != TextField::kBody) break;
    if (count++ == 0) first = link.span.begin;
    bytes += link.span.end - link.span.begin;
    if (before == nullptr || before->domain != link.domain) ++domains;
    cheapest = std::max(cheapest, DomainKind(link.host));
    path = std::max<size_t>(
        path, link.span.end - link.span.begin -
                  std::min<size_t>(link.span.end - link.span.begin,
                                   link.host.size() + 8));
    is_site = is_site || (!link.domain.empty() &&
                          absl::StrContains(input.website, link.domain));
    before = &link;
  }
  Append(Mark::kLinks, Level<size_t>(count, {1, 2, 3, 4, 6, 10, 20}), marks);
  const double place = Share(first, text.size());
  Append(Mark::kFirstLink,
         count == 0 ? 0 : Level<double>(place, {0, 0.1, 0.5, 0.9}), marks);
  Append(Mark::kLinkShare,
         count == 0 ? 0
                    : Level<double>(Share(bytes, text.size()),
                                    {0, 0.1, 0.25, 0.5, 0.75, 0.95}),
         marks);
  Append(Mark::kDomains, Level<size_t>(domains, {1, 2, 3, 5, 9}), marks);
  Append(Mark::kCheapDomain, cheapest, marks);
  Append(Mark::kLinkPath,
         count == 0 ? 0 : Level<size_t>(path, {0, 1, 10, 25, 60}), marks);
  if (!input.website.empty()) {
    Append(Mark::kWebsiteInBody, is_site ? 1 : 0, marks);
  }
}

void AppendNameMarks(const ClassifierInput& input, const WordCounts& counts,
                     std::vector<uint16_t>& marks) {
  const absl::string_view name = input.name;
  const absl::string_view site = input.website;
  if (name.empty() && site.empty()) return;
  WordReader words(name);
  absl::string_view word;
  size_t name_words = 0;
  size_t in_site = 0;
  size_t digits = 0;
  while (name_words < 16 && words.Next(word)) {
    ++name_words;
    in_site += word.size() >= 3 && absl::StrContains(site, word) ? 1 : 0;
  }
  for (const char c : name) digits += absl::ascii_isdigit(c) ? 1 : 0;
  const bool is_link = absl::StrContains(name, "http") ||
                       absl::StrContains(name, "www.") ||
                       absl::StrContains(name, ".com");
  Append(Mark::kNameWords, Level<size_t>(name_words, {1, 2, 3, 4, 5, 7}),
         marks);
  Append(Mark::kNameForm,
         is_link ? 4
                 : Level<size_t>(digits, {1, 3}) +
                       (absl::StrContains(name, '.') ? 1 : 0),
         marks);
  Append(Mark::kNameInBody, counts.name_words_seen, marks);
  if (site.empty()) return;
  absl::string_view host = site;
  const size_t scheme = host.find("://");
  if (scheme != absl::string_view::npos) host.remove_prefix(scheme + 3);
  const size_t slash = std::min(host.find('/'), host.size());
  const size_t path = host.size() - slash;
  host = host.substr(0, slash);
  Append(Mark::kWebsite, 1 + Level<size_t>(path, {2, 12, 30}), marks);
  size_t odd = 0;
  for (const char c : host) odd += c == '-' || absl::ascii_isdigit(c) ? 1 : 0;
  Append(Mark::kWebsiteHost, Level<size_t>(odd, {1, 2, 3, 5}), marks);
  Append(Mark::kWebsiteDomain, DomainKind(host), marks);
  Append(Mark::kNameInWebsite, in_site, marks);
}

constexpr absl::string_view kMarkNames[] = {"words",
                                            "share of capitals",
                                            "words in capitals",
                                            "exclamation marks",
                                            "question marks",
                                            "share of digits",
                                            "links",
                                            "place of the first link",
                                            "share of links",
                                            "BBCode",
                                            "HTML links",
                                            "domains",
                                            "kind of the links' domain",
                                            "share of other scripts",
                                            "disguised words",
                                            "words of mixed scripts",
                                            "emoji",
                                            "lines",
                                            "long numbers",
                                            "signs of money",
                                            "rows of dots",
                                            "length of words",
                                            "share of repeated words",
                                            "quotes",
                                            "mentions",
                                            "tags",
                                            "length of links",
                                            "speaks to somebody",
                                            "words of the name",
                                            "form of the name",
                                            "website",
                                            "form of the website's host",
                                            "kind of the website's domain",
                                            "name in the website",
                                            "name in the text",
                                            "website in the text"};
static_assert(std::size(kMarkNames) == static_cast<size_t>(Mark::kCount));

}  // namespace

void AppendMarks(const ClassifierInput& input, const WordCounts& counts,
                 std::vector<uint16_t>& marks) {
  // The words of a long text are counted where they are read.
  absl::string_view text = input.body.original();
  text = text.substr(0, kHeadBytesRead);
  const Bytes bytes(text);
  const auto& count = bytes.count;
  const size_t letters = count[kUpper] + count[kLower];
  Append(Mark::kWords, Level<size_t>(counts.words, {2, 5, 10, 20, 40, 80, 200}),
         marks);
  Append(Mark::kCapitals,
         Level<double>(Share(count[kUpper], letters),
                       {1e-9, 0.03, 0.06, 0.12, 0.25, 0.5, 0.9}),
         marks);
  Append(Mark::kCapitalWords,
         Level<size_t>(bytes.capital_words, {1, 2, 3, 5, 9, 20}), marks);
  Append(Mark::kExclamations,
         Level<size_t>(count[kExclamation], {1, 2, 3, 5, 10}), marks);
  Append(Mark::kQuestions, Level<size_t>(count[kQuestion], {1, 2, 3, 5}),
         marks);
  Append(Mark::kDigits,
         Level<double>(Share(count[kDigit], text.size()),
                       {1e-9, 0.02, 0.05, 0.1, 0.2, 0.4}),
         marks);
  AppendLinkMarks(input, marks);
  const bool has_brackets = count[kBracket] > 0;
  Append(Mark::kBbCode,
         has_brackets ? Level<size_t>(Count(text, "[url") + Count(text, "[/") +
                                          Count(text, "[URL"),
                                      {1, 2, 3, 6})
                      : 0,
         marks);
  Append(Mark::kAnchors,
         has_brackets ? Level<size_t>(Count(text, "<a ") + Count(text, "</a>"),
                                      {1, 3, 5})
                      : 0,
         marks);
  Append(Mark::kNotAscii,
         Level<double>(Share(count[kHigh], text.size()),
                       {1e-9, 0.02, 0.1, 0.3, 0.7}),
         marks);
  Append(Mark::kDisguisedWords,
         Level<size_t>(counts.disguised, {1, 2, 3, 5, 9}), marks);
  Append(Mark::kMixedLook,
         input.body.is_ascii()
             ? 0
             : Level<size_t>(CountMixedWords(text), {1, 2, 4, 8}),
         marks);
  Append(Mark::kEmoji, Level<size_t>(counts.emoji, {1, 2, 3, 6, 12}), marks);
  Append(Mark::kLines, Level<size_t>(count[kNewline], {1, 2, 4, 8, 20}), marks);
  Append(Mark::kLongNumbers, Level<size_t>(bytes.number_runs, {1, 2, 4}),
         marks);
  Append(Mark::kMoney, Level<size_t>(count[kMoneySign], {1, 2, 4}), marks);
  Append(Mark::kDots, Level<size_t>(bytes.dot_runs, {1, 2, 4}), marks);
  Append(Mark::kWordBytes,
         Level<double>(Share(counts.word_letters, counts.words),
                       {3, 3.5, 4, 4.5, 5, 6, 8}),
         marks);
  Append(Mark::kVariety,
         Level<double>(1 - Share(counts.words_new, counts.words),
                       {1e-9, 0.1, 0.25, 0.4, 0.6}),
         marks);
  Append(Mark::kQuotes, Level<size_t>(count[kQuote], {1, 2, 4, 8}), marks);
  Append(Mark::kMentions, Level<size_t>(count[kAt], {1, 2, 4}), marks);
  Append(Mark::kTags, Level<size_t>(count[kHash], {1, 2, 4, 8}), marks);
  Append(Mark::kAddressee, Level<size_t>(counts.addressee, {1, 2, 4}), marks);
  AppendNameMarks(input, counts, marks);
}

std::string DescribeMark(uint16_t mark) {
  const size_t kind = mark / kMarkLevels;
  if (kind >= static_cast<size_t>(Mark::kCount)) return "";
  return absl::StrCat(kMarkNames[kind], ", level ", mark % kMarkLevels);
}

}  // namespace winnow
