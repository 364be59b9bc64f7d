#include "clients/gateway/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

EventStream::Bytes Text(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

std::vector<std::string> Taken(EventStream& stream) {
  std::vector<EventStream::Bytes> pieces;
  std::vector<std::string> texts;
  if (!stream.Take(pieces)) return {"overflowed"};
  for (const auto& piece : pieces) texts.push_back(*piece);
  return texts;
}

TEST(EventStream, WakesItsConnectionOnceUntilItTakes) {
  int ends = 0;
  {
    EventStream stream([&] { ++ends; });
    int woken = 0;
    stream.Push(Text("a"));
    stream.Attach([&] { ++woken; });
    EXPECT_EQ(woken, 1);
    stream.Push(Text("b"));
    stream.Push(Text("c"));
    EXPECT_EQ(woken, 1);
    EXPECT_THAT(Taken(stream), ElementsAre("a", "b", "c"));
    EXPECT_THAT(Taken(stream), IsEmpty());
    stream.Push(Text("d"));
    EXPECT_EQ(woken, 2);
    stream.Detach();
    stream.Push(Text("e"));
    EXPECT_EQ(woken, 2);
    EXPECT_EQ(ends, 0);
  }
  EXPECT_EQ(ends, 1);
}

TEST(EventStream, KeepsSoMuchForAClientAndNoMore) {
  EventStream stream([] {}, /*unsent_bytes_max=*/10);
  // One is never too large.
  stream.Push(Text(std::string(100, 'x')));
  EXPECT_THAT(Taken(stream), ElementsAre(std::string(100, 'x')));
  stream.Push(Text("12345"));
  stream.Push(Text("67890"));
  EXPECT_THAT(Taken(stream), ElementsAre("12345", "67890"));
  stream.Push(Text("12345"));
  stream.Push(Text("678901"));
  EXPECT_THAT(Taken(stream), ElementsAre("overflowed"));
  stream.Push(Text("a"));
  EXPECT_THAT(Taken(stream), ElementsAre("overflowed"));
}

}  // namespace
}  // namespace winnow
