#include "service/api/names.h"

#include <gtest/gtest.h>

#include "service/base/clock.h"
#include "service/base/random.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

TEST(Names, ReadACommentsNameOfItsOwnSiteOnly) {
  const Uuid id = MakeUuidV7(RealClock(), SystemRandom());
  EXPECT_THAT(ParseCommentName(CommentName("daily", id), "daily", "name"),
              IsOkAndHolds(id));
  for (const std::string& name :
       {CommentName("weekly", id), CommentName("daily2", id), id.ToString(),
        std::string("sites/daily/comments/"), std::string("sites/daily"),
        CommentName("daily", id) + "/x", std::string()}) {
    EXPECT_THAT(ParseCommentName(name, "daily", "name"),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

TEST(Names, TakeAnEtagOrNone) {
  EXPECT_THAT(ParseEtag(""), IsOkAndHolds(std::optional<int64_t>()));
  EXPECT_THAT(ParseEtag("12"), IsOkAndHolds(std::optional<int64_t>(12)));
  EXPECT_THAT(ParseEtag("W/\"12\""), StatusIs(absl::StatusCode::kAborted));
}

TEST(Names, BoundAPage) {
  EXPECT_THAT(PageSize(0), IsOkAndHolds(50));
  EXPECT_THAT(PageSize(1), IsOkAndHolds(1));
  EXPECT_THAT(PageSize(1000), IsOkAndHolds(1000));
  EXPECT_THAT(PageSize(1001), IsOkAndHolds(1000));
  EXPECT_THAT(PageSize(-1), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(Names, TakeAPageTokenBackForTheSameListingOnly) {
  const PageStart next{.score = "1700000000123",
                       .id = MakeUuidV7(RealClock(), SystemRandom())};
  const std::string token = MakePageToken(next, {"daily", "state=held"});
  const auto back = ParsePageToken(token, {"daily", "state=held"});
  ASSERT_THAT(back, IsOk());
  ASSERT_TRUE(back->has_value());
  EXPECT_EQ((*back)->score, next.score);
  EXPECT_EQ((*back)->id, next.id);
  EXPECT_THAT(ParsePageToken(token, {"daily", "state=spam"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParsePageToken(token, {"dailys", "tate=held"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  for (const std::string& bad :
       {std::string("x"), std::string("===="), token.substr(1), token + "AA",
        std::string(2000, 'A')}) {
    EXPECT_THAT(ParsePageToken(bad, {"daily", "state=held"}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << bad;
  }
  EXPECT_THAT(ParsePageToken("", {"daily"}), IsOk());
}

}  // namespace
}  // namespace winnow
