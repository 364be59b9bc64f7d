// Writes comments as WordPress' importer takes them (WXR 1.2). They come in the
// order of time and must go out by article, so they wait in an unnamed
// temporary file; in memory are 8 bytes for each, and one article's.

#ifndef WINNOW_CLIENTS_CLI_WXR_WRITER_H_
#define WINNOW_CLIENTS_CLI_WXR_WRITER_H_

#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// A text as an element of WXR holds it: CDATA without what XML has not.
std::string WxrText(absl::string_view text);

// Threads: one at a time.
class WxrWriter {
 public:
  using Write = std::function<absl::Status(absl::string_view)>;

  // Errors: that of the system where no temporary file can be made.
  static absl::StatusOr<std::unique_ptr<WxrWriter>> Create();
  ~WxrWriter();

  // Keeps a comment. One that its author took back is left out: WordPress has
  // no place for it.
  absl::Status Add(const v1::ExportCommentsResponse& exported);

  // Writes the whole document.
  absl::Status Finish(absl::string_view site, const Write& write);

 private:
  explicit WxrWriter(std::FILE* file) : file_(file) {}

  absl::StatusOr<v1::ExportCommentsResponse> Read(int64_t offset);
  absl::Status WriteItem(const std::string& thread,
                         const std::vector<int64_t>& offsets,
                         const Write& write);

  std::FILE* const file_;
  int64_t size_ = 0;
  std::map<std::string, std::vector<int64_t>> threads_;  // offsets by id
  int64_t posts_ = 0;
  int64_t comments_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_WXR_WRITER_H_
