#include "service/api/list_editor.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/api/audit_entry.h"
#include "service/api/names.h"
#include "service/api/policy_text.h"
#include "service/base/log.h"
#include "service/intake/own_lists.h"
#include "service/screening/filters/settings.h"
#include "service/store/term_pieces.h"

namespace winnow {
namespace {

// Each time somebody else changed the site first.
constexpr int kTriesMax = 10;

using Terms = std::vector<std::string>;

Terms Join(const std::vector<Terms>& pieces) {
  Terms terms;
  for (const Terms& piece : pieces) {
    terms.insert(terms.end(), piece.begin(), piece.end());
  }
  return terms;
}

Terms Apply(const Terms& before, const ListEdit& edit) {
  if (edit.replace) return edit.add;
  Terms both;
  std::set_union(before.begin(), before.end(), edit.add.begin(), edit.add.end(),
                 std::back_inserter(both));
  Terms after;
  std::set_difference(both.begin(), both.end(), edit.remove.begin(),
                      edit.remove.end(), std::back_inserter(after));
  return after;
}

int64_t CountMissing(const Terms& from, const Terms& in) {
  Terms missing;
  std::set_difference(from.begin(), from.end(), in.begin(), in.end(),
                      std::back_inserter(missing));
  return static_cast<int64_t>(missing.size());
}

absl::Status CheckLimits(const StoredLists& stored, const StoredList* before,
                         int64_t terms, int64_t of_policy) {
  if (before == nullptr && stored.lists.size() >= kOwnListsMax) {
    return absl::FailedPreconditionError(
        absl::StrCat("the site has ", kOwnListsMax,
                     " lists of its own already; remove one first"));
  }
  const int64_t others =
      stored.TermCount() - (before == nullptr ? 0 : before->TermCount());
  if (terms + others + of_policy > kTermsMax) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the site's lists and its policy's would have ",
        terms + others + of_policy, " entries; ", kTermsMax, " is the most"));
  }
  return absl::OkStatus();
}

// Cuts a list anew; pieces that it had already are kept.
struct Recut {
  std::vector<TermPiece> pieces;  // those to be staged without a serial
  std::vector<Terms> to_stage;
  std::vector<int64_t> dropped;
};

Recut CutAnew(const Terms& terms, const std::vector<TermPiece>& old,
              const std::vector<Terms>& old_terms) {
  std::map<std::string, size_t> by_first;
  for (size_t i = 0; i < old.size(); ++i) by_first[old[i].first] = i;
  Recut recut;
  for (Terms& piece : CutIntoPieces(terms)) {
    const auto at = by_first.find(piece.front());
    if (at != by_first.end() && old_terms[at->second] == piece) {
      recut.pieces.push_back(old[at->second]);
      by_first.erase(at);
    } else {
      recut.pieces.emplace_back();
      recut.to_stage.push_back(std::move(piece));
    }
  }
  for (const auto& [first, i] : by_first) {
    recut.dropped.push_back(old[i].serial);
  }
  return recut;
}

}  // namespace

int64_t CountPolicyTerms(const SiteRecord& record) {
  const auto policy = ParsePolicy(record.Field("policy"));
  return policy.ok() ? CountTerms(policy->filters.lists) : 0;
}

absl::StatusOr<EditedList> ListEditor::Write(const Caller& who,
                                             const ListEdit& edit) {
  for (int tries = 1;; ++tries) {
    int64_t revision = 0;
    auto edited = TryOnce(who, edit, revision);
    if (absl::IsAborted(edited.status()) && tries < kTriesMax) continue;
    if (!edited.ok() || revision == 0) return edited;
    const auto loaded = parts_.sites.Load(who.site, revision);
    if (!loaded.ok()) {
      // The change stands; the next submission loads the site again.
      Log(Severity::kWarning, "site_not_reloaded",
          {{"site", who.site}, {"error", loaded.status().message()}});
    }
    return edited;
  }
}

absl::StatusOr<EditedList> ListEditor::TryOnce(const Caller& who,
                                               const ListEdit& edit,
                                               int64_t& revision) {
  auto stored = parts_.lists.Lists(who.site);
  if (!stored.ok()) return stored.status();
  const auto record = parts_.store.Get(who.site);
  if (!record.ok()) return record.status();
  const StoredList* before = stored->Find(edit.list.name);
  if (before != nullptr && before->kind != edit.list.kind) {
    // Trying again would not change that.
    return absl::FailedPreconditionError(
        "the list was made one of another kind meanwhile; look at it again");
  }
  EditedList edited;
  edited.list = edit.list;
  std::vector<TermPiece> old_pieces;
  if (before != nullptr) {
    old_pieces = before->pieces;
    edited.list.update_time = before->update_time;
  }
  const auto old_terms = parts_.lists.Terms(who.site, old_pieces);
  if (!old_terms.ok()) return old_terms.status();
  const Terms terms_before = Join(*old_terms);
  const Terms terms = Apply(terms_before, edit);
  edited.added = CountMissing(terms, terms_before);
  edited.removed = CountMissing(terms_before, terms);
  edited.list.pieces = old_pieces;
  const bool same_list = before == nullptr || *before == edited.list;
  if (edited.added == 0 && edited.removed == 0 && same_list) return edited;
  absl::Status within =
      edited.added == 0
          ? absl::OkStatus()
          : CheckLimits(*stored, before, static_cast<int64_t>(terms.size()),
                        CountPolicyTerms(*record));
  if (!within.ok()) return within;

  Recut recut = CutAnew(terms, old_pieces, *old_terms);
  const auto staged = parts_.lists.Stage(who.site, recut.to_stage);
  if (!staged.ok()) return staged.status();
  TermListChange change;
  auto next = staged->begin();
  for (TermPiece& piece : recut.pieces) {
    if (piece.serial != 0) continue;
    change.staged.push_back(next->serial);
    piece = *next++;
  }
  edited.list.pieces = std::move(recut.pieces);
  // As it is stored: what is answered now is what is read later.
  edited.list.update_time =
      absl::FromUnixMillis(absl::ToUnixMillis(parts_.clock.Now()));
  change.site = who.site;
  change.expected_site_revision = stored->site_revision;
  change.list = edited.list;
  change.dropped = std::move(recut.dropped);
  auto audit = MakeAuditEntry(parts_, who, HistoryAction::kListChanged,
                              ListName(who.site, edit.list.name));
  if (!audit.ok()) return audit.status();
  change.digest = std::move(audit->digest);
  change.record = std::move(audit->record);
  absl::Status still = edit.check();
  if (!still.ok()) return still;
  auto applied = parts_.lists.Apply(change);
  if (!applied.ok()) return applied.status();
  revision = *applied;
  return edited;
}

}  // namespace winnow
