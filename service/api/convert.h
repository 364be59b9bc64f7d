// Comments, submissions and events between the domain and the wire. The only
// place that knows both spellings.
//
// Threads: pure functions. Texts are moved where a value is taken.

#ifndef WINNOW_SERVICE_API_CONVERT_H_
#define WINNOW_SERVICE_API_CONVERT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/circumstances.h"
#include "service/comment/comment.h"
#include "service/comment/event.h"
#include "service/intake/intake.h"
#include "service/intake/submission.h"
#include "winnow/v1/comment.pb.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/event.pb.h"
#include "winnow/v1/thread.pb.h"

namespace winnow {

void FillTimestamp(absl::Time time, google::protobuf::Timestamp& timestamp);
absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);

v1::Comment::State ToProto(State state);
// Absent for STATE_UNSPECIFIED and numbers of a newer version.
std::optional<State> FromProto(v1::Comment::State state);

// Takes the texts out of `request`, which is left empty; so is the address in
// it. Nothing is checked.
// Input: `trusted` says whether the caller's key is exempt from rates.
Submission TakeSubmission(v1::SubmitCommentRequest& request, bool trusted);

void FillComment(Comment comment, absl::string_view site, v1::Comment& out);

void FillThread(const ThreadInfo& thread, absl::string_view site,
                v1::Thread& out);

void FillSubmitted(Submitted submitted, absl::string_view site,
                   v1::SubmitCommentResponse& out);

void FillEvent(Event event, absl::string_view site, v1::Event& out);

// Absent for an unknown state; STATE_UNSPECIFIED means open.
std::optional<ThreadMode> ThreadModeOf(v1::Thread::State state);
v1::Thread::State ToProto(ThreadMode mode);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_CONVERT_H_
