#include "clients/gateway/coral_signature.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// RFC 4231, test case 2.
constexpr char kBody[] = "what do ya want for nothing?";
constexpr char kMac[] =
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

TEST(CoralSignature, IsTheBodysUnderOneOfTheSecrets) {
  const std::string zeros(64, '0');
  const struct {
    const char* name;
    std::string header;
    bool right;
  } rows[] = {
      {"right", absl::StrCat("sha256=", kMac), true},
      {"capitals", absl::StrCat("sha256=", absl::AsciiStrToUpper(kMac)), true},
      {"second", absl::StrCat("sha256=", zeros, ",sha256=", kMac), true},
      {"first, with blanks",
       absl::StrCat(" sha256=", kMac, " , sha256=", zeros), true},
      {"empty", "", false},
      {"bare", kMac, false},
      {"other hash", absl::StrCat("sha1=", kMac), false},
      {"wrong", absl::StrCat("sha256=", zeros), false},
      {"cut", absl::StrCat("sha256=", std::string(kMac).substr(0, 62)), false},
      {"longer", absl::StrCat("sha256=", kMac, "00"), false},
      {"no digits", absl::StrCat("sha256=", std::string(64, 'g')), false},
      {"nothing", "sha256=", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(HasCoralSignature(row.header, kBody, {"Jefe"}), row.right)
        << row.name;
    EXPECT_EQ(HasCoralSignature(row.header, kBody, {"Chef", "Jefe"}), row.right)
        << row.name;
    EXPECT_FALSE(HasCoralSignature(row.header, kBody, {"Chef"})) << row.name;
    EXPECT_FALSE(HasCoralSignature(row.header, kBody, {})) << row.name;
    EXPECT_FALSE(HasCoralSignature(row.header, "another", {"Jefe"}))
        << row.name;
  }
}

TEST(CoralSignature, IsAmongTheFirstEight) {
  std::string header;
  for (size_t i = 0; i < kCoralSignaturesMax; ++i) {
    absl::StrAppend(&header, "sha256=", std::string(64, '0'), ",");
  }
  EXPECT_FALSE(HasCoralSignature(absl::StrCat(header, "sha256=", kMac), kBody,
                                 {"Jefe"}));
}

}  // namespace
}  // namespace winnow
