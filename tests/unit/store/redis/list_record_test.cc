#include "service/store/redis/list_record.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

StoredList SomeList() {
  StoredList list;
  list.name = "rude";
  list.kind = 2;
  list.language = "de";
  list.substring = true;
  list.update_time = absl::FromUnixMillis(1795502516713);
  list.pieces = {{.serial = 7, .count = 900, .first = "a phrase"},
                 {.serial = 12, .count = 1, .first = "\u00FCbel"}};
  return list;
}

TEST(ListRecord, ComesBackAsItWas) {
  const StoredList list = SomeList();
  const auto back = DecodeList("rude", EncodeList(list));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(*back, list);
  EXPECT_EQ(back->TermCount(), 901);
}

TEST(ListRecord, IsRefusedWhenDamaged) {
  const std::string bytes = EncodeList(SomeList());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeList("rude", bytes.substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_THAT(DecodeList("rude", bytes + "x"),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeList("rude", "\x02" + bytes.substr(1)),
              StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace winnow
