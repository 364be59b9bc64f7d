// A Filter has one opinion about a comment and reports it as signals. It never
// decides: thresholds that turn a strength into an action are the policy's.
//
// Adding one: its .h and .cc and its test, its signals in known_signals.cc and
// one line in registry.cc.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_FILTER_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_FILTER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/circumstances.h"
#include "service/comment/draft.h"
#include "service/comment/signal.h"
#include "service/screening/filters/signal_sink.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"
#include "service/screening/text/views.h"

namespace winnow {

// What is screened: a draft with its texts prepared. Only borrows.
struct Subject {
  const Draft& draft;
  const TextViews& body;
  const TextViews& name;
  const TextViews& website;
  const std::vector<Link>& links;  // of body, name and website, in this order
  absl::string_view language = kUndetermined;  // of the body
};

// Immutable after construction: one object serves all threads at once.
class Filter {
 public:
  // When a filter can run: on the text alone, while the store is still being
  // asked, or only once the circumstances are known.
  enum class Stage { kText, kCircumstances };

  virtual ~Filter() = default;

  // snake_case, for failures and statistics.
  virtual absl::string_view name() const = 0;

  virtual Stage stage() const = 0;

  // Reports what it sees. Filters of Stage::kText are given empty
  // circumstances.
  // Cost: linear in the text; nothing else grows with it.
  // Errors: told to the sink; they hold the comment for a person.
  virtual void Inspect(const Subject& subject,
                       const Circumstances& circumstances,
                       SignalSink& signals) const = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_FILTER_H_
