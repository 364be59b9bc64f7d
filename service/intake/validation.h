// The border between what a caller sent and what Winnow believes: beyond it
// every text is valid UTF-8 and within its limits. No input or output, no
// clock; nothing is stored when it fails.
#ifndef WINNOW_SERVICE_INTAKE_VALIDATION_H_
#define WINNOW_SERVICE_INTAKE_VALIDATION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/draft.h"
#include "service/comment/site.h"
#include "service/intake/submission.h"

namespace winnow {

// Bounds that no site can change. Lengths are bytes unless they say chars.
inline constexpr size_t kThreadIdBytesMax = 255;
inline constexpr size_t kThreadUrlBytesMax = 2000;
inline constexpr size_t kThreadTitleCharsMax = 500;
inline constexpr size_t kThreadSectionBytesMax = 100;
inline constexpr size_t kThreadTagsMax = 20;
inline constexpr size_t kThreadTagBytesMax = 50;
inline constexpr size_t kAuthorIdBytesMax = 128;
inline constexpr size_t kRequestIdBytesMax = 128;
inline constexpr size_t kUserAgentBytesMax = 1000;

struct ValidDraft {
  Draft draft;
  std::vector<Warning> warnings;
};

// Checks a submission and turns it into a draft.
//
// Texts: line ends become "\n". Names, titles and sections lose control
// characters and outer white space; a thread's or author's id with a control
// character is refused, because dropping one would make two ids equal. A body
// is kept as written but for a NUL, which is refused; one of white space only
// is empty. A website without a scheme gets "http://", as WordPress stores it.
// A network address that is not a reader's (loopback, private, link-local) is
// ignored with a warning.
//
// Input: anything; the address in `submission` is wiped.
// Errors: InvalidArgument with every bad field at once (FieldViolationsOf),
// named as in SubmitCommentRequest; no description repeats what was sent.
// Cost: linear; about 2 µs for a usual comment.
absl::StatusOr<ValidDraft> Validate(Submission&& submission,
                                    const SiteSettings& settings,
                                    absl::Time now, const Uuid& id);

// What an edit changes, before and after it was checked; absent texts stay.
struct TextChanges {
  std::optional<std::string> body = {};
  std::optional<std::string> display_name = {};
  std::optional<std::string> website = {};
  std::string request_id = {};
  std::string network_address = {};  // the editor's, as text; may be empty
  NetworkAddress network = {};       // what ValidateChanges made of it
};

// Checks each as Validate() does and puts what is kept in its place.
// Errors: as Validate().
absl::Status ValidateChanges(const SiteSettings& settings,
                             TextChanges& changes);

// Checks why somebody wants to see addresses: a remark of at most 500
// characters, which history keeps, and which must not have an address in it.
// Errors: InvalidArgument that names the field `why`.
absl::Status CheckWhy(std::string& why);

// Checks what somebody writes about a comment: 1 to `chars_max` characters
// without outer white space and NULs. Line ends become "\n".
// Errors: InvalidArgument that names `field`.
absl::Status CheckRemark(absl::string_view field, size_t chars_max,
                         std::string& text);

// Tells whether `site` is a site's id: [a-z][a-z0-9-]{1,38}.
bool IsSiteId(absl::string_view site);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_VALIDATION_H_
