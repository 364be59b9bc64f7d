// What is kept of an author, gathered for them: what the API's tests cannot
// make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/moderation/author_export.h"
#include "tests/redis/moderation/erasures_room.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class AuthorExportTest : public ErasuresTest {
 protected:
  AuthorExport Export() {
    return AuthorExport(authors_, *room_.bans, *room_.live->Load(room_.site, 0),
                        Ada(),
                        /*with_emails=*/true);
  }
};

TEST_F(AuthorExportTest, DoesNotSayThatNothingIsKeptWhereCountsAre) {
  AuthorExport nobody = Export();
  EXPECT_THAT(nobody.Look(), StatusIs(absl::StatusCode::kNotFound));
  room_.Redis({"HSET", "…author:" + Ada(), "a", "2", "l", "1700000000000"});
  AuthorExport counted = Export();
  ASSERT_THAT(counted.Look(), IsOk());
  EXPECT_TRUE(counted.looked_at_all());
  EXPECT_EQ(counted.profile().comments, 0);
  EXPECT_TRUE(counted.done());
}

TEST_F(AuthorExportTest, LeavesOutWhatWasErasedWhileItRan) {
  ByAda("a fine quetzal");
  ByAda("another one");
  AuthorExport one = Export();
  while (!one.looked_at_all()) ASSERT_THAT(one.Look(), IsOk());
  EXPECT_EQ(one.profile().comments, 2);
  EXPECT_THAT(one.profile().emails, ElementsAre(kEmail));
  Erase(erasure_);
  const auto next = one.Next();
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(*next, IsEmpty());
  EXPECT_TRUE(one.done());
}

TEST_F(AuthorExportTest, ShowsCommentsWhosePrivatePartIsGone) {
  const Submitted old = ByAda("a fine quetzal");
  room_.Redis({"HDEL", absl::StrCat("…private:", old.comment.id.Bytes()),
               "email", "host", "subnet"});
  AuthorExport one = Export();
  while (!one.looked_at_all()) ASSERT_THAT(one.Look(), IsOk());
  EXPECT_THAT(one.profile().emails, IsEmpty());
  EXPECT_THAT(*one.Next(), SizeIs(1));
}

}  // namespace
}  // namespace winnow
