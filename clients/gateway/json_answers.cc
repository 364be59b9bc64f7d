#include "clients/gateway/json_answers.h"

#include <google/protobuf/util/time_util.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

// Cut off `sites/SITE/comments/`.
std::string BareId(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

Json TimeOf(bool is_set, const google::protobuf::Timestamp& time) {
  if (!is_set) return nullptr;
  return google::protobuf::util::TimeUtil::ToString(time);
}

template <typename Message>
Json ReasonsOf(const Message& message) {
  Json reasons = Json::array();
  for (const v1::PublicReason& reason : message.reasons()) {
    Json one = Json::object();
    one["code"] = reason.code();
    one["text"] = reason.text();
    reasons.push_back(std::move(one));
  }
  return reasons;
}

Json CommentOf(const v1::Comment& comment) {
  Json json = Json::object();
  json["name"] = comment.name();
  json["id"] = BareId(comment.name());
  json["thread_id"] = comment.thread_id();
  json["thread_url"] = comment.thread_url();
  json["parent"] = comment.parent();
  json["display_name"] = comment.display_name();
  json["website"] = comment.website();
  json["body"] = comment.body();
  json["state"] = v1::Comment::State_Name(comment.state());
  json["author_handle"] = comment.author_handle();
  json["author_role"] = v1::Comment::AuthorRole_Name(comment.author_role());
  json["author_verified"] = comment.author_verified();
  json["create_time"] =
      TimeOf(comment.has_create_time(), comment.create_time());
  json["update_time"] =
      TimeOf(comment.has_update_time(), comment.update_time());
  json["revision"] = comment.revision();
  json["etag"] = comment.etag();
  json["reply_count"] = comment.reply_count();
  json["edited"] = comment.edited();
  json["deleted"] = comment.deleted();
  json["featured"] = comment.featured();
  json["reasons"] = ReasonsOf(comment);
  return json;
}

// winnowd sends UTF-8 only; what is not becomes U+FFFD instead of an exception.
std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string ToJson(const v1::Comment& comment) {
  return Dump(CommentOf(comment));
}

std::string ToJson(const v1::SubmitCommentResponse& response) {
  Json warnings = Json::array();
  for (const int warning : response.warnings()) {
    warnings.push_back(v1::SubmitCommentResponse::Warning_Name(
        static_cast<v1::SubmitCommentResponse::Warning>(warning)));
  }
  Json json = Json::object();
  json["comment"] = CommentOf(response.comment());
  json["edit_token"] = response.edit_token();
  json["replayed"] = response.replayed();
  json["warnings"] = std::move(warnings);
  return Dump(json);
}

std::string ToJson(const v1::ListCommentsResponse& response) {
  Json comments = Json::array();
  for (const v1::Comment& comment : response.comments()) {
    comments.push_back(CommentOf(comment));
  }
  Json json = Json::object();
  json["comments"] = std::move(comments);
  json["next_page_token"] = response.next_page_token();
  json["approved_count"] = response.approved_count();
  json["thread_state"] = v1::Thread::State_Name(response.thread_state());
  return Dump(json);
}

std::string ToJson(const v1::CountCommentsResponse& response) {
  Json counts = Json::array();
  for (const auto& count : response.counts()) {
    Json one = Json::object();
    one["thread_id"] = count.thread_id();
    one["approved_count"] = count.approved_count();
    counts.push_back(std::move(one));
  }
  Json json = Json::object();
  json["counts"] = std::move(counts);
  return Dump(json);
}

std::string ToJson(const v1::CommentStatus& status) {
  Json json = Json::object();
  json["comment"] = CommentOf(status.comment());
  json["edit_end_time"] =
      TimeOf(status.has_edit_end_time(), status.edit_end_time());
  json["withdraw_end_time"] =
      TimeOf(status.has_withdraw_end_time(), status.withdraw_end_time());
  json["appeal_end_time"] =
      TimeOf(status.has_appeal_end_time(), status.appeal_end_time());
  json["appealed"] = status.appealed();
  return Dump(json);
}

std::string ToJson(const v1::ReportCommentResponse& response) {
  Json json = Json::object();
  json["replaced"] = response.replaced();
  return Dump(json);
}

std::string ToJson(const v1::Event& event, const std::string& site) {
  Json json = Json::object();
  json["site"] = site;
  json["cursor"] = event.cursor();
  json["type"] = v1::Event::Type_Name(event.type());
  json["time"] = TimeOf(event.has_time(), event.time());
  json["comment_name"] = event.comment_name();
  json["comment_id"] = BareId(event.comment_name());
  json["revision"] = event.revision();
  json["thread_id"] = event.thread_id();
  json["reasons"] = ReasonsOf(event);
  json["comment"] = event.has_comment() ? CommentOf(event.comment()) : Json();
  json["queue_alarm"] = nullptr;
  if (event.has_queue_alarm()) {
    const v1::QueueAlarm& alarm = event.queue_alarm();
    Json one = Json::object();
    one["held_count"] = alarm.held_count();
    one["held_count_max"] = alarm.held_count_max();
    one["oldest_time"] = TimeOf(alarm.has_oldest_time(), alarm.oldest_time());
    json["queue_alarm"] = std::move(one);
  }
  return Dump(json);
}

}  // namespace winnow
