#include "service/api/thread_admin.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/audit_entry.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/names.h"
#include "service/base/bytes.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/intake/validation.h"
#include "service/intake/web_address.h"
#include "service/moderation/change_record.h"
#include "service/privacy/thread_key.h"

namespace winnow {
namespace {

constexpr int kStepMax = 100;
// Comments that others change while the thread moves are found by the next
// pass; after so many it is they who keep on.
constexpr int kPassesMax = 5;

void CheckId(absl::string_view field, absl::string_view id,
             std::vector<FieldViolation>& wrong) {
  if (!id.empty() && id.size() <= kThreadIdBytesMax && IsValidUtf8(id) &&
      !HasControlCharacters(id)) {
    return;
  }
  wrong.push_back({.field = std::string(field),
                   .description = "must be 1 to 255 bytes of UTF-8 without "
                                  "control characters"});
}

absl::Status ErrorOf(std::vector<FieldViolation> wrong) {
  return wrong.empty() ? absl::OkStatus() : InvalidFields(std::move(wrong));
}

void FillStored(const StoredThread& stored, const Caller& who,
                v1::Thread& out) {
  FillThread(stored.thread, who.site, out);
  out.set_state(ToProto(stored.mode));
  out.set_approved_count(stored.approved);
  if (who.principal().role != Role::kSite) out.set_held_count(stored.held);
  if (stored.create_time != absl::InfinitePast()) {
    FillTimestamp(stored.create_time, *out.mutable_create_time());
  }
  FillHeat(stored.hot_until, out);
}

// Checks the request; returns the new address, empty for none.
absl::StatusOr<std::string> CheckMove(const v1::MoveThreadRequest& request) {
  std::vector<FieldViolation> wrong;
  CheckId("thread_id", request.thread_id(), wrong);
  CheckId("new_thread_id", request.new_thread_id(), wrong);
  if (wrong.empty() && request.thread_id() == request.new_thread_id()) {
    wrong.push_back({.field = "new_thread_id",
                     .description = "must differ from thread_id"});
  }
  std::string url;
  if (!request.new_url().empty()) {
    auto parsed = ParseWebAddress(request.new_url());
    if (!parsed.ok()) {
      wrong.push_back({.field = "new_url",
                       .description = std::string(parsed.status().message())});
    } else if (parsed->size() > kThreadUrlBytesMax) {
      wrong.push_back(
          {.field = "new_url",
           .description = absl::StrCat("must have at most ", kThreadUrlBytesMax,
                                       " bytes")});
    } else {
      url = *std::move(parsed);
    }
  }
  absl::Status status = ErrorOf(std::move(wrong));
  if (status.ok()) status = CheckRequestId(request.request_id());
  if (!status.ok()) return status;
  return url;
}

}  // namespace

absl::Status ThreadAdmin::Answer(const Caller& who, const std::string& id,
                                 v1::Thread& response) {
  const auto stored = parts_.threads.Get(who.site, ThreadKey(id));
  if (!stored.ok()) return stored.status();
  if (!*stored) return absl::NotFoundError("no such thread");
  FillStored(**stored, who, response);
  return absl::OkStatus();
}

absl::Status ThreadAdmin::Get(const Caller& who,
                              const v1::GetThreadRequest& request,
                              v1::Thread& response) {
  std::vector<FieldViolation> wrong;
  CheckId("thread_id", request.thread_id(), wrong);
  absl::Status valid = ErrorOf(std::move(wrong));
  if (!valid.ok()) return valid;
  return Answer(who, request.thread_id(), response);
}

absl::Status ThreadAdmin::Update(const Caller& who,
                                 const v1::UpdateThreadRequest& request,
                                 v1::Thread& response) {
  const v1::Thread& thread = request.thread();
  const auto& paths = request.update_mask().paths();
  const bool only_state =
      paths.empty() ? thread.url().empty() && thread.title().empty() &&
                          thread.section().empty() && thread.tags().empty() &&
                          !thread.has_close_time()
                    : paths.size() == 1 && paths[0] == "state";
  if (!only_state) {
    return absl::UnimplementedError(
        "this version changes only a thread's state; submissions set its url, "
        "title, section and tags");
  }
  std::vector<FieldViolation> wrong;
  CheckId("thread.id", thread.id(), wrong);
  const auto mode = ThreadModeOf(thread.state());
  if (!mode) {
    wrong.push_back({.field = "thread.state",
                     .description = "must be OPEN, PREMODERATED or CLOSED"});
  }
  absl::Status status = ErrorOf(std::move(wrong));
  if (!status.ok()) return status;
  const std::string key = ThreadKey(thread.id());
  // The id is a site's text, and audit records outlive threads.
  const auto audited =
      MakeAuditEntry(parts_, who, HistoryAction::kThreadChanged,
                     absl::StrCat(SiteName(who.site), "/threads/", ToHex(key)));
  if (!audited.ok()) return audited.status();
  status = parts_.store.SetThreadMode(who.site, key, thread.id(), *mode,
                                      audited->digest, audited->record);
  if (!status.ok()) return status;
  return Answer(who, thread.id(), response);
}

absl::Status ThreadAdmin::List(const Caller& who,
                               const v1::ListThreadsRequest& request,
                               v1::ListThreadsResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  auto start = ParsePageToken(request.page_token(), {who.site, "threads"});
  if (!start.ok()) return start.status();
  while (true) {
    const int wanted = std::min(kStepMax, *page_size - response.threads_size());
    const auto rows = parts_.threads.List(who.site, *start, wanted);
    if (!rows.ok()) return rows.status();
    for (const ThreadStore::Row& row : *rows) {
      *start = row.place;
      // Its hash is gone; the index follows.
      if (row.stored.thread.id.empty()) continue;
      FillStored(row.stored, who, *response.add_threads());
    }
    if (static_cast<int>(rows->size()) < wanted) return absl::OkStatus();
    if (response.threads_size() >= *page_size) {
      response.set_next_page_token(
          MakePageToken(**start, {who.site, "threads"}));
      return absl::OkStatus();
    }
  }
}

absl::Status ThreadAdmin::Move(const Caller& who,
                               const v1::MoveThreadRequest& request,
                               v1::Thread& response) {
  auto url = CheckMove(request);
  if (!url.ok()) return url.status();
  const auto live = parts_.sites.LoadNewest(who.site);
  if (!live.ok()) return live.status();
  ThreadMove move = {.site = who.site,
                     .from = ThreadKey(request.thread_id()),
                     .to = ThreadKey(request.new_thread_id()),
                     .to_id = request.new_thread_id(),
                     .url = *std::move(url)};
  // The id is a site's text, and audit records outlive threads.
  auto audited = MakeAuditEntry(
      parts_, who, HistoryAction::kThreadMoved,
      absl::StrCat(SiteName(who.site), "/threads/", ToHex(move.from)));
  if (!audited.ok()) return audited.status();
  move.record = std::move(audited->record);
  move.digest = std::move(audited->digest);
  if (!request.request_id().empty()) {
    const ChangeRequest change =
        MakeChangeRequest(**live, request.request_id(),
                          {"move thread", request.thread_id(),
                           request.new_thread_id(), move.url});
    move.request_key = (*live)->keys->RequestKey(change.id);
    move.fingerprint = change.fingerprint;
  }
  const auto begun = parts_.threads.BeginMove(move);
  if (!begun.ok()) return begun.status();
  if (*begun == MoveOutcome::kOtherRequest) {
    return absl::AlreadyExistsError(
        "this request_id was used for something else; use a new one for each "
        "change");
  }
  if (*begun == MoveOutcome::kBegun) {
    int64_t found = 1;
    for (int pass = 0; pass < kPassesMax && found > 0; ++pass) {
      const auto moved = parts_.threads.MoveComments(move);
      if (!moved.ok()) return moved.status();
      found = *moved;
    }
    if (found > 0) {
      return absl::AbortedError(
          "comments still arrive under the old id; have the site use the new "
          "one and move the thread again");
    }
    absl::Status ended = parts_.threads.EndMove(move);
    if (!ended.ok()) return ended;
  }
  return Answer(who, request.new_thread_id(), response);
}

}  // namespace winnow
