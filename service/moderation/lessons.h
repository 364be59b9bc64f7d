// What a person's decision teaches the site's adapter, and how it waits in the
// store until a learner has learned it: ids, hashes and labels, no text.
//
//   approved       not spam, no abuse
//   filed as spam  spam; whether it is abuse nobody said
//   rejected       abuse, where the reason says so (IsAbuse); else the person
//                  had reasons of which a text says nothing (off topic, a
//                  duplicate), and nothing is learned
//   undone         what was learned about the comment is taken back
//
// What the policy decides, at once or in a rescreening, teaches nothing: a
// machine must not learn from itself. Threads: pure functions.

#ifndef WINNOW_SERVICE_MODERATION_LESSONS_H_
#define WINNOW_SERVICE_MODERATION_LESSONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/comment.h"
#include "service/comment/state.h"
#include "service/intake/live_site.h"
#include "service/moderation/history.h"
#include "service/screening/classifier/lesson.h"

namespace winnow {

struct StoredLesson {
  // Without its time, which is that of its place in the store, and without the
  // author of a comment, who is known by the comment.
  Lesson lesson;
  State to = State::kHeld;  // what was decided
  bool undone = false;      // by taking back what was decided before
  // What was said about, where it is no comment; its hashes and its score mean
  // nothing to another model.
  std::optional<LessonText> text;
  std::string model_revision;                  // of that text
  uint32_t feature_version = kFeatureVersion;  // likewise
};

std::string EncodeLesson(const StoredLesson& stored);
// Errors: DataLoss.
absl::StatusOr<StoredLesson> DecodeLesson(absl::string_view bytes);

// The lesson of a decision, encoded; empty when it teaches nothing, or nobody
// on this site learns.
std::string LessonOf(const LiveSite& live, const StoredComment& stored,
                     const HistoryRecord& decision);

// What a decision says of the scores.
PerAdapterHead LabelsOf(State to, absl::string_view reason_code);

// Whether a reason code says that a text was abuse: "abuse", "insult", "threat"
// and their like, and "language", which the shipped policies use for it.
bool IsAbuse(absl::string_view reason_code);

// Equal for equal texts of the same author, by the same name and website, in
// the same thread: all that a model reads. Keyed: tells nobody what was
// written.
uint64_t TextHashOf(const SiteKeys& keys, const StoredComment& stored);

// Who wrote it: a hash of the author's pseudonym, else of the network's, else
// 0.
uint32_t AuthorHashOf(const PrivatePart& hidden);

uint32_t TeacherHashOf(absl::string_view key_id);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_LESSONS_H_
