// What the first promise means: whatever process dies, every acknowledged
// comment is there exactly once, and a request sent again makes no second one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

constexpr int kWriters = 4;
constexpr int kKills = 4;
// Acknowledged comments between two kills: enough that a kill hits calls in
// every stage.
constexpr int kCommentsBetweenKills = 150;

// Readers that post without pause, each comment with its own request id, and
// insist until it is acknowledged.
class Writers {
 public:
  explicit Writers(WinnowSystem& system)
      : key_(system.CreateKey("daily", v1::ApiKey::SITE,
                              {v1::ApiKey::TRUSTED})) {
    for (int i = 0; i < kWriters; ++i) {
      threads_.emplace_back([this, &system, i] { Write(system, i); });
    }
  }

  void WaitForAcknowledged(size_t count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(more_.wait_for(lock, std::chrono::seconds(60),
                               [&] { return acknowledged_.size() >= count; }))
        << "only " << acknowledged_.size() << " of " << count;
  }

  size_t count() {
    std::lock_guard lock(mutex_);
    return acknowledged_.size();
  }

  // Request id to comment name, of everything that was acknowledged.
  std::map<std::string, std::string> Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    std::lock_guard lock(mutex_);
    return acknowledged_;
  }

  static v1::SubmitCommentRequest RequestOf(const std::string& request_id) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("2026/kill");
    request.set_display_name("Reader");
    request.set_email(absl::StrCat(request_id, "@example.org"));
    request.set_body(absl::StrCat("What reader ", request_id, " has to say."));
    request.set_request_id(request_id);
    return request;
  }

  const std::string& key() const { return key_; }

 private:
  void Write(WinnowSystem& system, int writer) {
    const auto client = system.MakeClient(key_, "daily");
    for (int i = 0; !stopping_; ++i) {
      const std::string request_id = absl::StrCat("w", writer, "-", i);
      while (true) {
        const auto answer = client->Submit(RequestOf(request_id));
        if (answer.ok()) {
          std::lock_guard lock(mutex_);
          acknowledged_[request_id] = answer->comment().name();
          more_.notify_all();
          break;
        }
        // Not acknowledged: nothing was promised, so it may end here.
        if (stopping_) return;
      }
    }
  }

  const std::string key_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::map<std::string, std::string> acknowledged_;  // Guarded by mutex_.
};

// Every comment of the thread, by paging.
std::vector<v1::Comment> ListAll(Client& client) {
  std::vector<v1::Comment> all;
  v1::ListCommentsRequest request;
  request.set_site("daily");
  request.set_thread_id("2026/kill");
  request.set_page_size(500);
  do {
    const auto page = client.List(request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) break;
    all.insert(all.end(), page->comments().begin(), page->comments().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

// Every approval on the feed from its beginning.
std::vector<std::string> ApprovalsOf(Client& client) {
  std::vector<std::string> names;
  v1::ListEventsRequest request;
  request.set_site("daily");
  request.set_page_size(100);
  while (true) {
    const auto page = client.Call(kListEvents, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) break;
    for (const v1::Event& event : page->events()) {
      if (event.type() == v1::Event::APPROVED) {
        names.push_back(event.comment_name());
      }
    }
    if (!page->has_more()) break;
    request.set_cursor(page->next_cursor());
  }
  return names;
}

void ExpectEverythingOnce(WinnowSystem& system,
                          const std::map<std::string, std::string>& promised,
                          const std::string& key) {
  const auto client = system.MakeClient(key, "daily");
  std::map<std::string, int> stored;
  std::map<std::string, int> bodies;
  for (const v1::Comment& comment : ListAll(*client)) {
    ++stored[comment.name()];
    ++bodies[comment.body()];
  }
  for (const auto& [name, count] : stored) EXPECT_EQ(count, 1) << name;
  for (const auto& [body, count] : bodies) EXPECT_EQ(count, 1) << body;
  for (const auto& [request_id, name] : promised) {
    EXPECT_EQ(stored.count(name), 1u) << request_id << " was lost";
  }
  std::map<std::string, int> events;
  for (const std::string& name : ApprovalsOf(*client)) ++events[name];
  EXPECT_EQ(events.size(), stored.size());
  for (const auto& [name, count] : events) EXPECT_EQ(count, 1) << name;

  // A site that never saw the answer sends the same again.
  int tried = 0;
  for (const auto& [request_id, name] : promised) {
    if (++tried > 50) break;
    const auto again = client->Submit(Writers::RequestOf(request_id));
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(again->replayed());
    EXPECT_EQ(again->comment().name(), name);
  }
  EXPECT_EQ(ListAll(*client).size(), stored.size());
}

TEST(KillUnderLoad, OfWinnowdLosesAndDoublesNothing) {
  WinnowSystem system;
  system.CreateSite("daily");
  Writers writers(system);
  for (int kill = 0; kill < kKills; ++kill) {
    writers.WaitForAcknowledged(writers.count() + kCommentsBetweenKills);
    system.KillWinnowd();
    system.StartWinnowd();
  }
  writers.WaitForAcknowledged(writers.count() + kCommentsBetweenKills);
  const auto promised = writers.Stop();
  EXPECT_GE(promised.size(), size_t{kKills * kCommentsBetweenKills});
  ExpectEverythingOnce(system, promised, writers.key());
}

TEST(KillUnderLoad, OfRedisLosesAndDoublesNothing) {
  WinnowSystem system;
  system.CreateSite("daily");
  Writers writers(system);
  for (int kill = 0; kill < kKills; ++kill) {
    writers.WaitForAcknowledged(writers.count() + kCommentsBetweenKills);
    system.redis().Kill9();
    system.redis().Restart();
  }
  writers.WaitForAcknowledged(writers.count() + kCommentsBetweenKills);
  const auto promised = writers.Stop();
  EXPECT_GE(promised.size(), size_t{kKills * kCommentsBetweenKills});
  ExpectEverythingOnce(system, promised, writers.key());
}

TEST(KillUnderLoad, ASigtermFinishesWhatWasAccepted) {
  WinnowSystem system;
  system.CreateSite("daily");
  Writers writers(system);
  writers.WaitForAcknowledged(kCommentsBetweenKills);
  EXPECT_EQ(system.StopWinnowd(), 0);
  system.StartWinnowd();
  writers.WaitForAcknowledged(writers.count() + kCommentsBetweenKills);
  ExpectEverythingOnce(system, writers.Stop(), writers.key());
}

}  // namespace
}  // namespace winnow
