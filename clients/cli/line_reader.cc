#include "clients/cli/line_reader.h"

namespace winnow {

bool LineReader::Next(std::string& line) {
  line.clear();
  too_long_ = false;
  std::streambuf* buffer = input_.rdbuf();
  bool any = false;
  while (true) {
    const int c = buffer->sbumpc();
    if (c == std::streambuf::traits_type::eof()) break;
    any = true;
    ++bytes_read_;
    if (c == '\n') break;
    if (line.size() == line_bytes_max_) {
      too_long_ = true;
    } else {
      line.push_back(static_cast<char>(c));
    }
  }
  if (too_long_) line.clear();
  if (any) ++number_;
  return any;
}

}  // namespace winnow
