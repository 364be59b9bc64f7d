#include "service/store/redis/key_record.h"

#include <utility>
#include <vector>

#include "service/base/record.h"

namespace winnow {
namespace {

// A key whose secret was never changed stays in the first, which servers of
// before can read.
constexpr uint64_t kFormat = 1;
constexpr uint64_t kFormatRotated = 2;  // ends with when it was

void PutList(const std::vector<std::string>& list, RecordWriter& out) {
  out.Number(list.size());
  for (const std::string& item : list) out.Text(item);
}

std::vector<std::string> TakeList(RecordReader& in) {
  std::vector<std::string> list;
  for (size_t n = in.Count(); in.ok() && n > 0; --n) list.push_back(in.Text());
  return list;
}

}  // namespace

std::string EncodeKey(const KeyRecord& key) {
  const Principal& who = key.principal;
  RecordWriter out;
  const bool rotated = key.rotate_time != absl::InfinitePast();
  out.Number(rotated ? kFormatRotated : kFormat);
  out.Text(who.key_id);
  out.Text(who.name);
  out.Number(static_cast<uint8_t>(who.role));
  out.Text(who.site);
  PutList(who.sections, out);
  PutList(who.permissions, out);
  out.Number(who.trusted ? 1 : 0);
  out.Text(key.hash);
  out.Number(static_cast<uint64_t>(absl::ToUnixMillis(key.create_time)));
  const bool revoked = key.revoke_time != absl::InfiniteFuture();
  out.Number(
      revoked ? static_cast<uint64_t>(absl::ToUnixMillis(key.revoke_time)) : 0);
  if (rotated) {
    out.Number(static_cast<uint64_t>(absl::ToUnixMillis(key.rotate_time)));
  }
  return out.Take();
}

absl::StatusOr<KeyRecord> DecodeKey(absl::string_view bytes) {
  RecordReader in(bytes);
  const uint64_t format = in.Number();
  if (format != kFormat && format != kFormatRotated) {
    return absl::DataLossError("a stored API key has an unknown format");
  }
  KeyRecord key;
  Principal& who = key.principal;
  who.key_id = in.Text();
  who.name = in.Text();
  who.role = static_cast<Role>(in.Number());
  who.site = in.Text();
  who.sections = TakeList(in);
  who.permissions = TakeList(in);
  who.trusted = in.Number() == 1;
  key.hash = in.Text();
  key.create_time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  const auto revoked_ms = static_cast<int64_t>(in.Number());
  if (revoked_ms != 0) key.revoke_time = absl::FromUnixMillis(revoked_ms);
  if (format == kFormatRotated) {
    key.rotate_time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  }
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("a stored API key is damaged");
  }
  return key;
}

}  // namespace winnow
