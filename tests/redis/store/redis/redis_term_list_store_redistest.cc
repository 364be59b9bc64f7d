// Term lists in a real Redis: what a change writes, and when it counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "service/store/redis/redis_term_list_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TermLists : public testing::Test {
 protected:
  TermListChange ChangeTo(const std::string& name,
                          const std::vector<std::vector<std::string>>& pieces) {
    TermListChange change;
    change.site = room_.site;
    change.expected_site_revision =
        room_.lists->Lists(room_.site)->site_revision;
    change.list.name = name;
    change.list.kind = 2;
    change.list.update_time = absl::FromUnixSeconds(1700000000);
    auto staged = room_.lists->Stage(room_.site, pieces);
    EXPECT_THAT(staged, IsOk());
    change.list.pieces = *staged;
    for (const TermPiece& piece : *staged) {
      change.staged.push_back(piece.serial);
    }
    change.digest = "digest";
    change.record = "record";
    return change;
  }

  Reply Ask(Command command) {
    auto reply = room_.redis->Call("winnow:{daily}:", std::move(command), {});
    EXPECT_THAT(reply, IsOk());
    return *std::move(reply);
  }

  int64_t SecondsLeft(int64_t serial) {
    return Ask(Command("TTL").Append(
                   absl::StrCat("winnow:{daily}:terms:", serial)))
        .integer();
  }

  Newsroom room_;
};

TEST_F(TermLists, CountOnlyOnceTheyAreApplied) {
  const TermListChange change = ChangeTo("rude", {{"a", "b"}, {"c"}});
  EXPECT_THAT(room_.lists->Lists(room_.site)->lists, IsEmpty());
  // What was staged goes by itself unless it is applied.
  EXPECT_GT(SecondsLeft(change.staged[0]), 0);
  EXPECT_LE(SecondsLeft(change.staged[0]), 3600);

  ASSERT_THAT(room_.lists->Apply(change),
              IsOkAndHolds(change.expected_site_revision + 1));
  EXPECT_EQ(SecondsLeft(change.staged[0]), -1);
  const auto stored = room_.lists->Lists(room_.site);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->site_revision, change.expected_site_revision + 1);
  EXPECT_THAT(stored->lists, ElementsAre(change.list));
  EXPECT_THAT(
      room_.lists->Terms(room_.site, stored->lists[0].pieces),
      IsOkAndHolds(ElementsAre(ElementsAre("a", "b"), ElementsAre("c"))));
}

TEST_F(TermLists, KeepPiecesThatAChangeDoesNotTouch) {
  const TermListChange first = ChangeTo("rude", {{"a", "b"}, {"c"}});
  ASSERT_THAT(room_.lists->Apply(first), IsOk());
  TermListChange second = ChangeTo("rude", {{"c", "d"}});
  second.list.pieces.insert(second.list.pieces.begin(), first.list.pieces[0]);
  second.dropped = {first.list.pieces[1].serial};
  ASSERT_THAT(room_.lists->Apply(second), IsOk());
  EXPECT_THAT(
      room_.lists->Terms(room_.site, second.list.pieces),
      IsOkAndHolds(ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"))));
  // A reader of the list before is told to look again.
  EXPECT_THAT(room_.lists->Terms(room_.site, first.list.pieces),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(TermLists, ChangeNothingForAStaleRevisionOrLostPieces) {
  const TermListChange first = ChangeTo("rude", {{"a"}});
  const TermListChange second = ChangeTo("rude", {{"b"}});
  ASSERT_THAT(room_.lists->Apply(first), IsOk());
  EXPECT_THAT(room_.lists->Apply(second), StatusIs(absl::StatusCode::kAborted));

  const TermListChange late = ChangeTo("rude", {{"x"}, {"y"}});
  Ask(Command("DEL").Append(
      absl::StrCat("winnow:{daily}:terms:", late.staged[1])));
  EXPECT_THAT(room_.lists->Apply(late), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(room_.lists->Lists(room_.site)->lists, ElementsAre(first.list));
}

TEST_F(TermLists, GoWithTheirLastPiece) {
  const TermListChange first = ChangeTo("rude", {{"a"}});
  ASSERT_THAT(room_.lists->Apply(first), IsOk());
  TermListChange last = ChangeTo("rude", {});
  last.dropped = first.staged;
  ASSERT_THAT(room_.lists->Apply(last), IsOk());
  EXPECT_THAT(room_.lists->Lists(room_.site)->lists, IsEmpty());
  EXPECT_EQ(SecondsLeft(first.staged[0]), -2);  // gone
}

TEST_F(TermLists, AreNotKeptForASiteThatIsNotThere) {
  EXPECT_THAT(room_.lists->Lists("nowhere"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(room_.lists->Stage("nowhere", {{"a"}}),
              StatusIs(absl::StatusCode::kNotFound));
  TermListChange change = ChangeTo("rude", {{"a"}});
  change.site = "nowhere";
  EXPECT_THAT(room_.lists->Apply(change),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace winnow
