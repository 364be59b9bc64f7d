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
  const Term* term = nullptr;
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
  // Errors: ResourceExhausted when the lists do not fit into memory.
  static absl::StatusOr<std::unique_ptr<const Filter>> Make(
      const FilterSettings& settings);

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
      const auto keep = [&, field = field](const Term& term, ByteRange range) {
        const ByteRange written = folded.ToOriginal(range);
        const Hit hit = {{written.begin, written.end, field}, &term};
        const bool is_banned = kinds_[term.list] == TermList::Kind::kBanned;
        (is_banned ? banned : suspect).Add(hit);
      };
      if (!words_.Scan(folded.text(), keep) ||
          !pieces_.Scan(folded.text(), keep)) {
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
      const Term& term = *hit.term;
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

  // Terms that are looked for in one way.
  struct Terms {
    // False when it could not be looked for all of them.
    template <typename Found>
    bool Scan(absl::string_view text, const Found& found) const {
      const auto of_index = [this, &found](size_t index, ByteRange range) {
        found(terms[index], range);
      };
      return matcher->Scan(text, of_index).ok();
    }

    absl::Status Compile(TermMatcher::Mode mode) {
      std::vector<std::string> texts;
      for (const Term& term : terms) texts.push_back(term.text);
      auto made = TermMatcher::Make(texts, mode);
      if (made.ok()) matcher = *std::move(made);
      return made.status();
    }

    std::vector<Term> terms;
    std::unique_ptr<const TermMatcher> matcher;
  };

  std::vector<std::string> lists_;  // their names
  std::vector<TermList::Kind> kinds_;
  Terms words_;
  Terms pieces_;  // of lists that match inside words too
};

absl::StatusOr<std::unique_ptr<const Filter>> ListedTerms::Make(
    const FilterSettings& settings) {
  auto filter = std::make_unique<ListedTerms>();
  for (const TermList& list : settings.lists) {
    if (list.kind != TermList::Kind::kBanned &&
        list.kind != TermList::Kind::kSuspect) {
      continue;
    }
    Terms& terms = list.substring ? filter->pieces_ : filter->words_;
    for (const std::string& term : list.terms) {
      terms.terms.push_back({term, filter->lists_.size()});
    }
    filter->lists_.push_back(list.name);
    filter->kinds_.push_back(list.kind);
  }
  absl::Status status = filter->words_.Compile(TermMatcher::Mode::kWords);
  status.Update(filter->pieces_.Compile(TermMatcher::Mode::kAnywhere));
  if (!status.ok()) return status;
  return filter;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Filter>> MakeListedTerms(
    const FilterSettings& settings) {
  return ListedTerms::Make(settings);
}

}  // namespace winnow
