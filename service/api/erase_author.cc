#include "service/api/erase_author.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/author_selector.h"
#include "service/api/names.h"
#include "service/base/random.h"
#include "service/base/status_details.h"
#include "service/base/uuid.h"

namespace winnow {
namespace {

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

void Fill(const Caller& who, const ErasureReceipt& receipt,
          v1::EraseAuthorResponse& response) {
  const ErasureProgress& progress = receipt.progress;
  response.set_comment_count(progress.comments);
  response.set_email_count(progress.emails);
  response.set_text_count(progress.texts);
  response.set_retraction_count(progress.retractions);
  for (const PendingRetractions& pending : receipt.pending) {
    if (pending.count == 0) continue;
    auto& out = *response.add_pending_retractions();
    out.set_subscription(absl::StrCat(SiteName(who.site), "/subscriptions/",
                                      pending.subscription));
    out.set_count(pending.count);
  }
  for (const std::string& kept : receipt.kept) response.add_kept(kept);
  response.set_remaining_count(progress.remaining);
  response.set_rewritten(receipt.rewritten);
}

}  // namespace

absl::Status EraseAuthor(Erasures& erasures, AuthorComments& authors,
                         const Caller& who,
                         const v1::EraseAuthorRequest& request,
                         v1::EraseAuthorResponse& response) {
  absl::Status valid = CheckRequestId(request.request_id());
  if (!valid.ok()) return valid;
  if (!request.erasure().empty()) {
    const auto erasure = ParseUuid(request.erasure());
    if (!erasure) return Bad("erasure", "must be that of an answer before");
    if (request.dry_run()) {
      return Bad("dry_run", "is for an erasure that has not begun");
    }
    const auto receipt = erasures.GoOn(who.site, *erasure, who.principal());
    if (!receipt.ok()) return receipt.status();
    response.set_erasure(request.erasure());
    Fill(who, *receipt, response);
    return absl::OkStatus();
  }
  const auto author = ParseAuthor(who.site, request.author());
  if (!author.ok()) return author.status();
  if (request.dry_run()) {
    const auto exact = authors.AuthorOf(who.site, *author);
    if (!exact.ok()) return AboutAuthor(exact.status());
    const auto would = erasures.Preview(who.site, *exact, request.keep_text());
    if (!would.ok()) return would.status();
    Fill(who, *would, response);
    return absl::OkStatus();
  }
  const auto receipt = erasures.Begin(
      who.site, MakeUuidV7(absl::Now(), SystemRandom()), *author,
      request.keep_text(), request.request_id(), who.principal());
  if (!receipt.ok()) return AboutAuthor(receipt.status());
  response.set_erasure(receipt->progress.id.ToString());
  Fill(who, *receipt, response);
  return absl::OkStatus();
}

}  // namespace winnow
