#include "clients/gateway/writes.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/form_token.h"
#include "clients/gateway/json_answers.h"
#include "clients/gateway/json_requests.h"

namespace winnow {
namespace {

// What the gateway knows of a browser's reader.
template <typename Request>
void SetReader(const Exchange& exchange, Request& request) {
  request.set_network_address(FormatIpAddress(exchange.reader));
  request.set_user_agent(exchange.UserAgent());
}

// Sets what all that authors do to their comment have in common; returns what
// is wrong.
template <typename Request>
std::optional<Problem> SetOwn(const Exchange& exchange, Request& request) {
  request.set_name(exchange.CommentName());
  request.set_edit_token(exchange.EditToken());
  return MakeRequestId(exchange, *request.mutable_request_id());
}

void FailWith(const Exchange& exchange, const absl::Status& status) {
  exchange.Fail(ProblemFromStatus(status, !exchange.HasKey()));
}

}  // namespace

std::optional<Problem> MakeRequestId(const Exchange& exchange,
                                     std::string& request_id) {
  absl::string_view header = exchange.request.headers.idempotency_key;
  // The draft of that header has a string in quotes; most send it bare.
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"') {
    header = header.substr(1, header.size() - 2);
  }
  if (!header.empty()) {
    if (PrintableAscii(header, header.size()) != header) {
      return InvalidFieldsProblem(
          {{"Idempotency-Key", "must be printable ASCII"}});
    }
    if (!request_id.empty() && request_id != header) {
      return InvalidFieldsProblem(
          {{"request_id", "must be the same as the header Idempotency-Key"}});
    }
    request_id = std::string(header);
  }
  if (exchange.HasKey() && absl::StartsWith(request_id, kBrowserIdPrefix)) {
    return InvalidFieldsProblem(
        {{"request_id", "must not begin with b-, as those of browsers do"}});
  }
  if (!request_id.empty() && !exchange.HasKey()) {
    request_id = absl::StrCat(kBrowserIdPrefix, request_id);
  }
  return std::nullopt;
}

Writes::Writes(const GatewayLimits& limits, Calls& calls, Reads& reads,
               GatewayMetrics& metrics)
    : calls_(calls),
      reads_(reads),
      metrics_(metrics),
      threads_(limits, calls, metrics) {}

void Writes::Submit(const ExchangePtr& exchange) {
  v1::SubmitCommentRequest request;
  std::string form_token;
  const auto problem = ReadSubmission(exchange->request.body,
                                      exchange->HasKey(), request, &form_token);
  if (problem) return exchange->Fail(*problem);
  Store(exchange, std::move(request), form_token,
        [exchange](const std::optional<Problem>& refused,
                   const v1::SubmitCommentResponse& response) {
          if (refused) return exchange->Fail(*refused);
          exchange->AnswerJson(response.replayed() ? 200 : 201,
                               ToJson(response));
        });
}

void Writes::Store(const ExchangePtr& exchange,
                   v1::SubmitCommentRequest request,
                   absl::string_view form_token, const Stored& stored) {
  const auto problem = MakeRequestId(*exchange, *request.mutable_request_id());
  if (problem) return stored(*problem, {});
  request.set_site(exchange->site->id);
  const FormAge form = ReadFormToken(*exchange->site, request.thread().id(),
                                     form_token, absl::Now());
  // A backend that measures by itself may go without.
  if (!exchange->HasKey() || !form_token.empty()) {
    metrics_.CountFormToken(form.outcome);
  }
  if (form.age && !request.form_evidence().has_seconds_spent()) {
    request.mutable_form_evidence()->set_seconds_spent(
        absl::ToDoubleSeconds(*form.age));
  }
  if (exchange->HasKey()) return Send(exchange, std::move(request), stored);
  SetReader(*exchange, request);
  v1::Thread thread = std::move(*request.mutable_thread());
  // Shared, since functions are copied on their way through gRPC.
  const auto kept =
      std::make_shared<v1::SubmitCommentRequest>(std::move(request));
  threads_.Check(
      exchange, std::move(thread),
      [this, exchange, kept, stored](const std::optional<Problem>& refused,
                                     v1::Thread checked) {
        if (refused) return stored(*refused, {});
        *kept->mutable_thread() = std::move(checked);
        Send(exchange, std::move(*kept), stored);
      });
}

void Writes::Send(const ExchangePtr& exchange, v1::SubmitCommentRequest request,
                  const Stored& stored) {
  calls_.Call<v1::SubmitCommentRequest, v1::SubmitCommentResponse>(
      exchange, kSubmitComment, std::move(request),
      [this, exchange,
       stored](const absl::StatusOr<v1::SubmitCommentResponse>& response) {
        threads_.End(*exchange,
                     response.ok() ? response->comment().thread_id() : "",
                     response.ok());
        if (!response.ok()) {
          return stored(
              ProblemFromStatus(response.status(), !exchange->HasKey()), {});
        }
        const v1::Comment& comment = response->comment();
        if (comment.state() == v1::Comment::APPROVED) {
          reads_.Forget(*exchange->site, comment.thread_id());
        }
        stored(std::nullopt, *response);
      });
}

void Writes::AnswerChanged(const ExchangePtr& exchange,
                           const absl::StatusOr<v1::Comment>& comment) {
  if (!comment.ok()) return FailWith(*exchange, comment.status());
  reads_.Forget(*exchange->site, comment->thread_id());
  exchange->AnswerJson(200, ToJson(*comment));
}

void Writes::Edit(const ExchangePtr& exchange) {
  v1::UpdateCommentRequest request;
  auto problem = ReadEdit(exchange->request.body, exchange->HasKey(), request);
  if (!problem) problem = SetOwn(*exchange, request);
  if (problem) return exchange->Fail(*problem);
  if (!exchange->HasKey()) SetReader(*exchange, request);
  calls_.Call<v1::UpdateCommentRequest, v1::Comment>(
      exchange, kUpdateComment, std::move(request),
      [this, exchange](const absl::StatusOr<v1::Comment>& comment) {
        AnswerChanged(exchange, comment);
      });
}

void Writes::Withdraw(const ExchangePtr& exchange) {
  v1::WithdrawCommentRequest request;
  auto problem = ReadWithdrawal(exchange->request.body, request);
  if (!problem) problem = SetOwn(*exchange, request);
  if (problem) return exchange->Fail(*problem);
  calls_.Call<v1::WithdrawCommentRequest, v1::Comment>(
      exchange, kWithdrawComment, std::move(request),
      [this, exchange](const absl::StatusOr<v1::Comment>& comment) {
        AnswerChanged(exchange, comment);
      });
}

void Writes::Appeal(const ExchangePtr& exchange) {
  v1::AppealCommentRequest request;
  auto problem = ReadAppeal(exchange->request.body, request);
  if (!problem) problem = SetOwn(*exchange, request);
  if (problem) return exchange->Fail(*problem);
  calls_.Call<v1::AppealCommentRequest, v1::CommentStatus>(
      exchange, kAppealComment, std::move(request),
      [exchange](const absl::StatusOr<v1::CommentStatus>& status) {
        if (!status.ok()) return FailWith(*exchange, status.status());
        exchange->AnswerJson(200, ToJson(*status));
      });
}

void Writes::Report(const ExchangePtr& exchange) {
  v1::ReportCommentRequest request;
  auto problem =
      ReadReport(exchange->request.body, exchange->HasKey(), request);
  if (!problem) {
    problem = MakeRequestId(*exchange, *request.mutable_request_id());
  }
  if (problem) return exchange->Fail(*problem);
  request.set_name(exchange->CommentName());
  if (!exchange->HasKey()) {
    request.set_network_address(FormatIpAddress(exchange->reader));
  }
  calls_.Call<v1::ReportCommentRequest, v1::ReportCommentResponse>(
      exchange, kReportComment, std::move(request),
      [exchange](const absl::StatusOr<v1::ReportCommentResponse>& response) {
        if (!response.ok()) return FailWith(*exchange, response.status());
        exchange->AnswerJson(200, ToJson(*response));
      });
}

}  // namespace winnow
