#include "clients/cli/key_decoder.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace winnow {
namespace {

struct Typed {
  Key::Kind kind;
  std::string text;
  bool operator==(const Typed& other) const {
    return kind == other.kind && text == other.text;
  }
};

// All keys of some bytes after which nothing comes.
std::vector<Typed> Keys(const std::string& bytes) {
  KeyDecoder decoder;
  decoder.Feed(bytes);
  std::vector<Typed> keys;
  while (const std::optional<Key> key = decoder.Next(true)) {
    keys.push_back({key->kind, key->text});
  }
  return keys;
}

TEST(KeyDecoder, KnowsTheKeysOfATerminal) {
  const struct {
    const char* name;
    std::string bytes;
    std::vector<Typed> keys;
  } kRows[] = {
      {"nothing", "", {}},
      {"letters", "aR", {{Key::kText, "a"}, {Key::kText, "R"}}},
      {"letters of many bytes",
       "\u00fc\u6f22\U0001F600",
       {{Key::kText, "\u00fc"},
        {Key::kText, "\u6f22"},
        {Key::kText, "\U0001F600"}}},
      {"enter", "\r\n", {{Key::kEnter, ""}, {Key::kEnter, ""}}},
      {"backspace", "\b\x7F", {{Key::kBackspace, ""}, {Key::kBackspace, ""}}},
      {"arrows", "\033[A\033OB", {{Key::kUp, ""}, {Key::kDown, ""}}},
      {"pages", "\033[5~\033[6~", {{Key::kPageUp, ""}, {Key::kPageDown, ""}}},
      {"escape alone", "\033", {{Key::kEscape, ""}}},
      {"leaving", "\x03\x04", {{Key::kInterrupt, ""}, {Key::kInterrupt, ""}}},
      {"suspend", "\x1A", {{Key::kSuspend, ""}}},
      {"alt and a letter decides nothing", "\033a", {{Key::kOther, ""}}},
      {"a sequence unknown here",
       "\033[1;5Ha",
       {{Key::kOther, ""}, {Key::kText, "a"}}},
      {"a sequence that a control character ends",
       "\033[1;5\r",
       {{Key::kOther, ""}, {Key::kEnter, ""}}},
      {"escape before a sequence",
       "\033\033[a",
       {{Key::kOther, ""}, {Key::kOther, ""}}},
      {"bytes that are not UTF-8",
       "\xFF\xC3z",
       {{Key::kOther, ""}, {Key::kOther, ""}, {Key::kText, "z"}}},
      {"a letter cut off", "\xE6\xBC", {{Key::kOther, ""}}},
      {"other control characters", "\x01", {{Key::kOther, ""}}},
  };
  for (const auto& row : kRows) {
    EXPECT_TRUE(Keys(row.bytes) == row.keys) << row.name;
  }
}

TEST(KeyDecoder, WaitsForTheRestOfAKey) {
  KeyDecoder decoder;
  for (const char* part : {"\033", "[", "6"}) {
    decoder.Feed(part);
    EXPECT_FALSE(decoder.Next(false).has_value()) << part;
  }
  decoder.Feed("~");
  EXPECT_EQ(decoder.Next(false)->kind, Key::kPageDown);
  decoder.Feed("\xC3");
  EXPECT_FALSE(decoder.Next(false).has_value());
  decoder.Feed("\xBC");
  EXPECT_EQ(decoder.Next(false)->text, "\u00fc");
}

TEST(KeyDecoder, APasteIsNeverACommand) {
  EXPECT_TRUE(Keys("\033[200~aas\nq\033[201~n") ==
              (std::vector<Typed>{{Key::kPaste, "aas\nq"}, {Key::kText, "n"}}));
  // Its end is waited for, however long it takes, and whatever is forgotten.
  KeyDecoder decoder;
  for (const char* part : {"\033[20", "0~aaaa", "aa\033[20", "1"}) {
    decoder.Feed(part);
    EXPECT_FALSE(decoder.Next(true).has_value()) << part;
  }
  decoder.Clear();
  decoder.Feed("aaa");
  EXPECT_FALSE(decoder.Next(true).has_value());
  decoder.Feed("\033[201~n");
  EXPECT_EQ(decoder.Next(true)->kind, Key::kPaste);
  EXPECT_EQ(decoder.Next(true)->text, "n");
}

TEST(KeyDecoder, APasteWithoutEndCanBeLeft) {
  KeyDecoder decoder;
  decoder.Feed("\033[200~aaa\x03");
  EXPECT_FALSE(decoder.Next(false).has_value());
  EXPECT_EQ(decoder.Next(true)->kind, Key::kInterrupt);
  decoder.Feed("n");
  EXPECT_EQ(decoder.Next(true)->text, "n");
}

TEST(KeyDecoder, BoundsAPaste) {
  KeyDecoder decoder;
  decoder.Feed("\033[200~");
  for (int i = 0; i < 1000; ++i) {
    decoder.Feed(std::string(1000, 'x'));
    EXPECT_FALSE(decoder.Next(false).has_value());
  }
  decoder.Feed("\033[201~a");
  const std::optional<Key> paste = decoder.Next(false);
  ASSERT_TRUE(paste.has_value());
  EXPECT_EQ(paste->kind, Key::kPaste);
  EXPECT_LE(paste->text.size(), KeyDecoder::kPasteBytesMax);
  EXPECT_EQ(decoder.Next(false)->text, "a");
}

// Whatever comes, in pieces or at once, an Enter after it is an Enter.
TEST(KeyDecoder, TakesEveryShortInputToItsEnd) {
  const std::string alphabet = "\033[O~A5a\xC3\xBC\x7F";
  std::vector<std::string> inputs = {""};
  for (size_t i = 0; i < inputs.size() && inputs[i].size() < 4; ++i) {
    for (const char c : alphabet) inputs.push_back(inputs[i] + c);
  }
  for (const std::string& input : inputs) {
    KeyDecoder decoder;
    size_t taken = 0;
    for (const char c : input) {
      decoder.Feed(absl::string_view(&c, 1));
      while (decoder.Next(false)) ++taken;
    }
    while (decoder.Next(true)) ++taken;
    EXPECT_LE(taken, input.size());
    decoder.Feed("\r");
    Key last;
    while (const std::optional<Key> key = decoder.Next(true)) last = *key;
    EXPECT_EQ(last.kind, Key::kEnter);
    EXPECT_TRUE(decoder.empty());
  }
}

}  // namespace
}  // namespace winnow
