// A newsroom whose comments are as old as a test says, and are swept.
#ifndef WINNOW_TESTS_REDIS_MODERATION_RETENTION_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_RETENTION_ROOM_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/history.h"
#include "service/moderation/queue_recount.h"
#include "service/moderation/retention.h"
#include "service/store/redis/redis_audit_store.h"
#include "service/store/redis/redis_retention_store.h"
#include "tests/redis/moderation/own_comments_room.h"

namespace winnow {

inline absl::Duration Days(double days) { return absl::Hours(24) * days; }

class RetentionRoom : public OwnCommentsTest {
 protected:
  static constexpr char kSpam[] =
      "buy https://a.example https://b.example https://c.example "
      "https://d.example https://e.example https://f.example";

  std::string Key(absl::string_view kind, const Submitted& about) {
    return absl::StrCat("…", kind, about.comment.id.Bytes());
  }
  static std::string Ago(absl::Duration age) {
    return absl::StrCat(absl::ToUnixMillis(absl::Now() - age));
  }

  // Lets a comment have come `age` ago.
  void MakeOlder(const Submitted& about, absl::Duration age) {
    const std::string ms = Ago(age);
    const std::string id(about.comment.id.Bytes());
    room_.Redis({"HSET", Key("comment:", about), "created", ms});
    for (const char* index : {"approved", "rejected", "spam", "withdrawn"}) {
      room_.Redis({"ZADD", absl::StrCat("…", index), "XX", ms, id});
    }
  }

  // Lets the last decision about it, or its author's withdrawal, have been made
  // `age` ago.
  void DecideBefore(const Submitted& about, absl::Duration age) {
    const StoredComment stored = Read(about);
    if (stored.comment.state == State::kWithdrawn) {
      room_.Redis({"HSET", Key("comment:", about), "updated", Ago(age)});
      return;
    }
    auto decision = DecodeHistory(stored.hidden.last_decision);
    ASSERT_THAT(decision, IsOk());
    decision->time = absl::Now() - age;
    room_.Redis(
        {"HSET", Key("private:", about), "decision", EncodeHistory(*decision)});
  }

  SweptCounts Sweep(const RetentionClocks& clocks = {}) {
    SweptCounts total;
    const auto ended = SweepSite(
        retention_, room_.site,
        {.began = absl::Now(),
         .clocks = clocks,
         .go_on = [] { return true; },
         .count = [&total](const SweptCounts& swept) { total.Add(swept); }});
    EXPECT_THAT(ended, IsOk());
    EXPECT_TRUE(ended.ok() && *ended);
    ExpectCountsRight();
    return total;
  }

  bool IsKept(const Submitted& about) {
    const bool kept =
        room_.Redis({"EXISTS", Key("comment:", about)}).integer() == 1;
    EXPECT_EQ(room_.Redis({"EXISTS", Key("private:", about)}).integer(),
              kept ? 1 : 0);
    return kept;
  }

  std::string Private(const Submitted& about, const std::string& field) {
    return std::string(
        room_.Redis({"HGET", Key("private:", about), field}).text());
  }

  // The author's record, without the comments in it.
  std::string Author(const std::string& exact, const std::string& field) {
    return std::string(
        room_.Redis({"HGET", absl::StrCat("…author:", exact), field}).text());
  }
  bool HasRecord(const std::string& exact) {
    return room_.Redis({"EXISTS", absl::StrCat("…author:", exact)}).integer() ==
           1;
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

  RedisRetentionStore retention_ = RedisRetentionStore(*room_.redis);
  RedisAuditStore audit_ = RedisAuditStore(*room_.redis);
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_RETENTION_ROOM_H_
