// The numbers an operator watches, in Prometheus' model and text format.
//
// A series is registered once, most of them at start, and then counted through
// the reference that comes back: counting a Counter or Gauge is one atomic
// operation, a Histogram takes a short lock of its own.
//
// Labels are constants of the program (a state, a rule's action), or a site's
// id of a bounded number. Never a reader's text, an address, a thread or a key:
// each value is a series that is kept for ever.
//
// Threads: any, for everything.

#ifndef WINNOW_SERVICE_BASE_METRICS_H_
#define WINNOW_SERVICE_BASE_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace winnow {

using Counter = prometheus::Counter;
using Gauge = prometheus::Gauge;
using Histogram = prometheus::Histogram;

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  // Registers a series, or returns the one with this name and these labels.
  // The reference lives as long as this object.
  // Input: `name` as [a-z_]+, with its unit last and `_total` for counters.
  Counter& MakeCounter(const std::string& name, const std::string& help,
                       const Labels& labels = {});
  Gauge& MakeGauge(const std::string& name, const std::string& help,
                   const Labels& labels = {});

  // `bounds` are the upper edges of the buckets, rising; the last bucket, up to
  // infinity, is added.
  Histogram& MakeHistogram(const std::string& name, const std::string& help,
                           const std::vector<double>& bounds,
                           const Labels& labels = {});

  // Runs `refresh` before each exposition, to copy numbers kept elsewhere into
  // gauges. What it captures must outlive this object.
  void BeforeExpose(std::function<void()> refresh);

  // Returns every series in Prometheus' text format, version 0.0.4.
  std::string Expose();

 private:
  prometheus::Registry registry_;
  std::mutex mutex_;
  std::vector<std::function<void()>> refreshers_;  // Guarded by mutex_.
};

// Upper bounds in seconds for the latency of calls: 0.25 ms to 5 s.
std::vector<double> LatencyBoundsSeconds();

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_METRICS_H_
