// The binary form of a verdict's detail: signals, conditions, scores and shadow
// rules, as the field `verdict` of a private hash holds them. State, rule,
// reasons and revisions are fields of their own.

#ifndef WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/comment/verdict.h"

namespace winnow {

std::string EncodeVerdictDetail(const Verdict& verdict);

// Fills those parts of `verdict`; nothing for no bytes. Errors: DataLoss.
absl::Status DecodeVerdictDetail(absl::string_view bytes, Verdict& verdict);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_
