#include "service/screening/policy/author_class.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

AuthorRecord Record(int64_t approved, int64_t rejected, int64_t spam) {
  AuthorRecord record;
  record.approved = approved;
  record.rejected = rejected;
  record.spam = spam;
  return record;
}

TEST(ClassifyAuthor, GoesByRoleRecordAndWhatTheSiteVouchesFor) {
  struct Row {
    const char* name;
    AuthorRole role;
    bool verified;
    AuthorRecord record;
    AuthorClass author_class;
  };
  constexpr AuthorRole kReader = AuthorRole::kReader;
  const Row rows[] = {
      {"nobody knows them", kReader, false, {}, AuthorClass::kNew},
      {"verified says nothing yet", kReader, true, {}, AuthorClass::kNew},
      {"only refused", kReader, true, Record(0, 3, 0), AuthorClass::kNew},
      {"one approved", kReader, false, Record(1, 9, 0), AuthorClass::kKnown},
      {"many approved, anybody may type the address", kReader, false,
       Record(100, 0, 0), AuthorClass::kKnown},
      {"nine approved", kReader, true, Record(9, 0, 0), AuthorClass::kKnown},
      {"ten approved", kReader, true, Record(10, 0, 0), AuthorClass::kTrusted},
      {"one in ten refused", kReader, true, Record(18, 1, 1),
       AuthorClass::kKnown},
      {"one in twenty refused", kReader, true, Record(19, 0, 1),
       AuthorClass::kTrusted},
      {"staff", AuthorRole::kStaff, false, Record(0, 9, 9),
       AuthorClass::kStaff},
  };
  for (const Row& row : rows) {
    Draft draft;
    draft.author_role = row.role;
    draft.author_verified = row.verified;
    EXPECT_EQ(ClassifyAuthor(draft, row.record, Limits()), row.author_class)
        << row.name;
  }
}

TEST(AuthorClassName, SpeaksTheWordsOfTheApi) {
  EXPECT_EQ(AuthorClassName(AuthorClass::kNew), "NEW");
  EXPECT_EQ(AuthorClassName(AuthorClass::kKnown), "KNOWN");
  EXPECT_EQ(AuthorClassName(AuthorClass::kTrusted), "TRUSTED");
  EXPECT_EQ(AuthorClassName(AuthorClass::kStaff), "STAFF");
}

}  // namespace
}  // namespace winnow
