#include "service/api/list_import.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/errors.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

std::optional<TermFileFormat> FormatOf(v1::ImportTermsRequest::Format format) {
  switch (format) {
    case v1::ImportTermsRequest::LINES:
      return TermFileFormat::kLines;
    case v1::ImportTermsRequest::WORDPRESS_KEYS:
      return TermFileFormat::kWordPressKeys;
    case v1::ImportTermsRequest::CSV:
      return TermFileFormat::kCsv;
    case v1::ImportTermsRequest::DOMAINS:
      return TermFileFormat::kDomains;
    default:
      return std::nullopt;
  }
}

absl::Status BadContent(std::string what) {
  return InvalidFields({{"content", std::move(what)}});
}

}  // namespace

ListImport::ListImport(grpc::CallbackServerContext& context, Gate& gate,
                       const Access& access, ListAdmin& lists,
                       std::atomic<int>& open,
                       v1::ImportTermsResponse& response)
    : context_(context),
      gate_(gate),
      access_(access),
      lists_(lists),
      open_(open),
      response_(response),
      start_(absl::Now()),
      last_read_(start_) {
  ++open_;
}

ListImport::~ListImport() { --open_; }

void ListImport::Begin(OpenStreams& streams) {
  self_ = shared_from_this();
  auto key = gate_.IdentifyLasting(context_, access_);
  if (!key.ok()) return EndWith(key.status());
  key_ = *std::move(key);
  if (open_ > kImportsAtOnceMax) {
    return EndWith(WithRetryAfter(
        absl::ResourceExhaustedError(
            "too many imports at once; try again after the delay"),
        absl::Seconds(2)));
  }
  streams.Add(self_);
  StartRead(&request_);
}

void ListImport::OnReadDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    last_read_ = absl::Now();
    if (ended_) return;
    writing_ = !ok;
  }
  if (ok) {
    const absl::Status taken = TakePiece();
    if (!taken.ok()) return EndWith(taken);
    // A tick may have ended the call meanwhile.
    const std::lock_guard lock(mutex_);
    if (!ended_) StartRead(&request_);
    return;
  }
  const absl::Status accepted = gate_.Submit([self = self_] { self->Write(); });
  if (!accepted.ok()) EndWith(accepted);
}

absl::Status ListImport::TakePiece() {
  if (!caller_) {
    auto caller = gate_.Enter(context_, access_, request_);
    if (!caller.ok()) return caller.status();
    caller_ = *std::move(caller);
    first_ = request_;
    first_.clear_content();
    file_.emplace(FormatOf(request_.format()));
  }
  bytes_ += static_cast<int64_t>(request_.content().size());
  if (request_.content().size() > kImportPieceBytesMax) {
    return BadContent("must be at most 64 KB in one message");
  }
  if (bytes_ > kImportBytesMax) {
    return BadContent("must be at most 32 MB in all");
  }
  return file_->Add(request_.content());
}

absl::Status ListImport::CheckWhole() const {
  // A cut connection ends the reads as well.
  if (context_.IsCancelled()) return absl::CancelledError("cancelled");
  if (first_.total_bytes() != 0 && first_.total_bytes() != bytes_) {
    return BadContent(absl::StrCat("ended after ", bytes_, " bytes, not ",
                                   first_.total_bytes(),
                                   " as announced; nothing was changed"));
  }
  return absl::OkStatus();
}

void ListImport::Write() {
  absl::Status written;
  if (!caller_) {
    written = InvalidFields({{"name", "must be sites/SITE/lists/LIST"}});
  } else if (written = CheckWhole(); written.ok()) {
    written = file_->End();
    if (written.ok()) {
      written = lists_.Import(
          *caller_, first_, *file_, [this] { return CheckWhole(); }, response_);
    } else {
      written = BadContent(std::string(written.message()));
    }
  }
  EndWith(written);
}

void ListImport::Tick(absl::Time now) {
  const absl::Status live = gate_.CheckLive(*key_);
  {
    const std::lock_guard lock(mutex_);
    // The worker still writes the answer, and ends the call itself.
    if (writing_) return;
    if (live.ok() && now - last_read_ < kImportIdleMax) return;
  }
  if (!live.ok()) return EndWith(live);
  EndWith(absl::DeadlineExceededError(
      "nothing came for a minute; nothing was changed"));
}

void ListImport::EndForShutdown() {
  {
    const std::lock_guard lock(mutex_);
    if (writing_) return;  // is answered in a moment
  }
  EndWith(WithRetryAfter(
      absl::UnavailableError("the server is stopping; import it again"),
      absl::Seconds(1)));
}

void ListImport::EndWith(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    ended_ = true;
  }
  gate_.Observe(access_, context_, status, start_,
                {.key = key_.get(), .lasts = true});
  Finish(ToGrpcStatus(status, context_));
}

void ListImport::OnDone() {
  // The last reference may be this one or that of a tick under way.
  const auto self = std::move(self_);
}

}  // namespace winnow
