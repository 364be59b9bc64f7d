// Keys under another master key: wrapped again, or, where the old one is lost,
// made anew. What is stored is compared and replaced by the callers.

#ifndef WINNOW_SERVICE_PRIVACY_KEY_ROTATION_H_
#define WINNOW_SERVICE_PRIVACY_KEY_ROTATION_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/random.h"
#include "service/privacy/master_key.h"

namespace winnow {

// Tells whether all of them are wrapped under `master` itself, not under its
// old key: then nothing needs the old one.
bool AreWrappedUnder(const MasterKey& master, absl::string_view site,
                     const WrappedKeys& wrapped);

// Wraps the same keys under `master` itself.
// Errors: those of Unwrap() for a key that neither it nor its old key opens.
absl::StatusOr<WrappedKeys> WrapAgain(const MasterKey& master,
                                      absl::string_view site,
                                      const WrappedKeys& wrapped,
                                      Random& random);

// Tells whether some of them open under neither key: they are lost.
bool AreLost(const MasterKey& master, absl::string_view site,
             const WrappedKeys& wrapped);

// Makes keys in the place of lost ones; those that open stay. Where the newest
// email key is lost, the one in its place gets a number of its own, so that no
// seal of before looks as if it were made with it.
WrappedKeys MakeInPlaceOf(const WrappedKeys& lost, const MasterKey& master,
                          absl::string_view site, Random& random);

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_KEY_ROTATION_H_
