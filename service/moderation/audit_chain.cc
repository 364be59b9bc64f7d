#include "service/moderation/audit_chain.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/base/record.h"

namespace winnow {
namespace {

constexpr size_t kSha1Bytes = 20;

std::string Sha1Hex(absl::string_view text) {
  std::array<unsigned char, kSha1Bytes> hash = {};
  EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha1(),
             nullptr);
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

std::string EncodeProgress(const AuditProgress& progress) {
  RecordWriter out;
  out.Text(progress.cursor);
  for (const int64_t number : {progress.first_seq, progress.seq,
                               progress.records, progress.checkpoints}) {
    out.Number(static_cast<uint64_t>(number));
  }
  out.Text(progress.head);
  return out.Take();
}

std::optional<AuditProgress> DecodeProgress(absl::string_view line) {
  RecordReader in(line);
  AuditProgress progress;
  progress.cursor = in.Text();
  for (int64_t* number : {&progress.first_seq, &progress.seq, &progress.records,
                          &progress.checkpoints}) {
    *number = static_cast<int64_t>(in.Number());
  }
  progress.head = in.Text();
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return progress;
}

std::string ChainHash(absl::string_view before, int64_t seq,
                      absl::string_view digest) {
  return Sha1Hex(absl::StrCat(before, "|", seq, "|", digest));
}

AuditChain::AuditChain(const SiteKeys& keys, AuditProgress progress,
                       std::optional<KnownHead> known)
    : keys_(keys), progress_(std::move(progress)), known_(std::move(known)) {}

std::optional<AuditProblem> AuditChain::Take(const ChainEntry& entry) {
  auto problem =
      entry.is_checkpoint() ? TakeCheckpoint(entry) : TakeRecord(entry);
  if (!problem) problem = CompareKnown();
  if (!problem) progress_.cursor = entry.cursor;
  return problem;
}

std::optional<AuditProblem> AuditChain::TakeRecord(const ChainEntry& entry) {
  const bool is_first = progress_.seq == 0;
  const int64_t expected = is_first ? entry.seq : progress_.seq + 1;
  if (entry.seq != expected || entry.seq < 1) {
    return AuditProblem{
        absl::StrCat("record ", expected, " was taken out: record ", entry.seq,
                     " stands in its place"),
        expected};
  }
  if (keys_.AuditDigest(entry.record) != entry.digest) {
    return AuditProblem{absl::StrCat("record ", entry.seq, " was changed"),
                        entry.seq};
  }
  if (entry.seq == 1 || !progress_.head.empty()) {
    progress_.head = ChainHash(progress_.head, entry.seq, entry.digest);
  }
  if (progress_.first_seq == 0) progress_.first_seq = entry.seq;
  progress_.seq = entry.seq;
  ++progress_.records;
  return std::nullopt;
}

std::optional<AuditProblem> AuditChain::TakeCheckpoint(
    const ChainEntry& entry) {
  if (keys_.AuditCheckpoint(entry.seq, entry.head) != entry.checkpoint) {
    return AuditProblem{absl::StrCat("the checkpoint behind record ", entry.seq,
                                     " was changed"),
                        entry.seq};
  }
  if (progress_.seq != 0 && progress_.seq != entry.seq) {
    return AuditProblem{absl::StrCat("the checkpoint behind record ", entry.seq,
                                     " stands behind record ", progress_.seq),
                        std::min(progress_.seq, entry.seq) + 1};
  }
  if (!progress_.head.empty() && progress_.head != entry.head) {
    return AuditProblem{
        absl::StrCat("the records up to ", entry.seq,
                     " are not those that the checkpoint there was made of"),
        progress_.first_seq};
  }
  progress_.seq = entry.seq;
  progress_.head = entry.head;
  ++progress_.checkpoints;
  return std::nullopt;
}

std::optional<AuditProblem> AuditChain::CompareKnown() const {
  if (!known_ || known_->seq != progress_.seq || progress_.head.empty() ||
      known_->head == progress_.head) {
    return std::nullopt;
  }
  return AuditProblem{absl::StrCat("record ", known_->seq,
                                   " or one before it is not the one that the "
                                   "head you kept was made of"),
                      known_->seq};
}

std::optional<AuditProblem> AuditChain::Finish(const AuditEnd& end) const {
  if (known_ && known_->seq > progress_.seq) {
    return AuditProblem{absl::StrCat("the chain ends at record ", progress_.seq,
                                     " and the head you kept is of record ",
                                     known_->seq, ": its end was cut off"),
                        progress_.seq + 1};
  }
  if (end.seq != progress_.seq) {
    return AuditProblem{absl::StrCat("the last record is ", progress_.seq,
                                     " and should be ", end.seq),
                        std::min(end.seq, progress_.seq) + 1};
  }
  if (!progress_.head.empty() && end.head != progress_.head) {
    return AuditProblem{"the head kept beside the chain is not its end",
                        end.seq};
  }
  return std::nullopt;
}

}  // namespace winnow
