#include "service/api/import_stream.h"

#include <utility>
#include <vector>

#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/base/log.h"
#include "service/base/wipe.h"

namespace winnow {
namespace {

absl::Status NoParent() {
  return absl::FailedPreconditionError(
      "the comment it answers was not imported into this thread; import that "
      "one first, or leave parent_source_id out");
}

absl::Status TooMany() {
  return WithRetryAfter(
      absl::ResourceExhaustedError(
          "too many imports at once; try again after the delay"),
      absl::Seconds(2));
}

// Keeps the request where it may be needed a second time; else nothing of it
// is left.
Import MakeImport(ImportItem& item) {
  v1::SubmitCommentRequest comment;
  if (item.parent.empty()) {
    comment.Swap(item.request.mutable_comment());
  } else {
    comment = item.request.comment();
  }
  Import import;
  v1::ImportOrigin& origin = *comment.mutable_import_origin();
  import.source_id = std::move(*origin.mutable_source_id());
  import.parent_source_id = std::move(*origin.mutable_parent_source_id());
  import.decision = FromProto(origin.decision());
  import.body_is_html = item.request.body_is_html();
  import.dry_run = item.request.dry_run();
  import.no_training = item.request.no_training();
  import.submission = TakeSubmission(comment, /*trusted=*/true);
  if (origin.has_create_time()) {
    import.submission.create_time = TimeOf(origin.create_time());
  }
  return import;
}

}  // namespace

absl::Status ImportStream::Check(
    const v1::ImportCommentsRequest& request) const {
  if (open_ > kImportStreamsMax) return TooMany();
  absl::Status allowed = CheckSite(principal(), request.comment().site());
  return allowed.ok() ? admission_.Check() : allowed;
}

void ImportStream::Work(v1::ImportCommentsRequest& request, const Self& self) {
  auto item = std::make_shared<ImportItem>();
  item->bytes = static_cast<int64_t>(request.ByteSizeLong());
  item->request.Swap(&request);
  item->request_id = item->request.comment().request_id();
  if (absl::Status allowed = Check(item->request); !allowed.ok()) {
    return Fail(*item, allowed);
  }
  const v1::SubmitCommentRequest& comment = item->request.comment();
  const v1::ImportOrigin& origin = comment.import_origin();
  item->site = comment.site();
  item->source =
      origin.source_id().empty() ? comment.request_id() : origin.source_id();
  // What a dry run would have stored nobody can answer.
  if (!item->request.dry_run()) item->parent = origin.parent_source_id();
  ImportOrder::Step step;
  {
    const std::lock_guard lock(order_mutex_);
    step = order_.Arrive(std::move(item));
  }
  Follow(step, /*here=*/true, self);
}

void ImportStream::Follow(const ImportOrder::Step& step, bool here,
                          const Self& self) {
  absl::Status stuck = NoParent();
  {
    const std::lock_guard lock(order_mutex_);
    // Whoever sends it again may find its parent there.
    if (!end_.ok()) stuck = end_;
  }
  for (const ImportOrder::Item& item : step.stuck) {
    Wipe(*item->request.mutable_comment()->mutable_email());
    Fail(*item, stuck);
  }
  for (const ImportOrder::Item& item : step.go) {
    ++going_;
    gate_.limit().Add(item->bytes);
    if (here) {
      Start(item, self);
      continue;
    }
    const absl::Status taken =
        gate_.Submit([this, item, self] { Start(item, self); });
    if (!taken.ok()) Settle(item, self, taken);
  }
}

void ImportStream::Start(const ImportOrder::Item& item, const Self& self) {
  importer_.Take(MakeImport(*item), principal().key_id,
                 [this, item, self](absl::StatusOr<Imported> result) {
                   Settle(item, self, std::move(result));
                 });
}

void ImportStream::Settle(const ImportOrder::Item& item, const Self& self,
                          absl::StatusOr<Imported> result) {
  --going_;
  gate_.limit().Give(item->bytes);
  const bool waits = result.ok() && result->parent_missing;
  if (!waits) {
    auto answer = std::make_unique<v1::ImportCommentsResponse>();
    answer->set_index(item->request.index());
    if (result.ok()) {
      auto& imported = *answer->mutable_imported();
      if (result->id) imported.set_name(CommentName(item->site, *result->id));
      imported.set_state(ToProto(result->state));
      imported.set_replayed(result->replayed);
      if (result->id && !result->replayed) Count(item->site);
    } else {
      FillItemError(result.status(), item->request_id,
                    *answer->mutable_error());
    }
    Wipe(*item->request.mutable_comment()->mutable_email());
    Send(std::move(answer));
  }
  ImportOrder::Step step;
  {
    const std::lock_guard lock(order_mutex_);
    step = order_.Settle(item, waits);
  }
  Follow(step, /*here=*/false, self);
  RecordIfDue();
  ReadOn();
}

void ImportStream::Fail(const ImportItem& item, const absl::Status& error) {
  auto answer = std::make_unique<v1::ImportCommentsResponse>();
  answer->set_index(item.request.index());
  FillItemError(error, item.request_id, *answer->mutable_error());
  Send(std::move(answer));
}

void ImportStream::OnReadsEnded(const absl::Status& why) {
  ImportOrder::Step step;
  {
    const std::lock_guard lock(order_mutex_);
    if (order_.ended()) return;
    end_ = why;
    step = order_.End();
  }
  Follow(step, /*here=*/false, self());
  RecordIfDue();
}

void ImportStream::Count(const std::string& site) {
  const std::lock_guard lock(order_mutex_);
  ++unrecorded_[site];
  if (holds_) return;
  holds_ = true;
  Hold();
}

void ImportStream::RecordIfDue() {
  std::vector<std::string> sites;
  bool is_last = false;
  {
    const std::lock_guard lock(order_mutex_);
    const bool is_over = order_.ended() && order_.idle();
    for (auto& [site, count] : unrecorded_) {
      if (count == 0 || (count < kImportsRecorded && !is_over)) continue;
      count = 0;
      sites.push_back(site);
    }
    if (is_over && holds_) {
      is_last = true;
      holds_ = false;
    }
  }
  if (sites.empty() && !is_last) return;
  if (!is_last) Hold();
  const absl::Status taken =
      gate_.Submit([this, keep = self(), sites = std::move(sites)] {
        for (const std::string& site : sites) Record(site);
        Drop();
      });
  // The next import writes it.
  if (!taken.ok()) Drop();
}

void ImportStream::Record(const std::string& site) {
  const absl::Status written = importer_.Record(site, principal());
  if (written.ok()) return;
  Log(Severity::kWarning, "import_not_recorded",
      {{"site", site}, {"error", written.message()}});
}

}  // namespace winnow
