#include "service/base/metrics.h"

#include <prometheus/text_serializer.h>

#include <utility>

namespace winnow {

Counter& Metrics::MakeCounter(const std::string& name, const std::string& help,
                              const Labels& labels) {
  return prometheus::BuildCounter()
      .Name(name)
      .Help(help)
      .Register(registry_)
      .Add(labels);
}

Gauge& Metrics::MakeGauge(const std::string& name, const std::string& help,
                          const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(
      labels);
}

Histogram& Metrics::MakeHistogram(const std::string& name,
                                  const std::string& help,
                                  const std::vector<double>& bounds,
                                  const Labels& labels) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(registry_)
      .Add(labels, bounds);
}

void Metrics::BeforeExpose(std::function<void()> refresh) {
  const std::lock_guard lock(mutex_);
  refreshers_.push_back(std::move(refresh));
}

std::string Metrics::Expose() {
  {
    const std::lock_guard lock(mutex_);
    for (const std::function<void()>& refresh : refreshers_) refresh();
  }
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

std::vector<double> LatencyBoundsSeconds() {
  return {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
          0.05,    0.1,    0.25,  0.5,    1,     2.5,  5};
}

}  // namespace winnow
