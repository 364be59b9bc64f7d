#include "service/api/batch_decide.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/api/batch_rows.h"
#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/moderation/filter.h"

namespace winnow {
namespace {

constexpr size_t kReasonCodeBytesMax = 40;
constexpr size_t kMessageCharsMax = 500;

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

absl::Status CheckRequest(const v1::BatchDecideRequest& request) {
  if (request.items().empty() == request.filter().empty()) {
    return Bad("items", "exactly one of items and filter is required");
  }
  if (request.items_size() > kBatchItemsMax) {
    return Bad("items", absl::StrCat("must be at most ", kBatchItemsMax));
  }
  if (request.state() != v1::Comment::APPROVED &&
      request.state() != v1::Comment::REJECTED &&
      request.state() != v1::Comment::SPAM) {
    return Bad("state", "must be APPROVED, REJECTED or SPAM");
  }
  if (!request.filter().empty() &&
      !absl::StrContains(request.filter(), "state=")) {
    return Bad("filter", "must name a state, as state=held");
  }
  if (!request.message().empty() && request.state() != v1::Comment::REJECTED) {
    return Bad("message", "goes with state REJECTED only");
  }
  return CheckReasonCode(request.reason_code());
}

class Batch {
 public:
  Batch(Moderation& moderation, const Caller& who,
        const v1::BatchDecideRequest& request, std::string message,
        v1::BatchDecideResponse& response)
      : moderation_(moderation),
        who_(who),
        request_(request),
        message_(std::move(message)),
        response_(response) {}

  void DecideItems() {
    std::vector<DecisionRequest> chunk;
    for (const auto& item : request_.items()) {
      const auto id = ParseCommentName(item.name(), who_.site, "items.name");
      const auto etag = ParseEtag(item.etag());
      const absl::Status bad = id.ok() ? etag.status() : id.status();
      if (!bad.ok()) {
        Flush(chunk);
        v1::BatchResult& result = *response_.add_results();
        result.set_name(item.name());
        FillItemError(bad, request_.request_id(), *result.mutable_error());
        continue;
      }
      chunk.push_back(RequestFor(*id, *etag));
      if (static_cast<int>(chunk.size()) == kBatchMax) Flush(chunk);
    }
    Flush(chunk);
    response_.set_examined(request_.items_size());
  }

  absl::Status DecideMatching() {
    const auto filter = CommentFilter::Parse(request_.filter());
    if (!filter.ok()) return filter.status();
    auto start =
        ParsePageToken(request_.page_token(), {who_.site, request_.filter()});
    if (!start.ok()) return start.status();
    auto page = moderation_.Search(who_.site, *filter, *start, kBatchMax);
    if (!page.ok()) return page.status();
    // What arrived since the batch began is none of its business; its id tells
    // when that was.
    const auto batch = ParseUuid(response_.batch());
    std::vector<DecisionRequest> chunk;
    for (const StoredComment& stored : page->comments) {
      if (batch && stored.comment.id.Time() > batch->Time()) continue;
      if (!MaySee(who_.principal(), stored)) continue;
      chunk.push_back(RequestFor(stored.comment.id, stored.comment.revision));
    }
    AddResults(moderation_.DecideRead(chunk, std::move(page->comments),
                                      request_.dry_run(), who_.principal()));
    response_.set_examined(page->examined);
    if (page->next) {
      response_.set_next_page_token(
          MakePageToken(*page->next, {who_.site, request_.filter()}));
    }
    return absl::OkStatus();
  }

 private:
  DecisionRequest RequestFor(const Uuid& id, std::optional<int64_t> revision) {
    return {.site = who_.site,
            .id = id,
            .to = *FromProto(request_.state()),
            .revision = revision,
            .reason = request_.reason_code(),
            .message = message_,
            .batch = response_.batch(),
            .lease = {.steals = request_.steal_leases()}};
  }

  // Decides a chunk and empties it.
  void Flush(std::vector<DecisionRequest>& chunk) {
    if (chunk.empty()) return;
    // A key of some sections is the rare case: its comments are read first.
    if (!who_.principal().sections.empty()) DropForeignSections(chunk);
    AddResults(
        moderation_.DecideBatch(chunk, request_.dry_run(), who_.principal()));
    chunk.clear();
  }

  void AddResults(const std::vector<BatchRow>& rows) {
    for (const BatchRow& row : rows) {
      AddResult(row, who_.site, request_.request_id(), response_);
    }
  }

  void DropForeignSections(std::vector<DecisionRequest>& chunk) {
    std::erase_if(chunk, [this](const DecisionRequest& decision) {
      const auto stored = moderation_.Get(who_.site, decision.id);
      absl::Status allowed = stored.ok()
                                 ? CheckSection(who_.principal(), *stored)
                                 : stored.status();
      if (allowed.ok()) return false;
      AddResult({.id = decision.id, .status = std::move(allowed)}, who_.site,
                request_.request_id(), response_);
      return true;
    });
  }

  Moderation& moderation_;
  const Caller& who_;
  const v1::BatchDecideRequest& request_;
  const std::string message_;
  v1::BatchDecideResponse& response_;
};

}  // namespace

absl::Status CheckReasonCode(absl::string_view code) {
  if (code.empty()) return absl::OkStatus();
  const auto fits = [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '_';
  };
  if (code.size() <= kReasonCodeBytesMax &&
      absl::ascii_islower(static_cast<unsigned char>(code[0])) &&
      std::all_of(code.begin(), code.end(), fits)) {
    return absl::OkStatus();
  }
  return Bad("reason_code",
             "must be a code like off_topic: 1 to 40 of a–z, 0–9 and _, a "
             "letter first");
}

absl::StatusOr<std::string> MessageToAuthor(std::string message) {
  if (message.empty()) return message;
  absl::Status valid = CheckRemark("message", kMessageCharsMax, message);
  if (!valid.ok()) return valid;
  return message;
}

absl::Status BatchDecide(Moderation& moderation, const Caller& who,
                         const v1::BatchDecideRequest& request,
                         v1::BatchDecideResponse& response) {
  absl::Status valid = CheckRequest(request);
  if (!valid.ok()) return valid;
  auto message = MessageToAuthor(request.message());
  if (!message.ok()) return message.status();
  if (absl::Status joined = JoinBatch(moderation, request, response);
      !joined.ok()) {
    return joined;
  }
  Batch batch(moderation, who, request, *std::move(message), response);
  if (request.filter().empty()) {
    batch.DecideItems();
    return absl::OkStatus();
  }
  return batch.DecideMatching();
}

}  // namespace winnow
