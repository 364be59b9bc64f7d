#include "clients/gateway/sentences.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace winnow {
namespace {

icu::UnicodeString ToUtf16(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// Makes a sentence of a stretch, less the white space around it.
Sentence Cut(const icu::UnicodeString& text, int begin, int end) {
  while (begin < end && u_isUWhiteSpace(text.char32At(begin))) ++begin;
  while (begin < end && u_isUWhiteSpace(text.char32At(end - 1))) --end;
  Sentence sentence{.begin = begin, .end = end};
  text.tempSubStringBetween(begin, end).toUTF8String(sentence.text);
  return sentence;
}

}  // namespace

int Utf16Length(absl::string_view text) { return ToUtf16(text).length(); }

std::vector<Sentence> SplitSentences(absl::string_view text, size_t count_max) {
  const icu::UnicodeString wide = ToUtf16(text);
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(),
                                                 error));
  std::vector<Sentence> sentences;
  if (U_FAILURE(error) || breaks == nullptr) {
    // Without ICU's rules the text is one sentence.
    Sentence whole = Cut(wide, 0, wide.length());
    if (whole.begin < whole.end) sentences.push_back(std::move(whole));
    return sentences;
  }
  breaks->setText(wide);
  int begin = breaks->first();
  for (int end = breaks->next(); end != icu::BreakIterator::DONE;
       end = breaks->next()) {
    Sentence sentence = Cut(wide, begin, end);
    if (sentence.begin < sentence.end) sentences.push_back(std::move(sentence));
    begin = end;
  }
  if (sentences.size() <= count_max) return sentences;
  const size_t each = (sentences.size() + count_max - 1) / count_max;
  std::vector<Sentence> groups;
  for (size_t i = 0; i < sentences.size(); i += each) {
    const size_t last = std::min(i + each, sentences.size()) - 1;
    groups.push_back(Cut(wide, sentences[i].begin, sentences[last].end));
  }
  return groups;
}

}  // namespace winnow
