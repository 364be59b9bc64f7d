#include "tests/bench/side_calls.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

// Of one moderator's call and one analysis: 20 of each a second.
constexpr absl::Duration kPace = absl::Milliseconds(50);

}  // namespace

SideCalls::SideCalls(const std::string& address, const std::string& key,
                     std::string site, absl::Duration deadline)
    : authorization_(absl::StrCat("Bearer ", key)),
      site_(std::move(site)),
      deadline_(deadline) {
  // A connection of its own: on another's these would wait behind the load's.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments);
  moderation_ = v1::ModerationService::NewStub(channel);
  analysis_ = v1::AnalysisService::NewStub(channel);
  thread_ = std::thread([this] { Run(); });
}

SideCalls::~SideCalls() {
  if (thread_.joinable()) Stop();
}

void SideCalls::Run() {
  // The first of each makes the connection, and winnowd load the site.
  Moderate();
  Analyze();
  while (!stopping_) {
    const absl::Time next = absl::Now() + kPace;
    ++moderators_.calls;
    if (Moderate()) ++moderators_.answered;
    ++analyses_.calls;
    if (Analyze()) ++analyses_.answered;
    absl::SleepFor(next - absl::Now());
  }
}

void SideCalls::Prepare(grpc::ClientContext& context) const {
  context.AddMetadata("authorization", authorization_);
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline_));
}

bool SideCalls::Moderate() {
  grpc::ClientContext context;
  Prepare(context);
  v1::SearchCommentsRequest request;
  request.set_site(site_);
  request.set_page_size(5);
  v1::SearchCommentsResponse response;
  return moderation_->SearchComments(&context, request, &response).ok();
}

bool SideCalls::Analyze() {
  grpc::ClientContext context;
  Prepare(context);
  v1::AnalyzeTextRequest request;
  request.set_site(site_);
  request.set_text("The harbour toll is a tax on those who cannot move away.");
  v1::AnalyzeTextResponse response;
  return analysis_->AnalyzeText(&context, request, &response).ok();
}

std::string SideCalls::Stop() {
  stopping_ = true;
  thread_.join();
  return absl::StrFormat(
      "\"moderator_calls\": %d, \"moderator_answered\": %d, "
      "\"analyses\": %d, \"analyses_answered\": %d",
      moderators_.calls, moderators_.answered, analyses_.calls,
      analyses_.answered);
}

}  // namespace winnow
