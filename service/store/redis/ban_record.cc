#include "service/store/redis/ban_record.h"

#include "absl/strings/str_cat.h"
#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

absl::string_view LetterOf(BanTarget target) {
  switch (target) {
    case BanTarget::kAuthor:
      return "a";
    case BanTarget::kNetwork:
      return "n";
    case BanTarget::kEmailDomain:
      return "e";
    case BanTarget::kLinkDomain:
      return "l";
    case BanTarget::kPhrase:
      break;
  }
  return "p";
}

}  // namespace

std::string EncodeBan(const Ban& ban) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint64_t>(ban.target));
  out.Number(static_cast<uint64_t>(ban.effect));
  out.Text(ban.comment ? ban.comment->Bytes() : "");
  out.Text(ban.value);
  out.Text(ban.reason);
  out.Text(ban.author_handle);
  out.Text(ban.key_id);
  out.Text(ban.key_name);
  out.Text(ban.banned_key);
  return out.Take();
}

absl::StatusOr<Ban> DecodeBan(absl::string_view bytes) {
  RecordReader in(bytes);
  if (in.Number() != kFormat) {
    return absl::DataLossError("a ban has an unknown format");
  }
  Ban ban;
  ban.target = static_cast<BanTarget>(in.Number());
  ban.effect = static_cast<BanKind>(in.Number());
  ban.comment = UuidFromBytes(in.Text());
  ban.value = in.Text();
  ban.reason = in.Text();
  ban.author_handle = in.Text();
  ban.key_id = in.Text();
  ban.key_name = in.Text();
  ban.banned_key = in.Text();
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("the record of a ban is damaged");
  }
  return ban;
}

std::string BanField(const Ban& ban) {
  return absl::StrCat(LetterOf(ban.target), ban.banned_key);
}

}  // namespace winnow
