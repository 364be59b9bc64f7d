// A running server and the calls of somebody who tries policies and judges
// held comments again, for a test to derive from.

#ifndef WINNOW_TESTS_REDIS_API_POLICY_CALLS_H_
#define WINNOW_TESTS_REDIS_API_POLICY_CALLS_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {

// Holds comments with one of the words, quoted and separated by commas, and
// approves the rest.
inline std::string HoldingPolicy(const std::string& name,
                                 const std::string& quoted) {
  return absl::StrCat(
      "name: \"", name, "\"\n",
      "lists { name: \"words\" kind: SUSPECT terms: [", quoted, "] }\n",
      "rules { name: \"words\" conditions { signal: \"listed_suspect\" }\n"
      "        action: HOLD }\n"
      "rules { name: \"default\" action: APPROVE }\n");
}

class PolicyCalls : public testing::Test {
 protected:
  // The methods of one server.
  struct Stubs {
    explicit Stubs(const std::shared_ptr<grpc::Channel>& channel)
        : comments(v1::CommentService::NewStub(channel)),
          moderation(v1::ModerationService::NewStub(channel)),
          sites(v1::SiteService::NewStub(channel)) {}

    std::unique_ptr<v1::CommentService::Stub> comments;
    std::unique_ptr<v1::ModerationService::Stub> moderation;
    std::unique_ptr<v1::SiteService::Stub> sites;
  };

  // Calls `method` of `stub` with a key; fails the test unless it is OK.
  template <typename Stub, typename Request, typename Response>
  Response Ask(Stub& stub,
               grpc::Status (Stub::*method)(grpc::ClientContext*,
                                            const Request&, Response*),
               const std::string& key, const Request& request) {
    grpc::ClientContext context;
    Authorize(system_.keys[key], context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  // Submits a comment of a new author; returns its name.
  std::string Submit(const std::string& body,
                     const std::string& thread = "2026/a") {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id(thread);
    const int author = authors_++;
    request.set_display_name(absl::StrCat("Reader ", author));
    request.set_email(absl::StrCat("reader", author, "@example.org"));
    request.set_body(body);
    return Ask(*server_.comments, &v1::CommentService::Stub::SubmitComment,
               "site", request)
        .comment()
        .name();
  }

  v1::ApplyPolicyResponse Apply(Stubs& server, const std::string& text) {
    v1::ApplyPolicyRequest request;
    request.set_site("daily");
    request.mutable_source()->set_text(text);
    return Ask(*server.sites, &v1::SiteService::Stub::ApplyPolicy, "operator",
               request);
  }

  v1::RescreenCommentsResponse Rescreen(Stubs& server,
                                        v1::RescreenCommentsRequest request) {
    request.set_site("daily");
    if (request.filter().empty()) request.set_filter("state=held");
    return Ask(*server.moderation,
               &v1::ModerationService::Stub::RescreenComments, "moderator",
               request);
  }

  v1::UndoDecisionResponse Undo(v1::UndoDecisionRequest request) {
    request.set_site("daily");
    return Ask(*server_.moderation, &v1::ModerationService::Stub::UndoDecision,
               "moderator", request);
  }

  v1::ModeratedComment Get(const std::string& name) {
    v1::GetModeratedCommentRequest request;
    request.set_name(name);
    return Ask(*server_.moderation, &v1::ModerationService::Stub::GetComment,
               "moderator", request);
  }

  v1::Comment::State StateOf(const std::string& name) {
    return Get(name).comment().state();
  }

  RunningServer system_;
  Stubs server_ = Stubs(system_.channel);

 private:
  int authors_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_API_POLICY_CALLS_H_
