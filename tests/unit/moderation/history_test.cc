#include "service/moderation/history.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

HistoryRecord Sample() {
  HistoryRecord record;
  record.time = absl::FromUnixMillis(1764000000123);
  record.key_id = "k1";
  record.key_name = "Ines";
  record.action = HistoryAction::kMarkedSpam;
  record.resource = "0190a0a0-0000-7000-8000-000000000001";
  record.from = State::kApproved;
  record.to = State::kSpam;
  record.reason = "advertising";
  record.reason_before = "language";
  record.batch = "b";
  record.revision = 7;
  return record;
}

TEST(History, ReadsBackWhatItWrote) {
  const auto read = DecodeHistory(EncodeHistory(Sample()));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->time, Sample().time);
  EXPECT_EQ(read->key_name, "Ines");
  EXPECT_EQ(read->action, HistoryAction::kMarkedSpam);
  EXPECT_EQ(read->from, State::kApproved);
  EXPECT_EQ(read->to, State::kSpam);
  EXPECT_EQ(read->reason, "advertising");
  EXPECT_EQ(read->reason_before, "language");
  EXPECT_EQ(read->batch, "b");
  EXPECT_EQ(read->revision, 7);
}

TEST(History, RefusesEveryTruncationAndExtraBytes) {
  const std::string bytes = EncodeHistory(Sample());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeHistory(bytes.substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  EXPECT_THAT(DecodeHistory(bytes + "x"),
              StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace winnow
