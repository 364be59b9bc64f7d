#include "service/moderation/banned_comments.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/intake/content_ban.h"
#include "service/intake/second_look.h"

namespace winnow {
namespace {

constexpr int kChunk = 100;

// Says of one comment whether the ban touches it.
class Touch {
 public:
  // Errors: ResourceExhausted.
  static absl::StatusOr<Touch> Make(const LiveSite& live, const Ban& ban) {
    Touch touch(live, ban);
    if (ban.target != BanTarget::kLinkDomain &&
        ban.target != BanTarget::kPhrase) {
      return touch;
    }
    auto screener = MakeScreenerOf(*ToContentBan(ban));
    if (!screener.ok()) return screener.status();
    touch.screener_ = *std::move(screener);
    return touch;
  }

  bool IsOn(const StoredComment& stored) const {
    switch (ban_.target) {
      case BanTarget::kAuthor:
        return stored.hidden.author.folded == ban_.banned_key;
      case BanTarget::kNetwork:
        return stored.hidden.network.subnet == ban_.banned_key;
      case BanTarget::kEmailDomain:
        return HasMailDomain(stored);
      case BanTarget::kLinkDomain:
      case BanTarget::kPhrase:
        break;
    }
    const Draft draft = DraftOf(stored);
    Reading reading = screener_->Read(draft, SketchKey());
    screener_->InspectText(draft, reading);
    return !reading.signals.signals().empty();
  }

 private:
  Touch(const LiveSite& live, const Ban& ban) : live_(live), ban_(ban) {}

  bool HasMailDomain(const StoredComment& stored) const {
    const auto email =
        live_.keys->OpenEmail(stored.hidden.email, stored.comment.id);
    // One that cannot be opened is known to nobody.
    if (!email.ok() || email->empty()) return false;
    return email->domain() == ban_.value ||
           absl::EndsWith(email->domain(), absl::StrCat(".", ban_.value));
  }

  const LiveSite& live_;
  const Ban& ban_;
  std::unique_ptr<const Screener> screener_;  // for what stands in texts
};

class Search {
 public:
  Search(CommentStore& comments, BanStore& bans, const std::string& site,
         Touch touch, absl::Time since)
      : comments_(comments),
        bans_(bans),
        site_(site),
        touch_(std::move(touch)),
        since_(since) {}

  absl::Status OfAuthor(const std::string& exact) {
    int examined = 0;
    std::string cursor;
    do {
      const auto ids = bans_.AuthorComments(site_, exact, cursor);
      if (!ids.ok()) return ids.status();
      for (size_t at = 0; at < ids->size(); at += kChunk) {
        const auto end = std::min(ids->size(), at + kChunk);
        const auto read =
            comments_.Read(site_,
                           {ids->begin() + static_cast<ptrdiff_t>(at),
                            ids->begin() + static_cast<ptrdiff_t>(end)},
                           /*hidden=*/true);
        if (!read.ok()) return read.status();
        for (const StoredComment& stored : *read) Examine(stored);
      }
      examined += static_cast<int>(ids->size());
    } while (!cursor.empty() && examined < kBanExaminedMax);
    found_.incomplete |= !cursor.empty();
    return absl::OkStatus();
  }

  absl::Status OfState(State state) {
    const bool newest_first = state != State::kHeld;
    std::optional<PageStart> at;
    for (int examined = 0; examined < kBanExaminedMax; examined += kChunk) {
      const auto rows = comments_.PageByState(site_, state, newest_first, at,
                                              kChunk, Parts::kAll);
      if (!rows.ok()) return rows.status();
      for (const PageRow& row : *rows) {
        if (row.stored) Examine(*row.stored);
      }
      if (rows->size() < kChunk) return absl::OkStatus();
      const PageRow& last = rows->back();
      if (newest_first && last.stored &&
          last.stored->comment.create_time < since_) {
        return absl::OkStatus();
      }
      at = PageStart{.score = last.score, .id = last.id};
    }
    found_.incomplete = true;
    return absl::OkStatus();
  }

  BannedComments Take() {
    found_.authors = static_cast<int64_t>(authors_.size());
    return std::move(found_);
  }

 private:
  void Examine(const StoredComment& stored) {
    const Comment& comment = stored.comment;
    if (!seen_.insert(comment.id).second) return;
    ++found_.examined;
    const bool is_held = comment.state == State::kHeld;
    if ((!is_held && comment.state != State::kApproved) ||
        comment.create_time < since_ || !touch_.IsOn(stored)) {
      return;
    }
    ++(is_held ? found_.held : found_.approved);
    if (!stored.hidden.author.exact.empty()) {
      authors_.insert(stored.hidden.author.exact);
    }
    found_.rows.push_back({.id = comment.id,
                           .revision = comment.revision,
                           .create_time = comment.create_time});
  }

  CommentStore& comments_;
  BanStore& bans_;
  const std::string& site_;
  const Touch touch_;
  const absl::Time since_;
  BannedComments found_;
  absl::flat_hash_set<Uuid> seen_;
  absl::flat_hash_set<std::string> authors_;
};

}  // namespace

absl::StatusOr<BannedComments> FindBannedComments(
    CommentStore& comments, BanStore& bans, const LiveSite& live,
    const Ban& ban, const std::string& author_exact, absl::Time now) {
  auto touch = Touch::Make(live, ban);
  if (!touch.ok()) return touch.status();
  Search search(comments, bans, live.site.id, *std::move(touch),
                now - kBanLooksBack);
  if (ban.target == BanTarget::kAuthor && !author_exact.empty()) {
    absl::Status found = search.OfAuthor(author_exact);
    if (!found.ok()) return found;
  }
  for (const State state : {State::kHeld, State::kApproved}) {
    absl::Status found = search.OfState(state);
    if (!found.ok()) return found;
  }
  return search.Take();
}

}  // namespace winnow
