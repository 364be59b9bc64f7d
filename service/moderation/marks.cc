#include "service/moderation/marks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

constexpr size_t kTagBytesMax = 40;
// In one request; Redis loops over them.
constexpr size_t kTagsNamedMax = 100;

// What took a pick back, for history: both are the action "featured".
constexpr char kNoLonger[] = "unfeatured";

bool IsTag(absl::string_view tag) {
  if (tag.empty() || tag.size() > kTagBytesMax) return false;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return is_letter(tag[0]) && std::all_of(tag.begin(), tag.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
         });
}

void CheckList(absl::string_view field, const std::vector<std::string>& tags,
               std::vector<FieldViolation>& wrong) {
  if (tags.size() > kTagsNamedMax) {
    wrong.push_back(
        {.field = std::string(field),
         .description = absl::StrCat("must be at most ", kTagsNamedMax)});
    return;
  }
  for (size_t i = 0; i < tags.size(); ++i) {
    if (IsTag(tags[i])) continue;
    wrong.push_back({.field = absl::StrCat(field, "[", i, "]"),
                     .description = "must be [a-z][a-z0-9-]{0,39}"});
  }
}

absl::Status CheckTags(const std::vector<std::string>& add,
                       const std::vector<std::string>& remove) {
  std::vector<FieldViolation> wrong;
  CheckList("add_tags", add, wrong);
  CheckList("remove_tags", remove, wrong);
  if (wrong.empty() &&
      std::find_first_of(remove.begin(), remove.end(), add.begin(),
                         add.end()) != remove.end()) {
    wrong.push_back({.field = "remove_tags",
                     .description = "must have no tag that is to be added"});
  }
  return wrong.empty() ? absl::OkStatus() : InvalidFields(std::move(wrong));
}

// Stored times are milliseconds.
absl::Time InMillis(absl::Time time) {
  return absl::FromUnixMillis(absl::ToUnixMillis(time));
}

HistoryRecord RecordOf(HistoryAction action, const StoredComment& stored,
                       absl::Time now) {
  HistoryRecord record;
  record.time = now;
  record.action = action;
  record.to = stored.comment.state;
  record.revision = stored.comment.revision;
  return record;
}

}  // namespace

absl::StatusOr<StoredComment> Marks::Make(
    const MarkRequest& request,
    std::initializer_list<absl::string_view> content, const absl::Status& full,
    Write write) {
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  const ChangeRequest change =
      MakeChangeRequest(**live, request.request_id, content);
  return TryThrice(
      request.revision.has_value(), [&]() -> absl::StatusOr<StoredComment> {
        auto found = store_.Read(request.site, {request.id}, /*hidden=*/true);
        if (!found.ok()) return found.status();
        if (found->empty()) return absl::NotFoundError("no such comment");
        StoredComment& stored = found->front();
        const auto made = WasMade(store_, **live, request.id, change);
        if (!made.ok()) return made.status();
        if (*made) return std::move(stored);
        absl::Status ready = CheckRevision(stored, request.revision);
        if (!ready.ok()) return ready;
        const auto outcome = write(**live, stored, change);
        if (!outcome.ok()) return outcome.status();
        ready = CheckOutcome(*outcome, full);
        if (!ready.ok()) return ready;
        found = store_.Read(request.site, {request.id}, /*hidden=*/true);
        if (!found.ok()) return found.status();
        if (found->empty()) return absl::NotFoundError("no such comment");
        return std::move(found->front());
      });
}

absl::StatusOr<StoredComment> Marks::AddNote(const MarkRequest& request,
                                             std::string text,
                                             const Principal& who) {
  const absl::Status valid = CheckRemark("text", kNoteCharsMax, text);
  if (!valid.ok()) return valid;
  const absl::Time now = InMillis(clock_.Now());
  return Make(
      request, {"note", text},
      absl::ResourceExhaustedError(absl::StrCat("this comment has ", kNotesMax,
                                                " notes; it can have no more")),
      [&](const LiveSite& live, const StoredComment& stored,
          const ChangeRequest& change) {
        NoteAddition addition;
        addition.origin =
            MakeOrigin(live, stored, who, change,
                       RecordOf(HistoryAction::kNoted, stored, now));
        addition.note = {.key_id = who.key_id,
                         .key_name = who.name,
                         .text = text,
                         .time = now};
        return store_.AddNote(addition);
      });
}

absl::StatusOr<StoredComment> Marks::UpdateTags(
    const MarkRequest& request, const std::vector<std::string>& add,
    const std::vector<std::string>& remove, const Principal& who) {
  const absl::Status valid = CheckTags(add, remove);
  if (!valid.ok()) return valid;
  const absl::Time now = InMillis(clock_.Now());
  return Make(
      request, {"tags", absl::StrJoin(add, " "), absl::StrJoin(remove, " ")},
      InvalidFields({{.field = "add_tags",
                      .description = absl::StrCat(
                          "must leave the comment at most ", kTagsMax,
                          " tags; "
                          "remove some")}}),
      [&](const LiveSite& live, const StoredComment& stored,
          const ChangeRequest& change) {
        TagChange tags = {.add = add, .remove = remove};
        tags.origin = MakeOrigin(live, stored, who, change,
                                 RecordOf(HistoryAction::kTagged, stored, now));
        return store_.ChangeTags(tags);
      });
}

absl::StatusOr<StoredComment> Marks::Feature(const MarkRequest& request,
                                             bool featured,
                                             const Principal& who) {
  const absl::Time now = InMillis(clock_.Now());
  return Make(
      request, {"feature", featured ? "1" : "0"}, absl::OkStatus(),
      [&](const LiveSite& live, const StoredComment& stored,
          const ChangeRequest& change) -> absl::StatusOr<ChangeOutcome> {
        if (stored.comment.state != State::kApproved) {
          return absl::FailedPreconditionError(absl::StrCat(
              "only approved comments can be featured; this one is ",
              StateName(stored.comment.state)));
        }
        if (stored.comment.featured == featured) return ChangeOutcome::kDone;
        PickChange pick = {.featured = featured, .now = now};
        HistoryRecord record = RecordOf(HistoryAction::kFeatured, stored, now);
        ++record.revision;
        if (!featured) record.reason = kNoLonger;
        pick.origin = MakeOrigin(live, stored, who, change, std::move(record));
        return store_.Pick(pick);
      });
}

}  // namespace winnow
