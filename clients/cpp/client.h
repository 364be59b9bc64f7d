// The way to winnowd: a connection that carries the key, bounds every call in
// time and repeats what is safe to repeat.
//
//   winnow::ClientOptions options;
//   options.key_file = "/etc/news/winnow.key";
//   options.site = "news";
//   auto client = winnow::Client::Connect(options);
//   winnow::v1::SubmitCommentRequest request;
//   ...
//   auto answer = (*client)->Submit(request);
//   if (!answer.ok()) {
//     for (const winnow::BadField& bad : winnow::BadFields(answer.status()))
//     ...
//   }

#ifndef WINNOW_CLIENTS_CPP_CLIENT_H_
#define WINNOW_CLIENTS_CPP_CLIENT_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/call_error.h"
#include "clients/cpp/methods.h"
#include "clients/cpp/options.h"
#include "clients/cpp/stream.h"
#include "winnow/v1/analysis_service.pb.h"
#include "winnow/v1/comment_service.pb.h"
#include "winnow/v1/feed_service.pb.h"

namespace winnow {

// What one call does differently from ClientOptions.
struct CallOptions {
  std::optional<absl::Duration> call_timeout = {};
  std::optional<absl::Duration> retry_for = {};
  // The trace that this call belongs to, as a site's backend got it with its
  // reader's request. Empty: ClientOptions::traceparent. One that cannot be
  // sent is left out, and the call goes out without any: what a reader's
  // browser sends must not cost the reader the comment.
  std::string traceparent = {};
};

// A client of one winnowd (or of a balancer before several).
//
// Threads: any; calls of all threads share one connection. Cost: every unary
// call blocks its thread until the answer is there.
class Client {
 public:
  using SubmitStream =
      Stream<v1::SubmitCommentsRequest, v1::SubmitCommentsResponse>;
  using AnalyzeStream =
      Stream<v1::AnalyzeTextsRequest, v1::AnalyzeTextsResponse>;
  using EventStream = ReadStream<v1::StreamEventsResponse>;
  using ReplayStream = ReadStream<v1::ReplayPolicyResponse>;
  using AdapterStream = ReadStream<v1::ExportAdapterResponse>;
  using DecisionStream = ReadStream<v1::ExportDecisionsResponse>;

  // Makes a client. Nothing is sent yet: an absent winnowd shows with the first
  // call, as Unavailable.
  // Errors: what CheckClientOptions() and ReadKeyFile() say; NotFound for a
  // certificate file that cannot be read.
  static absl::StatusOr<std::unique_ptr<Client>> Connect(ClientOptions options);

  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls a method of clients/cpp/methods.h. Fills the request's `site` and
  // `request_id` if they are empty. A repeatable method's request is sent again
  // for options().retry_for while winnowd is away, or says that it has too much
  // to do; any other is sent once. While it says so to most calls of a method,
  // some are held back (CallThrottle): these count as refused by it.
  // Errors: those of the method; BadFields() and RetryDelay() read the details.
  // After Unavailable or DeadlineExceeded a write may have been done.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(const Method<Request, Response>& method,
                                Request request, const CallOptions& call = {}) {
    Response response;
    const absl::Status status =
        CallMethod(method.path, method.repeatable, method.site_may_be_empty,
                   request, response, call);
    if (!status.ok()) return status;
    return response;
  }

  // Hands in a reader's comment. A refusal by the policy is an answer, not an
  // error: see comment().state(). Keep the edit token for the author's browser.
  // Idempotent: with the caller's request_id, also across programs.
  absl::StatusOr<v1::SubmitCommentResponse> Submit(
      v1::SubmitCommentRequest request, const CallOptions& call = {});

  // Returns a comment of this site by its resource name, in any state.
  absl::StatusOr<v1::Comment> Get(const std::string& name,
                                  const CallOptions& call = {});

  // Returns one page of the approved comments of a thread.
  absl::StatusOr<v1::ListCommentsResponse> List(v1::ListCommentsRequest request,
                                                const CallOptions& call = {});

  // Counts the approved comments of 1–100 threads, in their order.
  absl::StatusOr<std::vector<int64_t>> Count(
      const std::vector<std::string>& thread_ids, const CallOptions& call = {});

  // Opens streams. They have no time limit; Cancel() ends them. Their trace is
  // that of ClientOptions: they outlive any one request of a reader.
  std::unique_ptr<SubmitStream> SubmitMany();
  std::unique_ptr<AnalyzeStream> AnalyzeMany();
  std::unique_ptr<EventStream> StreamEvents(v1::StreamEventsRequest request);
  std::unique_ptr<ReplayStream> ReplayPolicy(v1::ReplayPolicyRequest request);
  std::unique_ptr<AdapterStream> ExportAdapter(
      v1::ExportAdapterRequest request);
  std::unique_ptr<DecisionStream> ExportDecisions(
      v1::ExportDecisionsRequest request);

  // Sends a file to one of a site's own lists. `first` has the list's name and
  // everything else but content. `sent` is told after each piece how many bytes
  // are on their way; when it answers false the import is given up.
  // Errors: those of the method; Cancelled when given up. Nothing has changed
  // then, but for Unavailable, after which the change may have been made; doing
  // it again is harmless.
  absl::StatusOr<v1::ImportTermsResponse> ImportTerms(
      v1::ImportTermsRequest first, absl::string_view file,
      absl::FunctionRef<bool(size_t)> sent);

  const ClientOptions& options() const { return options_; }

 private:
  struct Wire;  // everything of gRPC's

  Client(ClientOptions options, std::unique_ptr<Wire> wire);

  absl::Status CallMethod(const char* path, bool repeatable,
                          bool site_may_be_empty,
                          google::protobuf::Message& request,
                          google::protobuf::Message& response,
                          const CallOptions& call);

  ClientOptions options_;
  std::unique_ptr<Wire> wire_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_CLIENT_H_
