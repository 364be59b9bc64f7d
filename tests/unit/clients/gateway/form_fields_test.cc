#include "clients/gateway/form_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(FormFields, AreParsedAsBrowsersWriteThem) {
  const auto form = ParseFormFields(
      "a=1&&b=x+y%21&c&d=%C3%A9&a=2&e=100%&f=%4&g=%zz&h=a=b&%61%62=z");
  ASSERT_THAT(form, IsOk());
  EXPECT_THAT(form->all(),
              ElementsAre(Pair("a", "1"), Pair("b", "x y!"), Pair("c", ""),
                          Pair("d", "\xC3\xA9"), Pair("a", "2"),
                          Pair("e", "100%"), Pair("f", "%4"), Pair("g", "%zz"),
                          Pair("h", "a=b"), Pair("ab", "z")));
  EXPECT_EQ(form->Get("a"), "1");
  EXPECT_EQ(form->Get("none"), "");
  EXPECT_EQ(ParseFormFields("")->all().size(), 0u);
}

TEST(FormFields, AreBounded) {
  std::string body;
  for (size_t i = 0; i < kFormFieldsMax; ++i) absl::StrAppend(&body, "a=1&");
  EXPECT_EQ(ParseFormFields(body)->all().size(), kFormFieldsMax);
  EXPECT_THAT(ParseFormFields(body + "b"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(FormFields, AreTextInTheirCharset) {
  const struct {
    const char* name;
    std::string body;
    FormCharset charset;
    const char* text;
  } rows[] = {
      {"empty", "t=", FormCharset::kUtf8, ""},
      {"UTF-8", "t=%E2%82%AC", FormCharset::kUtf8, "€"},
      {"emoji", "t=%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB", FormCharset::kUtf8,
       "👩‍💻"},
      {"right to left", "t=%D7%A9", FormCharset::kUtf8, "ש"},
      {"half a character", "t=a%E2%82", FormCharset::kUtf8, "a\uFFFD"},
      {"surrogate", "t=%ED%A0%80b", FormCharset::kUtf8, "\uFFFD\uFFFD\uFFFDb"},
      {"not UTF-8", "t=caf%E9", FormCharset::kUtf8, "caf\uFFFD"},
      {"Latin-1", "t=caf%E9", FormCharset::kLatin1, "café"},
      {"Windows-1252", "t=%80%93x%94", FormCharset::kLatin1, "€“x”"},
      {"nothing there", "t=%81", FormCharset::kLatin1, "\uFFFD"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ParseFormFields(row.body)->Text("t", row.charset), row.text)
        << row.name;
  }
  EXPECT_EQ(ParseFormFields("t=a%00b")->Text("t", FormCharset::kLatin1),
            std::string("a\0b", 3));
}

TEST(FormFields, KnowTheirMediaTypeAndCharset) {
  EXPECT_TRUE(IsForm("application/x-www-form-urlencoded"));
  EXPECT_TRUE(IsForm("Application/X-WWW-Form-Urlencoded ; charset=UTF-8"));
  EXPECT_FALSE(IsForm("multipart/form-data; boundary=x"));
  EXPECT_FALSE(IsForm(""));
  EXPECT_EQ(FormCharsetOf("ISO-8859-1"), FormCharset::kLatin1);
  EXPECT_EQ(FormCharsetOf(" windows-1252 "), FormCharset::kLatin1);
  EXPECT_EQ(FormCharsetOf("UTF-8"), FormCharset::kUtf8);
  EXPECT_EQ(FormCharsetOf(""), FormCharset::kUtf8);
  EXPECT_EQ(FormCharsetOf("\"iso-8859-1\"; boundary=x"), FormCharset::kLatin1);
  EXPECT_EQ(FormCharsetOf("'utf-8'"), FormCharset::kUtf8);
  EXPECT_EQ(FormCharsetOf("\""), FormCharset::kOther);
  EXPECT_EQ(FormCharsetOf("shift_jis"), FormCharset::kOther);
}

TEST(FormFields, SayWhatWasLost) {
  const struct {
    const char* name;
    std::string bytes;
    FormCharset charset;
    bool lost;
  } rows[] = {
      {"empty", "", FormCharset::kUtf8, false},
      {"UTF-8", "€👩‍💻ש", FormCharset::kUtf8, false},
      {"a replacement that was sent", "\uFFFD", FormCharset::kUtf8, false},
      {"half a character", "a\xE2\x82", FormCharset::kUtf8, true},
      {"Latin-1", "caf\xE9", FormCharset::kLatin1, false},
      {"nothing there", "\x81", FormCharset::kLatin1, true},
      {"zero", std::string("\0", 1), FormCharset::kLatin1, false},
      {"ASCII in another", "a b\r\n", FormCharset::kOther, false},
      {"another", "\xD0\xB0", FormCharset::kOther, true},
      {"escapes in another", "\x1B$B", FormCharset::kOther, true},
  };
  for (const auto& row : rows) {
    bool lost = false;
    Utf8Of(row.bytes, row.charset, &lost);
    EXPECT_EQ(lost, row.lost) << row.name;
  }
}

}  // namespace
}  // namespace winnow
