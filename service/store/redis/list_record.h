// The binary form of a term list's description in `…lists`.
#ifndef WINNOW_SERVICE_STORE_REDIS_LIST_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_LIST_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/term_list_store.h"

namespace winnow {

// Everything but the name, which is the field's.
std::string EncodeList(const StoredList& list);

// Errors: DataLoss.
absl::StatusOr<StoredList> DecodeList(absl::string_view name,
                                      absl::string_view bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_LIST_RECORD_H_
