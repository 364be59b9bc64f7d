// The audit chain on a real Redis: written by real decisions, then tampered
// with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/audit.h"
#include "service/store/redis/redis_audit_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

class AuditTest : public testing::Test {
 protected:
  AuditTest() : store_(*room_.redis), audit_(store_, *room_.live) {
    const Uuid id = room_.Post("hold me once");
    for (const State to : {State::kApproved, State::kRejected, State::kSpam,
                           State::kApproved, State::kRejected}) {
      EXPECT_THAT(room_.moderation->Decide({.site = room_.site,
                                            .id = id,
                                            .to = to,
                                            .revision = std::nullopt,
                                            .reason = "",
                                            .batch = ""},
                                           room_.moderator()),
                  IsOk());
    }
  }

  std::shared_ptr<const LiveSite> Live() {
    return *room_.live->Load(room_.site, 0);
  }

  Audit::Checked Check(std::optional<KnownHead> known = std::nullopt) {
    const auto checked = audit_.Check(room_.site, {}, known);
    EXPECT_THAT(checked, IsOk());
    return checked.ok() ? *checked : Audit::Checked();
  }

  // The store's id of a record.
  std::string CursorOf(int64_t seq) {
    const auto page = store_.Read(room_.site, "", 1000);
    EXPECT_THAT(page, IsOk());
    for (const ChainEntry& entry : page->entries) {
      if (entry.seq == seq && !entry.is_checkpoint()) return entry.cursor;
    }
    ADD_FAILURE() << "no record " << seq;
    return "";
  }

  Newsroom room_;
  RedisAuditStore store_;
  Audit audit_;
};

TEST_F(AuditTest, IsWholeAfterDecisionsAndCheckpoints) {
  const absl::Time now = absl::Now();
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), now), IsOk());
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), now), IsOk()) << "no news";
  const Audit::Checked checked = Check();
  EXPECT_FALSE(checked.problem) << checked.problem->what;
  EXPECT_TRUE(checked.at_end);
  EXPECT_EQ(checked.progress.records, 5);
  EXPECT_EQ(checked.progress.checkpoints, 1);
  const auto end = audit_.End(room_.site);
  ASSERT_THAT(end, IsOk());
  EXPECT_EQ(end->seq, 5);
  EXPECT_EQ(end->head, checked.progress.head);
  EXPECT_EQ(end->checked_seq, 5);
}

TEST_F(AuditTest, AddsACheckpointAfterAMinuteWithNewsOnly) {
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), absl::Now()), IsOk());
  room_.Redis({"HSET", "…audit-head", "checked", "4"});
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), absl::Now()), IsOk());
  EXPECT_EQ(audit_.End(room_.site)->checked_seq, 4) << "within the minute";
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), absl::Now() + absl::Seconds(61)),
              IsOk());
  EXPECT_EQ(audit_.End(room_.site)->checked_seq, 5);
}

TEST_F(AuditTest, RefusesACheckpointOfAnEndThatIsNone) {
  AuditEnd end = *audit_.End(room_.site);
  end.seq = 4;
  EXPECT_THAT(store_.AddCheckpoint(room_.site, end, "sealed"),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_FALSE(Check().problem);
}

TEST_F(AuditTest, FindsARecordThatWasTakenOut) {
  room_.Redis({"XDEL", "…audit", CursorOf(3)});
  const Audit::Checked checked = Check();
  ASSERT_TRUE(checked.problem);
  EXPECT_EQ(checked.problem->seq, 3);
}

TEST_F(AuditTest, FindsARecordPutInBehindTheEnd) {
  room_.Redis({"XADD", "…audit", "*", "s", "6", "d", "digest", "r", "record"});
  const Audit::Checked checked = Check();
  ASSERT_TRUE(checked.problem);
  EXPECT_EQ(checked.problem->seq, 6);
}

TEST_F(AuditTest, FindsACutEndWhoseHeadWasSetBackByTheHeadKept) {
  const AuditEnd end = *audit_.End(room_.site);
  const auto page = store_.Read(room_.site, "", 3);
  std::string head;
  for (const ChainEntry& entry : page->entries) {
    head = ChainHash(head, entry.seq, entry.digest);
  }
  for (const int64_t seq : {4, 5}) {
    room_.Redis({"XDEL", "…audit", CursorOf(seq)});
  }
  EXPECT_TRUE(Check().problem) << "the head still knows";
  room_.Redis({"HSET", "…audit-head", "seq", "3", "head", head});
  EXPECT_FALSE(Check().problem) << "nothing in Redis can tell";
  const Audit::Checked checked = Check(KnownHead{end.seq, end.head});
  ASSERT_TRUE(checked.problem);
  EXPECT_THAT(checked.problem->what, HasSubstr("cut off"));
}

TEST_F(AuditTest, ReadsTheHistoryOfTheWholeSiteInPages) {
  EXPECT_THAT(audit_.AddCheckpoint(*Live(), absl::Now()), IsOk());
  std::vector<int64_t> seqs;
  std::string cursor;
  do {
    const auto page = audit_.Read(room_.site, cursor, 2);
    ASSERT_THAT(page, IsOk());
    for (const HistoryRecord& record : page->records) {
      seqs.push_back(record.seq);
      EXPECT_EQ(record.key_name, "Ines");
    }
    cursor = page->next;
  } while (!cursor.empty());
  EXPECT_THAT(seqs, testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(AuditTest, KnowsNoChainOfASiteThatIsNone) {
  EXPECT_THAT(store_.Read("nowhere", "", 1),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace winnow
