// A winnowd, a gateway with one webhook, and its receiver.

#ifndef WINNOW_TESTS_E2E_GATEWAY_WEBHOOKS_ROOM_H_
#define WINNOW_TESTS_E2E_GATEWAY_WEBHOOKS_ROOM_H_

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/http_receiver.h"
#include "tests/support/winnow_system.h"

namespace winnow {

inline constexpr char kSecret[] = "a-secret-that-nobody-guesses";
inline constexpr char kNewSecret[] = "and-the-one-that-replaces-it";
// Each with words of its own: near copies would be held as a campaign.
inline constexpr const char* kTexts[] = {
    "Grandmother paints the old bridge.", "My cousin sells bread in winter.",
    "Nobody measures the harbour wall.", "A gull watches two tram stops."};

// What one test's receiver answers, told from the test's thread.
// Threads: any.
class Replies {
 public:
  void Set(HttpReceiver::Reply reply);
  // Holds the answers back until Release(), once.
  void Hold();
  void Release();

  HttpReceiver::Reply Next();

 private:
  std::mutex mutex_;  // guards what follows
  HttpReceiver::Reply reply_ = {.status = 204};
  bool released_ = false;
  std::promise<void> release_;
  std::shared_future<void> held_;
};

class WebhooksE2e : public testing::Test {
 protected:
  // A receiver that waits would never end.
  ~WebhooksE2e() override { replies_.Release(); }

  // At the same port each time.
  void StartReceiver();
  void StopReceiver();

  // Its webhook has two secrets and `lines` of its settings.
  void StartGateway(const std::string& lines = "",
                    const std::string& scheme = "http");

  // Hands in one of the comments, each by somebody else; returns its name.
  std::string Submit(int number);

  // All that has arrived, also by a receiver of before.
  std::vector<HttpReceiver::Request> Arrived() const;
  bool EventuallyArrived(size_t count) const;

  // The bodies of comments in the order in which they first arrived.
  std::vector<std::string> Texts() const;

  // Whether `winnow status` says this after a while; fails the test if not.
  bool StatusShows(const std::string& pattern) const;

  std::string Metrics() const;
  bool LogShows(const std::string& text) const;  // after a while

  WinnowSystem system_;
  Replies replies_;
  int port_ = 0;
  std::string cert_;
  std::string cert_key_;
  std::vector<HttpReceiver::Request> seen_;  // by receivers that have ended
  std::unique_ptr<HttpReceiver> receiver_;
  std::unique_ptr<GatewayProgram> gateway_;
};

// Whether one of the header's v1 belongs to the secret.
bool IsSignedWith(const HttpReceiver::Request& request,
                  const std::string& secret);

}  // namespace winnow

#endif  // WINNOW_TESTS_E2E_GATEWAY_WEBHOOKS_ROOM_H_
