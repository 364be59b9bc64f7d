#include "service/store/redis/subscription_record.h"

#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

// Not required, so that what older versions kept is required.
constexpr char kOptional = 'o';
constexpr char kStateChanges = 's';
constexpr char kQueueAlarms = 'q';

void AddFlag(char flag, std::optional<bool> set, FlagChange& flags) {
  if (!set) return;
  flags.named.push_back(flag);
  if (*set) flags.set.push_back(flag);
}

}  // namespace

KeptSubscription ReadSubscription(absl::string_view kept) {
  const std::vector<absl::string_view> parts = absl::StrSplit(kept, '|');
  return {.cursor = std::string(kept.substr(0, kept.find('|'))),
          .terms = TermsOf(parts.size() > 2 ? parts[2] : "")};
}

SubscriptionTerms TermsOf(absl::string_view flags) {
  return {.required = !absl::StrContains(flags, kOptional),
          .include_state_changes = absl::StrContains(flags, kStateChanges),
          .include_queue_alarms = absl::StrContains(flags, kQueueAlarms)};
}

FlagChange FlagsOf(const SubscriptionChange& change) {
  FlagChange flags;
  std::optional<bool> is_optional;
  if (change.required) is_optional = !*change.required;
  AddFlag(kOptional, is_optional, flags);
  AddFlag(kStateChanges, change.include_state_changes, flags);
  AddFlag(kQueueAlarms, change.include_queue_alarms, flags);
  return flags;
}

}  // namespace winnow
