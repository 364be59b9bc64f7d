#include "clients/cli/names.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char kFirst[] =
    "sites/daily/comments/01890a5d-ac96-774b-bcce-b302099a8057";
const char kSecond[] =
    "sites/daily/comments/01890a5d-ac96-774b-bcce-b30200001111";
const char kOther[] =
    "sites/other/comments/01890a5d-ac96-774b-bcce-b30200002222";

Listing TwoRows() { return {{kFirst, kSecond}, {kOther}}; }

TEST(ResolveCommentName, TakesEachOfTheFourForms) {
  const struct {
    const char* name;
    const char* text;
    const char* found;
  } kRows[] = {
      {"full name", kOther, kOther},
      {"bare id", "01890a5d-ac96-774b-bcce-b302099a8057", kFirst},
      {"ending of a row", "099a8057", kFirst},
      {"ending of an earlier one", "00002222", kOther},
      {"first row", "@1", kFirst},
      {"last row", "@2", kSecond},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(ResolveCommentName(row.text, "daily", TwoRows()),
                IsOkAndHolds(std::string(row.found)))
        << row.name;
  }
}

TEST(ResolveCommentName, SaysWhatIsWrongWithEverythingElse) {
  using absl::StatusCode;
  const struct {
    const char* name;
    const char* text;
    StatusCode code;
  } kRows[] = {
      {"empty", "", StatusCode::kInvalidArgument},
      {"word", "comment", StatusCode::kInvalidArgument},
      {"row zero", "@0", StatusCode::kInvalidArgument},
      {"negative row", "@-1", StatusCode::kInvalidArgument},
      {"row of letters", "@x", StatusCode::kInvalidArgument},
      {"huge row", "@99999999999999999999", StatusCode::kInvalidArgument},
      {"row past the end", "@3", StatusCode::kNotFound},
      {"unknown ending", "deadbeef", StatusCode::kNotFound},
      {"upper case id", "01890A5D-AC96-774B-BCCE-B302099A8057",
       StatusCode::kInvalidArgument},
      {"name of something else", "sites/daily/bans/1",
       StatusCode::kInvalidArgument},
      {"name with a newline",
       "sites/da\nily/comments/01890a5d-ac96-774b-bcce-b302099a8057",
       StatusCode::kInvalidArgument},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(ResolveCommentName(row.text, "daily", TwoRows()),
                StatusIs(row.code))
        << row.name;
  }
}

TEST(ResolveCommentName, RefusesAnEndingThatTwoCommentsShare) {
  Listing listing = TwoRows();
  listing.earlier.push_back(
      "sites/daily/comments/00000000-ac96-774b-bcce-b302099a8057");
  EXPECT_THAT(ResolveCommentName("099a8057", "daily", listing),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(ResolveCommentName, ABareIdNeedsASite) {
  EXPECT_THAT(
      ResolveCommentName("01890a5d-ac96-774b-bcce-b302099a8057", "", {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--site")));
}

TEST(ResolveFilter, ReplacesAuthorsAndNothingElse) {
  const struct {
    const char* name;
    const char* filter;
    const char* resolved;
  } kRows[] = {
      {"empty", "", ""},
      {"no author", "state=held rule=x", "state=held rule=x"},
      {"row", "author=@2 age>2h",
       "author=@01890a5d-ac96-774b-bcce-b30200001111 age>2h"},
      {"ending", "state=held author=@099a8057",
       "state=held author=@01890a5d-ac96-774b-bcce-b302099a8057"},
      {"in quotes", "text~\"see author=@1 there\"",
       "text~\"see author=@1 there\""},
      {"inside a word", "coauthor=@1", "coauthor=@1"},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(ResolveFilter(row.filter, "daily", TwoRows()),
                IsOkAndHolds(std::string(row.resolved)))
        << row.name;
  }
  EXPECT_THAT(ResolveFilter("author=@9", "daily", TwoRows()),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(FilterNamesState, SeesOnlyRealTerms) {
  EXPECT_TRUE(FilterNamesState("state=held"));
  EXPECT_TRUE(FilterNamesState("rule=x state=spam"));
  EXPECT_FALSE(FilterNamesState(""));
  EXPECT_FALSE(FilterNamesState("text~\" state=held\""));
  EXPECT_FALSE(FilterNamesState("mystate=held"));
}

class RememberedListing : public testing::Test {
 protected:
  RememberedListing() {
    char path[] = "/tmp/winnow-names-XXXXXX";
    dir_ = mkdtemp(path);
  }
  ~RememberedListing() override { std::filesystem::remove_all(dir_); }

  std::string state() const { return dir_ + "/a/winnow"; }

  std::string dir_;
};

TEST_F(RememberedListing, IsEmptyBeforeTheFirstOne) {
  EXPECT_THAT(LoadListing(state()).rows, IsEmpty());
}

TEST_F(RememberedListing, ComesBackAndPushesTheOneBeforeAside) {
  ASSERT_THAT(SaveListing(state(), {kFirst, kSecond}), IsOk());
  ASSERT_THAT(SaveListing(state(), {kOther, kFirst}), IsOk());
  const Listing listing = LoadListing(state());
  EXPECT_THAT(listing.rows, ElementsAre(kOther, kFirst));
  EXPECT_THAT(listing.earlier, ElementsAre(kSecond));
}

TEST_F(RememberedListing, KeepsItsRowsWhenSomethingElseIsShown) {
  ASSERT_THAT(SaveListing(state(), {kFirst}), IsOk());
  ASSERT_THAT(RememberNames(state(), {kOther, kFirst}), IsOk());
  const Listing listing = LoadListing(state());
  EXPECT_THAT(listing.rows, ElementsAre(kFirst));
  EXPECT_THAT(listing.earlier, ElementsAre(kOther));
}

TEST_F(RememberedListing, IsForItsOwnerOnly) {
  ASSERT_THAT(SaveListing(state(), {kFirst}), IsOk());
  struct stat found = {};
  ASSERT_EQ(stat((state() + "/last-listing").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST_F(RememberedListing, SkipsLinesThatAreNoNames) {
  ASSERT_THAT(SaveListing(state(), {kFirst}), IsOk());
  std::ofstream(state() + "/last-listing", std::ios::trunc)
      << "../../etc/passwd\n"
      << kSecond << "\n\033[2J\n";
  EXPECT_THAT(LoadListing(state()).rows, ElementsAre(kSecond));
}

}  // namespace
}  // namespace winnow
