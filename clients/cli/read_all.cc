#include "clients/cli/read_all.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

absl::StatusOr<std::string> ReadBounded(std::istream& input) {
  std::string text(kTextBytesMax + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(input.gcount()));
  if (text.size() > kTextBytesMax) {
    return absl::InvalidArgumentError("the input is longer than 256 KB");
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadAll(std::istream& input) {
  absl::StatusOr<std::string> text = ReadBounded(input);
  if (text.ok() && !text->empty() && text->back() == '\n') text->pop_back();
  return text;
}

absl::StatusOr<std::string> ReadFileOrInput(const std::string& path) {
  if (path == "-") return ReadBounded(std::cin);
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat("cannot read ", path, ": ", std::strerror(errno)));
  }
  return ReadBounded(file);
}

}  // namespace winnow
