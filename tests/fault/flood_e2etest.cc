// A flood of comments into one site: what it may cost, and that everybody else
// is served meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/fault/fault_room.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

constexpr int kFlooders = 6;
constexpr int kCallsEach = 1500;
constexpr int kKeptMax = 40;  // of each kind, by the site's settings

// Generous, for a test machine that has other work; the benchmarks measure.
constexpr absl::Duration kPatience = absl::Seconds(3);
constexpr double kServedShareMin = 0.99;
// The sanitizers keep what was freed, and more.
constexpr int64_t kWinnowdBytesMax = int64_t{WINNOW_SANITIZED ? 1600 : 400}
                                     << 20;
constexpr int64_t kRedisBytesMax = int64_t{64} << 20;

// Calls of one who is not part of the flood.
struct Served {
  int asked = 0;
  int in_time = 0;
  absl::Duration longest;
  absl::Status failure;

  template <typename Call>
  void Ask(Call call) {
    const absl::Time start = absl::Now();
    const absl::Status status = call();
    const absl::Duration took = absl::Now() - start;
    longest = std::max(longest, took);
    ++asked;
    if (status.ok() && took < kPatience) ++in_time;
    if (!status.ok()) failure = status;
  }

  double share() const { return static_cast<double>(in_time) / asked; }
};

void ExpectServed(const Served& served, const char* who) {
  printf("%s: %d of %d in time, longest %s\n", who, served.in_time,
         served.asked, absl::FormatDuration(served.longest).c_str());
  EXPECT_GE(served.asked, 20) << who;
  EXPECT_GE(served.share(), kServedShareMin) << who << " " << served.failure;
}

class Flood : public testing::Test {
 protected:
  Flood() {
    room_.system().CreateSite("quiet");
    for (const char* limit : {"rates.refused_kept_max", "rates.held_max"}) {
      EXPECT_EQ(room_.Winnow({"site", "set", limit, absl::StrCat(kKeptMax)})
                    .exit_status,
                0);
    }
    EXPECT_EQ(room_.Winnow({"thread", "premoderate", "queue"}).exit_status, 0);
    key_ = room_.system().CreateKey("daily", v1::ApiKey::SITE);
    quiet_key_ = room_.system().CreateKey("quiet", v1::ApiKey::SITE);
    moderator_key_ = room_.system().CreateKey("daily", v1::ApiKey::MODERATOR);
  }

  // The n-th call of a flooder: from one network or from everywhere, spam that
  // is kept, comments that are held, texts that are long.
  static v1::SubmitCommentRequest Call(int flooder, int n) {
    const int seed = flooder * kCallsEach + n;
    v1::SubmitCommentRequest request;
    request.mutable_thread()->set_id("news/1");
    request.set_display_name("Flood");
    request.set_email(absl::StrCat("flood", seed, "@mail.example"));
    request.set_body(SomeText(seed, 120));
    switch (flooder % 3) {
      case 0:  // one network, whose limit is 30 a minute
        request.set_network_address(absl::StrCat("91.0.2.", n % 250 + 1));
        break;
      case 1:  // a network each, and spam by any measure
        request.set_network_address(
            absl::StrCat("5.", seed / 200 % 200, ".", seed % 200, ".1"));
        request.mutable_form_evidence()->set_honeypot("filled in");
        break;
      case 2:  // likewise, for the queue, and now and then a long one
        request.set_network_address(
            absl::StrCat("24.", seed / 200 % 200, ".", seed % 200, ".1"));
        request.mutable_thread()->set_id("queue");
        if (n % 50 == 0) request.set_body(SomeText(seed, 60000));
        break;
    }
    return request;
  }

  // Everybody floods until all calls are made.
  void Run() {
    for (int flooder = 0; flooder < kFlooders; ++flooder) {
      threads_.emplace_back([this, flooder] {
        const auto client = room_.Impatient(key_, "daily");
        std::map<absl::StatusCode, int> answers;
        for (int n = 0; n < kCallsEach; ++n) {
          ++answers[client->Submit(Call(flooder, n)).status().code()];
        }
        const std::lock_guard lock(mutex_);
        for (const auto& [code, count] : answers) answers_[code] += count;
        ++finished_;
      });
    }
  }

  bool is_over() const { return finished_ == kFlooders; }

  int64_t Kept(const std::string& index) {
    int64_t count = -1;
    EXPECT_TRUE(absl::SimpleAtoi(
        room_.Redis({"ZCARD", "winnow:{daily}:" + index}), &count));
    return count;
  }

  FaultRoom room_;
  std::string key_;
  std::string quiet_key_;
  std::string moderator_key_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::map<absl::StatusCode, int> answers_;  // Guarded by mutex_.
  std::atomic<int> finished_ = 0;
};

TEST_F(Flood, OfOneSiteIsBoundedAndEverybodyElseIsServed) {
  const int64_t redis_before = room_.RedisFigure("used_memory");
  Run();
  Served quiet;
  std::thread quiet_site([&] {
    const auto client = room_.Impatient(quiet_key_, "quiet");
    for (int n = 0; !is_over(); ++n) {
      quiet.Ask([&] {
        v1::SubmitCommentRequest request;
        request.mutable_thread()->set_id("letters");
        request.set_display_name("Reader");
        request.set_email(absl::StrCat("reader", n, "@mail.example"));
        request.set_network_address(absl::StrCat("62.1.", n % 200, ".1"));
        request.set_body(SomeText(5000000 + n, 200));
        return client->Submit(request).status();
      });
      quiet.Ask([&] { return client->Count({"letters"}).status(); });
      absl::SleepFor(absl::Milliseconds(70));
    }
  });
  Served moderator;
  std::thread moderating([&] {
    const auto client = room_.Impatient(moderator_key_, "daily");
    while (!is_over()) {
      v1::SearchCommentsRequest search;
      search.set_filter("state=held");
      search.set_page_size(1);
      absl::StatusOr<v1::SearchCommentsResponse> page;
      moderator.Ask([&] {
        page = client->Call(kSearchComments, search);
        return page.status();
      });
      if (!page.ok() || page->comments().empty()) continue;
      moderator.Ask([&] {
        v1::RejectCommentRequest reject;
        reject.set_name(page->comments(0).comment().name());
        reject.set_reason_code("flood");
        return client->Call(kRejectComment, reject).status();
      });
    }
  });
  for (std::thread& thread : threads_) thread.join();
  quiet_site.join();
  moderating.join();

  ExpectServed(quiet, "another site");
  ExpectServed(moderator, "the site's moderator");
  int answered = 0;
  for (const auto& [code, count] : answers_) {
    printf("flood: %d %s\n", count, absl::StatusCodeToString(code).c_str());
    EXPECT_TRUE(code == absl::StatusCode::kOk ||
                code == absl::StatusCode::kResourceExhausted)
        << code;
    answered += count;
  }
  EXPECT_EQ(answered, kFlooders * kCallsEach);
  // One network got 30 a minute, and the site 200 a second in all.
  EXPECT_GE(answers_[absl::StatusCode::kResourceExhausted], 2 * kCallsEach / 2);

  // The moderator's rejections are among those kept; each commit trims.
  EXPECT_LE(Kept("spam") + Kept("rejected"), kKeptMax + moderator.asked);
  EXPECT_LE(Kept("spam"), kKeptMax);
  EXPECT_LE(Kept("held"), kKeptMax);
  const pid_t winnowd = room_.system().winnowd_pid();
  const int64_t redis_bytes = room_.RedisFigure("used_memory_peak");
  printf("winnowd: %lld bytes at most; Redis: %lld, before %lld\n",
         static_cast<long long>(MemoryBytes(winnowd, "VmHWM")),
         static_cast<long long>(redis_bytes),
         static_cast<long long>(redis_before));
  EXPECT_LT(MemoryBytes(winnowd, "VmHWM"), kWinnowdBytesMax);
  EXPECT_LT(redis_bytes, kRedisBytesMax);
  EXPECT_EQ(room_.Winnow({"queue", "verify"}).exit_status, 0);
}

}  // namespace
}  // namespace winnow
