#include "service/store/redis/redis_seal_store.h"

#include <utility>

#include "service/base/bytes.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);
constexpr size_t kSealBytes = 2 * 384;  // read and fresh, with the id

// Where w1_get_rotation puts what.
enum Item : size_t {
  kKey = 0,
  kPass,
  kStep,
  kScore,
  kId,
  kResealed,
  kUnreadable,
  kEnded,
  kRemaining,
  kItems,
};

// Two bytes, as at the front of a seal.
std::string KeyBytes(uint16_t id) {
  std::string bytes;
  AppendBigEndian16(id, bytes);
  return bytes;
}

uint16_t KeyIdOf(absl::string_view bytes) {
  return bytes.size() == 2 ? static_cast<uint16_t>(ReadBigEndian(bytes)) : 0;
}

void AppendPlace(const SealRotation& rotation, Command& command) {
  command.AppendInt(rotation.step)
      .Append(rotation.after ? rotation.after->score : "")
      .Append(rotation.after ? rotation.after->id.Bytes() : "");
}

absl::StatusOr<std::optional<PageStart>> PlaceOf(const Reply& score,
                                                 const Reply& id) {
  if (score.text().empty()) return std::nullopt;
  const auto uuid = UuidFromBytes(id.text());
  if (!uuid) return BadReply("a place in a rotation");
  return PageStart{.score = std::string(score.text()), .id = *uuid};
}

absl::string_view Outcome(const Reply& reply) {
  return reply.size() == 0 ? absl::string_view() : reply[0].text();
}

absl::Status Over() {
  return absl::AbortedError("this rotation has ended meanwhile");
}

}  // namespace

absl::StatusOr<Reply> RedisSealStore::Call(absl::string_view prefix,
                                           Command command) {
  return CheckReply(redis_.Call(prefix, std::move(command),
                                {.timeout = kTimeout, .idempotent = true}));
}

absl::StatusOr<SealRotation> RedisSealStore::Get(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("get_rotation", prefix));
  if (!reply.ok()) return reply.status();
  if (reply->size() != kItems) return BadReply("get_rotation");
  auto after = PlaceOf((*reply)[kScore], (*reply)[kId]);
  if (!after.ok()) return after.status();
  return SealRotation{.key_id = KeyIdOf((*reply)[kKey].text()),
                      .ended_id = KeyIdOf((*reply)[kEnded].text()),
                      .pass = IntOf((*reply)[kPass].text()),
                      .step = IntOf((*reply)[kStep].text()),
                      .after = *std::move(after),
                      .resealed = IntOf((*reply)[kResealed].text()),
                      .unreadable = IntOf((*reply)[kUnreadable].text()),
                      .remaining = (*reply)[kRemaining].integer()};
}

absl::StatusOr<int64_t> RedisSealStore::Begin(const std::string& site,
                                              const NextSealKey& key) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      Call(prefix, Function("begin_rotation", prefix, 512 + key.record.size())
                       .Append(key.newest_name)
                       .Append(key.name)
                       .Append(KeyBytes(key.id))
                       .Append(key.wrapped)
                       .Append(key.digest)
                       .Append(key.record));
  if (!reply.ok()) return reply.status();
  const absl::string_view what = Outcome(*reply);
  if (what == "missing") return absl::NotFoundError("no such site");
  if (what == "under_way") {
    return absl::AlreadyExistsError("a rotation is under way");
  }
  if (what == "stale") {
    return absl::AbortedError("somebody added a key meanwhile");
  }
  if (what != "begun" || reply->size() != 2) return BadReply("begin_rotation");
  return IntOf((*reply)[1].text());
}

absl::StatusOr<SealPage> RedisSealStore::Find(const std::string& site,
                                              const SealRotation& rotation) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("find_seals", prefix);
  command.Append(KeyBytes(rotation.key_id));
  AppendPlace(rotation, command);
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 4) return BadReply("find_seals");
  SealPage page;
  auto next = PlaceOf((*reply)[0], (*reply)[1]);
  if (!next.ok()) return next.status();
  page.next = *std::move(next);
  page.examined = (*reply)[2].integer();
  const Reply& found = (*reply)[3];
  page.found.reserve(found.size() / 2);
  for (size_t i = 0; i + 1 < found.size(); i += 2) {
    const auto id = UuidFromBytes(found[i].text());
    if (!id) return BadReply("find_seals");
    page.found.push_back(
        {.id = *id, .sealed = {std::string(found[i + 1].text())}});
  }
  return page;
}

absl::StatusOr<int64_t> RedisSealStore::Replace(
    const std::string& site, const SealRotation& rotation,
    const std::vector<NewSeal>& seals) {
  const std::string prefix = SitePrefix(site);
  Command command = Function("reseal", prefix, 256 + seals.size() * kSealBytes);
  command.Append(KeyBytes(rotation.key_id)).AppendInt(rotation.pass);
  AppendPlace(rotation, command);
  for (const NewSeal& seal : seals) {
    command.Append(seal.id.Bytes())
        .Append(seal.read.bytes)
        .Append(seal.fresh.bytes);
  }
  auto reply = Call(prefix, std::move(command));
  if (!reply.ok()) return reply.status();
  if (Outcome(*reply) == "over") return Over();
  if (reply->size() != 2) return BadReply("reseal");
  return (*reply)[1].integer();
}

absl::StatusOr<std::optional<int64_t>> RedisSealStore::EndPass(
    const std::string& site, const SealRotation& rotation,
    const std::string& digest, const std::string& record) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Function("end_pass", prefix, 256 + record.size())
                                .Append(KeyBytes(rotation.key_id))
                                .AppendInt(rotation.pass)
                                .Append(digest)
                                .Append(record));
  if (!reply.ok()) return reply.status();
  const absl::string_view what = Outcome(*reply);
  if (what == "over") return Over();
  if (what == "later") return std::nullopt;
  if (what != "ended" || reply->size() != 2) return BadReply("end_pass");
  return IntOf((*reply)[1].text());
}

}  // namespace winnow
