#include "clients/gateway/perspective.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/cached_answer.h"
#include "clients/gateway/perspective_discovery.h"
#include "clients/gateway/perspective_errors.h"
#include "clients/gateway/perspective_requests.h"
#include "clients/gateway/sentences.h"

namespace winnow {
namespace {

using nlohmann::ordered_json;

constexpr char kVersion[] = "v1alpha1";
constexpr char kUndetermined[] = "und";

using Scores = google::protobuf::Map<std::string, double>;

std::string QueryValue(const RequestTarget& target, absl::string_view wanted) {
  for (const auto& [name, value] : target.query) {
    if (name == wanted) return value;
  }
  return "";
}

ordered_json ScoreJson(double value) {
  return {{"value", value}, {"type", "PROBABILITY"}};
}

void AnswerWith(const Exchange& exchange, const ordered_json& json) {
  exchange.AnswerJson(
      200, json.dump(2, ' ', false, ordered_json::error_handler_t::replace));
}

// The same feedback twice is learned once: a client that got no answer sends it
// again. Without a token there is no telling. The hash is keyed, since without
// the key nobody shall be able to test which text is in one.
std::string RequestIdOf(const PerspectiveComment& comment,
                        const v1::SubmitFeedbackRequest& request,
                        const std::string& api_key) {
  if (!comment.client_token) return "";
  std::string all;
  const auto add = [&](const std::string& part) {
    absl::StrAppend(&all, part.size(), ":", part);
  };
  add(*comment.client_token);
  add(request.text());
  for (const char* score : {"spam", "toxicity"}) {
    const auto found = request.scores().find(score);
    add(found == request.scores().end() ? "" : absl::StrCat(found->second));
  }
  return absl::StrCat("perspective-", KeyedTextHash(all, api_key));
}

}  // namespace

// A text on its way through winnowd: whole, then sentence by sentence.
struct Perspective::Analysis {
  ExchangePtr exchange;
  AnalyzeCommentRequest request;
  v1::Screening screening;
  std::vector<Sentence> sentences;
  std::vector<Scores> scores;  // of as many of them as were asked about

  v1::AnalyzeTextRequest RequestFor(const std::string& text) const {
    v1::AnalyzeTextRequest asked;
    asked.set_text(text);
    // What the whole is written in, its parts are, though too short to tell.
    if (!request.comment.languages.empty()) {
      asked.set_language(request.comment.languages[0]);
    } else if (screening.language() != kUndetermined) {
      asked.set_language(screening.language());
    }
    return asked;
  }

  std::vector<std::string> Languages() const {
    if (!request.comment.languages.empty()) return request.comment.languages;
    return {screening.language()};
  }
};

std::optional<Problem> Perspective::FindKey(Exchange& exchange) {
  const absl::Time now = absl::Now();
  exchange.key = QueryValue(exchange.target, "key");
  if (exchange.key.empty()) {
    exchange.key =
        std::string(BearerKey(exchange.request.headers.authorization));
  }
  if (exchange.HasKey()) {
    const auto wait = calls_.AdmitKey(exchange, now);
    if (!wait) return std::nullopt;
    metrics_.CountRefusal("failed_keys");
    return TooManyPerspectiveRequests(*wait);
  }
  const auto wait = strangers_.Take(NetworkKey(exchange.reader), now);
  if (!wait) return NoApiKey();
  metrics_.CountRefusal("network_writes");
  return TooManyPerspectiveRequests(*wait);
}

void Perspective::Analyze(const ExchangePtr& exchange) {
  const auto analysis = std::make_shared<Analysis>();
  analysis->exchange = exchange;
  auto problem = FindKey(*exchange);
  if (!problem) {
    problem = ReadAnalyzeComment(exchange->request.body, analysis->request);
  }
  if (problem) return exchange->Fail(*problem);
  analysis->screening.set_language(kUndetermined);
  calls_.Call<v1::AnalyzeTextRequest, v1::AnalyzeTextResponse>(
      exchange, kAnalyzeText,
      analysis->RequestFor(analysis->request.comment.text),
      [this, analysis](absl::StatusOr<v1::AnalyzeTextResponse> response) {
        if (!response.ok()) {
          return analysis->exchange->Fail(
              PerspectiveProblemOf(response.status()));
        }
        analysis->screening = std::move(*response->mutable_screening());
        if (analysis->request.span_annotations) {
          analysis->sentences =
              SplitSentences(analysis->request.comment.text, kSpansMax);
        }
        GoOn(analysis);
      });
}

void Perspective::GoOn(const std::shared_ptr<Analysis>& analysis) {
  const size_t next = analysis->scores.size();
  // A single sentence has the scores of the whole.
  if (analysis->sentences.size() < 2 || next == analysis->sentences.size()) {
    return Answer(*analysis);
  }
  calls_.Call<v1::AnalyzeTextRequest, v1::AnalyzeTextResponse>(
      analysis->exchange, kAnalyzeText,
      analysis->RequestFor(analysis->sentences[next].text),
      [this, analysis](absl::StatusOr<v1::AnalyzeTextResponse> response) {
        if (!response.ok()) {
          return analysis->exchange->Fail(
              PerspectiveProblemOf(response.status()));
        }
        analysis->scores.push_back(
            std::move(*response->mutable_screening()->mutable_scores()));
        GoOn(analysis);
      });
}

void Perspective::Answer(const Analysis& analysis) {
  const Exchange& exchange = *analysis.exchange;
  const v1::Screening& screening = analysis.screening;
  if (screening.model_revision().empty()) {
    return exchange.Fail({.status = 503,
                          .code = "no_model",
                          .detail =
                              "The server has no model to score texts with: "
                              "its operator starts winnowd with --model.",
                          .retry_after = absl::Minutes(1)});
  }
  ordered_json all = ordered_json::object();
  for (const RequestedAttribute& wanted : analysis.request.attributes) {
    const std::string score(wanted.attribute->score);
    const auto whole = screening.scores().find(score);
    if (whole == screening.scores().end()) {
      // The model has not learned this score in the text's language.
      if (screening.language() == kUndetermined &&
          analysis.request.comment.languages.empty()) {
        return exchange.Fail({.status = 400,
                              .code = "language_detection_failed",
                              .detail = "Unable to detect language"});
      }
      return exchange.end(
          exchange,
          LanguageNotSupported(wanted.attribute->name, analysis.Languages()),
          kLanguageNotSupported);
    }
    if (whole->second < wanted.threshold) continue;
    ordered_json spans = ordered_json::array();
    const auto add = [&](int begin, int end, double value) {
      if (value < wanted.threshold) return;
      spans.push_back(
          {{"begin", begin}, {"end", end}, {"score", ScoreJson(value)}});
    };
    for (size_t i = 0; i < analysis.scores.size(); ++i) {
      const auto part = analysis.scores[i].find(score);
      if (part == analysis.scores[i].end()) continue;
      add(analysis.sentences[i].begin, analysis.sentences[i].end, part->second);
    }
    if (spans.empty()) {
      add(0, Utf16Length(analysis.request.comment.text), whole->second);
    }
    all[std::string(wanted.attribute->name)] = {
        {"spanScores", std::move(spans)},
        {"summaryScore", ScoreJson(whole->second)}};
  }
  ordered_json json = {{"attributeScores", std::move(all)},
                       {"languages", analysis.Languages()}};
  if (analysis.request.comment.languages.empty()) {
    json["detectedLanguages"] = ordered_json::array({screening.language()});
  }
  if (analysis.request.comment.client_token) {
    json["clientToken"] = *analysis.request.comment.client_token;
  }
  AnswerWith(exchange, json);
}

void Perspective::SuggestScore(const ExchangePtr& exchange) {
  PerspectiveComment comment;
  v1::SubmitFeedbackRequest request;
  auto problem = FindKey(*exchange);
  if (!problem) {
    problem = ReadSuggestScore(exchange->request.body, comment, request);
  }
  if (problem) return exchange->Fail(*problem);
  request.set_request_id(RequestIdOf(comment, request, exchange->key));
  ordered_json json = ordered_json::object();
  if (comment.client_token) json["clientToken"] = *comment.client_token;
  if (!comment.languages.empty()) {
    json["requestedLanguages"] = comment.languages;
  }
  calls_.Call<v1::SubmitFeedbackRequest, google::protobuf::Empty>(
      exchange, kSubmitFeedback, std::move(request),
      [exchange, json = std::move(json)](
          const absl::StatusOr<google::protobuf::Empty>& done) {
        if (!done.ok()) {
          return exchange->Fail(PerspectiveProblemOf(done.status()));
        }
        AnswerWith(*exchange, json);
      });
}

void Perspective::Discover(const ExchangePtr& exchange) {
  const std::string version = QueryValue(exchange->target, "version");
  const std::string root =
      PublicUrl(settings_.public_url, exchange->request.headers.host);
  if ((!version.empty() && version != kVersion) || root.empty()) {
    return exchange->Fail({.status = 404,
                           .code = "not_found",
                           .detail =
                               "Discovery document not found: it is that of "
                               "version v1alpha1, for requests with a Host."});
  }
  exchange->AnswerJson(200, PerspectiveDiscovery(root));
}

}  // namespace winnow
