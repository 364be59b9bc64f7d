#include "service/store/redis/list_record.h"

#include <utility>

#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

}  // namespace

std::string EncodeList(const StoredList& list) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint64_t>(list.kind));
  out.Text(list.language);
  out.Number(list.substring ? 1 : 0);
  out.Number(static_cast<uint64_t>(absl::ToUnixMillis(list.update_time)));
  out.Number(list.pieces.size());
  for (const TermPiece& piece : list.pieces) {
    out.Number(static_cast<uint64_t>(piece.serial));
    out.Number(static_cast<uint64_t>(piece.count));
    out.Text(piece.first);
  }
  return out.Take();
}

absl::StatusOr<StoredList> DecodeList(absl::string_view name,
                                      absl::string_view bytes) {
  RecordReader in(bytes);
  if (in.Number() != kFormat) {
    return absl::DataLossError("a term list has an unknown format");
  }
  StoredList list;
  list.name = std::string(name);
  list.kind = static_cast<int>(in.Number());
  list.language = in.Text();
  list.substring = in.Number() != 0;
  list.update_time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  const size_t pieces = in.Count();
  for (size_t i = 0; i < pieces && in.ok(); ++i) {
    TermPiece piece;
    piece.serial = static_cast<int64_t>(in.Number());
    piece.count = static_cast<int64_t>(in.Number());
    piece.first = in.Text();
    list.pieces.push_back(std::move(piece));
  }
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("the description of a term list is damaged");
  }
  return list;
}

}  // namespace winnow
