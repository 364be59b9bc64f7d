// The binary form of a verdict, as the field `verdict` of a private hash holds
// it. People's decisions never change it.

#ifndef WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/comment/verdict.h"

namespace winnow {

std::string EncodeVerdict(const Verdict& verdict);

// Fills `verdict`; changes nothing for no bytes. Errors: DataLoss.
absl::Status DecodeVerdict(absl::string_view bytes, Verdict& verdict);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_VERDICT_RECORD_H_
