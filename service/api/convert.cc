#include "service/api/convert.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/api/names.h"

namespace winnow {
namespace {

// Seconds that fit a Timestamp: the years 1 to 9999.
constexpr int64_t kSecondsMin = -62135596800;
constexpr int64_t kSecondsMax = 253402300799;

v1::SubmitCommentResponse::Warning ToProto(Warning warning) {
  switch (warning) {
    case Warning::kNetworkAddressIgnored:
      return v1::SubmitCommentResponse::NETWORK_ADDRESS_IGNORED;
    case Warning::kThreadChanged:
      return v1::SubmitCommentResponse::THREAD_CHANGED;
    case Warning::kUserAgentCut:
      return v1::SubmitCommentResponse::USER_AGENT_CUT;
    case Warning::kLanguageIgnored:
      return v1::SubmitCommentResponse::LANGUAGE_IGNORED;
  }
  return v1::SubmitCommentResponse::WARNING_UNSPECIFIED;
}

v1::Event::Type ToProto(EventType type) {
  switch (type) {
    case EventType::kApproved:
      return v1::Event::APPROVED;
    case EventType::kEdited:
      return v1::Event::EDITED;
    case EventType::kRetracted:
      return v1::Event::RETRACTED;
    case EventType::kHeld:
      return v1::Event::HELD;
    case EventType::kRejected:
      return v1::Event::REJECTED;
    case EventType::kQueueAlarm:
      return v1::Event::QUEUE_ALARM;
    case EventType::kSpam:
      return v1::Event::SPAM;
  }
  return v1::Event::TYPE_UNSPECIFIED;
}

// The code of words that a moderator wrote without giving one.
constexpr char kModeratorsWords[] = "moderator";

void FillReason(std::string code, std::string message, v1::PublicReason& out) {
  out.set_code(code.empty() ? kModeratorsWords : std::move(code));
  out.set_text(std::move(message));
}

ThreadInfo TakeThread(v1::Thread& thread) {
  ThreadInfo taken;
  taken.id = std::move(*thread.mutable_id());
  taken.url = std::move(*thread.mutable_url());
  taken.title = std::move(*thread.mutable_title());
  taken.section = std::move(*thread.mutable_section());
  taken.tags.reserve(static_cast<size_t>(thread.tags_size()));
  for (std::string& tag : *thread.mutable_tags()) {
    taken.tags.push_back(std::move(tag));
  }
  return taken;
}

}  // namespace

void FillTimestamp(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < kSecondsMin || seconds > kSecondsMax) return;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

v1::Comment::State ToProto(State state) {
  switch (state) {
    case State::kHeld:
      return v1::Comment::HELD;
    case State::kApproved:
      return v1::Comment::APPROVED;
    case State::kRejected:
      return v1::Comment::REJECTED;
    case State::kSpam:
      return v1::Comment::SPAM;
    case State::kWithdrawn:
      return v1::Comment::WITHDRAWN;
  }
  return v1::Comment::STATE_UNSPECIFIED;
}

std::optional<State> FromProto(v1::Comment::State state) {
  switch (state) {
    case v1::Comment::HELD:
      return State::kHeld;
    case v1::Comment::APPROVED:
      return State::kApproved;
    case v1::Comment::REJECTED:
      return State::kRejected;
    case v1::Comment::SPAM:
      return State::kSpam;
    case v1::Comment::WITHDRAWN:
      return State::kWithdrawn;
    default:
      return std::nullopt;
  }
}

Submission TakeSubmission(v1::SubmitCommentRequest& request, bool trusted) {
  Submission taken;
  taken.site = std::move(*request.mutable_site());
  if (request.has_thread())
    taken.thread = TakeThread(*request.mutable_thread());
  taken.parent = std::move(*request.mutable_parent());
  taken.display_name = std::move(*request.mutable_display_name());
  taken.email = std::move(*request.mutable_email());
  taken.website = std::move(*request.mutable_website());
  taken.body = std::move(*request.mutable_body());
  taken.network_address = std::move(*request.mutable_network_address());
  taken.user_agent = std::move(*request.mutable_user_agent());
  taken.author_id = std::move(*request.mutable_author_id());
  taken.author_verified = request.author_verified();
  taken.author_role = request.author_role() == v1::Comment::STAFF
                          ? AuthorRole::kStaff
                          : AuthorRole::kReader;
  if (request.has_form_evidence()) {
    v1::FormEvidence& form = *request.mutable_form_evidence();
    taken.honeypot = std::move(*form.mutable_honeypot());
    if (form.has_seconds_spent()) taken.seconds_spent = form.seconds_spent();
  }
  taken.language = std::move(*request.mutable_language());
  // Stays in the request too: the log names it if the call fails.
  taken.request_id = request.request_id();
  taken.trusted = trusted;
  return taken;
}

void FillComment(Comment comment, absl::string_view site, v1::Comment& out) {
  out.set_name(CommentName(site, comment.id));
  out.set_thread_id(std::move(comment.thread));
  out.set_thread_url(std::move(comment.thread_url));
  if (comment.parent) out.set_parent(CommentName(site, *comment.parent));
  out.set_display_name(std::move(comment.display_name));
  out.set_website(std::move(comment.website));
  out.set_body(std::move(comment.body));
  out.set_state(ToProto(comment.state));
  out.set_author_handle(std::move(comment.author_handle));
  out.set_author_role(comment.author_role == AuthorRole::kStaff
                          ? v1::Comment::STAFF
                          : v1::Comment::READER);
  out.set_author_verified(comment.author_verified);
  FillTimestamp(comment.create_time, *out.mutable_create_time());
  FillTimestamp(comment.update_time, *out.mutable_update_time());
  out.set_revision(comment.revision);
  out.set_etag(absl::StrCat(comment.revision));
  out.set_reply_count(comment.reply_count);
  out.set_edited(comment.edited);
  out.set_deleted(comment.deleted);
  out.set_featured(comment.featured);
  if (!comment.public_reason.empty() || !comment.public_message.empty()) {
    FillReason(std::move(comment.public_reason),
               std::move(comment.public_message), *out.add_reasons());
  }
}

void FillThread(const ThreadInfo& thread, absl::string_view site,
                v1::Thread& out) {
  out.set_id(thread.id);
  out.set_url(thread.url);
  out.set_title(thread.title);
  out.set_section(thread.section);
  for (const std::string& tag : thread.tags) out.add_tags(tag);
  out.set_site(std::string(site));
}

void FillSubmitted(Submitted submitted, absl::string_view site,
                   v1::SubmitCommentResponse& out) {
  FillComment(std::move(submitted.comment), site, *out.mutable_comment());
  out.set_edit_token(std::move(submitted.edit_token));
  out.set_replayed(submitted.replayed);
  for (const Warning warning : submitted.warnings) {
    out.add_warnings(ToProto(warning));
  }
}

void FillEvent(Event event, absl::string_view site, v1::Event& out) {
  out.set_cursor(std::move(event.cursor));
  out.set_type(ToProto(event.type));
  FillTimestamp(event.time, *out.mutable_time());
  if (event.type == EventType::kQueueAlarm) {
    v1::QueueAlarm& alarm = *out.mutable_queue_alarm();
    alarm.set_held_count(event.alarm.held);
    alarm.set_held_count_max(event.alarm.held_max);
    if (event.alarm.oldest != absl::InfinitePast()) {
      FillTimestamp(event.alarm.oldest, *alarm.mutable_oldest_time());
    }
    return;
  }
  out.set_comment_name(CommentName(site, event.id));
  out.set_revision(event.revision);
  if (event.comment) {
    FillComment(*std::move(event.comment), site, *out.mutable_comment());
  }
  out.set_thread_id(std::move(event.thread));
  if (event.type != EventType::kApproved &&
      (!event.public_reason.empty() || !event.public_message.empty())) {
    FillReason(std::move(event.public_reason), std::move(event.public_message),
               *out.add_reasons());
  }
}

std::optional<ThreadMode> ThreadModeOf(v1::Thread::State state) {
  switch (state) {
    case v1::Thread::STATE_UNSPECIFIED:
    case v1::Thread::OPEN:
      return ThreadMode::kOpen;
    case v1::Thread::PREMODERATED:
      return ThreadMode::kPremoderated;
    case v1::Thread::CLOSED:
      return ThreadMode::kClosed;
    default:
      return std::nullopt;
  }
}

v1::Thread::State ToProto(ThreadMode mode) {
  switch (mode) {
    case ThreadMode::kOpen:
      return v1::Thread::OPEN;
    case ThreadMode::kPremoderated:
      return v1::Thread::PREMODERATED;
    case ThreadMode::kClosed:
      return v1::Thread::CLOSED;
  }
  return v1::Thread::STATE_UNSPECIFIED;
}

}  // namespace winnow
