// The API behind its server, before a winnowd: what lives how long. These find
// most under the sanitizers of addresses and threads.
#include "clients/gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"
#include "tests/unit/clients/gateway/fake_winnowd.h"

namespace winnow {
namespace {

using testing::IsEmpty;

constexpr char kList[] = "/v1/sites/daily/comments?thread_id=bridge";

class Gateway : public testing::Test {
 protected:
  Gateway() {
    HttpServer::Options options;
    options.listen = "127.0.0.1:0";
    options.threads = 2;
    ClientOptions winnowd;
    winnowd.address = winnowd_.address();
    winnowd.call_timeout = absl::Minutes(5);
    server_ = HttpServer::Start(std::move(options), HandlersOf(api_, winnowd),
                                &metrics_)
                  .value();
  }

  FakeWinnowd winnowd_;
  GatewayMetrics metrics_;
  GatewayLog log_{/*requests=*/false};
  // So short a time that most requests wait for another's answer.
  const GatewaySettings settings_ =
      TwoSites({.network_reads_per_second = 100'000,
                .cache_time = absl::Milliseconds(1),
                .call_timeout = absl::Minutes(5)});
  Api api_{settings_, metrics_, log_, {}};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Gateway, AnswersClientsThatLeaveWhileThreadsShareAnAnswer) {
  std::atomic<int> answered = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        HttpClient client(server_->port());
        if (client.Send("GET", kList, {{"Connection", "close"}}).status ==
            200) {
          ++answered;
        }
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(answered, 400);
}

TEST_F(Gateway, EndsWhileReadersWaitForAWinnowdThatSaysNothing) {
  winnowd_.Hold(true);
  std::vector<std::unique_ptr<HttpClient>> readers;
  for (int i = 0; i < 8; ++i) {
    readers.push_back(std::make_unique<HttpClient>(server_->port()));
    // Every other one has a key, and so a call of its own.
    ASSERT_TRUE(readers.back()->Push(absl::StrCat(
        "GET ", kList, " HTTP/1.1\r\nHost: h\r\n",
        i % 2 == 0 ? "" : "Authorization: Bearer BackendsKey1\r\n", "\r\n")));
  }
  EXPECT_TRUE(Eventually([this] { return winnowd_.lists() == 5; }));
  // Readers go meanwhile.
  readers.resize(4);
  const absl::Time start = absl::Now();
  server_->Drain(absl::Milliseconds(100));
  server_ = nullptr;
  EXPECT_LT(absl::Now() - start, absl::Seconds(60));
  for (auto& reader : readers) EXPECT_THAT(reader->ReadToEnd(), IsEmpty());
}

}  // namespace
}  // namespace winnow
