// Comments from elsewhere, on a real Redis: taken in and given out again.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/audit.h"
#include "service/moderation/comment_export.h"
#include "service/moderation/history.h"
#include "service/moderation/importer.h"
#include "service/store/redis/redis_audit_store.h"
#include "service/store/redis/redis_import_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

const absl::Time kLongAgo = absl::FromUnixSeconds(1'300'000'000);

class ImportTest : public testing::Test {
 protected:
  Import ImportOf(const std::string& source, std::optional<State> decision,
                  const std::string& body = "an old comment") {
    Import import;
    import.submission = room_.CommentOf(body);
    import.submission.email = "old@example.org";
    import.submission.create_time = kLongAgo;
    import.source_id = source;
    import.decision = decision;
    return import;
  }

  absl::StatusOr<Imported> Take(Import import) {
    std::promise<absl::StatusOr<Imported>> answer;
    importer_.Take(std::move(import), "key1",
                   [&answer](absl::StatusOr<Imported> imported) {
                     answer.set_value(std::move(imported));
                   });
    return answer.get_future().get();
  }

  Uuid Stored(Import import) {
    const auto imported = Take(std::move(import));
    EXPECT_THAT(imported, IsOk());
    EXPECT_TRUE(imported->id);
    return imported->id.value_or(Uuid());
  }

  StoredComment Get(const Uuid& id) {
    auto stored = room_.moderation->Get(room_.site, id);
    EXPECT_THAT(stored, IsOk());
    return *std::move(stored);
  }

  StateCounts Counts() { return *room_.moderation->Counts(room_.site); }

  std::vector<StoredComment> All(
      const std::optional<CommentFilter>& filter = std::nullopt,
      std::optional<PageStart> start = std::nullopt,
      bool in_one_state = false) {
    CommentExport rows(*room_.store, room_.site, filter, in_one_state, "",
                       absl::Now(), std::move(start));
    std::vector<StoredComment> all;
    while (!rows.done()) {
      auto next = rows.Next();
      EXPECT_THAT(next, IsOk());
      if (!next.ok()) break;
      for (StoredComment& one : *next) all.push_back(std::move(one));
    }
    return all;
  }

  Newsroom room_;
  RedisImportStore store_{*room_.redis};
  Importer importer_{*room_.store,   store_,      *room_.live,
                     *room_.workers, RealClock(), SystemRandom()};
};

TEST_F(ImportTest, KeepsDatesStatesAndWhatWasSaid) {
  const struct {
    State state;
    const char* source;
  } rows[] = {{State::kApproved, "a"},
              {State::kHeld, "h"},
              {State::kRejected, "r"},
              {State::kSpam, "s"}};
  for (const auto& row : rows) {
    const StoredComment stored = Get(Stored(ImportOf(row.source, row.state)));
    EXPECT_EQ(stored.comment.state, row.state);
    EXPECT_EQ(stored.comment.create_time, kLongAgo);
    EXPECT_EQ(stored.comment.body, "an old comment");
    EXPECT_EQ(*store_.SourceIds(room_.site, {stored.comment.id}),
              std::vector<std::string>{row.source});
    EXPECT_FALSE(stored.hidden.email.bytes.empty());
    EXPECT_TRUE(stored.hidden.network.host.empty()) << "too old to keep";
    EXPECT_EQ(stored.hidden.verdict.rule, kRuleImported);
    EXPECT_EQ(stored.thread.title, "An article");
  }
  const StateCounts counts = Counts();
  EXPECT_EQ(counts.approved, 1);
  EXPECT_EQ(counts.held, 1);
  EXPECT_EQ(counts.rejected, 1);
  EXPECT_EQ(counts.spam, 1);
}

TEST_F(ImportTest, LearnsOfAThreadFromWhicheverCommentSaysIt) {
  const auto take = [this](const char* source, const char* title) {
    Import import = ImportOf(source, State::kApproved);
    import.submission.thread.url.clear();
    import.submission.thread.title = title;
    return Get(Stored(std::move(import))).thread.title;
  };
  EXPECT_EQ(take("1", ""), "");
  EXPECT_EQ(take("2", "Trams"), "Trams");
  EXPECT_EQ(take("3", "Trains"), "Trams");
  EXPECT_EQ(take("4", ""), "Trams");
}

TEST_F(ImportTest, IsNoNewsAndCountsNoRate) {
  for (int i = 0; i < 50; ++i) {
    Stored(ImportOf(absl::StrCat(i), State::kApproved));
  }
  EXPECT_EQ(room_.Redis({"XLEN", "…feed"}).integer(), 0);
  // The eleventh of an author within a minute would be refused.
  Submission next = room_.CommentOf("something new");
  next.email = "old@example.org";
  EXPECT_THAT(room_.Submit(std::move(next)), IsOk());
}

TEST_F(ImportTest, MakesItsAuthorsKnown) {
  const Uuid id = Stored(ImportOf("1", State::kApproved));
  Import spam = ImportOf("2", State::kSpam);
  spam.submission.create_time = kLongAgo - absl::Hours(24);
  Stored(std::move(spam));
  const AuthorRecord author = Get(id).author;
  EXPECT_EQ(author.approved, 1);
  EXPECT_EQ(author.spam, 1);
  EXPECT_EQ(author.first_seen, kLongAgo - absl::Hours(24));
  EXPECT_EQ(author.last_seen, kLongAgo);
  EXPECT_EQ(author.approved_lately, 0);
  EXPECT_EQ(author.refused_lately, 0);
}

TEST_F(ImportTest, OldCommentsAreNotWhatAnAuthorDidLately) {
  Submission fresh = room_.CommentOf("something new");
  fresh.email = "old@example.org";
  const auto posted = room_.Submit(std::move(fresh));
  ASSERT_THAT(posted, IsOk());
  const std::string author = Get(posted->comment.id).hidden.author.exact;
  const int64_t week = (absl::Now() - absl::UnixEpoch()) / absl::Hours(7 * 24);
  room_.Redis({"HSET", "…author:" + author, "f", "1000", "w",
               absl::StrCat(week, ":1:0")});
  for (int i = 0; i < 5; ++i) {
    Stored(ImportOf(absl::StrCat(i), i < 3 ? State::kApproved : State::kSpam));
  }
  const AuthorRecord record = Get(posted->comment.id).author;
  EXPECT_EQ(record.approved, 4);
  EXPECT_EQ(record.approved_lately, 0);
  EXPECT_EQ(record.refused_lately, 0);
}

TEST_F(ImportTest, StoresNothingTwice) {
  const Uuid first = Stored(ImportOf("1", State::kApproved));
  Import again = ImportOf("1", State::kApproved);
  again.submission.display_name = "Reader 0";
  const auto replay = Take(std::move(again));
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->replayed);
  EXPECT_EQ(replay->id, first);
  Import other = ImportOf("1", State::kApproved, "something else");
  EXPECT_EQ(Take(std::move(other)).status().code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Counts().approved, 1);
}

TEST_F(ImportTest, KnowsTheCommentsOfTheSiteThatWereExported) {
  const Uuid here = room_.Post("written here");
  const auto replay = Take(ImportOf(here.ToString(), State::kApproved));
  ASSERT_THAT(replay, IsOk());
  EXPECT_TRUE(replay->replayed);
  EXPECT_EQ(replay->id, here);
}

TEST_F(ImportTest, PutsAnswersBelowWhatTheyAnswer) {
  Import early = ImportOf("2", State::kApproved, "an answer");
  early.parent_source_id = "1";
  const auto missing = Take(early);
  ASSERT_THAT(missing, IsOk());
  EXPECT_TRUE(missing->parent_missing);
  EXPECT_EQ(Counts().approved, 0);
  // Whatever became of the parent.
  const Uuid parent = Stored(ImportOf("1", State::kSpam));
  const Uuid child = Stored(early);
  EXPECT_EQ(Get(child).comment.parent, parent);
  EXPECT_EQ(Get(parent).comment.reply_count, 1);
  Import deeper = ImportOf("3", State::kApproved, "deeper");
  deeper.parent_source_id = "2";
  EXPECT_EQ(Get(Stored(deeper)).hidden.depth, 2);
  Import elsewhere = ImportOf("4", State::kApproved, "elsewhere");
  elsewhere.parent_source_id = "2";
  elsewhere.submission.thread.id = "another";
  EXPECT_TRUE(Take(elsewhere)->parent_missing);
}

TEST_F(ImportTest, KeepsThePlaceOfWhatWasTakenBack) {
  Import shell = ImportOf("1", State::kWithdrawn, "secret");
  shell.submission.body.clear();
  const Uuid id = Stored(shell);
  Import answer = ImportOf("2", State::kApproved, "an answer");
  answer.parent_source_id = "1";
  Stored(answer);
  const StoredComment stored = Get(id);
  EXPECT_EQ(stored.comment.state, State::kWithdrawn);
  EXPECT_TRUE(stored.comment.deleted) << "listed above its answer";
  EXPECT_EQ(stored.comment.body, "");
  EXPECT_EQ(stored.comment.display_name, "");
  EXPECT_TRUE(stored.hidden.email.bytes.empty());
  EXPECT_TRUE(stored.hidden.author.exact.empty());
}

TEST_F(ImportTest, LetsThePolicyDecideWhatNobodyHasDecided) {
  const StoredComment held =
      Get(Stored(ImportOf("1", std::nullopt, "please hold me")));
  EXPECT_EQ(held.comment.state, State::kHeld);
  EXPECT_EQ(held.hidden.verdict.rule, "suspect");
  EXPECT_EQ(Get(Stored(ImportOf("2", std::nullopt, "awful"))).comment.state,
            State::kRejected);
  EXPECT_EQ(Get(Stored(ImportOf("3", std::nullopt, "fine"))).comment.state,
            State::kApproved);
  // And says of those that waited why they did.
  const StoredComment waited =
      Get(Stored(ImportOf("4", State::kHeld, "awful, please hold me")));
  EXPECT_EQ(waited.comment.state, State::kHeld);
  EXPECT_FALSE(waited.hidden.verdict.signals.empty());
}

TEST_F(ImportTest, TakesWhatNoReaderMayHandIn) {
  Import import = ImportOf("1", State::kApproved);
  import.submission.display_name.clear();
  import.submission.email = "not an address";
  import.submission.website = "://";
  import.submission.network_address = "nowhere";
  import.submission.thread.url = "not a URL";
  const StoredComment stored = Get(Stored(import));
  EXPECT_TRUE(stored.hidden.email.bytes.empty());
  EXPECT_EQ(stored.comment.website, "");
  // But for what makes no comment.
  Import empty = ImportOf("2", State::kApproved, " ");
  EXPECT_EQ(Take(empty).status().code(), absl::StatusCode::kInvalidArgument);
  Import nameless = ImportOf("", State::kApproved);
  EXPECT_EQ(Take(nameless).status().code(), absl::StatusCode::kInvalidArgument);
  Import late = ImportOf("3", State::kApproved);
  late.submission.create_time = absl::Now() + absl::Hours(1);
  EXPECT_EQ(Take(late).status().code(), absl::StatusCode::kInvalidArgument);
  Import early = ImportOf("4", State::kApproved);
  early.submission.create_time = absl::FromUnixSeconds(-1);
  EXPECT_EQ(Take(early).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Take(ImportOf(std::string(129, 'x'), State::kSpam)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ImportTest, TurnsHtmlIntoText) {
  Import import = ImportOf(
      "1", State::kApproved,
      "<p>See <a href=\"https://a.example/x\">this</a> &amp; that</p>");
  import.body_is_html = true;
  EXPECT_EQ(Get(Stored(import)).comment.body,
            "See this (https://a.example/x) & that");
}

TEST_F(ImportTest, ADryRunStoresNothing) {
  Import import = ImportOf("1", State::kSpam);
  import.dry_run = true;
  import.parent_source_id = "unknown";
  const auto looked = Take(import);
  ASSERT_THAT(looked, IsOk());
  EXPECT_FALSE(looked->id);
  EXPECT_EQ(looked->state, State::kSpam);
  EXPECT_EQ(Counts().spam, 0);
  EXPECT_EQ(room_.Redis({"HLEN", "…sources"}).integer(), 0);
}

TEST_F(ImportTest, KeepsTheBoundsOfTheSite) {
  room_.settings.held_max = 2;
  room_.settings.discarded_max = 3;
  for (int i = 0; i < 2; ++i) Stored(ImportOf(absl::StrCat(i), State::kHeld));
  EXPECT_EQ(Take(ImportOf("full", State::kHeld)).status().code(),
            absl::StatusCode::kResourceExhausted);
  for (int i = 0; i < 6; ++i) {
    Stored(ImportOf(absl::StrCat("s", i), State::kSpam));
  }
  EXPECT_EQ(Counts().spam, 3);
  // What is gone may be imported again.
  EXPECT_EQ(room_.Redis({"HLEN", "…sources"}).integer(), 5);
}

TEST_F(ImportTest, IsNeverDrawnToBeJudgedBlind) {
  room_.settings.sampled_share = 1;
  const State states[] = {State::kApproved, State::kRejected, State::kSpam};
  for (int i = 0; i < 3; ++i) {
    const StoredComment stored =
        Get(Stored(ImportOf(absl::StrCat(i), states[i])));
    EXPECT_EQ(stored.comment.state, states[i]);
    EXPECT_FALSE(stored.hidden.verdict.sampled);
  }
  EXPECT_EQ(Counts().held, 0);
}

TEST_F(ImportTest, WritesOneAuditRecordWithTheirNumber) {
  for (int i = 0; i < 7; ++i) Stored(ImportOf(absl::StrCat(i), State::kSpam));
  Principal who = room_.moderator();
  who.key_id = "key1";
  ASSERT_THAT(importer_.Record(room_.site, who), IsOk());
  ASSERT_THAT(importer_.Record(room_.site, who), IsOk());
  RedisAuditStore audit(*room_.redis);
  const auto page = audit.Read(room_.site, "", 100);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->entries.size(), 1u);
  const auto record = DecodeHistory(page->entries[0].record);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->action, kImported);
  EXPECT_EQ(record->revision, 7);
  EXPECT_EQ(record->key_name, "Ines");
}

TEST_F(ImportTest, ComesOutOldestFirstInEveryState) {
  std::vector<Uuid> expected;
  const State states[] = {State::kHeld, State::kApproved, State::kRejected,
                          State::kSpam, State::kWithdrawn};
  for (int i = 0; i < 230; ++i) {
    Import import =
        ImportOf(absl::StrCat(i), states[i % 5], absl::StrCat("number ", i));
    // Some at the same time, where the id decides.
    import.submission.create_time = kLongAgo + absl::Seconds(1000 - i / 2);
    expected.push_back(Stored(std::move(import)));
  }
  std::vector<StoredComment> all = All();
  ASSERT_EQ(all.size(), expected.size());
  std::vector<std::pair<absl::Time, Uuid>> order;
  for (const StoredComment& one : all) {
    order.emplace_back(one.comment.create_time, one.comment.id);
  }
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  // From any place on.
  for (const size_t at : {size_t{0}, size_t{57}, size_t{228}}) {
    const auto rest = All(std::nullopt, CommentExport::PlaceOf(all[at]));
    ASSERT_EQ(rest.size(), all.size() - at - 1) << at;
    EXPECT_EQ(rest[0].comment.id, all[at + 1].comment.id);
  }
  const auto held = CommentFilter::Parse("state=held");
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(All(*held, std::nullopt, /*in_one_state=*/true).size(), 46u);
  EXPECT_TRUE(CommentExport::NamesState("tag=x state=held"));
  EXPECT_FALSE(CommentExport::NamesState("tag=x"));
  EXPECT_FALSE(CommentExport::NamesState(""));
  const auto some = CommentFilter::Parse("text~\"number 22\"");
  ASSERT_THAT(some, IsOk());
  EXPECT_EQ(All(*some).size(), 9u) << "22 and 220 to 229, less two shells";
}

}  // namespace
}  // namespace winnow
