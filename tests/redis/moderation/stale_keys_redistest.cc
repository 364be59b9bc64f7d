// Servers that have not heard yet that a site's addresses have a new key.
#include <future>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "service/intake/stored_form.h"
#include "service/moderation/importer.h"
#include "service/store/redis/redis_import_store.h"
#include "tests/redis/moderation/email_key_room.h"

namespace winnow {
namespace {

using StaleKeysTest = EmailKeyRoom;

TEST_F(StaleKeysTest, LetsServersThatHeardNothingOpenWhatIsNew) {
  const auto another = room_.MakeLiveSites();
  ASSERT_THAT(another->Load(room_.site, 0), IsOk());
  const Submitted submitted = Submit(From("ann@a.example", "a calm remark"));
  const StoredComment before = Read(submitted);
  Rotate();
  EXPECT_EQ(Opened(*another, Read(submitted)), "ann@a.example");
  // And those that read the seal before it was replaced.
  EXPECT_EQ(Opened(*another, before), "ann@a.example");
}

TEST_F(StaleKeysTest, TakesNoNewSealUnderAKeyThatHasGone) {
  Submit("a calm remark");
  const auto stale = room_.MakeLiveSites();
  const auto old = *stale->Load(room_.site, 0);
  Rotate();
  Draft draft;
  draft.site = room_.site;
  draft.id = MakeUuidV7(absl::Now(), SystemRandom());
  draft.thread.id = "article-1";
  draft.body = "from a server that heard nothing";
  draft.email = *EmailAddress::Parse("ann@a.example");
  const Commitment commitment =
      MakeCommitment(draft, MakeAttempt(draft, Sketch(), *old), Verdict(),
                     Gathered(), *old, SystemRandom());
  std::promise<absl::StatusOr<Committed>> answer;
  room_.store->Commit(commitment,
                      [&answer](absl::StatusOr<Committed> committed) {
                        answer.set_value(std::move(committed));
                      });
  const auto committed = answer.get_future().get();
  ASSERT_THAT(committed, IsOk());
  EXPECT_EQ(committed->outcome, Committed::Outcome::kKeyGone);
  EXPECT_TRUE(room_.store->Read(room_.site, {draft.id}, false)->empty());
}

TEST_F(StaleKeysTest, LetsAnImportOfAServerThatHeardNothingSealAgain) {
  const auto stale = room_.MakeLiveSites();
  ASSERT_THAT(stale->Load(room_.site, 0), IsOk());
  Rotate();
  RedisImportStore store(*room_.redis);
  Importer importer(*room_.store, store, *stale, *room_.workers, RealClock(),
                    SystemRandom());
  Import import;
  import.submission = From("ann@a.example", "an old comment");
  import.source_id = "1";
  import.decision = State::kApproved;
  std::promise<absl::StatusOr<Imported>> answer;
  importer.Take(std::move(import), "key1",
                [&answer](absl::StatusOr<Imported> imported) {
                  answer.set_value(std::move(imported));
                });
  const auto imported = answer.get_future().get();
  ASSERT_THAT(imported, IsOk());
  ASSERT_TRUE(imported->id);
  const auto stored = room_.moderation->Get(room_.site, *imported->id);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(SiteKeys::EmailKeyIdOf(stored->hidden.email), 2);
  EXPECT_EQ(Opened(*room_.live, *stored), "ann@a.example");
}

TEST_F(StaleKeysTest, LetsASubmissionWhoseKeyHasGoneSealAgain) {
  Submit("a calm remark");
  // Between gather and commit, as far as this server can tell: no revision
  // says so.
  WrappedKeys wrapped = room_.sites->Get(room_.site)->wrapped_keys;
  ASSERT_THAT(AddEmailKey(*room_.master, room_.site, SystemRandom(), wrapped),
              IsOk());
  room_.Redis({"HSET", "…keys", "email.2", wrapped["email.2"]});
  room_.Redis({"HDEL", "…keys", "email.1"});
  const Submitted late = Submit(From("ann@a.example", "a late remark"));
  EXPECT_EQ(KeyOf(late), 2);
  EXPECT_EQ(Opened(*room_.live, Read(late)), "ann@a.example");
}

}  // namespace
}  // namespace winnow
