#include "service/store/redis/note_record.h"

#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

}  // namespace

std::string EncodeNote(const Note& note) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint64_t>(absl::ToUnixMillis(note.time)));
  out.Text(note.key_id);
  out.Text(note.key_name);
  out.Text(note.text);
  return out.Take();
}

absl::StatusOr<Note> DecodeNote(absl::string_view bytes) {
  RecordReader in(bytes);
  if (in.Number() != kFormat) {
    return absl::DataLossError("a note has an unknown format");
  }
  Note note;
  note.time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  note.key_id = in.Text();
  note.key_name = in.Text();
  note.text = in.Text();
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("a note is damaged");
  }
  return note;
}

}  // namespace winnow
