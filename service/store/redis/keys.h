// The names of Winnow's keys in Redis; service/docs/redis.md lists them all.
//
// Every key of a site carries the hash tag {SITE}, so that all of them share a
// Cluster slot and one function can change them together.
#ifndef WINNOW_SERVICE_STORE_REDIS_KEYS_H_
#define WINNOW_SERVICE_STORE_REDIS_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow {

// "winnow:{SITE}:"
inline std::string SitePrefix(absl::string_view site) {
  return absl::StrCat("winnow:{", site, "}:");
}

// The keys of no site: API keys and the registry of sites. No site's id may be
// "!", so they never mix.
inline constexpr absl::string_view kGlobalSite = "!";
inline constexpr absl::string_view kGlobalPrefix = "winnow:{!}:";

// Beyond this many events the oldest leave a feed (about 60 bytes each).
inline constexpr int64_t kFeedEventsMax = 1000000;

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_KEYS_H_
