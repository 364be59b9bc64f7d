#include "service/screening/filters/listed_terms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <future>
#include <optional>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "service/base/utf8.h"
#include "service/screening/filters/term_matcher.h"
#include "service/screening/text/disguise.h"
#include "service/screening/text/language.h"
#include "service/screening/text/spellings.h"

namespace winnow {
namespace {

// Occurrences of one kind kept for one comment; more say nothing new.
constexpr size_t kHitsMax = 32;
// Entries named in a signal.
constexpr size_t kEntriesMax = 3;
// Candidates for a disguise that are looked at in one text: far more than any
// honest one has, and 2 ms of work.
constexpr size_t kCandidatesMax = 512;

// Terms that are not worth a thread: 20 ms.
constexpr size_t kTermsAlone = 1000;

struct Term {
  std::string text;  // as it stands in its list
  size_t list;
  // Looked for is not the term but ASCII letters that look like it.
  bool is_imitation = false;
};

struct Hit {
  Span span;
  const Term* term = nullptr;
  bool is_disguised = false;
};

// Room that is there beforehand: vectorscan calls back through frames that no
// exception may cross.
struct HitList {
  void Add(Hit hit) {
    if (!IsFull()) hits[size++] = hit;
  }

  bool IsFull() const { return size == hits.size(); }

  // Whether the same term was found here already.
  bool Has(const Hit& hit) const {
    return std::any_of(
        hits.begin(), hits.begin() + static_cast<ptrdiff_t>(size),
        [&hit](const Hit& known) {
          return known.term == hit.term && known.span.field == hit.span.field &&
                 known.span.begin < hit.span.end &&
                 hit.span.begin < known.span.end;
        });
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
      apart.back().is_disguised &= hit.is_disguised;
    } else {
      apart.push_back(hit);
    }
  }
  return apart;
}

// What a term that is not ASCII looks like where that is: "сосок" is "cocok".
std::optional<std::string> AsciiLook(absl::string_view term) {
  if (IsAscii(Fold(term))) return std::nullopt;
  std::string look = Skeleton(term);
  if (IsAscii(look)) return look;
  look = Skeleton(Upper(term));
  if (IsAscii(look)) return look;
  return std::nullopt;
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
      // The language told is the body's; names tell none.
      const absl::string_view language =
          field == TextField::kBody ? subject.language : kUndetermined;
      const auto list_of = [&](const Term& term) -> HitList& {
        return kinds_[term.list] == TermList::Kind::kBanned ? banned : suspect;
      };
      bool is_imitated = false;  // by ASCII letters
      const auto keep = [&, field = field](const Term& term, ByteRange range) {
        if (!IsAsked(term, language)) return;
        if (term.is_imitation) {
          is_imitated = true;
          return;
        }
        const ByteRange written = folded.ToOriginal(range);
        list_of(term).Add({{written.begin, written.end, field}, &term});
      };
      bool has_part = false;
      if (!words_.Scan(folded.text(), keep, has_part) ||
          !pieces_.Scan(folded.text(), keep)) {
        signals.ReportFailure(name());
        continue;
      }
      const bool may_be_disguised =
          is_imitated || has_part || spellings_.MayBeDisguised(*views);
      if (may_be_disguised &&
          !ScanDisguised(*views, field, language, list_of)) {
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
  // Whether the term's list is for texts in this language. A text that does not
  // tell its language is asked about all.
  bool IsAsked(const Term& term, absl::string_view language) const {
    const std::string& wanted = languages_[term.list];
    return wanted.empty() || language == kUndetermined ||
           IsSameLanguage(wanted, language);
  }

  // Looks for terms in disguise. False when not all could be looked for.
  template <typename ListOf>
  bool ScanDisguised(const TextViews& views, TextField field,
                     absl::string_view language, const ListOf& list_of) const {
    if (disguised_.terms.empty()) return true;
    const View squeezed = Squeezed(views);
    // Found first and compared later: vectorscan's frames take no exception.
    struct Candidate {
      const Term* term;
      uint32_t begin;
      uint32_t end;
    };
    std::array<Candidate, kCandidatesMax> candidates;
    size_t size = 0;
    const auto keep = [&](const Term& term, ByteRange range) {
      if (list_of(term).IsFull() || !IsAsked(term, language)) return;
      if (size < candidates.size()) {
        candidates[size] = {&term, range.begin, range.end};
      }
      ++size;
    };
    if (!disguised_.Scan(squeezed.text(), keep)) return false;
    DisguiseCheck check(views, squeezed);
    for (size_t i = 0; i < std::min(size, candidates.size()); ++i) {
      const Term* const term = candidates[i].term;
      const ByteRange range = {candidates[i].begin, candidates[i].end};
      HitList& list = list_of(*term);
      const ByteRange written = squeezed.ToOriginal(range);
      Hit hit = {{written.begin, written.end, field}, term};
      if (list.IsFull() || list.Has(hit)) continue;
      const Likeness likeness = check.Compare(range, term->text);
      hit.is_disguised = likeness == Likeness::kDisguised;
      if (likeness != Likeness::kNone) list.Add(hit);
    }
    return size <= candidates.size();
  }

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
    signals.Report(
        {.name = std::string(signal),
         .strength = strength,
         .spans = std::move(spans),
         .reason = std::any_of(hits.begin(), hits.end(),
                               [](const Hit& hit) { return hit.is_disguised; })
                       ? "has a term of a list, disguised"
                       : "has a term of a list",
         .entries = std::move(entries)});
  }

  // Terms that are looked for in one way.
  struct Terms {
    // False when it could not be looked for all of them.
    template <typename Found>
    bool Scan(absl::string_view text, const Found& found,
              bool& has_part) const {
      const auto of_index = [this, &found](size_t index, ByteRange range) {
        found(terms[index], range);
      };
      return matcher->Scan(text, of_index, has_part).ok();
    }

    template <typename Found>
    bool Scan(absl::string_view text, const Found& found) const {
      bool unused = false;
      return Scan(text, found, unused);
    }

    void Add(Term term, std::string text) {
      terms.push_back(std::move(term));
      texts.push_back(std::move(text));
    }

    absl::Status Compile(TermMatcher::Mode mode) {
      auto made = TermMatcher::Make(texts, mode);
      if (made.ok()) matcher = *std::move(made);
      texts = {};
      return made.status();
    }

    std::vector<Term> terms;
    std::vector<std::string> texts;  // what is looked for, until compiled
    std::unique_ptr<const TermMatcher> matcher;
  };

  // Long lists take seconds, so their two halves are compiled at once; where
  // there is no thread for it, one after the other.
  static std::future<absl::Status> CompileBeside(Terms& disguised) {
    const auto compile = [&disguised] {
      return disguised.Compile(TermMatcher::Mode::kSqueezed);
    };
    try {
      if (disguised.terms.size() >= kTermsAlone) {
        return std::async(std::launch::async, compile);
      }
    } catch (const std::system_error&) {
    }
    return std::async(std::launch::deferred, compile);
  }

  std::vector<std::string> lists_;  // their names
  std::vector<TermList::Kind> kinds_;
  std::vector<std::string> languages_;
  Terms words_;
  Terms pieces_;         // of lists that match inside words too
  Terms disguised_;      // the words once more, squeezed
  Spellings spellings_;  // of the rarest word of each
};

absl::StatusOr<std::unique_ptr<const Filter>> ListedTerms::Make(
    const FilterSettings& settings) {
  auto filter = std::make_unique<ListedTerms>();
  for (const TermList& list : settings.lists) {
    if (list.kind != TermList::Kind::kBanned &&
        list.kind != TermList::Kind::kSuspect) {
      continue;
    }
    for (const std::string& text : list.terms) {
      const Term term = {text, filter->lists_.size()};
      if (list.substring) {
        filter->pieces_.Add(term, text);
        continue;
      }
      filter->words_.Add(term, text);
      if (std::optional<std::string> typed = Unaccented(text)) {
        filter->words_.Add(term, *std::move(typed));
      } else if (std::optional<std::string> imitated = AsciiLook(text)) {
        filter->words_.Add({text, filter->lists_.size(), true},
                           *std::move(imitated));
      }
      for (std::string& form : SqueezedForms(text)) {
        filter->disguised_.Add(term, std::move(form));
      }
    }
    filter->lists_.push_back(list.name);
    filter->kinds_.push_back(list.kind);
    filter->languages_.push_back(list.language);
  }
  std::future<absl::Status> other = CompileBeside(filter->disguised_);
  absl::Status status = filter->words_.Compile(TermMatcher::Mode::kWords);
  status.Update(filter->pieces_.Compile(TermMatcher::Mode::kAnywhere));
  status.Update(other.get());
  if (!status.ok()) return status;
  filter->words_.matcher->VisitRarestWords(
      [&filter](absl::string_view word, bool is_prefix) {
        filter->spellings_.Add(word, is_prefix);
      });
  return filter;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Filter>> MakeListedTerms(
    const FilterSettings& settings) {
  return ListedTerms::Make(settings);
}

}  // namespace winnow
