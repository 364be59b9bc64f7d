#include "service/screening/classifier/training/row_parser.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/base/utf8.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

constexpr int kDepthMax = 16;

void AppendUtf8(uint32_t c, std::string& out) {
  uint8_t bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(length));
}

// Reads JSON from left to right; the first fault ends it.
class JsonReader {
 public:
  explicit JsonReader(absl::string_view text) : text_(text) {}

  bool failed() const { return failed_; }
  void Fail() { failed_ = true; }

  // Skips white space and returns the next character, or 0 at the end.
  char Peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                  text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
    return at_ < text_.size() && !failed_ ? text_[at_] : '\0';
  }

  void Expect(char wanted) {
    if (Peek() != wanted) {
      Fail();
    } else {
      ++at_;
    }
  }

  std::string String() {
    std::string out;
    Expect('"');
    while (!failed_) {
      if (at_ >= text_.size()) {
        Fail();
        break;
      }
      const char c = text_[at_++];
      if (c == '"') break;
      if (c == '\\') {
        Escape(out);
      } else {
        out.push_back(c);
      }
    }
    return out;
  }

  double Number() {
    Peek();
    const size_t begin = at_;
    while (at_ < text_.size() &&
           absl::string_view("+-.0123456789eE").find(text_[at_]) !=
               absl::string_view::npos) {
      ++at_;
    }
    double number = 0;
    if (!absl::SimpleAtod(text_.substr(begin, at_ - begin), &number)) Fail();
    return number;
  }

  // Calls `take(key)` in front of each value of an object; it must read it.
  template <typename Take>
  void Object(Take take) {
    Expect('{');
    if (Peek() == '}') {
      ++at_;
      return;
    }
    while (!failed_) {
      const std::string key = String();
      Expect(':');
      if (failed_) return;
      take(key);
      if (Peek() == ',') {
        ++at_;
        continue;
      }
      Expect('}');
      return;
    }
  }

  void Skip(int depth) {
    if (depth > kDepthMax) return Fail();
    switch (Peek()) {
      case '"':
        String();
        return;
      case '{':
        Object([this, depth](const std::string&) { Skip(depth + 1); });
        return;
      case '[':
        ++at_;
        if (Peek() == ']') {
          ++at_;
          return;
        }
        while (!failed_) {
          Skip(depth + 1);
          if (Peek() != ',') break;
          ++at_;
        }
        Expect(']');
        return;
      case 't':
        return Literal("true");
      case 'f':
        return Literal("false");
      case 'n':
        return Literal("null");
      default:
        Number();
    }
  }

 private:
  void Literal(absl::string_view word) {
    if (text_.substr(at_, word.size()) != word) return Fail();
    at_ += word.size();
  }

  uint32_t Hex4() {
    uint32_t value = 0;
    if (!absl::SimpleHexAtoi(text_.substr(at_, 4), &value) ||
        at_ + 4 > text_.size()) {
      Fail();
    }
    at_ += 4;
    return value;
  }

  void Escape(std::string& out) {
    if (at_ >= text_.size()) return Fail();
    const char c = text_[at_++];
    const size_t known = absl::string_view("\"\\/bfnrt").find(c);
    if (known != absl::string_view::npos) {
      out.push_back("\"\\/\b\f\n\r\t"[known]);
      return;
    }
    if (c != 'u') return Fail();
    uint32_t value = Hex4();
    if (value >= 0xD800 && value < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      value = 0x10000 + ((value - 0xD800) << 10) + (Hex4() - 0xDC00);
    }
    if (!failed_) AppendUtf8(value, out);
  }

  absl::string_view text_;
  size_t at_ = 0;
  bool failed_ = false;
};

absl::Status SetLabel(absl::string_view name, double value, TrainingRow& row) {
  const size_t head = FindHead(name);
  if (head == kHeads) {
    return absl::InvalidArgumentError("a label is no score that Winnow has");
  }
  if (!(value >= 0 && value <= 1)) {
    return absl::InvalidArgumentError("a label is not between 0 and 1");
  }
  row.labels[head] = static_cast<float>(value);
  return absl::OkStatus();
}

std::string* FieldOf(absl::string_view key, TrainingRow& row) {
  if (key == "text") return &row.text;
  if (key == "source") return &row.source;
  if (key == "lang") return &row.language;
  if (key == "video") return &row.group;
  if (key == "name") return &row.name;
  if (key == "website") return &row.website;
  return nullptr;
}

// As of comments: what is no UTF-8 is in another encoding, and its letters
// would be learned wrong.
absl::Status CheckTexts(const TrainingRow& row) {
  for (const std::string* text :
       {&row.text, &row.name, &row.website, &row.source, &row.language}) {
    if (IsValidUtf8(*text)) continue;
    return absl::InvalidArgumentError("not UTF-8: convert the file (iconv)");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TrainingRow> ParseJsonRow(absl::string_view line) {
  TrainingRow row;
  absl::Status status;
  bool has_text = false;
  JsonReader json(line);
  json.Object([&](const std::string& key) {
    if (std::string* field = FieldOf(key, row); field != nullptr) {
      *field = json.String();
      has_text = has_text || key == "text";
    } else if (key == "labels") {
      json.Object([&](const std::string& name) {
        status.Update(SetLabel(name, json.Number(), row));
      });
    } else {
      json.Skip(0);
    }
  });
  if (json.failed() || json.Peek() != '\0') {
    return absl::InvalidArgumentError("not an object of JSON");
  }
  if (!has_text) return absl::InvalidArgumentError("there is no \"text\"");
  status.Update(CheckTexts(row));
  if (!status.ok()) return status;
  return row;
}

absl::StatusOr<std::vector<std::string>> SplitCsv(absl::string_view record) {
  std::vector<std::string> cells(1);
  bool in_quotes = false;
  for (size_t i = 0; i < record.size(); ++i) {
    const char c = record[i];
    if (in_quotes) {
      if (c != '"') {
        cells.back().push_back(c);
      } else if (i + 1 < record.size() && record[i + 1] == '"') {
        cells.back().push_back('"');
        ++i;
      } else {
        in_quotes = false;
      }
    } else if (c == '"' && cells.back().empty()) {
      in_quotes = true;
    } else if (c == ',') {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
  }
  if (in_quotes) return absl::InvalidArgumentError("a quote does not end");
  return cells;
}

absl::StatusOr<TrainingRow> ParseCsvRow(const std::vector<std::string>& header,
                                        absl::string_view record) {
  auto cells = SplitCsv(record);
  if (!cells.ok()) return cells.status();
  if (cells->size() != header.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "it has ", cells->size(), " columns, the first line ", header.size()));
  }
  TrainingRow row;
  for (size_t i = 0; i < header.size(); ++i) {
    if (std::string* field = FieldOf(header[i], row); field != nullptr) {
      *field = std::move((*cells)[i]);
    } else if (FindHead(header[i]) != kHeads && !(*cells)[i].empty()) {
      double value = -1;
      if (!absl::SimpleAtod((*cells)[i], &value)) value = -1;
      absl::Status set = SetLabel(header[i], value, row);
      if (!set.ok()) return set;
    }
  }
  if (absl::Status texts = CheckTexts(row); !texts.ok()) return texts;
  return row;
}

}  // namespace winnow
