// The hashes of SiteKeys. Every purpose string below is part of a stored
// format.

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "service/base/bytes.h"
#include "service/base/wipe.h"
#include "service/privacy/api_key.h"
#include "service/privacy/base32.h"
#include "service/privacy/crypto.h"
#include "service/privacy/site_keys.h"

namespace winnow {
namespace {

constexpr absl::string_view kAuthorVersion = "\x01";
constexpr size_t kAuthorHashBytes = 16;
constexpr size_t kNetworkKeyBytes = 8;
constexpr size_t kHandleChars = 8;
constexpr size_t kTokenBytes = 16;
constexpr size_t kFingerprintBytes = 16;
// With its header it fits Redis' size class of 16.
constexpr size_t kBodyKeyBytes = 14;
constexpr size_t kAuditBytes = 32;
constexpr size_t kThreadPrintBytes = 8;

constexpr size_t kIpv4Bytes = 4;
constexpr size_t kIpv4SubnetBytes = 3;  // /24
constexpr size_t kIpv6SubnetBytes = 8;  // /64: one link of a household
// /48: the most that a household gets. Its own /64s would be 65,536 readers.
constexpr size_t kIpv6SiteBytes = 6;
// In front of a reporter's key that is made from an address, which is kept for
// days and not for a year.
constexpr absl::string_view kNetworkReporter = "\x02";

std::string AuthorKey(std::span<const uint8_t> key, absl::string_view purpose,
                      absl::string_view author,
                      absl::string_view version = kAuthorVersion) {
  return absl::StrCat(
      version, KeyedHash(key, purpose, kAuthorHashBytes).Add(author).Finish());
}

void AppendText(absl::string_view text, std::string& out) {
  AppendBigEndian32(static_cast<uint32_t>(text.size()), out);
  absl::StrAppend(&out, text);
}

}  // namespace

void SiteKeys::DeriveShortKeys() {
  constexpr struct {
    ShortUse use;
    Purpose from;
    const char* name;
  } kUses[] = {
      {kHost, kNetwork, "network.host"}, {kSubnet, kNetwork, "network.subnet"},
      {kHandle, kAuthor, "handle"},      {kRequest, kFingerprint, "request"},
      {kBody, kFingerprint, "body"},     {kThread, kFingerprint, "thread"},
  };
  const size_t start = keys_.size() - kShortUses * kShortKeyBytes;
  for (const auto& [use, from, name] : kUses) {
    std::string derived = KeyedHash(Key(from), name, kShortKeyBytes).Finish();
    std::copy(derived.begin(), derived.end(),
              keys_.Mutable().begin() + start + use * kShortKeyBytes);
    Wipe(derived);
  }
}

std::span<const uint8_t> SiteKeys::ShortKey(ShortUse use) const {
  return keys_.Reveal()
      .last((kShortUses - use) * kShortKeyBytes)
      .first(kShortKeyBytes);
}

AuthorKeys SiteKeys::MakeAuthorKeys(absl::string_view author_id,
                                    const EmailAddress& email) const {
  const auto key = Key(kAuthor);
  if (!author_id.empty()) {
    return {.exact = AuthorKey(key, "account.exact", author_id),
            .folded = AuthorKey(key, "account.folded", author_id)};
  }
  if (email.empty()) return {};
  std::string exact = email.RevealExact();
  std::string folded = email.RevealFolded();
  // Purposes of their own, so that the stored keys do not tell who writes a
  // tag: for everybody else the two inputs are equal.
  AuthorKeys keys = {.exact = AuthorKey(key, "address.exact", exact),
                     .folded = AuthorKey(key, "address.folded", folded)};
  Wipe(exact);
  Wipe(folded);
  return keys;
}

NetworkKeys SiteKeys::MakeNetworkKeys(const NetworkAddress& address) const {
  const absl::string_view bytes = address.bytes;
  if (bytes.empty()) return {};
  const size_t subnet_bytes =
      bytes.size() == kIpv4Bytes ? kIpv4SubnetBytes : kIpv6SubnetBytes;
  return {.host = ShortHash(ShortKey(kHost), bytes, kNetworkKeyBytes),
          .subnet = ShortHash(ShortKey(kSubnet), bytes.substr(0, subnet_bytes),
                              kNetworkKeyBytes)};
}

std::string SiteKeys::ReporterKey(absl::string_view account_id,
                                  const NetworkAddress& address) const {
  if (!account_id.empty()) {
    return AuthorKey(Key(kAuthor), "reporter.account", account_id);
  }
  const absl::string_view bytes = address.bytes;
  if (bytes.empty()) return "";
  return AuthorKey(
      Key(kNetwork), "reporter.network",
      bytes.size() == kIpv4Bytes ? bytes : bytes.substr(0, kIpv6SiteBytes),
      kNetworkReporter);
}

std::string SiteKeys::AuthorHandle(absl::string_view exact_author_key) const {
  if (exact_author_key.empty()) return "";
  return ToBase32(
      ShortHash(ShortKey(kHandle), exact_author_key, kShortHashBytes),
      kHandleChars);
}

std::string SiteKeys::EditToken(const Uuid& comment, uint32_t version) const {
  std::string number;
  AppendBigEndian32(version, number);
  return ToBase64Url(KeyedHash(Key(kToken), "edit_token", kTokenBytes)
                         .Add(comment.Bytes())
                         .Add(number)
                         .Finish());
}

bool SiteKeys::IsEditToken(const Uuid& comment, uint32_t version,
                           absl::string_view token) const {
  return ConstantTimeEqual(EditToken(comment, version), token);
}

std::string SiteKeys::ContentFingerprint(const Draft& draft) const {
  // Exactly what the caller repeats; agent, network address, timing and title
  // may differ between two attempts at the same post.
  return KeyedHash(Key(kFingerprint), "content", kFingerprintBytes)
      .AddText(draft.thread.id)
      .AddText(draft.parent.has_value() ? draft.parent->Bytes() : "")
      .AddText(draft.display_name)
      .AddText(draft.email.Reveal())
      .AddText(draft.website)
      .AddText(draft.body)
      .Finish();
}

std::string SiteKeys::RequestKey(absl::string_view request_id) const {
  return ShortHash(ShortKey(kRequest), request_id, kShortHashBytes);
}

std::string SiteKeys::BodyKey(absl::string_view exact_author_key,
                              absl::string_view thread_id,
                              absl::string_view body) const {
  std::string said;
  said.reserve(exact_author_key.size() + thread_id.size() + body.size() + 12);
  for (const absl::string_view text : {exact_author_key, thread_id, body}) {
    AppendText(text, said);
  }
  return ShortHash(ShortKey(kBody), said, kBodyKeyBytes);
}

std::string SiteKeys::ThreadPrint(const ThreadInfo& thread) const {
  std::string known;
  AppendText(thread.url, known);
  AppendText(thread.title, known);
  AppendText(thread.section, known);
  for (const std::string& tag : thread.tags) AppendText(tag, known);
  return ShortHash(ShortKey(kThread), known, kThreadPrintBytes);
}

double SiteKeys::SampleNumber(const Uuid& comment) const {
  const std::string hash =
      KeyedHash(Key(kFingerprint), "sample", kFingerprintBytes)
          .Add(comment.Bytes())
          .Finish();
  // As many bits as a fraction has.
  constexpr int kBits = 53;
  return std::ldexp(
      static_cast<double>(ReadBigEndian(absl::string_view(hash).substr(0, 8)) >>
                          (64 - kBits)),
      -kBits);
}

std::pair<uint64_t, uint64_t> SiteKeys::SketchSeeds() const {
  const std::string seeds =
      KeyedHash(Key(kFingerprint), "sketch", kFingerprintBytes).Finish();
  const absl::string_view bytes = seeds;
  return {ReadBigEndian(bytes.substr(0, 8)), ReadBigEndian(bytes.substr(8))};
}

std::string SiteKeys::AuditDigest(absl::string_view record) const {
  return KeyedHash(Key(kAudit), "audit", kAuditBytes).Add(record).Finish();
}

std::string SiteKeys::AuditCheckpoint(int64_t seq,
                                      absl::string_view head) const {
  return KeyedHash(Key(kAudit), "checkpoint", kAuditBytes)
      .AddText(absl::StrCat(seq))
      .Add(head)
      .Finish();
}

}  // namespace winnow
