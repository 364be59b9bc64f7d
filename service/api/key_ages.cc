#include "service/api/key_ages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/privacy/site_keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kEndsSoon = absl::Hours(7 * 24);
constexpr absl::Duration kEndsLater = absl::Hours(30 * 24);
// A key that old has been on disks, in backups and with people who left.
constexpr absl::Duration kOld = absl::Hours(2 * 365 * 24);
constexpr size_t kNamedMax = 3;

int64_t Days(absl::Duration duration) {
  return absl::ToInt64Hours(duration) / 24;
}

std::string Named(const KeyRecord& key) {
  return absl::StrCat("\"", key.principal.name, "\" (",
                      KeyName(key.principal.key_id), ")");
}

std::string ListCommand(const KeyRecord& key) {
  return key.principal.site == "*"
             ? "winnow key list"
             : absl::StrCat("winnow key list --site ", key.principal.site);
}

std::string SiteOf(const KeyRecord& key) {
  return key.principal.site == "*" ? "" : key.principal.site;
}

// And how many of the same kind are not named.
std::string Others(size_t count) {
  return count > kNamedMax ? absl::StrCat(", and of ", count - kNamedMax,
                                          " other keys the same holds")
                           : "";
}

}  // namespace

std::optional<absl::Time> EmailKeyTime(const SiteRecord& site) {
  int64_t ms = site.Number("email-key-created");
  // The first one is as old as its site.
  if (ms == 0 && NewestEmailKey(site.wrapped_keys) == 1) {
    ms = site.Number("created");
  }
  if (ms == 0) return std::nullopt;
  return absl::FromUnixMillis(ms);
}

void FillKeyAges(const std::vector<KeyRecord>& keys, const std::string& site,
                 absl::Time now, ProblemList& found, v1::SystemStatus& out) {
  std::vector<const KeyRecord*> ending;
  std::vector<const KeyRecord*> old;
  absl::Time oldest = absl::InfiniteFuture();
  absl::Time first_end = absl::InfiniteFuture();
  int count = 0;
  for (const KeyRecord& key : keys) {
    if (key.revoke_time <= now) continue;
    const bool works = key.principal.site == site || key.principal.site == "*";
    if (!site.empty() && !works) continue;
    ++count;
    oldest = std::min(oldest, SecretTime(key));
    first_end = std::min(first_end, key.revoke_time);
    if (key.revoke_time - now < kEndsLater) ending.push_back(&key);
    if (now - SecretTime(key) > kOld) old.push_back(&key);
  }
  out.set_key_count(count);
  if (count > 0) FillTimestamp(oldest, *out.mutable_oldest_key_time());
  if (first_end != absl::InfiniteFuture()) {
    FillTimestamp(first_end, *out.mutable_key_end_time());
  }
  std::sort(ending.begin(), ending.end(),
            [](const KeyRecord* a, const KeyRecord* b) {
              return a->revoke_time < b->revoke_time;
            });
  for (size_t i = 0; i < std::min(ending.size(), kNamedMax); ++i) {
    const KeyRecord& key = *ending[i];
    const absl::Duration left = key.revoke_time - now;
    Told told = {.code = "key_ends",
                 .message = absl::StrCat(
                     "the key ", Named(key), " ends in ",
                     left < absl::Hours(24) ? "less than a day"
                                            : absl::StrCat(Days(left), " days"),
                     i + 1 == kNamedMax ? Others(ending.size()) : "",
                     "; give its holder another with winnow key create"),
                 .command = ListCommand(key),
                 .site = SiteOf(key)};
    if (left < kEndsSoon) {
      found.AddProblem(std::move(told));
    } else {
      found.AddNotice(std::move(told));
    }
  }
  std::sort(old.begin(), old.end(), [](const KeyRecord* a, const KeyRecord* b) {
    return SecretTime(*a) < SecretTime(*b);
  });
  for (size_t i = 0; i < std::min(old.size(), kNamedMax); ++i) {
    const KeyRecord& key = *old[i];
    found.AddNotice(
        {.code = "key_old",
         .message = absl::StrCat("the key ", Named(key), " is ",
                                 Days(now - SecretTime(key)), " days old",
                                 i + 1 == kNamedMax ? Others(old.size()) : "",
                                 "; rotate it, or give its holder another and "
                                 "revoke it"),
         .command = ListCommand(key),
         .site = SiteOf(key)});
  }
}

}  // namespace winnow
