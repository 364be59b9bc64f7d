// A newsroom whose readers report comments.
#ifndef WINNOW_TESTS_REDIS_MODERATION_REPORTS_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_REPORTS_ROOM_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/reports.h"
#include "service/store/redis/redis_report_store.h"
#include "tests/redis/moderation/own_comments_room.h"

namespace winnow {

class ReportsTest : public OwnCommentsTest {
 protected:
  ReportRequest By(const std::string& reader, const Submitted& about) {
    return {.site = room_.site,
            .id = about.comment.id,
            .reason = 1,
            .text = "It is " + reader + "'s words",
            .reporter_id = reader};
  }
  absl::StatusOr<bool> Report(const std::string& reader,
                              const Submitted& about) {
    return reports_.File(By(reader, about));
  }
  // As many new readers as it takes to put a comment before moderators.
  void ReportEnough(const Submitted& about, const std::string& whose = "r") {
    for (int i = 0; i < 5; ++i) {
      ASSERT_THAT(Report(absl::StrCat(whose, i), about), IsOk());
    }
  }
  ReportSummary Of(const Submitted& about) { return Read(about).reports; }
  int64_t Queued() { return *room_.store->CountReported(room_.site); }
  // What a new report of this reader would weigh.
  double WeightOf(const std::string& reader) {
    const Submitted about = Submit("words about the weather " + reader);
    EXPECT_THAT(Report(reader, about), IsOk());
    return Of(about).newest.front().weight;
  }
  absl::StatusOr<StoredComment> Undo(const Submitted& about) {
    return room_.moderation->Undo(room_.site, about.comment.id, std::nullopt,
                                  room_.moderator());
  }
  std::vector<ReportRow> Listed() {
    const auto rows =
        reports_.List(room_.site, std::nullopt, std::nullopt, 100);
    EXPECT_THAT(rows, IsOk());
    return rows.ok() ? *rows : std::vector<ReportRow>();
  }

  RedisReportStore store_ = RedisReportStore(*room_.redis);
  Reports reports_ = Reports(store_, *room_.store, *room_.live, clock_);
};

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_REPORTS_ROOM_H_
