#include "service/moderation/author_export.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"

namespace winnow {
namespace {

constexpr size_t kTogether = 50;
constexpr int kBansTogether = 1000;

absl::Status TooMany(absl::string_view what) {
  return absl::OutOfRangeError(absl::StrCat(
      "this author has more than ", kNamesOfAuthorMax, " different ", what,
      ": export the comments instead, with winnow export --with-emails"));
}

}  // namespace

AuthorExport::AuthorExport(AuthorComments& authors, BanStore& bans,
                           std::shared_ptr<const LiveSite> live,
                           std::string author_exact, bool with_emails)
    : authors_(authors),
      bans_(bans),
      live_(std::move(live)),
      author_exact_(std::move(author_exact)),
      with_emails_(with_emails) {
  profile_.handle = live_->keys->AuthorHandle(author_exact_);
}

absl::Status AuthorExport::Add(const StoredComment& stored) {
  const PrivatePart& hidden = stored.hidden;
  if (stored.comment.revision == 0 || hidden.author.exact != author_exact_) {
    return absl::OkStatus();
  }
  const Uuid& id = stored.comment.id;
  const Place place(absl::ToUnixMillis(stored.comment.create_time), id);
  if (!seen_.insert(place).second) return absl::OkStatus();
  ++profile_.comments;
  for (size_t i = 0; i < std::size(kStates); ++i) {
    if (stored.comment.state == kStates[i]) ++profile_.counts[i];
  }
  profile_.first = std::min(profile_.first, stored.comment.create_time);
  profile_.last = std::max(profile_.last, stored.comment.create_time);
  if (!hidden.author_ban.empty()) ban_id_ = hidden.author_ban;
  if (!with_emails_) return absl::OkStatus();
  if (!hidden.author_id.empty()) profile_.author_ids.insert(hidden.author_id);
  if (!hidden.email.bytes.empty()) {
    const auto email = authors_.Open(live_->site.id, stored);
    if (absl::IsUnavailable(email.status())) return email.status();
    if (email.ok()) {
      if (email->empty()) return absl::OkStatus();  // erased meanwhile
      profile_.emails.insert(std::string(email->Reveal()));
    } else {
      // Lost for good; the rest must not be.
      ++profile_.unreadable_emails;
      Log(Severity::kError, "email_not_opened",
          {{"site", live_->site.id}, {"comment", id.ToString()}});
    }
  }
  if (profile_.emails.size() > kNamesOfAuthorMax) return TooMany("addresses");
  if (profile_.author_ids.size() > kNamesOfAuthorMax) {
    return TooMany("account ids");
  }
  return absl::OkStatus();
}

absl::Status AuthorExport::FindBan() {
  std::optional<PageStart> after;
  do {
    auto page = bans_.List(live_->site.id, after, kBansTogether);
    if (!page.ok()) return page.status();
    for (Ban& ban : page->bans) {
      if (ban.id.ToString() == ban_id_) profile_.ban = std::move(ban);
    }
    after = page->next;
  } while (after && !profile_.ban);
  return absl::OkStatus();
}

absl::Status AuthorExport::Look() {
  const auto some = authors_.Some(live_->site.id, author_exact_, cursor_);
  if (!some.ok()) return some.status();
  for (const StoredComment& stored : *some) {
    absl::Status added = Add(stored);
    if (!added.ok()) return added;
  }
  if (!cursor_.empty()) return absl::OkStatus();
  if (seen_.empty()) {
    const auto known = authors_.Since(live_->site.id, author_exact_);
    if (!known.ok()) return known.status();
    if (!*known) return absl::NotFoundError(kNothingKept);
  }
  places_.assign(seen_.begin(), seen_.end());
  seen_.clear();
  looked_at_all_ = true;
  return ban_id_.empty() ? absl::OkStatus() : FindBan();
}

absl::StatusOr<std::vector<StoredComment>> AuthorExport::Next() {
  std::vector<Uuid> ids;
  for (; next_ < places_.size() && ids.size() < kTogether; ++next_) {
    ids.push_back(places_[next_].second);
  }
  auto read = authors_.Read(live_->site.id, ids);
  if (!read.ok()) return read.status();
  read->erase(std::remove_if(read->begin(), read->end(),
                             [this](const StoredComment& stored) {
                               return stored.hidden.author.exact !=
                                      author_exact_;
                             }),
              read->end());
  return read;
}

}  // namespace winnow
