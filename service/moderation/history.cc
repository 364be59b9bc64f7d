#include "service/moderation/history.h"

#include <utility>

#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

State StateOf(uint64_t code) {
  const char letter = static_cast<char>(code);
  return StateFromCode(absl::string_view(&letter, 1)).value_or(State::kHeld);
}

}  // namespace

std::string EncodeHistory(const HistoryRecord& record) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint64_t>(absl::ToUnixMillis(record.time)));
  out.Text(record.key_id);
  out.Text(record.key_name);
  out.Number(static_cast<uint64_t>(record.action));
  out.Text(record.resource);
  out.Number(static_cast<uint8_t>(record.from));
  out.Number(static_cast<uint8_t>(record.to));
  out.Text(record.reason);
  out.Text(record.reason_before);
  out.Text(record.batch);
  out.Number(static_cast<uint64_t>(record.revision));
  return out.Take();
}

absl::StatusOr<HistoryRecord> DecodeHistory(absl::string_view bytes) {
  RecordReader in(bytes);
  if (in.Number() != kFormat) {
    return absl::DataLossError("an audit record has an unknown format");
  }
  HistoryRecord record;
  record.time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  record.key_id = in.Text();
  record.key_name = in.Text();
  record.action = static_cast<HistoryAction>(in.Number());
  record.resource = in.Text();
  record.from = StateOf(in.Number());
  record.to = StateOf(in.Number());
  record.reason = in.Text();
  record.reason_before = in.Text();
  record.batch = in.Text();
  record.revision = static_cast<int64_t>(in.Number());
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("an audit record is damaged");
  }
  return record;
}

}  // namespace winnow
