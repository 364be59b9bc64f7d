// Runs one filter on one draft, for tests: holds the draft and its views, and
// checks that every signal is one that policies know.

#ifndef WINNOW_TESTS_UNIT_SCREENING_FILTERS_INSPECTION_H_
#define WINNOW_TESTS_UNIT_SCREENING_FILTERS_INSPECTION_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/screening/filters/filter.h"
#include "service/screening/filters/known_signals.h"

namespace winnow {

// A draft and its circumstances, to be filled in before Inspect().
struct Inspection {
  Draft draft;
  Circumstances circumstances;

  SignalSink Inspect(const Filter& filter) const {
    const TextViews body(draft.body);
    const TextViews name(draft.display_name);
    const TextViews website(draft.website);
    std::vector<Link> links = FindLinks(body, TextField::kBody);
    for (const Link& link : FindLinks(name, TextField::kName)) {
      links.push_back(link);
    }
    for (const Link& link : FindLinks(website, TextField::kWebsite)) {
      links.push_back(link);
    }
    SignalSink sink;
    filter.Inspect({draft, body, name, website, links,
                    DetectLanguage(body.folded().text())},
                   circumstances, sink);
    for (const Signal& signal : sink.signals()) {
      EXPECT_NE(FindKnownSignal(signal.name), nullptr) << signal.name;
      EXPECT_GT(signal.strength, 0) << signal.name;
      EXPECT_LE(signal.strength, 1) << signal.name;
      EXPECT_FALSE(signal.reason.empty()) << signal.name;
    }
    return sink;
  }
};

// Returns the signal of this name, or one of strength 0.
inline Signal Get(const SignalSink& sink, absl::string_view name) {
  for (const Signal& signal : sink.signals()) {
    if (signal.name == name) return signal;
  }
  return {};
}

inline double Strength(const SignalSink& sink, absl::string_view name) {
  return Get(sink, name).strength;
}

// The pieces of the draft that a signal points at.
inline std::vector<std::string> Pieces(const Draft& draft,
                                       const Signal& signal) {
  std::vector<std::string> pieces;
  for (const Span& span : signal.spans) {
    const std::string& text = span.field == TextField::kBody ? draft.body
                              : span.field == TextField::kName
                                  ? draft.display_name
                                  : draft.website;
    pieces.push_back(text.substr(span.begin, span.end - span.begin));
  }
  return pieces;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_SCREENING_FILTERS_INSPECTION_H_
