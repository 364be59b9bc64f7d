#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/moderation/marks.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class MarksTest : public testing::Test {
 protected:
  MarkRequest Of(const Uuid& id) { return {.site = room_.site, .id = id}; }

  StoredComment Read(const Uuid& id) {
    return *room_.moderation->Get(room_.site, id);
  }

  std::vector<HistoryRecord> History(const Uuid& id) {
    return *room_.moderation->History(room_.site, id);
  }

  std::vector<EventType> EventsAfter(const std::string& cursor) {
    std::vector<EventType> types;
    const auto page = room_.feed->After(room_.site, cursor, true, 100);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return types;
    for (const Event& event : page->events) types.push_back(event.type);
    return types;
  }
  std::string Latest() { return *room_.store->LatestCursor(room_.site); }

  absl::StatusOr<StoredComment> Tag(const Uuid& id,
                                    const std::vector<std::string>& add,
                                    const std::vector<std::string>& remove) {
    return marks_.UpdateTags(Of(id), add, remove, who_);
  }

  Newsroom room_;
  Marks marks_ = Marks(*room_.store, *room_.live, RealClock());
  Principal who_ = room_.moderator();
};

using Notes = MarksTest;
using Tags = MarksTest;
using Picks = MarksTest;

TEST_F(Notes, StayWithTheCommentInTheirOrderAndNameTheirAuthor) {
  const Uuid id = room_.Post("hold me");
  const std::string cursor = Latest();
  for (int i = 1; i <= 12; ++i) {
    ASSERT_THAT(marks_.AddNote(Of(id), absl::StrCat("note ", i), who_), IsOk());
  }
  const StoredComment stored = Read(id);
  ASSERT_EQ(stored.hidden.notes.size(), 12u);
  for (int i = 1; i <= 12; ++i) {
    const Note& note = stored.hidden.notes[static_cast<size_t>(i - 1)];
    EXPECT_EQ(note.number, i);
    EXPECT_EQ(note.text, absl::StrCat("note ", i));
    EXPECT_EQ(note.key_id, "mod1");
    EXPECT_EQ(note.key_name, "Ines");
    EXPECT_LE(note.time, absl::Now());
  }
  EXPECT_EQ(stored.comment.revision, 1);
  EXPECT_THAT(EventsAfter(cursor), IsEmpty());
  ASSERT_EQ(History(id).size(), 12u);
  EXPECT_EQ(History(id).front().action, HistoryAction::kNoted);
  EXPECT_EQ(History(id).front().to, State::kHeld);
}

TEST_F(Notes, AreRefusedWhenTheyAreNoneOrTooMany) {
  const Uuid id = room_.Post("a text");
  for (const std::string& text :
       {std::string(), std::string(2001, 'x'), std::string("\xc3")}) {
    const auto refused = marks_.AddNote(Of(id), text, who_);
    ASSERT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(FieldViolationsOf(refused.status()).front().field, "text");
  }
  for (int i = 0; i < kNotesMax; ++i) {
    ASSERT_THAT(marks_.AddNote(Of(id), std::string(2000, 'x'), who_), IsOk());
  }
  EXPECT_THAT(marks_.AddNote(Of(id), "one more", who_),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(Read(id).hidden.notes.size(), 100u);
  MarkRequest stale = Of(id);
  stale.revision = 4;
  EXPECT_THAT(marks_.AddNote(stale, "late", who_),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(marks_.AddNote(Of(Uuid()), "nobody's", who_),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(Notes, AreAddedOnceForARequestId) {
  const Uuid id = room_.Post("a text");
  MarkRequest request = Of(id);
  request.request_id = "n-1";
  ASSERT_THAT(marks_.AddNote(request, "seen", who_), IsOk());
  ASSERT_THAT(marks_.AddNote(request, "seen", who_), IsOk());
  EXPECT_EQ(Read(id).hidden.notes.size(), 1u);
  EXPECT_THAT(marks_.AddNote(request, "something else", who_),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(Notes, OfManyAtOnceAreAllThere) {
  const Uuid id = room_.Post("a text");
  std::vector<std::thread> moderators;
  moderators.reserve(4);
  for (int m = 0; m < 4; ++m) {
    moderators.emplace_back([this, &id] {
      for (int i = 0; i < 10; ++i) {
        EXPECT_THAT(marks_.AddNote(Of(id), "mine", who_), IsOk());
      }
    });
  }
  for (std::thread& moderator : moderators) moderator.join();
  EXPECT_EQ(Read(id).hidden.notes.size(), 40u);
  EXPECT_EQ(History(id).size(), 40u);
}

TEST_F(Notes, AndTagsAreNoDecisionsToTakeBack) {
  const Uuid id = room_.Post("hold me");
  ASSERT_THAT(marks_.AddNote(Of(id), "look here", who_), IsOk());
  EXPECT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, who_, ""),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  DecisionRequest decision;
  decision.site = room_.site;
  decision.id = id;
  decision.to = State::kApproved;
  ASSERT_THAT(room_.moderation->Decide(decision, who_), IsOk());
  ASSERT_THAT(Tag(id, {"later"}, {}), IsOk());
  const auto undone =
      room_.moderation->Undo(room_.site, id, std::nullopt, who_, "");
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->comment.state, State::kHeld);
}

TEST_F(Tags, AreAddedTakenAwayAndFound) {
  const Uuid id = room_.Post("hold me");
  room_.Post("hold me too");
  ASSERT_THAT(Tag(id, {"for-ines", "law", "law"}, {}), IsOk());
  EXPECT_THAT(Read(id).hidden.tags, ElementsAre("for-ines", "law"));
  const auto found = room_.moderation->Search(
      room_.site, *CommentFilter::Parse("tag=law"), std::nullopt, 10);
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->comments.size(), 1u);
  EXPECT_EQ(found->comments[0].comment.id, id);
  ASSERT_THAT(Tag(id, {"new"}, {"law", "never-there"}), IsOk());
  EXPECT_THAT(Read(id).hidden.tags, ElementsAre("for-ines", "new"));
  ASSERT_THAT(Tag(id, {}, {"for-ines", "new"}), IsOk());
  EXPECT_THAT(Read(id).hidden.tags, IsEmpty());
  EXPECT_EQ(Read(id).comment.revision, 1);
  EXPECT_EQ(History(id).size(), 3u);
}

TEST_F(Tags, LeaveNoRecordWhenNothingChanges) {
  const Uuid id = room_.Post("a text");
  ASSERT_THAT(Tag(id, {"law"}, {}), IsOk());
  ASSERT_THAT(Tag(id, {"law"}, {"other"}), IsOk());
  ASSERT_THAT(Tag(id, {}, {}), IsOk());
  EXPECT_EQ(History(id).size(), 1u);
}

TEST_F(Tags, AreBounded) {
  const Uuid id = room_.Post("a text");
  const struct {
    const char* name;
    std::string tag;
  } kRows[] = {{"empty", ""},
               {"capital", "Law"},
               {"digit first", "1st"},
               {"space", "two words"},
               {"line", "a\nb"},
               {"too long", std::string(41, 'a')},
               {"not ASCII", "gr\xc3\xbcn"}};
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto refused = Tag(id, {"fine", row.tag}, {});
    ASSERT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_EQ(FieldViolationsOf(refused.status()).front().field, "add_tags[1]");
  }
  EXPECT_THAT(Tag(id, {"both"}, {"both"}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Read(id).hidden.tags, IsEmpty());
  std::vector<std::string> twenty = {std::string(40, 'a')};
  for (int i = 1; i < 20; ++i) twenty.push_back(absl::StrCat("t", i));
  ASSERT_THAT(Tag(id, twenty, {}), IsOk());
  EXPECT_THAT(Tag(id, {"t20"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("20")));
  EXPECT_THAT(Tag(id, {"t20"}, {"t1"}), IsOk());
  EXPECT_EQ(Read(id).hidden.tags.size(), 20u);
}

TEST_F(Tags, OfTwoModeratorsAtOnceAreBothThere) {
  const Uuid id = room_.Post("a text");
  std::thread one([&] {
    for (int i = 0; i < 9; ++i) {
      EXPECT_THAT(Tag(id, {absl::StrCat("a", i)}, {}), IsOk());
    }
  });
  for (int i = 0; i < 9; ++i) {
    EXPECT_THAT(Tag(id, {absl::StrCat("b", i)}, {}), IsOk());
  }
  one.join();
  EXPECT_EQ(Read(id).hidden.tags.size(), 18u);
}

TEST_F(Picks, GoOutAsAnEditAndComeBack) {
  const Uuid id = room_.Post("the best of all");
  const std::string cursor = Latest();
  const auto picked = marks_.Feature(Of(id), true, who_);
  ASSERT_THAT(picked, IsOk());
  EXPECT_TRUE(picked->comment.featured);
  EXPECT_EQ(picked->comment.revision, 2);
  EXPECT_FALSE(picked->comment.edited);
  ASSERT_THAT(marks_.Feature(Of(id), true, who_), IsOk());
  EXPECT_THAT(EventsAfter(cursor), ElementsAre(EventType::kEdited));
  const auto plain = marks_.Feature(Of(id), false, who_);
  ASSERT_THAT(plain, IsOk());
  EXPECT_FALSE(plain->comment.featured);
  EXPECT_THAT(EventsAfter(cursor),
              ElementsAre(EventType::kEdited, EventType::kEdited));
  ASSERT_EQ(History(id).size(), 2u);
  EXPECT_EQ(History(id)[0].action, HistoryAction::kFeatured);
  EXPECT_EQ(History(id)[0].revision, 2);
  EXPECT_EQ(History(id)[0].reason, "");
  EXPECT_EQ(History(id)[1].reason, "unfeatured");
}

TEST_F(Picks, AreOfApprovedCommentsOnly) {
  for (const char* body : {"hold me", "awful"}) {
    const Uuid id = room_.Post(body);
    EXPECT_THAT(marks_.Feature(Of(id), true, who_),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("only approved")));
    EXPECT_EQ(Read(id).comment.revision, 1);
  }
  const Uuid id = room_.Post("a text");
  MarkRequest stale = Of(id);
  stale.revision = 2;
  EXPECT_THAT(marks_.Feature(stale, true, who_),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_FALSE(Read(id).comment.featured);
}

}  // namespace
}  // namespace winnow
