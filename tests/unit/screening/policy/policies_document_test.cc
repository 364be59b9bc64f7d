// The table of signals that editors read is the one that policies know.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/screening/filters/known_signals.h"
#include "service/screening/policy/signal_source.h"

namespace winnow {
namespace {

absl::string_view WordFor(SignalSource source) {
  switch (source) {
    case SignalSource::kTexts:
      return "text";
    case SignalSource::kPresent:
      return "now";
    case SignalSource::kMoment:
      return "then";
  }
  return "";
}

TEST(PoliciesDocument, ListsEverySignalWithItsSourceAndMeaning) {
  std::ifstream file(WINNOW_DOCS_DIR "/policies.md");
  std::ostringstream text;
  text << file.rdbuf();
  int rows = 0;
  for (const KnownSignal& known : KnownSignals()) {
    const std::string row =
        absl::StrCat("| `", known.name, "` | ", WordFor(SourceOf(known.name)),
                     " | ", known.meaning, " |\n");
    EXPECT_TRUE(absl::StrContains(text.str(), row)) << row;
    ++rows;
  }
  int listed = 0;
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) {
    if (absl::StartsWith(line, "| `") &&
        (absl::StrContains(line, "` | text |") ||
         absl::StrContains(line, "` | now |") ||
         absl::StrContains(line, "` | then |"))) {
      ++listed;
    }
  }
  EXPECT_EQ(listed, rows) << "a signal that is gone is still listed";
}

}  // namespace
}  // namespace winnow
