// Takes what shadows said to the store, once a second. Counts of the last
// second are lost when the process is killed: they are for judging a policy,
// not for books.

#ifndef WINNOW_SERVICE_INTAKE_SHADOW_WRITER_H_
#define WINNOW_SERVICE_INTAKE_SHADOW_WRITER_H_

#include <optional>

#include "service/base/periodic_thread.h"
#include "service/intake/shadow_tally.h"
#include "service/store/site_store.h"

namespace winnow {

class ShadowWriter {
 public:
  // Both must outlive this object.
  ShadowWriter(ShadowTally& tally, SiteStore& store);
  // Writes what is left, once.
  ~ShadowWriter();

 private:
  void Write();

  ShadowTally& tally_;
  SiteStore& store_;
  std::optional<PeriodicThread> thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SHADOW_WRITER_H_
