#include "clients/cli/lists_import.h"

#include <string>

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(ListsImport, NamesAListAfterItsFile) {
  const struct {
    std::string path;
    std::string list;
  } rows[] = {
      {"bad-domains.txt", "bad-domains"},
      {"/some/where/Bad_Words (2).csv", "bad-words-2"},
      {"hosts", "hosts"},
      {"terms.en.txt", "terms-en"},
      {std::string(40, 'x') + ".txt", std::string(40, 'x')},
      // No name can be made of these; the command asks for one.
      {std::string(41, 'x') + ".txt", ""},
      {"2025.txt", ""},
      {"-", ""},
      {"", ""},
      {"\u00FC\u00FC.txt", ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ListNameFromFile(row.path), row.list) << row.path;
  }
}

}  // namespace
}  // namespace winnow
