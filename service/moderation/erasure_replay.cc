#include "service/moderation/erasure_replay.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"

namespace winnow {
namespace {

// Erasures that one call asks for.
constexpr size_t kTogether = 100;
// Steps of one look: it ends soon when the server stops.
constexpr int kStepsOfLook = 20;

}  // namespace

ErasureReplay::ErasureReplay(ErasureLog& log, Erasures& erasures,
                             ErasureStore& store, Clock& clock,
                             Metrics& metrics, absl::Duration pause,
                             absl::Duration patience)
    : log_(log),
      erasures_(erasures),
      store_(store),
      clock_(clock),
      patience_(patience),
      repeated_(metrics.MakeCounter(
          "winnow_erasures_repeated_total",
          "Erasures of the log that Redis did not know and that were done "
          "again")),
      thread_(pause, [this] { Look(); }) {}

void ErasureReplay::ReadLog() {
  const auto size = log_.Size();
  if (!size.ok() || *size == bytes_read_) return;
  const auto lines = log_.ReadAll();
  if (!lines.ok()) {
    if (failing_.insert("").second) {
      Log(Severity::kError, "erasure_log_not_read",
          {{"error", lines.status().message()},
           {"advice",
            "no erasure is repeated until it can be read; over 64 MB, move its "
            "oldest lines to another file"}});
    }
    return;
  }
  failing_.erase("");
  if (lines->unreadable > 0) {
    Log(Severity::kWarning, "erasure_log_lines_not_read",
        {{"lines", absl::StrCat(lines->unreadable)}});
  }
  by_site_.clear();
  for (const LoggedErasure& logged : lines->erasures) {
    by_site_[logged.site].push_back(logged);
  }
  bytes_read_ = *size;
}

void ErasureReplay::Look() {
  ReadLog();
  left_in_look_ = kStepsOfLook;
  const absl::Time now = clock_.Now();
  for (const auto& [site, all] : by_site_) {
    std::vector<LoggedErasure> some;
    for (const LoggedErasure& logged : all) {
      const absl::Duration age = now - logged.time;
      if (age < patience_ || age > kErasureRepeatedFor) continue;
      some.push_back(logged);
      if (some.size() < kTogether) continue;
      LookAt(site, some);
      some.clear();
    }
    if (!some.empty()) LookAt(site, some);
  }
}

void ErasureReplay::LookAt(const std::string& site,
                           const std::vector<LoggedErasure>& erasures) {
  std::vector<Uuid> ids;
  for (const LoggedErasure& logged : erasures) ids.push_back(logged.erasure);
  const auto unsettled = store_.Unsettled(site, ids);
  // Redis' absence is told elsewhere; the next look asks again.
  if (!unsettled.ok()) return;
  for (const LoggedErasure& logged : erasures) {
    if (left_in_look_ > 0 && std::find(unsettled->begin(), unsettled->end(),
                                       logged.erasure) != unsettled->end()) {
      --left_in_look_;
      Repeat(logged);
    }
  }
}

void ErasureReplay::Repeat(const LoggedErasure& logged) {
  const auto done = erasures_.Repeat(logged);
  const std::string id = logged.erasure.ToString();
  if (!done.ok()) {
    // A site that is gone has nobody to erase.
    if (absl::IsNotFound(done.status())) return;
    if (failing_.insert(id).second) {
      Log(Severity::kError, "erasure_not_repeated",
          {{"site", logged.site},
           {"erasure", id},
           {"error", done.status().message()}});
    }
    return;
  }
  failing_.erase(id);
  if (!*done) return;  // the next look goes on
  repeated_.Increment();
  Log(Severity::kWarning, "erasure_repeated",
      {{"site", logged.site}, {"erasure", id}});
}

}  // namespace winnow
