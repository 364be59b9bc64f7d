#include "clients/cli/wxr_writer.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

namespace winnow {
namespace {

constexpr char kHead[] =
    R"(<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
)";

std::string Element(absl::string_view name, absl::string_view text) {
  return absl::StrCat("<", name, ">", WxrText(text), "</", name, ">\n");
}

// WordPress keeps HTML where Winnow keeps text.
std::string AsHtml(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

absl::string_view ApprovedAs(v1::Comment::State state) {
  switch (state) {
    case v1::Comment::APPROVED:
      return "1";
    case v1::Comment::SPAM:
      return "spam";
    case v1::Comment::REJECTED:
      return "trash";
    default:
      return "0";
  }
}

absl::Status FileError(const char* what) {
  return absl::ErrnoToStatus(errno, what);
}

}  // namespace

std::string WxrText(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_control =
        byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
    // U+FFFE and U+FFFF.
    const bool is_none = text.substr(i, 3) == "\xEF\xBF\xBE" ||
                         text.substr(i, 3) == "\xEF\xBF\xBF";
    if (is_none) {
      clean.push_back(' ');
      i += 2;
    } else {
      clean.push_back(is_control ? ' ' : text[i]);
    }
  }
  return absl::StrCat("<![CDATA[",
                      absl::StrReplaceAll(clean, {{"]]>", "]]]]><![CDATA[>"}}),
                      "]]>");
}

absl::StatusOr<std::unique_ptr<WxrWriter>> WxrWriter::Create() {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) return FileError("cannot make a temporary file");
  return std::unique_ptr<WxrWriter>(new WxrWriter(file));
}

WxrWriter::~WxrWriter() { std::fclose(file_); }

absl::Status WxrWriter::Add(const v1::ExportCommentsResponse& exported) {
  if (exported.comment().state() == v1::Comment::WITHDRAWN) {
    return absl::OkStatus();
  }
  const std::string bytes = exported.SerializeAsString();
  const auto size = static_cast<uint32_t>(bytes.size());
  if (std::fwrite(&size, sizeof size, 1, file_) != 1 ||
      std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    return FileError("cannot write a temporary file");
  }
  threads_[exported.comment().thread_id()].push_back(size_);
  size_ += static_cast<int64_t>(sizeof size + bytes.size());
  return absl::OkStatus();
}

absl::StatusOr<v1::ExportCommentsResponse> WxrWriter::Read(int64_t offset) {
  uint32_t size = 0;
  v1::ExportCommentsResponse exported;
  if (fseeko(file_, offset, SEEK_SET) != 0 ||
      std::fread(&size, sizeof size, 1, file_) != 1) {
    return FileError("cannot read a temporary file");
  }
  std::string bytes(size, '\0');
  if (std::fread(bytes.data(), 1, size, file_) != size ||
      !exported.ParseFromString(bytes)) {
    return FileError("cannot read a temporary file");
  }
  return exported;
}

absl::Status WxrWriter::WriteItem(const std::string& thread,
                                  const std::vector<int64_t>& offsets,
                                  const Write& write) {
  const auto last = Read(offsets.back());
  if (!last.ok()) return last.status();
  const std::string& title = last->thread_title();
  const bool is_number =
      !thread.empty() && thread.size() < 10 &&
      std::all_of(thread.begin(), thread.end(), absl::ascii_isdigit);
  ++posts_;
  absl::Status written = write(absl::StrCat(
      "<item>\n", Element("title", title.empty() ? thread : title),
      Element("link", last->comment().thread_url()),
      "<guid isPermaLink=\"false\">", WxrText(thread), "</guid>\n",
      "<wp:post_id>", is_number ? thread : absl::StrCat(posts_),
      "</wp:post_id>\n", Element("wp:comment_status", "open"),
      Element("wp:status", "publish"), Element("wp:post_type", "post")));
  std::map<std::string, int64_t> numbers;  // by resource name
  for (const int64_t offset : offsets) {
    if (!written.ok()) return written;
    const auto exported = Read(offset);
    if (!exported.ok()) return exported.status();
    const v1::Comment& comment = exported->comment();
    const auto parent = numbers.find(comment.parent());
    numbers[comment.name()] = ++comments_;
    const std::string time = TimeText(comment.create_time());
    written = write(absl::StrCat(
        "<wp:comment>\n<wp:comment_id>", comments_, "</wp:comment_id>\n",
        Element("wp:comment_author", AsHtml(comment.display_name())),
        Element("wp:comment_author_email", exported->email()),
        Element("wp:comment_author_url", comment.website()),
        Element("wp:comment_author_IP", ""), Element("wp:comment_date", time),
        Element("wp:comment_date_gmt", time),
        Element("wp:comment_content", AsHtml(comment.body())),
        Element("wp:comment_approved", ApprovedAs(comment.state())),
        Element("wp:comment_type", "comment"), "<wp:comment_parent>",
        parent == numbers.end() ? 0 : parent->second,
        "</wp:comment_parent>\n<wp:comment_user_id>0</wp:comment_user_id>\n"
        "</wp:comment>\n"));
  }
  return written.ok() ? write("</item>\n") : written;
}

absl::Status WxrWriter::Finish(absl::string_view site, const Write& write) {
  if (std::fflush(file_) != 0)
    return FileError("cannot write a temporary file");
  absl::Status written = write(absl::StrCat(
      kHead, Element("title", site), "<wp:wxr_version>1.2</wp:wxr_version>\n"));
  for (const auto& [thread, offsets] : threads_) {
    if (!written.ok()) return written;
    written = WriteItem(thread, offsets, write);
  }
  return written.ok() ? write("</channel>\n</rss>\n") : written;
}

}  // namespace winnow
