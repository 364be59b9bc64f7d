// A file of comments from elsewhere, one comment after the other, in as little
// memory as one of them takes.

#ifndef WINNOW_CLIENTS_CLI_IMPORT_SOURCE_H_
#define WINNOW_CLIENTS_CLI_IMPORT_SOURCE_H_

#include <cstdint>
#include <istream>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// One comment, or why it is none.
struct SourceComment {
  std::string place;  // for people: `line 7`, `comment 1234`
  absl::Status error;
  v1::ImportCommentsRequest request;  // without index and site
};

// Threads: one at a time.
class ImportSource {
 public:
  virtual ~ImportSource() = default;

  // Reads the next comment, good or bad. False: there is none, or the rest of
  // the file cannot be read, as status() says.
  virtual bool Next(SourceComment& comment) = 0;

  virtual absl::Status status() const { return absl::OkStatus(); }
  virtual int64_t bytes_read() const = 0;

  // What was passed over on purpose: how many by what they are, as
  // `pingbacks and trackbacks`.
  const std::map<std::string, int64_t>& left_out() const { return left_out_; }

 protected:
  std::map<std::string, int64_t> left_out_;
};

// What names the thread of a comment.
enum class ThreadsBy { kId, kLink };

// Each reads one format. `input` must outlive the source.
std::unique_ptr<ImportSource> ReadImportLines(std::istream& input);
std::unique_ptr<ImportSource> ReadImportWxr(std::istream& input,
                                            ThreadsBy threads);
// Keeps the threads of the whole file.
std::unique_ptr<ImportSource> ReadImportDisqus(std::istream& input,
                                               ThreadsBy threads);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_IMPORT_SOURCE_H_
