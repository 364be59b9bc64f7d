#include "service/screening/filters/listed_terms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "service/screening/filters/term_matcher.h"

namespace winnow {
namespace {

// Occurrences of one kind kept for one comment; more say nothing new.
constexpr size_t kHitsMax = 32;
// Entries named in a signal.
constexpr size_t kEntriesMax = 3;

struct Term {
  std::string text;  // as it stands in its list
  size_t list;
};

struct Hit {
  Span span;
  size_t term = 0;
};

// Room that is there beforehand: vectorscan calls back through frames that no
// exception may cross.
struct HitList {
  void Add(Hit hit) {
    if (size < hits.size()) hits[size++] = hit;
  }

  std::array<Hit, kHitsMax> hits;
  size_t size = 0;
};

// Occurrences that overlap ("free money" in "get free money") count once.
std::vector<Hit> WithoutOverlaps(HitList& list) {
  const auto end = list.hits.begin() + static_cast<ptrdiff_t>(list.size);
  std::sort(list.hits.begin(), end, [](const Hit& a, const Hit& b) {
    return std::tuple(a.span.field, a.span.begin, b.span.end) <
           std::tuple(b.span.field, b.span.begin, a.span.end);
  });
  std::vector<Hit> apart;
  for (auto next = list.hits.begin(); next != end; ++next) {
    const Hit& hit = *next;
    if (!apart.empty() && apart.back().span.field == hit.span.field &&
        hit.span.begin < apart.back().span.end) {
      apart.back().span.end = std::max(apart.back().span.end, hit.span.end);
    } else {
      apart.push_back(hit);
    }
  }
  return apart;
}

class ListedTerms final : public Filter {
 public:
  ListedTerms(std::vector<std::string> lists, std::vector<TermList::Kind> kinds,
              std::vector<Term> terms,
              std::unique_ptr<const TermMatcher> matcher)
      : lists_(std::move(lists)),
        kinds_(std::move(kinds)),
        terms_(std::move(terms)),
        matcher_(std::move(matcher)) {}

  absl::string_view name() const override { return "listed_terms"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    HitList banned;
    HitList suspect;
    const std::pair<TextField, const TextViews*> texts[] = {
        {TextField::kBody, &subject.body},
        {TextField::kName, &subject.name},
        {TextField::kWebsite, &subject.website}};
    for (const auto& [field, views] : texts) {
      const View& folded = views->folded();
      const auto keep = [&, this, field = field](size_t term, ByteRange range) {
        const ByteRange written = folded.ToOriginal(range);
        const Hit hit = {{written.begin, written.end, field}, term};
        const bool is_banned =
            kinds_[terms_[term].list] == TermList::Kind::kBanned;
        (is_banned ? banned : suspect).Add(hit);
      };
      if (!matcher_->Scan(folded.text(), keep).ok()) {
        signals.ReportFailure(name());
      }
    }
    const std::vector<Hit> banned_apart = WithoutOverlaps(banned);
    const std::vector<Hit> suspect_apart = WithoutOverlaps(suspect);
    Report("listed_banned", 1, banned_apart, signals);
    Report("listed_suspect",
           0.25 + 0.25 * static_cast<double>(suspect_apart.size()),
           suspect_apart, signals);
  }

 private:
  void Report(absl::string_view signal, double strength,
              const std::vector<Hit>& hits, SignalSink& signals) const {
    if (hits.empty()) return;
    std::vector<Span> spans;
    std::vector<ListedEntry> entries;
    for (const Hit& hit : hits) {
      spans.push_back(hit.span);
      const Term& term = terms_[hit.term];
      const ListedEntry entry = {.list = lists_[term.list], .entry = term.text};
      if (entries.size() < kEntriesMax &&
          std::find(entries.begin(), entries.end(), entry) == entries.end()) {
        entries.push_back(entry);
      }
    }
    signals.Report({.name = std::string(signal),
                    .strength = strength,
                    .spans = std::move(spans),
                    .reason = "has a term of a list",
                    .entries = std::move(entries)});
  }

  const std::vector<std::string> lists_;  // their names
  const std::vector<TermList::Kind> kinds_;
  const std::vector<Term> terms_;
  const std::unique_ptr<const TermMatcher> matcher_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const Filter>> MakeListedTerms(
    const FilterSettings& settings) {
  std::vector<std::string> lists;
  std::vector<TermList::Kind> kinds;
  std::vector<Term> terms;
  std::vector<std::string> texts;
  for (const TermList& list : settings.lists) {
    if (list.kind != TermList::Kind::kBanned &&
        list.kind != TermList::Kind::kSuspect) {
      continue;
    }
    for (const std::string& term : list.terms) {
      terms.push_back({term, lists.size()});
      texts.push_back(term);
    }
    lists.push_back(list.name);
    kinds.push_back(list.kind);
  }
  absl::StatusOr<std::unique_ptr<const TermMatcher>> matcher =
      TermMatcher::Make(texts);
  if (!matcher.ok()) return matcher.status();
  return std::make_unique<ListedTerms>(std::move(lists), std::move(kinds),
                                       std::move(terms), *std::move(matcher));
}

}  // namespace winnow
