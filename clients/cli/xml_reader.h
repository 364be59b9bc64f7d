// Streaming XML of files that strangers wrote: what a handler is told as the
// file is read, in the memory of one piece of it.
//
// Refused, with the line: a document that declares entities of its own, which
// is how a kilobyte becomes gigabytes; elements within elements without end;
// and markup that does not end. Nothing outside of the file is ever opened.
// Encodings: UTF-8, UTF-16, ISO-8859-1, US-ASCII and windows-1252, as the
// document says. Control characters that XML has not become spaces, because
// exports of texts are full of them.

#ifndef WINNOW_CLIENTS_CLI_XML_READER_H_
#define WINNOW_CLIENTS_CLI_XML_READER_H_

#include <cstdint>
#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

struct XML_ParserStruct;

namespace winnow {

inline constexpr int kXmlDepthMax = 64;
// A tag, comment or instruction; texts may be longer.
inline constexpr int64_t kXmlMarkupBytesMax = 1 << 20;

// Is told what is read, in order. Names are as in the file, with prefixes.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `attributes`: names and values in turn, then a null pointer.
  virtual void Begin(absl::string_view name, const char** attributes) = 0;
  virtual void End(absl::string_view name) = 0;
  // A part of a text, as UTF-8.
  virtual void Text(absl::string_view text) = 0;
};

// Threads: one at a time.
class XmlReader {
 public:
  // Both must outlive the reader.
  XmlReader(std::istream& input, XmlHandler& handler);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  // Reads on by some kilobytes. False: the document has ended, or cannot be
  // read further, as status() says.
  bool ReadOn();

  const absl::Status& status() const { return status_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  struct Callbacks;

  void Refuse(absl::string_view why);
  void Clean(size_t size);

  std::istream& input_;
  XmlHandler& handler_;
  XML_ParserStruct* const parser_;
  std::vector<char> buffer_;
  absl::Status status_;
  int64_t bytes_read_ = 0;
  int depth_ = 0;
  bool ended_ = false;
  bool is_wide_ = false;  // UTF-16, where a zero byte is half a letter
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_XML_READER_H_
