// Hands a comment to Winnow, reads what was wrong with another, follows the
// feed.
//
//   follow_comments ADDRESS KEY_FILE SITE THREAD SUBSCRIPTION
//
// With libwinnow_client: it repeats what is safe to repeat and resumes the feed
// after any break. With plain stubs it would be the Python sample's calls.

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "clients/cpp/client.h"
#include "clients/cpp/feed_follower.h"

namespace {

namespace v1 = winnow::v1;

constexpr int kArguments = 6;

v1::SubmitCommentRequest UnfilledForm(const std::string& thread) {
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id(thread);
  request.set_email("not an address");
  return request;
}

v1::SubmitCommentRequest FilledForm(const std::string& thread) {
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id(thread);
  request.mutable_thread()->set_url("https://daily.example/city/" + thread);
  request.set_display_name("Bjarne");
  request.set_email("bjarne@example.org");
  request.set_network_address("203.0.113.7");
  request.set_body("Will the ferry take cargo bikes? (asked from C++)");
  return request;
}

int Fail(const absl::Status& status, const std::string& address) {
  std::cerr << winnow::ExplainCallError(status, address) << "\n";
  return 1;
}

// Publishes and takes down until `last` was handled.
class Page {
 public:
  Page(winnow::FeedFollower& follower, std::string last)
      : follower_(follower), last_(std::move(last)) {}

  absl::Status Handle(const v1::Event& event) {
    // At least once: drop what is there already.
    int64_t& revision = published_[event.comment_name()];
    if (revision >= event.revision()) return absl::OkStatus();
    revision = event.revision();
    if (event.has_comment()) {
      std::cout << "publish: " << event.comment().display_name() << " - "
                << event.comment().body() << std::endl;
    } else if (event.type() == v1::Event::RETRACTED) {
      std::cout << "take down: " << event.comment_name() << std::endl;
    }
    if (event.comment_name() == last_) follower_.Stop();
    return absl::OkStatus();
  }

 private:
  winnow::FeedFollower& follower_;
  const std::string last_;
  std::map<std::string, int64_t> published_;  // a site's database
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != kArguments) {
    std::cerr << "usage: follow_comments ADDRESS KEY_FILE SITE THREAD "
                 "SUBSCRIPTION\n";
    return 2;
  }
  winnow::ClientOptions options;
  options.address = argv[1];
  options.key_file = argv[2];
  options.site = argv[3];
  const std::string thread = argv[4];
  auto client = winnow::Client::Connect(options);
  if (!client.ok()) return Fail(client.status(), options.address);

  // A form that was not filled in: every bad field comes back at once.
  const auto refused = (*client)->Submit(UnfilledForm(thread));
  for (const winnow::BadField& bad : winnow::BadFields(refused.status())) {
    std::cout << "bad field: " << bad.field << std::endl;
  }

  const auto answer = (*client)->Submit(FilledForm(thread));
  if (!answer.ok()) return Fail(answer.status(), options.address);
  // Keep answer->edit_token() for the author's browser.
  std::cout << "submitted: "
            << v1::Comment::State_Name(answer->comment().state()) << std::endl;

  winnow::FollowOptions follow;
  follow.subscription = argv[5];
  winnow::FeedFollower follower(**client, follow);
  Page page(follower, answer->comment().name());
  const absl::Status ended = follower.Run(
      [&page](const v1::Event& event) { return page.Handle(event); });
  if (!ended.ok()) return Fail(ended, options.address);
  // The follower acknowledges when it ends.
  std::cout << "acknowledged" << std::endl;
  return 0;
}
