#include "clients/gateway/coral.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "clients/gateway/coral_answers.h"
#include "clients/gateway/coral_signature.h"

namespace winnow {
namespace {

// Answers for a comment that could not be screened. The code tells the log so.
void HoldUnscreened(const Exchange& exchange, bool by_staff) {
  if (by_staff) return exchange.end(exchange, CoralPass(), "passed_unscreened");
  exchange.end(exchange, CoralHold(), "held_unscreened");
}

}  // namespace

void Coral::Moderate(const ExchangePtr& exchange) {
  const HttpRequest& request = exchange->request;
  if (exchange->site->coral_secrets.empty()) {
    return exchange->Fail({.status = 404,
                           .code = "not_found",
                           .detail = "this site is not screened for Coral: its "
                                     "operator sets coral_secret_files"});
  }
  // First of all: whoever floods the network of a Coral must not make it pass
  // comments over.
  if (!HasCoralSignature(request.headers.coral_signature, request.body,
                         exchange->site->coral_secrets)) {
    const auto wait =
        strangers_.Take(NetworkKey(exchange->reader), absl::Now());
    if (wait) metrics_.CountRefusal("network_writes");
    return exchange->Fail(
        {.status = wait ? 429 : 401,
         .code = wait ? "too_many_requests" : "bad_signature",
         .detail =
             wait ? "too many requests without a right signature came from "
                    "this network lately"
                  : "X-Coral-Signature must be the body's, made with the "
                    "secret of "
                    "the site's phase in Coral",
         .retry_after = wait});
  }
  auto comment = ReadCoralRequest(request.body);
  if (!comment) return HoldUnscreened(*exchange, /*by_staff=*/false);
  // A picture alone: there is no text to judge.
  if (absl::StripAsciiWhitespace(comment->body).empty()) {
    return exchange->Answer(CoralPass());
  }
  v1::AnalyzeTextRequest analyze;
  analyze.set_site(exchange->site->id);
  analyze.set_text(std::move(comment->body));
  analyze.set_thread_id(std::move(comment->story_id));
  calls_.Call<v1::AnalyzeTextRequest, v1::AnalyzeTextResponse>(
      exchange, kAnalyzeText, std::move(analyze),
      [exchange, by_staff = comment->by_staff](
          const absl::StatusOr<v1::AnalyzeTextResponse>& response) {
        if (!response.ok()) return HoldUnscreened(*exchange, by_staff);
        exchange->Answer(CoralAnswerTo(response->screening(), by_staff));
      },
      timeout_);
}

}  // namespace winnow
