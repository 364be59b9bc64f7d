// What files of other systems have in common: texts of elements collected
// within bounds, times and names.

#ifndef WINNOW_CLIENTS_CLI_IMPORT_FIELDS_H_
#define WINNOW_CLIENTS_CLI_IMPORT_FIELDS_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace winnow {

// winnowd takes messages of 256 KB; a longer text is not sent.
inline constexpr size_t kImportBodyBytesMax = 200000;
inline constexpr size_t kImportFieldBytesMax = 4096;

// The text of the element that is open, or of none.
class FieldText {
 public:
  // Collects from now on; what comes after `bytes_max` is dropped.
  void Begin(size_t bytes_max) {
    text_.clear();
    bytes_max_ = bytes_max;
    open_ = true;
    cut_ = false;
  }
  void Add(absl::string_view text);
  // Ends collecting and returns what there was.
  std::string Take() {
    open_ = false;
    return std::move(text_);
  }
  bool cut() const { return cut_; }

 private:
  std::string text_;
  size_t bytes_max_ = 0;
  bool open_ = false;
  bool cut_ = false;
};

// Reads `2024-05-01 12:00:00` or `2024-05-01T12:00:00Z` as UTC. False for
// anything else, and for times that nobody means, as `0000-00-00 00:00:00`.
bool ReadUtcTime(absl::string_view text, google::protobuf::Timestamp& time);

// A name or title without the entities that it was stored with: &amp; &lt; &gt;
// &quot; &apos; &#039; &#8217; …
std::string PlainName(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_IMPORT_FIELDS_H_
