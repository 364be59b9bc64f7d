#include "service/moderation/audit_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/random.h"
#include "service/privacy/master_key.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

using Chain = std::vector<ChainEntry>;

class AuditChainTest : public testing::Test {
 protected:
  AuditChainTest() {
    std::array<uint8_t, kKeyBytes> bytes = {3};
    const auto master = MasterKey::FromBytes(bytes);
    const WrappedKeys wrapped =
        CreateSiteKeys(*master, "daily", SystemRandom());
    keys_ = *SiteKeys::Open(*master, "daily", wrapped);
    for (int64_t seq = 1; seq <= 9; ++seq) {
      ChainEntry entry;
      entry.cursor = absl::StrCat(seq, "-0");
      entry.seq = seq;
      entry.record = absl::StrCat("what was done ", seq);
      entry.digest = keys_->AuditDigest(entry.record);
      end_.head = ChainHash(end_.head, seq, entry.digest);
      heads_.push_back(end_.head);
      chain_.push_back(entry);
      if (seq % 3 == 0) chain_.push_back(CheckpointAt(seq, end_.head));
    }
    end_.seq = 9;
  }

  ChainEntry CheckpointAt(int64_t seq, const std::string& head) const {
    ChainEntry entry;
    entry.cursor = absl::StrCat(seq, "-1");
    entry.seq = seq;
    entry.head = head;
    entry.checkpoint = keys_->AuditCheckpoint(seq, head);
    return entry;
  }

  // Everything but the end that is known elsewhere.
  std::optional<AuditProblem> Check(
      const Chain& entries, const AuditEnd& end,
      std::optional<KnownHead> known = std::nullopt) {
    AuditChain chain(*keys_, {}, std::move(known));
    for (const ChainEntry& entry : entries) {
      if (auto problem = chain.Take(entry)) return problem;
    }
    auto problem = chain.Finish(end);
    progress_ = chain.progress();
    return problem;
  }

  std::shared_ptr<const SiteKeys> keys_;
  Chain chain_;
  AuditEnd end_;
  std::vector<std::string> heads_;
  AuditProgress progress_;
};

TEST_F(AuditChainTest, FindsAWholeChainWhole) {
  EXPECT_FALSE(Check(chain_, end_));
  EXPECT_EQ(progress_.first_seq, 1);
  EXPECT_EQ(progress_.seq, 9);
  EXPECT_EQ(progress_.head, end_.head);
  EXPECT_EQ(progress_.records, 9);
  EXPECT_EQ(progress_.checkpoints, 3);
  EXPECT_FALSE(Check({}, {}));
}

TEST_F(AuditChainTest, FindsEveryRecordThatWasChangedTakenOutOrPutIn) {
  for (size_t i = 0; i < chain_.size(); ++i) {
    SCOPED_TRACE(i);
    Chain changed = chain_;
    if (chain_[i].is_checkpoint()) {
      changed[i].head[0] ^= 1;
    } else {
      changed[i].record += "!";
    }
    EXPECT_TRUE(Check(changed, end_));

    changed = chain_;
    std::swap(changed[i], changed[(i + 1) % changed.size()]);
    EXPECT_TRUE(Check(changed, end_));

    // A checkpoint that is missing proves nothing, and breaks nothing.
    changed = chain_;
    changed.erase(changed.begin() + static_cast<ptrdiff_t>(i));
    const bool is_first = i == 0;
    EXPECT_EQ(Check(changed, end_).has_value(),
              !chain_[i].is_checkpoint() && !is_first);

    changed = chain_;
    changed.insert(changed.begin() + static_cast<ptrdiff_t>(i), chain_[i]);
    EXPECT_EQ(Check(changed, end_).has_value(), !chain_[i].is_checkpoint());
  }
}

TEST_F(AuditChainTest, FindsARecordThatWasReplacedByAnotherSignedOne) {
  Chain changed = chain_;
  changed[1].record = chain_[4].record;
  changed[1].digest = chain_[4].digest;
  const auto problem = Check(changed, end_);
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->what, HasSubstr("checkpoint"));
}

TEST_F(AuditChainTest, BeginsAtACheckpointWhenOlderRecordsAreGone) {
  // Kept: 5, 6, its checkpoint, and what follows.
  Chain rest(chain_.begin() + 5, chain_.end());
  ASSERT_EQ(rest.front().seq, 5);
  EXPECT_FALSE(Check(rest, end_));
  EXPECT_EQ(progress_.first_seq, 5);
  EXPECT_EQ(progress_.head, end_.head);
  rest.erase(rest.begin() + 4);
  EXPECT_TRUE(Check(rest, end_)) << "a record behind the checkpoint";
}

TEST_F(AuditChainTest, ShowsACutEndOnlyToWhoKeptAHead) {
  const Chain cut(chain_.begin(), chain_.begin() + 5);
  AuditEnd rewritten;
  rewritten.seq = 4;
  rewritten.head = heads_[3];
  EXPECT_THAT(Check(cut, end_)->what, HasSubstr("should be 9"));
  EXPECT_FALSE(Check(cut, rewritten));
  const auto problem = Check(cut, rewritten, KnownHead{7, heads_[6]});
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->what, HasSubstr("cut off"));
  EXPECT_EQ(problem->seq, 5);
  EXPECT_FALSE(Check(chain_, end_, KnownHead{7, heads_[6]}));
  EXPECT_TRUE(Check(chain_, end_, KnownHead{7, heads_[5]}));
}

TEST_F(AuditChainTest, GoesOnWhereItStopped) {
  AuditProgress progress;
  for (const ChainEntry& entry : chain_) {
    const auto kept = DecodeProgress(EncodeProgress(progress));
    ASSERT_TRUE(kept);
    AuditChain chain(*keys_, *kept, std::nullopt);
    ASSERT_FALSE(chain.Take(entry));
    progress = chain.progress();
  }
  EXPECT_EQ(progress.head, end_.head);
  const std::string line = EncodeProgress(progress);
  for (size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(DecodeProgress(line.substr(0, size)));
  }
}

}  // namespace
}  // namespace winnow
