#include "tests/e2e/gateway/webhooks_room.h"

#include <gmock/gmock.h>
#include <sodium.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"

namespace winnow {
namespace {

using nlohmann::json;
using Request = HttpReceiver::Request;

// Returns the line of the settings that names it.
std::string MakeSecretFile(const std::string& file, const std::string& secret) {
  std::ofstream(file) << secret << "\n";
  chmod(file.c_str(), 0600);
  return absl::StrCat(" secret_files: '", file, "'\n");
}

}  // namespace

void Replies::Set(HttpReceiver::Reply reply) {
  const std::lock_guard lock(mutex_);
  reply_ = std::move(reply);
}

void Replies::Hold() {
  const std::lock_guard lock(mutex_);
  held_ = release_.get_future().share();
}

void Replies::Release() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(released_, true)) release_.set_value();
}

HttpReceiver::Reply Replies::Next() {
  std::shared_future<void> held;
  {
    const std::lock_guard lock(mutex_);
    held = held_;
  }
  if (held.valid()) held.wait();
  const std::lock_guard lock(mutex_);
  return reply_;
}

void WebhooksE2e::StartReceiver() {
  receiver_ = std::make_unique<HttpReceiver>(
      HttpReceiver::Options{
          .port = port_, .cert_file = cert_, .key_file = cert_key_},
      [this](const Request&) { return replies_.Next(); });
  port_ = receiver_->port();
}

void WebhooksE2e::StopReceiver() {
  seen_ = Arrived();
  receiver_ = nullptr;
}

void WebhooksE2e::StartGateway(const std::string& lines,
                               const std::string& scheme) {
  const std::string files =
      absl::StrCat(MakeSecretFile(system_.dir() + "/old.secret", kSecret),
                   MakeSecretFile(system_.dir() + "/new.secret", kNewSecret));
  gateway_ = std::make_unique<GatewayProgram>(
      system_, "",
      absl::StrCat("webhooks {\n subscription: 'hook'\n url: '", scheme,
                   "://localhost:", port_, "/in?token=quastenflosser'\n", files,
                   lines, "}\n"));
}

std::string WebhooksE2e::Submit(int number) {
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id("bridge");
  request.set_display_name(absl::StrCat("Ann ", number));
  request.set_email(absl::StrCat("ann", number, "@mail.example"));
  request.set_network_address(absl::StrCat("198.51.100.", number));
  request.set_body(kTexts[number]);
  const auto client = system_.MakeClient(gateway_->site_key(), "daily");
  const auto answer = client->Submit(request);
  if (!answer.ok()) {
    ADD_FAILURE() << answer.status();
    return "";
  }
  EXPECT_EQ(answer->comment().state(), v1::Comment::APPROVED);
  return answer->comment().name();
}

std::vector<Request> WebhooksE2e::Arrived() const {
  std::vector<Request> all = seen_;
  if (receiver_ != nullptr) {
    for (const Request& request : receiver_->requests()) {
      all.push_back(request);
    }
  }
  return all;
}

bool WebhooksE2e::EventuallyArrived(size_t count) const {
  return Eventually([&] { return Arrived().size() >= count; });
}

std::vector<std::string> WebhooksE2e::Texts() const {
  std::vector<std::string> texts;
  std::string newest;
  for (const Request& request : Arrived()) {
    const json event = json::parse(request.body);
    const auto cursor = event["cursor"].get<std::string>();
    // Of one length here, so that texts compare as numbers do.
    if (cursor > newest) {
      newest = cursor;
      texts.push_back(event["comment"]["body"].get<std::string>());
    }
  }
  return texts;
}

bool WebhooksE2e::StatusShows(const std::string& pattern) const {
  std::string output;
  const bool shown = Eventually([&] {
    output = system_.Winnow({"status"}, "").output;
    return testing::Matches(testing::ContainsRegex(pattern))(output);
  });
  EXPECT_TRUE(shown) << output;
  return shown;
}

std::string WebhooksE2e::Metrics() const {
  return HttpClient(gateway_->metrics_port()).Send("GET", "/metrics").body;
}

bool WebhooksE2e::LogShows(const std::string& text) const {
  return Eventually([&] { return absl::StrContains(gateway_->Log(), text); });
}

bool IsSignedWith(const Request& request, const std::string& secret) {
  const std::string& header = request.headers.at("winnow-signature");
  const std::vector<std::string> parts = absl::StrSplit(header, ',');
  const std::string text = absl::StrCat(parts[0].substr(2), ".", request.body);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(
      &state, reinterpret_cast<const unsigned char*>(secret.data()),
      secret.size());
  crypto_auth_hmacsha256_update(
      &state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::string code(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state,
                               reinterpret_cast<unsigned char*>(code.data()));
  return absl::StrContains(header,
                           absl::StrCat("v1=", absl::BytesToHexString(code)));
}

}  // namespace winnow
