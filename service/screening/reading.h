// A Reading is what screening knows of one draft's texts before anybody asked
// the store. Made by Screener::Read, completed by Screener::InspectText. It
// borrows the draft's texts. Movable; not shared between threads while it is
// being completed.

#ifndef WINNOW_SERVICE_SCREENING_READING_H_
#define WINNOW_SERVICE_SCREENING_READING_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/site.h"
#include "service/screening/classifier/classifier.h"
#include "service/screening/classifier/lesson.h"
#include "service/screening/filters/signal_sink.h"
#include "service/screening/text/language.h"
#include "service/screening/text/links.h"
#include "service/screening/text/sketch.h"
#include "service/screening/text/views.h"

namespace winnow {

// What the site's adapter says of a text.
struct AdapterOpinion {
  AdapterMode mode = AdapterMode::kOff;
  PerAdapterHead shift = {};
};

struct Reading {
  TextViews body;
  TextViews name;
  TextViews website;
  Sketch sketch;            // of the folded body
  std::vector<Link> links;  // of body, name and website, in this order
  absl::string_view language = kUndetermined;  // of the body
  SignalSink signals;                          // of the text filters
  std::optional<Assessment> assessment = {};   // of the model, if there is one
  AdapterOpinion adapter = {};
  bool inspected = false;  // InspectText has finished
  bool failed = false;     // some step could not do its work
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_READING_H_
