// Which near-duplicates a comment has, however they came and went.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Long enough to be compared by trigrams; each call with another last word.
std::string Letter(int number) {
  return absl::StrCat(
      "please write to the mayor and tell her that the old bridge over the "
      "river has to stay open for everybody who walks to the station in the "
      "morning or comes home late at night number ",
      number);
}

class SimilarTest : public testing::Test {
 protected:
  // All near-duplicates, in pages of `page_size`.
  std::vector<Uuid> SimilarTo(const Uuid& id, int page_size = 100) {
    const auto stored = room_.moderation->Get(room_.site, id);
    EXPECT_THAT(stored, IsOk());
    std::vector<Uuid> ids;
    if (!stored.ok()) return ids;
    std::optional<PageStart> at;
    do {
      auto page = room_.moderation->Similar(room_.site, *stored, at, page_size);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return ids;
      for (const StoredComment& other : page->comments) {
        ids.push_back(other.comment.id);
      }
      at = page->next;
    } while (at);
    EXPECT_EQ(static_cast<int64_t>(ids.size()), stored->hidden.similar);
    return ids;
  }

  Newsroom room_;
};

TEST_F(SimilarTest, CommentsAreListedNewestFirstAndWithoutTheOneAskedFor) {
  const Uuid first = room_.Post(Letter(1));
  EXPECT_THAT(SimilarTo(first), IsEmpty());
  room_.Post("nothing of the kind was ever said here before by anybody at all");
  const Uuid second = room_.Post(Letter(2), "article-2");
  const Uuid third = room_.Post(Letter(3));
  EXPECT_THAT(SimilarTo(first), ElementsAre(third, second));
  EXPECT_THAT(SimilarTo(second), ElementsAre(third, first));
  EXPECT_THAT(SimilarTo(third), ElementsAre(second, first));
}

TEST_F(SimilarTest, CommentsAreListedInEveryStateAndPage) {
  std::vector<Uuid> posted;
  for (int i = 0; i < 23; ++i) posted.push_back(room_.Post(Letter(i)));
  DecisionRequest spam;
  spam.site = room_.site;
  spam.id = posted[3];
  spam.to = State::kSpam;
  ASSERT_THAT(room_.moderation->Decide(spam, room_.moderator()), IsOk());
  const std::vector<Uuid> others(posted.rbegin(), posted.rend() - 1);
  for (const int page_size : {1, 7, 22, 100}) {
    EXPECT_EQ(SimilarTo(posted[0], page_size), others) << page_size;
  }
}

TEST_F(SimilarTest, TextsOfFewWordsHaveExactCopiesOnly) {
  const Uuid first = room_.Post("I like it");
  room_.Post("I like it not");
  const Uuid copy = room_.Post("I LIKE it");
  EXPECT_THAT(SimilarTo(first), ElementsAre(copy));
}

class FewRefused : public SimilarTest {
 protected:
  // Before the first comment has the site loaded.
  FewRefused() { room_.settings.discarded_max = 2; }
};

TEST_F(FewRefused, CommentsThatRetentionTookAreGone) {
  const Uuid first = room_.Post(Letter(1) + " awful");
  const Uuid second = room_.Post(Letter(2) + " awful");
  EXPECT_THAT(SimilarTo(first), ElementsAre(second));
  std::vector<Uuid> posted;
  for (int i = 3; i < 9; ++i)
    posted.push_back(room_.Post(Letter(i) + " awful"));
  EXPECT_THAT(SimilarTo(posted[5]), ElementsAre(posted[4]));
  EXPECT_EQ(room_.Redis({"EXISTS", absl::StrCat("…cluster:", first.Bytes())})
                .integer(),
            0);
}

}  // namespace
}  // namespace winnow
