#include "service/intake/site_adapter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/screening/classifier/school.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(SiteAdapter, BeginsAnewWithoutAWordWhereThereIsNone) {
  testing::internal::CaptureStderr();
  const Adapter adapter = OpenAdapter("daily", "", kModel);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(adapter.Serialize(), Adapter(kModel).Serialize());
}

TEST(SiteAdapter, BeginsAnewAndSaysSoWhereItCannotBeUsed) {
  School school;
  school.TeachBoth(60);
  const std::string file = school.adapter.Serialize();
  struct Row {
    const char* name;
    std::string file;
    const char* model;
    const char* said;
  };
  for (const Row& row : {
           Row{"other features", WithFeatureVersion(file, kFeatureVersion + 1),
               kModel, "features of version 2"},
           Row{"another model", file, "ffffffff", "another model"},
           Row{"damaged", file.substr(1), kModel, "not an adapter"},
       }) {
    testing::internal::CaptureStderr();
    const Adapter adapter = OpenAdapter("daily", row.file, row.model);
    EXPECT_THAT(
        testing::internal::GetCapturedStderr(),
        AllOf(HasSubstr("event=adapter_unusable"), HasSubstr("site=daily"),
              HasSubstr(row.said), HasSubstr("begins to learn anew")))
        << row.name;
    EXPECT_EQ(adapter.Serialize(), Adapter(row.model).Serialize()) << row.name;
  }
}

}  // namespace
}  // namespace winnow
