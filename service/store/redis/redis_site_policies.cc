// The part of RedisSiteStore about policies.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/record.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/redis_site_store.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 1;

std::string EncodeRevision(const PolicyRevision& revision) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint64_t>(absl::ToUnixMillis(revision.time)));
  out.Text(revision.key_id);
  out.Text(revision.key_name);
  out.Text(revision.policy_name);
  out.Number(static_cast<uint64_t>(revision.rollback_of));
  return out.Take();
}

absl::StatusOr<PolicyRevision> DecodeRevision(int64_t number,
                                              absl::string_view bytes) {
  RecordReader in(bytes);
  PolicyRevision revision;
  revision.number = number;
  if (in.Number() != kFormat) {
    return absl::DataLossError("a policy revision has an unknown format");
  }
  revision.time = absl::FromUnixMillis(static_cast<int64_t>(in.Number()));
  revision.key_id = in.Text();
  revision.key_name = in.Text();
  revision.policy_name = in.Text();
  revision.rollback_of = static_cast<int64_t>(in.Number());
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("a policy revision is damaged");
  }
  return revision;
}

}  // namespace

absl::StatusOr<PolicyChanged> RedisSiteStore::ApplyPolicy(
    const PolicyChange& change) {
  const std::string prefix = SitePrefix(change.site);
  Command command = Function("apply_policy", prefix, change.text.size() + 1024);
  command.Append(change.digest)
      .Append(change.record)
      .AppendInt(change.expected_site_revision)
      .Append(change.expected_policy_revision
                  ? absl::StrCat(*change.expected_policy_revision)
                  : "")
      .Append(change.request_key)
      .AppendInt(change.revision.number)
      .Append(change.text)
      .Append(EncodeRevision(change.revision));
  auto reply = Call(prefix, std::move(command),
                    /*idempotent=*/!change.request_key.empty());
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return BadReply("apply_policy");
  const absl::string_view what = (*reply)[0].text();
  if (what == "changed" && reply->size() == 3) {
    return PolicyChanged{.site_revision = IntOf((*reply)[1].text()),
                         .policy_revision = IntOf((*reply)[2].text())};
  }
  if (what == "behind" && reply->size() == 2) {
    return absl::AbortedError(absl::StrCat("the live policy is revision ",
                                           (*reply)[1].text(),
                                           "; look at it and repeat"));
  }
  if (what == "stale") {
    return absl::AbortedError(
        "somebody changed this site meanwhile; look at it again and repeat");
  }
  if (what == "other") {
    return absl::AlreadyExistsError(
        "this request_id was used for another policy; use a new one");
  }
  if (what == "missing") return absl::NotFoundError("no such site");
  return BadReply("apply_policy");
}

absl::StatusOr<std::string> RedisSiteStore::PolicyText(const std::string& site,
                                                       int64_t revision) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, Command("HGET")
                                .Append(absl::StrCat(prefix, "policies"))
                                .Append(absl::StrCat(revision)));
  if (!reply.ok()) return reply.status();
  // Nobody can apply an empty policy.
  if (reply->text().empty()) {
    return absl::NotFoundError(absl::StrCat("there is no revision ", revision,
                                            " of this policy; the newest ",
                                            kPolicyRevisionsMax, " are kept"));
  }
  return std::string(reply->text());
}

absl::StatusOr<std::vector<PolicyRevision>> RedisSiteStore::PolicyRevisions(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      Call(prefix,
           Command("HGETALL").Append(absl::StrCat(prefix, "policy-revisions")));
  if (!reply.ok()) return reply.status();
  std::vector<PolicyRevision> revisions;
  for (size_t i = 0; i + 1 < reply->size(); i += 2) {
    auto revision =
        DecodeRevision(IntOf((*reply)[i].text()), (*reply)[i + 1].text());
    if (!revision.ok()) return revision.status();
    revisions.push_back(*std::move(revision));
  }
  std::sort(revisions.begin(), revisions.end(),
            [](const auto& a, const auto& b) { return a.number > b.number; });
  return revisions;
}

absl::Status RedisSiteStore::AddShadowCounts(const ShadowCounts& counts) {
  const std::string prefix = SitePrefix(counts.site);
  Command command = Function("count_shadow", prefix, 1024);
  command.Append(counts.key)
      .AppendInt(static_cast<int64_t>(counts.counts.size()));
  for (const auto& [field, count] : counts.counts) {
    command.Append(field).AppendInt(count);
  }
  for (const auto& [change, records] : counts.examples) {
    command.Append(change).AppendInt(static_cast<int64_t>(records.size()));
    for (const std::string& record : records) command.Append(record);
  }
  // Sent twice it would count twice.
  return Call(prefix, std::move(command), /*idempotent=*/false).status();
}

absl::StatusOr<ShadowCounts> RedisSiteStore::ReadShadowCounts(
    const std::string& site, const std::string& key, int examples_max) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix,
      ReadFunction("get_shadow", prefix).Append(key).AppendInt(examples_max));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 2) return BadReply("get_shadow");
  ShadowCounts counts;
  counts.site = site;
  counts.key = key;
  const Reply& fields = (*reply)[0];
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    counts.counts[std::string(fields[i].text())] = IntOf(fields[i + 1].text());
  }
  const Reply& examples = (*reply)[1];
  for (size_t i = 0; i + 1 < examples.size(); i += 2) {
    std::vector<std::string>& records =
        counts.examples[std::string(examples[i].text())];
    for (const Reply& record : examples[i + 1].items()) {
      records.push_back(std::string(record.text()));
    }
  }
  return counts;
}

}  // namespace winnow
