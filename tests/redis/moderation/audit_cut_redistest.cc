// Audit records leave when their time is over, and what stays can be checked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/audit.h"
#include "service/moderation/audit_cut.h"
#include "tests/redis/moderation/retention_room.h"

namespace winnow {
namespace {

using testing::HasSubstr;

class AuditCutTest : public RetentionRoom {
 protected:
  AuditCutTest() : comment_(Submit("published at once")) {}

  // As many decisions, each an audit record.
  void Record(int count) {
    for (int i = 0; i < count; ++i) {
      const State now = Read(comment_).comment.state;
      ASSERT_THAT(Decide(comment_, now == State::kApproved ? State::kRejected
                                                           : State::kApproved),
                  IsOk());
    }
  }

  // Lets all entries until now have been made `age` ago: a stream takes its
  // entries' times when they are added.
  void MakeAllOlder(absl::Duration age) {
    const auto page = audit_.Read(room_.site, "", 1000);
    ASSERT_THAT(page, IsOk());
    room_.Redis({"DEL", "…audit"});
    int place = 0;
    for (const ChainEntry& entry : page->entries) {
      if (entry.time == absl::InfinitePast()) continue;
      std::vector<std::string> words = {"XADD", "…audit",
                                        absl::StrCat(Ago(age), "-", ++place),
                                        "s", absl::StrCat(entry.seq)};
      const std::vector<std::string> rest =
          entry.is_checkpoint()
              ? std::vector<std::string>{"h", entry.head, "k", entry.checkpoint}
              : std::vector<std::string>{"d", entry.digest, "r", entry.record};
      words.insert(words.end(), rest.begin(), rest.end());
      room_.Redis(words);
    }
  }

  absl::StatusOr<int64_t> Cut(absl::Duration kept = Days(730)) {
    return CutAudit(
        {.audit = audit_, .retention = retention_, .sites = *room_.live},
        room_.site, absl::Now() - kept, [] { return true; });
  }

  Audit::Checked Check(std::optional<KnownHead> known = std::nullopt) {
    Audit audit(audit_, *room_.live);
    const auto checked = audit.Check(room_.site, {}, known);
    EXPECT_THAT(checked, IsOk());
    return checked.ok() ? *checked : Audit::Checked();
  }

  std::string Problem() {
    const Audit::Checked checked = Check();
    return checked.problem ? checked.problem->what : "";
  }

  const Submitted comment_;
};

TEST_F(AuditCutTest, LeavesAChainThatVerifiesFromTheCutOn) {
  Record(3);
  MakeAllOlder(Days(731));
  const AuditEnd then = audit_.Read(room_.site, "", 1)->end;
  Record(2);
  EXPECT_EQ(*Cut(Days(732)), 0) << "not due";
  EXPECT_EQ(*Cut(), 3);
  EXPECT_EQ(*Cut(), 0);
  EXPECT_EQ(room_.Redis({"XLEN", "…audit"}).integer(), 2);
  const Audit::Checked checked = Check();
  EXPECT_FALSE(checked.problem) << checked.problem->what;
  EXPECT_TRUE(checked.at_end);
  EXPECT_EQ(checked.progress.first_seq, 4);
  EXPECT_EQ(checked.progress.records, 2);
  EXPECT_EQ(checked.progress.head, audit_.Read(room_.site, "", 1)->end.head);
  // The head that somebody kept of where it was cut is still good, and tells.
  EXPECT_FALSE(Check(KnownHead{then.seq, then.head}).problem);
  EXPECT_TRUE(Check(KnownHead{then.seq, std::string(40, 'a')}).problem);
  Audit audit(audit_, *room_.live);
  EXPECT_THAT(audit.Check(room_.site, {}, KnownHead{then.seq - 1, then.head}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // The comment's own history has what is left. A record that was made in the
  // millisecond of one that went may have got its place.
  EXPECT_GE(Actions(comment_).size(), 2u);
  EXPECT_LT(Actions(comment_).size(), 5u);
}

TEST_F(AuditCutTest, CutsAgainAndCutsAll) {
  Record(2);
  MakeAllOlder(Days(800));
  EXPECT_EQ(*Cut(), 2);
  EXPECT_EQ(Problem(), "") << "nothing is left, and that is its end";
  Record(2);
  Audit audit(audit_, *room_.live);
  EXPECT_THAT(audit.AddCheckpoint(**room_.live->Load(room_.site, 0),
                                  absl::Now() + absl::Hours(1)),
              IsOk());
  MakeAllOlder(Days(731));
  Record(1);
  EXPECT_EQ(*Cut(), 3);
  EXPECT_EQ(Problem(), "");
  EXPECT_EQ(Check().progress.first_seq, 5);
}

TEST_F(AuditCutTest, ShowsWhoeverChangesWhatStoodBesideTheCut) {
  Record(2);
  MakeAllOlder(Days(731));
  Record(2);
  EXPECT_EQ(*Cut(), 2);
  const std::string head(
      room_.Redis({"HGET", "…audit-head", "cut-head"}).text());
  room_.Redis({"HSET", "…audit-head", "cut-head", std::string(40, 'a')});
  EXPECT_THAT(Problem(), HasSubstr("was changed"));
  room_.Redis({"HSET", "…audit-head", "cut-head", head});
  EXPECT_EQ(Problem(), "");
  // A record more cut off than the checkpoint says.
  const auto page = audit_.Read(room_.site, "", 1000);
  room_.Redis({"XDEL", "…audit", page->entries[1].cursor});
  EXPECT_THAT(Problem(), HasSubstr("was taken out"));
}

TEST_F(AuditCutTest, TakesNothingOfABrokenChain) {
  Record(3);
  MakeAllOlder(Days(731));
  const auto page = audit_.Read(room_.site, "", 1000);
  room_.Redis({"XDEL", "…audit", page->entries[1].cursor});
  const auto cut = Cut();
  EXPECT_THAT(cut, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(cut.status().message(), HasSubstr("was taken out"));
  EXPECT_EQ(room_.Redis({"XLEN", "…audit"}).integer(), 2);
}

TEST_F(AuditCutTest, IsSafeToRepeat) {
  Record(2);
  MakeAllOlder(Days(731));
  const auto page = audit_.Read(room_.site, "", 1000);
  ChainEntry cut = page->entries[1];
  EXPECT_EQ(*Cut(), 2);
  EXPECT_THAT(retention_.CutAudit(room_.site, cut),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Problem(), "");
}

}  // namespace
}  // namespace winnow
