#include "clients/cli/xml_reader.h"

#include <expat.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr size_t kPieceBytes = size_t{64} * 1024;

// What 128–159 mean in windows-1252; 0 for what means nothing.
constexpr int kWindows1252[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

int ReadEncoding(void* /*data*/, const XML_Char* name, XML_Encoding* encoding) {
  if (!absl::EqualsIgnoreCase(name, "windows-1252") &&
      !absl::EqualsIgnoreCase(name, "cp1252")) {
    return XML_STATUS_ERROR;
  }
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_own = byte >= 0x80 && byte <= 0x9F;
    const int meant = is_own ? kWindows1252[byte - 0x80] : byte;
    encoding->map[byte] = is_own && meant == 0 ? 0xFFFD : meant;
  }
  encoding->data = nullptr;
  encoding->convert = nullptr;
  encoding->release = nullptr;
  return XML_STATUS_OK;
}

}  // namespace

// What expat calls.
struct XmlReader::Callbacks {
  static XmlReader& Of(void* data) { return *static_cast<XmlReader*>(data); }

  static void Begin(void* data, const XML_Char* name, const XML_Char** values) {
    XmlReader& reader = Of(data);
    if (++reader.depth_ > kXmlDepthMax) {
      return reader.Refuse("has elements nested deeper than 64");
    }
    reader.handler_.Begin(name, values);
  }

  static void End(void* data, const XML_Char* name) {
    XmlReader& reader = Of(data);
    --reader.depth_;
    reader.handler_.End(name);
  }

  static void Text(void* data, const XML_Char* text, int length) {
    Of(data).handler_.Text(
        absl::string_view(text, static_cast<size_t>(length)));
  }

  static void Entity(void* data, const XML_Char* /*name*/, int /*is_parameter*/,
                     const XML_Char* /*value*/, int /*value_length*/,
                     const XML_Char* /*base*/, const XML_Char* /*system*/,
                     const XML_Char* /*public_id*/,
                     const XML_Char* /*notation*/) {
    Of(data).Refuse("declares entities of its own, which no export does");
  }
};

XmlReader::XmlReader(std::istream& input, XmlHandler& handler)
    : input_(input),
      handler_(handler),
      parser_(XML_ParserCreate(nullptr)),
      buffer_(kPieceBytes) {
  if (parser_ == nullptr) {
    status_ = absl::ResourceExhaustedError("there is no memory to read XML");
    ended_ = true;
    return;
  }
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, Callbacks::Begin, Callbacks::End);
  XML_SetCharacterDataHandler(parser_, Callbacks::Text);
  XML_SetEntityDeclHandler(parser_, Callbacks::Entity);
  XML_SetUnknownEncodingHandler(parser_, ReadEncoding, nullptr);
}

XmlReader::~XmlReader() {
  if (parser_ != nullptr) XML_ParserFree(parser_);
}

void XmlReader::Refuse(absl::string_view why) {
  if (!status_.ok()) return;
  status_ = absl::InvalidArgumentError(absl::StrCat(
      "line ", XML_GetCurrentLineNumber(parser_), ": the file ", why));
  XML_StopParser(parser_, XML_FALSE);
}

void XmlReader::Clean(size_t size) {
  if (bytes_read_ == 0 && size >= 2) {
    const auto first = static_cast<unsigned char>(buffer_[0]);
    const auto second = static_cast<unsigned char>(buffer_[1]);
    is_wide_ = (first == 0xFE && second == 0xFF) ||
               (first == 0xFF && second == 0xFE) || first == 0 || second == 0;
  }
  if (is_wide_) return;
  for (size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(buffer_[i]);
    if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') {
      buffer_[i] = ' ';
    }
  }
}

bool XmlReader::ReadOn() {
  if (ended_) return false;
  input_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  const auto size = static_cast<size_t>(input_.gcount());
  const bool is_last = size < buffer_.size();
  Clean(size);
  bytes_read_ += static_cast<int64_t>(size);
  const XML_Status parsed =
      XML_Parse(parser_, buffer_.data(), static_cast<int>(size), is_last);
  if (parsed != XML_STATUS_OK) {
    Refuse(absl::StrCat("is no XML that can be read: ",
                        XML_ErrorString(XML_GetErrorCode(parser_))));
  } else if (const int64_t at = XML_GetCurrentByteIndex(parser_);
             at >= 0 && bytes_read_ - at > kXmlMarkupBytesMax) {
    // It would be kept, and read again and again, until it ends.
    Refuse("has markup that does not end within 1 MB");
  }
  ended_ = is_last || !status_.ok();
  return !ended_ || status_.ok();
}

}  // namespace winnow
