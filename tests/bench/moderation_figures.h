// What was measured at each length of the queue, and its tables.

#ifndef WINNOW_TESTS_BENCH_MODERATION_FIGURES_H_
#define WINNOW_TESTS_BENCH_MODERATION_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace winnow {

class ModerationFigures {
 public:
  // A kind of call, and the longest p99 that is asked of it, in milliseconds.
  struct Kind {
    std::string name;
    std::optional<double> p99_ms_max = std::nullopt;
  };

  // Takes what the calls of a kind took with so many comments held, unsorted.
  void Add(const Kind& kind, int64_t held, std::vector<uint32_t> took_us);

  // Prints the calls measured with so many held.
  void Print(int64_t held) const;

  // Prints how the medians grew from one length to the next. A cost in the
  // logarithm of the queue grows with that, one in its length tenfold.
  void PrintGrowth() const;

 private:
  struct Figure {
    size_t calls = 0;
    double p50_ms = 0;
    double p99_ms = 0;
  };

  std::vector<Kind> kinds_;  // in the order in which they came
  std::map<std::string, std::map<int64_t, Figure>> figures_;
};

// Returns `met` or `MISSED`.
const char* Met(bool met);

// Returns a number with commas between thousands.
std::string Grouped(int64_t number);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_MODERATION_FIGURES_H_
