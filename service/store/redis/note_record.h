// A moderator's note as it is kept with a comment: fields `note1`, `note2` … of
// the private hash.

#ifndef WINNOW_SERVICE_STORE_REDIS_NOTE_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_NOTE_RECORD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/comment.h"

namespace winnow {

// Everything but the number, which is the field's.
std::string EncodeNote(const Note& note);

// Errors: DataLoss.
absl::StatusOr<Note> DecodeNote(absl::string_view bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_NOTE_RECORD_H_
