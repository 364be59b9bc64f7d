#include "clients/gateway/known_threads.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// A site's id has no line end in it.
std::string KeyOf(absl::string_view site, absl::string_view thread) {
  return absl::StrCat(site, "\n", thread);
}

}  // namespace

bool KnownThreads::Has(absl::string_view site, absl::string_view thread) const {
  const std::string key = KeyOf(site, thread);
  const std::lock_guard lock(mutex_);
  return now_.contains(key) || before_.contains(key);
}

void KnownThreads::Add(absl::string_view site, absl::string_view thread) {
  std::string key = KeyOf(site, thread);
  const std::lock_guard lock(mutex_);
  if (now_.size() >= kept_min_) {
    before_ = std::move(now_);
    now_.clear();
  }
  now_.insert(std::move(key));
}

}  // namespace winnow
