#include "service/screening/filters/form_evidence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(FormEvidence, ReportsWhatTheFormSaw) {
  struct Row {
    const char* name;
    std::optional<FormEvidence> form;
    double honeypot;
    double too_fast;
  };
  const Row rows[] = {
      {"no evidence", std::nullopt, 0, 0},
      {"nothing odd", FormEvidence{false, 40}, 0, 0},
      {"honeypot", FormEvidence{true, std::nullopt}, 1, 0},
      {"at once", FormEvidence{false, 0}, 0, 1},
      {"half the time", FormEvidence{false, 1.5}, 0, 0.5},
      {"just enough", FormEvidence{false, 3}, 0, 0},
      {"a clock that ran backwards", FormEvidence{false, -5}, 0, 1},
      {"not a number", FormEvidence{false, NAN}, 0, 1},
  };
  const auto filter = MakeFormEvidence({});
  for (const Row& row : rows) {
    Inspection inspection;
    inspection.draft.form = row.form;
    const SignalSink sink = inspection.Inspect(*filter);
    EXPECT_EQ(Strength(sink, "honeypot"), row.honeypot) << row.name;
    EXPECT_EQ(Strength(sink, "too_fast"), row.too_fast) << row.name;
  }
}

}  // namespace
}  // namespace winnow
