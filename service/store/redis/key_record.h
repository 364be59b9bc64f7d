// The binary form of an API key's record in the table of keys.
#ifndef WINNOW_SERVICE_STORE_REDIS_KEY_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_KEY_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/principal.h"

namespace winnow {

std::string EncodeKey(const KeyRecord& key);

// Errors: DataLoss.
absl::StatusOr<KeyRecord> DecodeKey(absl::string_view bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_KEY_RECORD_H_
