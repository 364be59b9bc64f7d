// Watching the queue, over gRPC.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "service/moderation/queue_watch.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using testing::StartsWith;

using Moderation = v1::ModerationService::Stub;
using Change = v1::WatchQueueResponse;

// One open watch.
class OpenWatch {
 public:
  OpenWatch(Moderation& stub, const std::string& key,
            v1::WatchQueueRequest request) {
    if (request.site().empty()) request.set_site("daily");
    Authorize(key, context_);
    reader_ = stub.WatchQueue(&context_, request);
  }
  ~OpenWatch() {
    if (finished_) return;
    context_.TryCancel();
    Change change;
    while (reader_->Read(&change)) {
    }
    reader_->Finish();
  }

  // The next message; of no type when the stream has ended.
  Change Next() {
    Change change;
    if (!reader_->Read(&change)) return {};
    return change;
  }

  // The next one that is about a comment.
  Change NextChange() {
    Change change;
    while (reader_->Read(&change)) {
      if (change.type() != Change::TYPE_UNSPECIFIED) return change;
    }
    return {};
  }

  grpc::Status Finish() {
    Change change;
    while (reader_->Read(&change)) {
    }
    finished_ = true;
    return reader_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<Change>> reader_;
  bool finished_ = false;
};

class QueueWatchCalls : public PolicyCalls {
 protected:
  QueueWatchCalls() {
    Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  }

  std::unique_ptr<OpenWatch> Watch(const std::string& who,
                                   const std::string& filter = "") {
    v1::WatchQueueRequest request;
    request.set_filter(filter);
    auto watch = std::make_unique<OpenWatch>(
        *server_.moderation, system_.keys[who], std::move(request));
    const Change first = watch->Next();
    EXPECT_EQ(first.type(), Change::TYPE_UNSPECIFIED);
    EXPECT_EQ(first.comment_name(), "");
    return watch;
  }

  // How a watch ends that is refused.
  grpc::Status Refusal(const std::string& who,
                       const v1::WatchQueueRequest& request) {
    return OpenWatch(*server_.moderation, system_.keys[who], request).Finish();
  }

  void Approve(const std::string& who, const std::string& name) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    Ask(*server_.moderation, &Moderation::ApproveComment, who, request);
  }

  v1::LeaseNextResponse Lease(const std::string& who) {
    v1::LeaseNextRequest request;
    request.set_site("daily");
    return Ask(*server_.moderation, &Moderation::LeaseNext, who, request);
  }
};

TEST_F(QueueWatchCalls, TellEveryChangeWithItsCounts) {
  const auto watch = Watch("karl");
  const std::string name = Submit("a marvellous umbrella");
  const Change added = watch->NextChange();
  EXPECT_EQ(added.type(), Change::ADDED);
  EXPECT_EQ(added.comment_name(), name);
  EXPECT_EQ(added.state(), v1::Comment::HELD);
  EXPECT_EQ(added.comment().comment().body(), "a marvellous umbrella");
  EXPECT_EQ(added.comment().screening().rule().rule(), "words");
  EXPECT_EQ(added.principal(), "");
  EXPECT_EQ(added.held_count(), 1);
  EXPECT_EQ(added.leased_count(), 0);
  EXPECT_GT(added.time().seconds(), 0);

  const v1::Lease lease = Lease("ines").comments(0).lease();
  const Change leased = watch->NextChange();
  EXPECT_EQ(leased.type(), Change::LEASED);
  EXPECT_EQ(leased.comment_name(), name);
  EXPECT_EQ(leased.principal(), lease.principal());
  EXPECT_FALSE(leased.has_comment());
  EXPECT_EQ(leased.held_count(), 1);
  EXPECT_EQ(leased.leased_count(), 1);

  v1::AddNoteRequest note;
  note.set_name(name);
  note.set_text("it rains");
  Ask(*server_.moderation, &Moderation::AddNote, "karl", note);
  const Change changed = watch->NextChange();
  EXPECT_EQ(changed.type(), Change::CHANGED);
  ASSERT_EQ(changed.comment().notes_size(), 1);
  // Who works on it is shown, but not what proves it.
  EXPECT_EQ(changed.comment().lease().principal_display_name(), "Ines");
  EXPECT_EQ(changed.comment().lease().token(), "");

  v1::ReleaseLeaseRequest release;
  release.set_name(name);
  release.set_lease_token(lease.token());
  Ask(*server_.moderation, &Moderation::ReleaseLease, "ines", release);
  EXPECT_EQ(watch->NextChange().type(), Change::RELEASED);
  Approve("ines", name);
  const Change removed = watch->NextChange();
  EXPECT_EQ(removed.type(), Change::REMOVED);
  EXPECT_EQ(removed.state(), v1::Comment::APPROVED);
  EXPECT_EQ(removed.principal(), lease.principal());
  EXPECT_EQ(removed.held_count(), 0);
}

TEST_F(QueueWatchCalls, TellOnlyWhatMatchesAndWhatBecomesOfIt) {
  const auto watch = Watch("karl", "thread=wanted text~\"red\"");
  Submit("a red umbrella", "another");
  Submit("a blue umbrella", "wanted");
  const std::string name = Submit("a red umbrella indeed", "wanted");
  const Change added = watch->NextChange();
  EXPECT_EQ(added.comment_name(), name);
  EXPECT_EQ(added.held_count(), 3);
  // An edit takes it out of what the filter lets through, and it is still told.
  v1::EditCommentRequest edit;
  edit.set_name(name);
  edit.set_body("a green umbrella indeed");
  Ask(*server_.moderation, &Moderation::EditComment, "ines", edit);
  const Change changed = watch->NextChange();
  EXPECT_EQ(changed.type(), Change::CHANGED);
  EXPECT_EQ(changed.comment().comment().body(), "a green umbrella indeed");
  Approve("ines", name);
  const Change removed = watch->NextChange();
  EXPECT_EQ(removed.type(), Change::REMOVED);
  EXPECT_EQ(removed.comment_name(), name);
}

TEST_F(QueueWatchCalls, ShowAKeyItsSectionsOnly) {
  const auto watch = Watch("section moderator");
  v1::SubmitCommentRequest request;
  request.set_site("daily");
  request.set_display_name("Ada");
  request.set_email("ada@example.org");
  std::vector<std::string> names;
  for (const char* section : {"local", "sport"}) {
    request.mutable_thread()->set_id(section);
    request.mutable_thread()->set_section(section);
    request.set_body(std::string("an umbrella for ") + section);
    names.push_back(Ask(*server_.comments,
                        &v1::CommentService::Stub::SubmitComment, "site",
                        request)
                        .comment()
                        .name());
  }
  const Change change = watch->NextChange();
  EXPECT_EQ(change.comment_name(), names[1]);
  EXPECT_EQ(change.held_count(), 2);
  Approve("ines", names[0]);
  Approve("ines", names[1]);
  EXPECT_EQ(watch->NextChange().comment_name(), names[1]);
}

TEST_F(QueueWatchCalls, TellCountsWhereNoChangeDoes) {
  const auto watch = Watch("karl", "thread=nowhere");
  Submit("a marvellous umbrella");
  const Change counts = watch->Next();
  EXPECT_EQ(counts.type(), Change::TYPE_UNSPECIFIED);
  EXPECT_EQ(counts.held_count(), 1);
}

TEST_F(QueueWatchCalls, SeeWhatHappensOnAnotherServer) {
  const auto watch = Watch("karl");
  const auto second = system_.StartSecond();
  Stubs other(second.channel);
  const std::string name = Submit("a marvellous umbrella");
  EXPECT_EQ(watch->NextChange().type(), Change::ADDED);
  v1::LeaseNextRequest request;
  request.set_site("daily");
  Ask(*other.moderation, &Moderation::LeaseNext, "ines", request);
  const Change leased = watch->NextChange();
  EXPECT_EQ(leased.type(), Change::LEASED);
  EXPECT_EQ(leased.comment_name(), name);
}

TEST_F(QueueWatchCalls, RefuseWhatMakesNoSense) {
  const auto expect_bad = [this](const v1::WatchQueueRequest& request,
                                 const char* field) {
    const grpc::Status refused = Refusal("ines", request);
    EXPECT_EQ(refused.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(refused.error_message(), HasSubstr(field));
  };
  v1::WatchQueueRequest request;
  request.set_filter("state=spam");
  expect_bad(request, "filter");
  request.set_filter("nonsense");
  expect_bad(request, "filter");
  request.set_filter(std::string(2000, 'x'));
  expect_bad(request, "filter");
  request.clear_filter();
  request.set_session(std::string(65, 'x'));
  expect_bad(request, "session");
  request.clear_session();
  request.set_filter("author=@01a20c4a-29a5-7d4e-b972-8ca9a0d62a71");
  EXPECT_EQ(Refusal("ines", request).error_code(), StatusCode::NOT_FOUND);
  request.clear_filter();
  EXPECT_EQ(Refusal("site", request).error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Refusal("other moderator", request).error_code(),
            StatusCode::PERMISSION_DENIED);
  request.set_site("nowhere");
  EXPECT_EQ(Refusal("all", request).error_code(), StatusCode::NOT_FOUND);
}

TEST_F(QueueWatchCalls, RefuseTooManyOfOneKey) {
  std::vector<std::unique_ptr<OpenWatch>> watches;
  for (int i = 0; i < kWatchersOfKeyMax; ++i) watches.push_back(Watch("ines"));
  const grpc::Status refused = Refusal("ines", {});
  EXPECT_EQ(refused.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(refused.error_message(), HasSubstr("close a watch"));
  Watch("karl");
}

TEST_F(QueueWatchCalls, EndWithTheServerAndWithTheirKey) {
  v1::CreateKeyRequest create;
  create.mutable_key()->set_display_name("temp");
  create.mutable_key()->set_role(v1::ApiKey::MODERATOR);
  create.mutable_key()->set_site("daily");
  const auto created =
      Ask(*server_.sites, &v1::SiteService::Stub::CreateKey, "all", create);
  OpenWatch revoked(*server_.moderation, created.secret(), {});
  revoked.Next();
  v1::RevokeKeyRequest revoke;
  revoke.set_name(created.key().name());
  Ask(*server_.sites, &v1::SiteService::Stub::RevokeKey, "all", revoke);
  EXPECT_EQ(revoked.Finish().error_code(), StatusCode::UNAUTHENTICATED);

  const auto watch = Watch("karl");
  std::thread draining([this] { system_.server->Drain(); });
  const grpc::Status ended = watch->Finish();
  draining.join();
  EXPECT_EQ(ended.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_THAT(ended.error_message(), StartsWith("the server is stopping"));
}

}  // namespace
}  // namespace winnow
