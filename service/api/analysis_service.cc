#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "service/api/convert_moderation.h"
#include "service/api/errors.h"
#include "service/api/feedback.h"
#include "service/api/item_stream.h"
#include "service/api/served.h"
#include "service/api/services.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "winnow/v1/analysis_service.grpc.pb.h"

namespace winnow {
namespace {

// Rules limited to threads see this one when the caller names none.
constexpr char kNoThread[] = "-";

// Screens texts without storing anything.
class Analyst {
 public:
  Analyst(Intake& intake, LiveSites& sites, Clock& clock, Random& random)
      : intake_(intake), sites_(sites), clock_(clock), random_(random) {}

  // Blocks for the screening, and for Redis at a site's first call.
  absl::Status Analyze(const std::string& site,
                       const v1::AnalyzeTextRequest& request,
                       v1::AnalyzeTextResponse& response) {
    std::shared_ptr<const LiveSite> live = sites_.Find(site);
    if (!live) {
      auto loaded = sites_.Load(site, 0);
      if (!loaded.ok()) return loaded.status();
      live = *std::move(loaded);
    }
    auto valid = Validate(SubmissionOf(site, request), SettingsOf(*live),
                          clock_.Now(), MakeUuidV7(clock_, random_));
    if (!valid.ok()) return InRequestsWords(valid.status());
    const Draft& draft = valid->draft;
    const auto verdict = intake_.Analyze(*live, draft);
    if (!verdict.ok()) return verdict.status();
    const SpanTexts texts = {.body = draft.body,
                             .display_name = draft.display_name,
                             .website = draft.website};
    FillScreening(*verdict, texts, *response.mutable_screening());
    response.set_discard(IsDiscarded(live->screener->policy(), *verdict));
    if (request.include_score_details()) {
      FillScoreDetails(live->screener->ExplainScores(draft), *verdict,
                       verdict->model_revision, texts,
                       *response.mutable_screening());
    }
    return absl::OkStatus();
  }

 private:
  static Submission SubmissionOf(const std::string& site,
                                 const v1::AnalyzeTextRequest& request) {
    Submission submission;
    submission.site = site;
    submission.thread.id =
        request.thread_id().empty() ? kNoThread : request.thread_id();
    submission.body = request.text();
    submission.display_name = request.display_name();
    submission.website = request.website();
    submission.language = request.language();
    return submission;
  }

  // The site's limits, but a text needs no author.
  static SiteSettings SettingsOf(const LiveSite& live) {
    SiteSettings settings = live.site.settings;
    settings.name_required = false;
    settings.email_required = false;
    return settings;
  }

  // Stored verdicts do not say it: nobody drops what Winnow has.
  static bool IsDiscarded(const Policy& policy, const Verdict& verdict) {
    if (verdict.state != State::kSpam) return false;
    for (const Rule& rule : policy.rules) {
      if (rule.name == verdict.rule) return rule.discard;
    }
    return false;
  }

  // A submission calls two of the fields otherwise.
  static absl::Status InRequestsWords(const absl::Status& status) {
    std::vector<FieldViolation> violations = FieldViolationsOf(status);
    if (violations.empty()) return status;
    for (FieldViolation& violation : violations) {
      if (violation.field == "body") violation.field = "text";
      if (violation.field == "thread.id") violation.field = "thread_id";
    }
    return InvalidFields(std::move(violations));
  }

  Intake& intake_;
  LiveSites& sites_;
  Clock& clock_;
  Random& random_;
};

class AnalyzeStream final
    : public ItemStream<v1::AnalyzeTextsRequest, v1::AnalyzeTextsResponse> {
 public:
  AnalyzeStream(grpc::CallbackServerContext& context, Gate& gate,
                const Access& access, Analyst& analyst)
      : ItemStream(context, gate, access), analyst_(analyst) {}

 private:
  void Work(v1::AnalyzeTextsRequest& request,
            const std::shared_ptr<ItemStream>& self) override {
    auto answer = std::make_unique<v1::AnalyzeTextsResponse>();
    answer->set_index(request.index());
    std::string site = request.text().site();
    if (site.empty() && principal().site != "*") site = principal().site;
    absl::Status status = CheckSite(principal(), site);
    if (status.ok()) {
      // Shared, because a refused piece of work is gone with what it holds.
      auto item = std::make_shared<v1::AnalyzeTextsRequest>(std::move(request));
      auto pending = std::make_shared<Answer>(std::move(answer));
      status =
          gate_.Submit([this, self, item, pending, site = std::move(site)] {
            absl::Status analyzed = CheckWanted();
            if (analyzed.ok()) {
              analyzed = analyst_.Analyze(site, item->text(),
                                          *(*pending)->mutable_response());
            }
            if (!analyzed.ok()) {
              FillItemError(analyzed, "", *(*pending)->mutable_error());
            }
            Send(std::move(*pending));
          });
      if (status.ok()) return;
      answer = std::move(*pending);
    }
    FillItemError(status, "", *answer->mutable_error());
    Send(std::move(answer));
  }

  Analyst& analyst_;
};

class AnalysisService final : public Served<v1::AnalysisService> {
 public:
  AnalysisService(Gate& gate, OpenStreams& streams, Intake& intake,
                  LiveSites& sites, AdapterStore& adapters, Clock& clock,
                  Random& random)
      : gate_(gate),
        streams_(streams),
        analyst_(intake, sites, clock, random),
        feedback_(sites, adapters, clock, random) {}

  grpc::ServerUnaryReactor* AnalyzeText(
      grpc::CallbackServerContext* context,
      const v1::AnalyzeTextRequest* request,
      v1::AnalyzeTextResponse* response) override {
    return gate_.RunBlocking(
        context, text_, *request,
        [this, request, response](const Caller& who) -> absl::Status {
          if (who.site.empty()) {
            return InvalidFields(
                {{.field = "site",
                  .description = "is required with a key for all sites"}});
          }
          return analyst_.Analyze(who.site, *request, *response);
        });
  }

  grpc::ServerBidiReactor<v1::AnalyzeTextsRequest, v1::AnalyzeTextsResponse>*
  AnalyzeTexts(grpc::CallbackServerContext* context) override {
    auto stream =
        std::make_shared<AnalyzeStream>(*context, gate_, texts_, analyst_);
    stream->Begin(streams_);
    return stream.get();
  }

  grpc::ServerUnaryReactor* SubmitFeedback(
      grpc::CallbackServerContext* context,
      const v1::SubmitFeedbackRequest* request,
      google::protobuf::Empty* /*response*/) override {
    return gate_.RunBlocking(context, feedback_row_, *request,
                             [this, request](const Caller& who) {
                               return feedback_.Submit(who, *request);
                             });
  }

 private:
  static const Access& Row(absl::string_view method) {
    return Gate::Row(v1::AnalysisService::service_full_name(), method);
  }

  Gate& gate_;
  OpenStreams& streams_;
  Analyst analyst_;
  FeedbackDesk feedback_;
  const Access& feedback_row_ = Row("SubmitFeedback");
  const Access& text_ = Row("AnalyzeText");
  const Access& texts_ = Row("AnalyzeTexts");
};

}  // namespace

std::shared_ptr<grpc::Service> MakeAnalysisService(
    Gate& gate, OpenStreams& streams, Intake& intake, LiveSites& sites,
    AdapterStore& adapters, Clock& clock, Random& random) {
  return std::make_shared<AnalysisService>(gate, streams, intake, sites,
                                           adapters, clock, random);
}

}  // namespace winnow
