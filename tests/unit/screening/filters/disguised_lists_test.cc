// The look at whether a text is worth squeezing must not pass over anything
// that the comparison with listed terms would take: tried with every entry of
// the shipped lists in every way to disguise it in ASCII.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "service/screening/filters/term_matcher.h"
#include "service/screening/text/disguise.h"
#include "service/screening/text/spellings.h"
#include "service/screening/text/squeeze.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

std::set<std::string> ReadLists() {
  std::set<std::string> terms;
  for (const auto& entry :
       std::filesystem::directory_iterator(WINNOW_LISTS_DIR)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line[0] != '#') terms.insert(line);
    }
  }
  return terms;
}

// One term, looked for in both ways.
class Search {
 public:
  explicit Search(const std::string& term)
      : term_(term),
        plain_(*TermMatcher::Make({term, Unaccented(term).value_or(term)})),
        squeezed_(*TermMatcher::Make(SqueezedForms(term),
                                     TermMatcher::Mode::kSqueezed)) {
    plain_->VisitRarestWords([this](absl::string_view word, bool is_prefix) {
      spellings_.Add(word, is_prefix);
    });
  }

  // Whether the term stands there in disguise and the look passes over it.
  bool IsPassedOver(const std::string& text) const {
    const TextViews views(text);
    const View squeezed = Squeezed(views);
    std::vector<ByteRange> candidates;
    EXPECT_TRUE(
        squeezed_
            ->Scan(squeezed.text(),
                   [&](size_t, ByteRange at) { candidates.push_back(at); })
            .ok());
    DisguiseCheck check(views, squeezed);
    if (std::none_of(candidates.begin(), candidates.end(), [&](ByteRange at) {
          return check.Compare(at, term_) != Likeness::kNone;
        })) {
      return false;
    }
    bool is_plain = false;
    bool has_part = false;
    EXPECT_TRUE(plain_
                    ->Scan(
                        views.folded().text(),
                        [&](size_t, ByteRange) { is_plain = true; }, has_part)
                    .ok());
    return !is_plain && !has_part && !spellings_.MayBeDisguised(views);
  }

 private:
  const std::string term_;
  const std::unique_ptr<const TermMatcher> plain_;
  const std::unique_ptr<const TermMatcher> squeezed_;
  Spellings spellings_;
};

// Each letter written in each other way, once and then all of them.
std::vector<std::string> Disguises(const std::string& term) {
  std::vector<std::string> all;
  const auto add = [&all](std::string text) { all.push_back(std::move(text)); };
  for (const std::string& base : {term, absl::AsciiStrToUpper(term)}) {
    for (size_t i = 0; i < base.size(); ++i) {
      const char letter = base[i];
      if (!absl::ascii_isalpha(letter)) continue;
      const auto with = [&](std::string other) {
        return absl::StrCat(base.substr(0, i), other, base.substr(i + 1));
      };
      for (char c = '!'; c <= '~'; ++c) {
        const auto sign = static_cast<char32_t>(c);
        const auto wanted = static_cast<char32_t>(absl::ascii_tolower(letter));
        if (!StandsForLetter(sign, wanted)) continue;
        add(with(std::string(1, c)));
        add(absl::StrReplaceAll(base,
                                {{std::string(1, letter), std::string(1, c)}}));
      }
      if (letter == 'l') add(with("I"));
      if (letter == 'I') add(with("l"));
      add(with(std::string(2, letter)));
      add(with(std::string(4, letter)));
    }
    for (const char* gap : {" ", ".", "-", "_"}) {
      std::string spread;
      for (const char c : base) {
        if (c != ' ' && !spread.empty() && spread.back() != ' ') spread += gap;
        spread += c == ' ' ? std::string("   ") : std::string(1, c);
      }
      add(spread);
    }
  }
  return all;
}

TEST(DisguisedLists, AreNeverPassedOver) {
  int tried = 0;
  for (const std::string& entry : ReadLists()) {
    const std::string written = absl::StrReplaceAll(
        Unaccented(entry).value_or(Skeleton(entry)), {{"*", ""}});
    if (!std::all_of(written.begin(), written.end(), absl::ascii_isascii)) {
      continue;
    }
    const Search search(entry);
    for (const std::string& disguised : Disguises(written)) {
      for (const char* behind : {"", " it.", "! It"}) {
        const std::string text = absl::StrCat("so, ", disguised, behind);
        EXPECT_FALSE(search.IsPassedOver(text)) << entry << ": " << text;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 50000);
}

}  // namespace
}  // namespace winnow
