// The part of SiteAdmin about policies.
#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/api/names.h"
#include "service/api/policy_text.h"
#include "service/api/site_admin.h"
#include "service/base/status_details.h"
#include "service/screening/screener.h"

namespace winnow {
namespace {

absl::Status NoSuchPreset() {
  return absl::NotFoundError(
      "no such shipped policy; this version has the default one only, by its "
      "name");
}

// A stored text as a message, to show.
absl::StatusOr<v1::Policy> MessageOf(const std::string& text) {
  v1::Policy message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    return absl::InternalError("a stored policy cannot be read");
  }
  return message;
}

int64_t RevisionOf(const SiteRecord& record) {
  const auto at = record.fields.find("policy-revision");
  int64_t revision = 0;
  if (at == record.fields.end()) return 0;
  return absl::SimpleAtoi(at->second, &revision) ? revision : 0;
}

}  // namespace

absl::StatusOr<std::string> SiteAdmin::TextOf(
    const v1::PolicySource& source) const {
  switch (source.source_case()) {
    case v1::PolicySource::kText:
      return source.text();
    case v1::PolicySource::kPolicy: {
      v1::Policy policy = source.policy();
      policy.clear_revision();
      policy.clear_apply_time();
      policy.clear_principal();
      std::string text;
      google::protobuf::TextFormat::Printer printer;
      printer.SetUseUtf8StringEscaping(true);
      printer.PrintToString(policy, &text);
      return text;
    }
    case v1::PolicySource::kPreset: {
      const auto policy = ParsePolicy(parts_.default_policy);
      if (!policy.ok()) return policy.status();
      if (policy->name != source.preset()) return NoSuchPreset();
      return parts_.default_policy;
    }
    case v1::PolicySource::SOURCE_NOT_SET:
      break;
  }
  return InvalidFields(
      {{.field = "source", .description = "must have text, policy or preset"}});
}

absl::Status SiteAdmin::GetPolicy(const Caller& who,
                                  const v1::GetPolicyRequest& request,
                                  v1::GetPolicyResponse& response) {
  if (request.shadow()) {
    return absl::NotFoundError("no policy runs in shadow");
  }
  if (!request.preset().empty()) {
    v1::PolicySource source;
    source.set_preset(request.preset());
    auto text = TextOf(source);
    if (!text.ok()) return text.status();
    auto message = MessageOf(*text);
    if (!message.ok()) return message.status();
    *response.mutable_policy() = *std::move(message);
    response.set_text(*std::move(text));
    return absl::OkStatus();
  }
  auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  const int64_t revision = RevisionOf(*record);
  if (request.revision() != 0 && request.revision() != revision) {
    return absl::NotFoundError(absl::StrCat(
        "this version keeps the live revision only, which is ", revision));
  }
  auto message = MessageOf(record->fields["policy"]);
  if (!message.ok()) return message.status();
  message->set_revision(revision);
  *response.mutable_policy() = *std::move(message);
  response.set_text(std::move(record->fields["policy"]));
  return absl::OkStatus();
}

absl::Status SiteAdmin::ApplyPolicy(const Caller& who,
                                    const v1::ApplyPolicyRequest& request,
                                    v1::ApplyPolicyResponse& response) {
  auto text = TextOf(request.source());
  if (!text.ok()) return text.status();
  auto policy = ParsePolicy(*text);
  if (!policy.ok()) return policy.status();
  const auto screener = Screener::Make(*std::move(policy));
  if (!screener.ok()) return screener.status();
  auto message = MessageOf(*text);
  if (!message.ok()) return message.status();

  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  const int64_t live = RevisionOf(*record);
  if (request.expected_revision() != 0 && request.expected_revision() != live) {
    return absl::AbortedError(absl::StrCat("the live policy is revision ", live,
                                           "; look at it and repeat"));
  }
  if (!request.validate_only()) {
    const int64_t next = live + 1;
    const auto changed = Change(
        who, record->revision,
        {{"policy", *std::move(text)}, {"policy-revision", absl::StrCat(next)}},
        HistoryAction::kPolicyApplied,
        absl::StrCat(SiteName(who.site), "/policies/", next));
    if (!changed.ok()) return changed.status();
    message->set_revision(next);
    message->set_principal(KeyName(who.principal().key_id));
  }
  *response.mutable_policy() = *std::move(message);
  return absl::OkStatus();
}

}  // namespace winnow
