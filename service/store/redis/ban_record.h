// The stored form of a ban: a binary record, see service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_BAN_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_BAN_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/ban.h"

namespace winnow {

// All but its id, its times and what it touched.
std::string EncodeBan(const Ban& ban);

// Errors: DataLoss.
absl::StatusOr<Ban> DecodeBan(absl::string_view bytes);

// The field of …bans in which it stands: a letter and the key.
std::string BanField(const Ban& ban);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_BAN_RECORD_H_
