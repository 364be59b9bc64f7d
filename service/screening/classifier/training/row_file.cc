#include "service/screening/classifier/training/row_file.h"

#include <lzma.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/screening/classifier/training/row_parser.h"

namespace winnow {
namespace {

constexpr size_t kBufferBytes = 1 << 16;

// Splits what is read into lines; a quoted cell of CSV may hold some.
class RowSplitter {
 public:
  RowSplitter(std::string path, bool is_csv,
              const std::function<void(TrainingRow)>& take)
      : path_(std::move(path)), is_csv_(is_csv), take_(take) {}

  absl::Status Take(absl::string_view bytes) {
    for (const char c : bytes) {
      if (is_csv_ && c == '"') in_quotes_ = !in_quotes_;
      if (c == '\n' && !in_quotes_) {
        absl::Status taken = End();
        if (!taken.ok()) return taken;
        continue;
      }
      if (line_.size() == kLineBytesMax) return Fault("it is too long");
      line_.push_back(c);
    }
    return absl::OkStatus();
  }

  absl::Status End() {
    ++number_;
    std::string line = std::move(line_);
    line_.clear();
    if (line.empty()) return absl::OkStatus();
    if (is_csv_ && header_.empty()) {
      auto header = SplitCsv(line);
      if (!header.ok()) return Fault(header.status().message());
      header_ = *std::move(header);
      return absl::OkStatus();
    }
    auto row = is_csv_ ? ParseCsvRow(header_, line) : ParseJsonRow(line);
    if (!row.ok()) return Fault(row.status().message());
    take_(*std::move(row));
    return absl::OkStatus();
  }

 private:
  absl::Status Fault(absl::string_view why) const {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ":", number_, ": ", why));
  }

  const std::string path_;
  const bool is_csv_;
  const std::function<void(TrainingRow)>& take_;
  std::vector<std::string> header_;
  std::string line_;
  size_t number_ = 0;
  bool in_quotes_ = false;
};

// Gives the bytes of a file, decompressed.
class ByteSource {
 public:
  static absl::StatusOr<ByteSource> Open(const std::string& path) {
    ByteSource source;
    source.path_ = path;
    source.file_.open(path, std::ios::binary | std::ios::ate);
    if (!source.file_) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
    }
    source.size_ = static_cast<double>(source.file_.tellg());
    source.file_.seekg(0);
    return source;
  }

  ByteSource(ByteSource&&) = default;
  ~ByteSource() {
    if (is_decoding_) lzma_end(&stream_);
  }

  // Stores the next bytes; none at the end.
  absl::Status Read(std::string& bytes) {
    if (!absl::EndsWith(path_, ".xz")) {
      bytes.resize(kBufferBytes);
      file_.read(bytes.data(), kBufferBytes);
      bytes.resize(static_cast<size_t>(file_.gcount()));
      read_ += static_cast<double>(bytes.size());
      return absl::OkStatus();
    }
    return Decompress(bytes);
  }

  double share() const { return size_ > 0 ? read_ / size_ : 1; }

 private:
  ByteSource() = default;

  absl::Status Decompress(std::string& bytes) {
    if (!is_decoding_) {
      // Enough for what `xz -9` makes.
      constexpr uint64_t kMemoryMax = 128u << 20;
      if (lzma_stream_decoder(&stream_, kMemoryMax, LZMA_CONCATENATED) !=
          LZMA_OK) {
        return absl::ResourceExhaustedError("not enough memory to decompress");
      }
      is_decoding_ = true;
      input_.resize(kBufferBytes);
    }
    bytes.resize(kBufferBytes);
    stream_.next_out = reinterpret_cast<uint8_t*>(bytes.data());
    stream_.avail_out = bytes.size();
    lzma_ret result = LZMA_OK;
    while (result == LZMA_OK && stream_.avail_out > 0) {
      if (stream_.avail_in == 0 && file_) {
        file_.read(input_.data(), kBufferBytes);
        stream_.next_in = reinterpret_cast<const uint8_t*>(input_.data());
        stream_.avail_in = static_cast<size_t>(file_.gcount());
        read_ += static_cast<double>(file_.gcount());
      }
      result = lzma_code(&stream_, file_ ? LZMA_RUN : LZMA_FINISH);
    }
    bytes.resize(bytes.size() - stream_.avail_out);
    // Asked again behind its end it says that it cannot go on.
    if (result == LZMA_OK || result == LZMA_STREAM_END ||
        (result == LZMA_BUF_ERROR && is_ended_)) {
      is_ended_ = is_ended_ || result == LZMA_STREAM_END;
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat(path_, " is damaged or no .xz file; copy it again"));
  }

  std::string path_;
  std::ifstream file_;
  double size_ = 0;
  double read_ = 0;
  std::string input_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool is_decoding_ = false;
  bool is_ended_ = false;
};

}  // namespace

absl::Status ReadRows(const std::string& path,
                      const std::function<void(TrainingRow)>& take,
                      const std::function<void(double)>& progress) {
  auto source = ByteSource::Open(path);
  if (!source.ok()) return source.status();
  const bool is_csv =
      absl::EndsWith(path, ".csv") || absl::EndsWith(path, ".csv.xz");
  RowSplitter splitter(path, is_csv, take);
  std::string bytes;
  while (true) {
    absl::Status read = source->Read(bytes);
    if (!read.ok()) return read;
    if (bytes.empty()) return splitter.End();
    read = splitter.Take(bytes);
    if (!read.ok()) return read;
    if (progress) progress(source->share());
  }
}

absl::StatusOr<std::string> DigestOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
  }
  uint64_t digest = 0;
  std::array<char, kBufferBytes> buffer;
  while (file) {
    file.read(buffer.data(), buffer.size());
    digest = lzma_crc64(reinterpret_cast<const uint8_t*>(buffer.data()),
                        static_cast<size_t>(file.gcount()), digest);
  }
  return absl::StrFormat("crc64 %016x", digest);
}

}  // namespace winnow
