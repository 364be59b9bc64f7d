#include "service/screening/classifier/training/phrase_maker.h"

#include <utility>

#include "absl/strings/str_split.h"

namespace winnow {
namespace {

// Patterns within words within patterns; more is a loop.
constexpr int kDepthMax = 6;

// Returns the offset behind the bracket that closes the one at `at`.
size_t EndOf(absl::string_view pattern, size_t at) {
  int open = 0;
  for (size_t i = at; i < pattern.size(); ++i) {
    if (pattern[i] == '(') ++open;
    if (pattern[i] == ')' && --open == 0) return i + 1;
  }
  return pattern.size();
}

// Splits at bars outside of inner brackets.
std::vector<absl::string_view> Choices(absl::string_view inner) {
  std::vector<absl::string_view> choices;
  int open = 0;
  size_t begin = 0;
  for (size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '(') ++open;
    if (inner[i] == ')') --open;
    if (inner[i] == '|' && open == 0) {
      choices.push_back(inner.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  choices.push_back(inner.substr(begin));
  return choices;
}

}  // namespace

PhraseMaker::PhraseMaker(absl::Span<const NamedWords> words, uint64_t seed)
    : random_(seed) {
  for (const NamedWords& named : words) {
    std::vector<std::string>& list = words_[std::string(named.name)];
    for (const absl::string_view word : Choices(named.words)) {
      list.emplace_back(word);
    }
  }
}

void PhraseMaker::Add(const std::string& name, std::vector<std::string> words) {
  std::vector<std::string>& list = words_[name];
  for (std::string& word : words) list.push_back(std::move(word));
}

std::string PhraseMaker::Word(const std::string& name) {
  const auto at = words_.find(name);
  if (at == words_.end() || at->second.empty()) return "";
  return at->second[Below(at->second.size())];
}

std::string PhraseMaker::Make(absl::string_view pattern) {
  return MakeAt(pattern, 0);
}

std::string PhraseMaker::MakeAt(absl::string_view pattern, int depth) {
  std::string made;
  for (size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '(' && depth < kDepthMax) {
      const size_t end = EndOf(pattern, i);
      const auto choices = Choices(pattern.substr(i + 1, end - i - 2));
      made += MakeAt(choices[Below(choices.size())], depth + 1);
      i = end;
    } else if (pattern[i] == '{' && depth < kDepthMax) {
      const size_t end = pattern.find('}', i);
      if (end == absl::string_view::npos) break;
      const std::string name(pattern.substr(i + 1, end - i - 1));
      if (words_.find(name) == words_.end()) {
        made.append(pattern.data() + i, end + 1 - i);
      } else {
        made += MakeAt(Word(name), depth + 1);
      }
      i = end + 1;
    } else {
      made.push_back(pattern[i++]);
    }
  }
  return made;
}

}  // namespace winnow
