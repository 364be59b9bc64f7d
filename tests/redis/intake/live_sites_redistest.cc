// How a site that changed comes into use while submissions go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "service/intake/live_sites.h"
#include "service/store/term_pieces.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

// Writes a list of suspect terms straight into the store; returns the site's
// revision with it.
int64_t WriteList(Newsroom& room, const std::string& name,
                  const std::vector<std::string>& terms) {
  TermListChange change;
  change.site = room.site;
  change.expected_site_revision = room.lists->Lists(room.site)->site_revision;
  change.list.name = name;
  change.list.kind = 2;
  auto staged = room.lists->Stage(room.site, CutIntoPieces(terms));
  EXPECT_THAT(staged, IsOk());
  change.list.pieces = *staged;
  for (const TermPiece& piece : *staged) change.staged.push_back(piece.serial);
  auto revision = room.lists->Apply(change);
  EXPECT_THAT(revision, IsOk());
  return revision.ok() ? *revision : 0;
}

std::vector<std::string> Numbered(int count) {
  std::vector<std::string> terms;
  for (int i = 0; i < count; ++i) {
    terms.push_back(absl::StrCat("word", 100000 + i));
  }
  return terms;
}

// A LiveSites of its own over the same Redis, whose loading a test can stop.
struct StoppableSites {
  explicit StoppableSites(Newsroom& room)
      : sites(*room.sites, *room.lists, *room.master,
              SiteText{
                  .settings =
                      [this](absl::string_view) {
                        ++loads;
                        if (stop) {
                          stopped.count_down();
                          go_on.wait();
                        }
                        return SiteSettings();
                      },
                  .policy = [](absl::string_view) { return TestPolicy(); }}) {}

  std::atomic<int> loads = 0;
  std::atomic<bool> stop = false;
  std::latch stopped{1};
  std::latch go_on{1};
  LiveSites sites;
};

TEST(LiveSites, ScreenWithTheSitesOwnListsFromTheNextSubmissionOn) {
  Newsroom room;
  const Uuid before = room.Post("a marvellous umbrella");
  WriteList(room, "rude", {"umbrella"});
  const Uuid after = room.Post("another marvellous umbrella");
  EXPECT_EQ(room.moderation->Get(room.site, before)->comment.state,
            State::kApproved);
  const auto held = room.moderation->Get(room.site, after);
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->comment.state, State::kHeld);
  // The list and the entry are kept with the comment.
  const auto& signals = held->hidden.verdict.signals;
  ASSERT_FALSE(signals.empty());
  const auto listed = std::find_if(
      signals.begin(), signals.end(),
      [](const Signal& signal) { return signal.name == "listed_suspect"; });
  ASSERT_NE(listed, signals.end());
  ASSERT_EQ(listed->entries.size(), 1u);
  EXPECT_EQ(listed->entries[0].list, "rude");
  EXPECT_EQ(listed->entries[0].entry, "umbrella");
}

TEST(LiveSites, MayHaveAListNamedAsOneOfThePolicy) {
  Newsroom room;
  WriteList(room, "suspect", {"umbrella"});
  const Uuid own = room.Post("a marvellous umbrella");
  EXPECT_EQ(room.moderation->Get(room.site, own)->comment.state, State::kHeld);
  const Uuid policys = room.Post("hold me and my thoughts");
  EXPECT_EQ(room.moderation->Get(room.site, policys)->comment.state,
            State::kHeld);
}

TEST(LiveSites, LoadASiteOnceHoweverManyWaitForIt) {
  Newsroom room;
  StoppableSites stoppable(room);
  LiveSites& sites = stoppable.sites;
  ASSERT_THAT(sites.Load(room.site, 0), IsOk());
  EXPECT_EQ(stoppable.loads, 1);
  const int64_t revision = WriteList(room, "rude", {"umbrella"});

  WorkerPool workers(4, 1000);
  stoppable.stop = true;
  constexpr int kWaiting = 200;
  std::atomic<int> answered = 0;
  std::atomic<int> current = 0;
  std::promise<void> all;
  const auto refresh = [&] {
    return sites.Refresh(room.site, revision, workers,
                         [&](LiveSites::Loaded live) {
                           if (live.ok() && (*live)->revision >= revision) {
                             ++current;
                           }
                           if (++answered == kWaiting) all.set_value();
                         });
  };
  EXPECT_EQ(refresh(), LiveSites::Wait::kForReady);
  stoppable.stopped.wait();
  for (int i = 1; i < kWaiting; ++i) {
    EXPECT_EQ(refresh(), LiveSites::Wait::kForReady);
  }
  EXPECT_EQ(answered, 0);
  // No thread is held: the other workers are free.
  std::promise<void> free;
  ASSERT_TRUE(workers.TrySubmit([&free] { free.set_value(); }));
  free.get_future().wait();
  stoppable.go_on.count_down();
  all.get_future().wait();
  EXPECT_EQ(current, kWaiting);
  EXPECT_EQ(stoppable.loads, 2);
}

TEST(LiveSites, LoadAgainForWhoeverSawALaterRevision) {
  Newsroom room;
  StoppableSites stoppable(room);
  LiveSites& sites = stoppable.sites;
  ASSERT_THAT(sites.Load(room.site, 0), IsOk());
  const int64_t first = WriteList(room, "rude", {"umbrella"});
  WorkerPool workers(4, 1000);
  stoppable.stop = true;
  std::promise<int64_t> one, other;
  sites.Refresh(room.site, first, workers, [&one](LiveSites::Loaded live) {
    one.set_value(live.ok() ? (*live)->revision : 0);
  });
  stoppable.stopped.wait();
  const int64_t second = WriteList(room, "ugly", {"parasol"});
  sites.Refresh(room.site, second, workers, [&other](LiveSites::Loaded live) {
    other.set_value(live.ok() ? (*live)->revision : 0);
  });
  stoppable.go_on.count_down();
  EXPECT_GE(one.get_future().get(), first);
  EXPECT_GE(other.get_future().get(), second);
}

TEST(LiveSites, AreLoadedAsNewAsTheStoreHasThemWhereverTheyWereChanged) {
  Newsroom room;
  StoppableSites other(room);
  ASSERT_THAT(other.sites.Load(room.site, 0), IsOk());
  const int64_t revision = WriteList(room, "rude", {"umbrella"});
  EXPECT_LT((*other.sites.Load(room.site, 0))->revision, revision);
  const auto newest = other.sites.LoadNewest(room.site);
  ASSERT_THAT(newest, IsOk());
  EXPECT_EQ((*newest)->revision, revision);
  EXPECT_EQ((*newest)->own_lists.size(), 1u);
  // The next time there is nothing to load.
  EXPECT_EQ(*other.sites.LoadNewest(room.site), *newest);
  EXPECT_EQ(other.loads, 2);
  EXPECT_THAT(other.sites.LoadNewest("nowhere"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(LiveSites, TakeTheScreenerOverWhenNothingItNeedsChanged) {
  Newsroom room;
  WriteList(room, "rude", {"umbrella"});
  const auto before = room.live->Load(room.site, 0);
  ASSERT_THAT(before, IsOk());
  const auto revision = room.sites->Change(room.site, std::nullopt,
                                           {{"settings", "form {}"}}, "d", "r");
  ASSERT_THAT(revision, IsOk());
  const auto after = room.live->Load(room.site, *revision);
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ((*after)->revision, *revision);
  EXPECT_EQ((*after)->screener, (*before)->screener);
}

TEST(LiveSites, HoldEverythingWhenListsCannotBeRead) {
  Newsroom room;
  WriteList(room, "rude", {"umbrella"});
  ASSERT_THAT(room.redis->Call(
                  "winnow:{daily}:",
                  Command({"HSET", "winnow:{daily}:lists", "rude", "?"}), {}),
              IsOk());
  ASSERT_THAT(
      room.redis->Call(
          "winnow:{daily}:", Command({"INCR", "winnow:{daily}:revision"}), {}),
      IsOk());
  const Uuid id = room.Post("A calm remark.");
  const auto stored = room.moderation->Get(room.site, id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->comment.state, State::kHeld);
  EXPECT_EQ(stored->hidden.verdict.rule, "policy-unusable");
}

// Sixty thousand words take a second or two to compile.
TEST(LiveSites, LetSubmissionsGoOnWhileALongListIsCompiled) {
  Newsroom room;
  room.Post("the first comment loads the site");
  const int64_t revision = WriteList(room, "long", Numbered(60000));
  std::atomic<bool> loaded = false;
  std::thread changer([&] {
    EXPECT_THAT(room.live->Load(room.site, revision), IsOk());
    loaded = true;
  });
  int meanwhile = 0;
  int approved = 0;
  for (int i = 0; !loaded; ++i) {
    Submission submission =
        room.CommentOf(absl::StrCat("remark ", i, " about word100007"));
    submission.trusted = true;
    auto submitted = room.Submit(std::move(submission));
    ASSERT_THAT(submitted, IsOk());
    if (loaded) break;
    ++meanwhile;
    approved += submitted->comment.state == State::kApproved;
  }
  changer.join();
  // Answered while it was compiled, by what was there.
  EXPECT_GT(meanwhile, 10);
  EXPECT_GT(approved, 10);
  RecordProperty("answered_meanwhile", meanwhile);
  // In force as soon as the change is answered.
  const Uuid id = room.Post("and word100007 once more");
  EXPECT_EQ(room.moderation->Get(room.site, id)->comment.state, State::kHeld);
}

}  // namespace
}  // namespace winnow
