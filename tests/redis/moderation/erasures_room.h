// A newsroom in which authors are erased: real Redis, whose file can be
// searched.
#ifndef WINNOW_TESTS_REDIS_MODERATION_ERASURES_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_ERASURES_ROOM_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/random.h"
#include "service/moderation/erasures.h"
#include "service/moderation/marks.h"
#include "service/moderation/queue_recount.h"
#include "service/store/erasure_log.h"
#include "service/store/redis/redis_erasure_store.h"
#include "tests/redis/moderation/reports_room.h"
#include "tests/support/eventually.h"

namespace winnow {

inline constexpr char kEmail[] = "Ada.Byron@mail.example";

class ErasuresTest : public ReportsTest {
 protected:
  ErasuresTest() {
    // Plain commands in the file, so that a text in it can be searched for.
    room_.Redis({"CONFIG", "SET", "aof-use-rdb-preamble", "no"});
    room_.Redis({"CONFIG", "SET", "appendonly", "yes"});
  }

  Submitted ByAda(const std::string& body, const std::string& thread = "",
                  const std::string& parent = "") {
    Submission submission = room_.CommentOf(body);
    submission.display_name = "Ada Byron";
    submission.website = "https://ada-byron.example/";
    submission.email = kEmail;
    submission.trusted = true;
    submission.parent = parent;
    if (!thread.empty()) submission.thread.id = thread;
    return Submit(std::move(submission));
  }

  std::string Ada() {
    const auto exact =
        authors_.AuthorOf(room_.site, {.comment = {}, .email = kEmail});
    EXPECT_THAT(exact, IsOk());
    return *exact;
  }

  absl::StatusOr<ErasureReceipt> Begin(const Uuid& erasure,
                                       bool keep_text = false) {
    return erasures_.Begin(room_.site, erasure,
                           {.comment = {}, .email = kEmail}, keep_text, "",
                           site_);
  }

  // Erases in steps until the file is rewritten.
  ErasureReceipt Erase(const Uuid& erasure, bool keep_text = false) {
    auto receipt = Begin(erasure, keep_text);
    EXPECT_THAT(receipt, IsOk());
    EXPECT_TRUE(Eventually([&] {
      receipt = erasures_.GoOn(room_.site, erasure, room_.moderator());
      EXPECT_THAT(receipt, IsOk());
      return !receipt.ok() || receipt->rewritten;
    }));
    return *receipt;
  }

  // All that Redis has, as commands in plain bytes.
  std::string File() {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator(
             room_.server.dir() + "/appendonlydir")) {
      std::ostringstream text;
      text << std::ifstream(file.path(), std::ios::binary).rdbuf();
      all += text.str();
    }
    return all;
  }

  static size_t CountIn(const std::string& text, const std::string& what) {
    size_t count = 0;
    size_t at = 0;
    while ((at = text.find(what, at)) != std::string::npos) ++at, ++count;
    return count;
  }

  void ExpectCountsRight() {
    RecountProgress progress;
    while (true) {
      const auto part = RecountQueue(*room_.queue, room_.site, progress);
      ASSERT_THAT(part, IsOk());
      EXPECT_THAT(part->misplaced, testing::IsEmpty());
      if (!part->done) continue;
      for (const RecountedName& count : part->counts) {
        EXPECT_EQ(count.counted, count.found) << count.name;
      }
      return;
    }
  }

  RedisErasureStore erasure_store_ = RedisErasureStore(*room_.redis);
  const std::string log_path_ = absl::StrCat(room_.server.dir(), "/erasures");
  const std::unique_ptr<ErasureLog> log_ = *ErasureLog::Open(log_path_);
  AuthorComments authors_ =
      AuthorComments(*room_.store, *room_.bans, *room_.live);
  Erasures erasures_ =
      Erasures(erasure_store_, authors_, *room_.live, log_.get(), clock_);
  Marks marks_ = Marks(*room_.store, *room_.live, RealClock());
  const Uuid erasure_ = MakeUuidV7(absl::Now(), SystemRandom());
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_ERASURES_ROOM_H_
