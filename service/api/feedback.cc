#include "service/api/feedback.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/names.h"
#include "service/base/record.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/moderation/lessons.h"

namespace winnow {
namespace {

// Of a text that stands in no thread.
constexpr char kNoThread[] = "-";

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

// What the request says of each score that an adapter learns.
absl::StatusOr<PerAdapterHead> ReadLabels(
    const v1::SubmitFeedbackRequest& request) {
  PerAdapterHead labels = {kNoLabel, kNoLabel};
  switch (request.state()) {
    case v1::Comment::STATE_UNSPECIFIED:
      if (request.scores().empty()) {
        return Bad("state", "is required, or scores");
      }
      break;
    case v1::Comment::APPROVED:
      labels = LabelsOf(State::kApproved, "");
      break;
    case v1::Comment::REJECTED:
      labels = LabelsOf(State::kRejected, "abuse");
      break;
    case v1::Comment::SPAM:
      labels = LabelsOf(State::kSpam, "");
      break;
    default:
      return Bad("state", "must be APPROVED, REJECTED or SPAM");
  }
  for (const auto& [name, score] : request.scores()) {
    const size_t head = FindHead(name);
    if (head >= kAdapterHeads) {
      return Bad(absl::StrCat("scores[", head < kHeads ? name : "?", "]"),
                 "adapters learn spam and toxicity");
    }
    if (!(score >= 0 && score <= 1)) {
      return Bad(absl::StrCat("scores[", name, "]"), "must be 0 to 1");
    }
    labels[head] = static_cast<float>(score);
  }
  return labels;
}

// All that the feedback says, for telling a repeated call from another one.
std::string ContentOf(const v1::SubmitFeedbackRequest& request,
                      const PerAdapterHead& labels) {
  RecordWriter out;
  out.Text(request.text());
  out.Text(request.display_name());
  out.Text(request.website());
  out.Text(request.language());
  for (const float label : labels) out.Fraction(label - kNoLabel);
  return out.Take();
}

absl::Status InRequestsWords(const absl::Status& status) {
  std::vector<FieldViolation> violations = FieldViolationsOf(status);
  if (violations.empty()) return status;
  for (FieldViolation& violation : violations) {
    if (violation.field == "body") violation.field = "text";
  }
  return InvalidFields(std::move(violations));
}

}  // namespace

absl::Status FeedbackDesk::Submit(const Caller& who,
                                  const v1::SubmitFeedbackRequest& request) {
  if (who.site.empty()) {
    return Bad("site", "is required with a key for all sites");
  }
  const auto labels = ReadLabels(request);
  if (!labels.ok()) return labels.status();
  absl::Status named = CheckRequestId(request.request_id());
  if (!named.ok()) return named;
  const auto live = sites_.LoadNewest(who.site);
  if (!live.ok()) return live.status();
  if ((*live)->screener->classifier() == nullptr) {
    return absl::FailedPreconditionError(
        "this server has no model to adapt; name one with --model");
  }
  if ((*live)->site.settings.adapter == AdapterMode::kOff) {
    return absl::FailedPreconditionError(
        "this site's adapter is off; turn it on with `winnow site set "
        "learning.adapter shadow`");
  }
  Submission submission;
  submission.site = who.site;
  submission.thread.id = kNoThread;
  submission.body = request.text();
  submission.display_name = request.display_name();
  submission.website = request.website();
  submission.language = request.language();
  SiteSettings settings = (*live)->site.settings;
  settings.name_required = false;
  settings.email_required = false;
  const Uuid about = MakeUuidV7(clock_, random_);
  const auto valid =
      Validate(std::move(submission), settings, clock_.Now(), about);
  if (!valid.ok()) return InRequestsWords(valid.status());

  StoredLesson lesson;
  lesson.lesson.about = about;
  lesson.lesson.teacher = TeacherHashOf(who.principal().key_id);
  lesson.lesson.labels = *labels;
  lesson.text = (*live)->screener->ReadLesson(valid->draft);
  lesson.model_revision = (*live)->screener->classifier()->model().revision();
  if (!lesson.text) {
    return absl::ResourceExhaustedError(
        "this text could not be read; try again later");
  }
  // In the order of the text they would tell more of it than they have to.
  std::sort(lesson.text->buckets.begin(), lesson.text->buckets.end());
  const SiteKeys& keys = *(*live)->keys;
  return adapters_.AddFeedback(
      who.site,
      request.request_id().empty() ? "" : keys.RequestKey(request.request_id()),
      keys.RequestKey(ContentOf(request, *labels)), EncodeLesson(lesson));
}

}  // namespace winnow
