#include "service/screening/filters/content_bans.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "service/screening/filters/bans.h"
#include "service/screening/filters/domain_set.h"
#include "service/screening/filters/listed_terms.h"

namespace winnow {
namespace {

constexpr absl::string_view kHold = "ban_hold";
constexpr absl::string_view kAuthor = "banned_author";
constexpr absl::string_view kContent = "banned_content";

// Bans of one kind and effect as lists of one entry each, named by their ids:
// so the matchers of lists find them.
FilterSettings AsLists(const std::vector<ContentBan>& bans,
                       ContentBan::Kind kind, bool holds, TermList::Kind as) {
  FilterSettings settings;
  for (const ContentBan& ban : bans) {
    if (ban.kind != kind || ban.holds != holds) continue;
    TermList list;
    list.name = ban.id;
    list.kind = as;
    list.terms = {ban.value};
    settings.lists.push_back(std::move(list));
  }
  return settings;
}

DomainSet LinkDomains(const FilterSettings& settings, bool holds) {
  constexpr auto kAs = TermList::Kind::kBannedDomains;
  return {AsLists(settings.bans, ContentBan::Kind::kLinkDomain, holds, kAs),
          kAs};
}

// What one signal will say.
struct Finding {
  void Add(const std::string& ban, const std::vector<Span>& at,
           absl::string_view why) {
    const ListedEntry entry = {.list = std::string(kBansList), .entry = ban};
    if (std::find(entries.begin(), entries.end(), entry) == entries.end()) {
      entries.push_back(entry);
    }
    spans.insert(spans.end(), at.begin(), at.end());
    if (reason.empty()) reason = why;
  }

  void Report(absl::string_view signal, SignalSink& signals) {
    if (entries.empty()) return;
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
      return std::pair(a.field, a.begin) < std::pair(b.field, b.begin);
    });
    signals.Report({.name = std::string(signal),
                    .strength = 1,
                    .spans = std::move(spans),
                    .reason = std::string(reason),
                    .entries = std::move(entries)});
  }

  std::vector<ListedEntry> entries;
  std::vector<Span> spans;
  absl::string_view reason;
};

class ContentBans final : public Filter {
 public:
  ContentBans(const FilterSettings& settings,
              std::unique_ptr<const Filter> phrases)
      : refused_links_(LinkDomains(settings, /*holds=*/false)),
        held_links_(LinkDomains(settings, /*holds=*/true)),
        phrases_(std::move(phrases)) {
    for (const ContentBan& ban : settings.bans) {
      if (ban.kind != ContentBan::Kind::kEmailDomain) continue;
      mail_domains_.emplace(ban.value, ban);
    }
  }

  absl::string_view name() const override { return "content_bans"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& circumstances,
               SignalSink& signals) const override {
    Finding author;
    Finding content;
    Finding held;
    if (const ContentBan* ban = FindMailDomain(subject.draft.email)) {
      (ban->holds ? held : author)
          .Add(ban->id, {}, "the author's email domain is banned");
    }
    for (const Link& link : subject.links) {
      constexpr absl::string_view kWhy = "links to a banned domain";
      if (const ListedEntry* entry = refused_links_.Find(link)) {
        content.Add(entry->list, {link.span}, kWhy);
      } else if (const ListedEntry* held_entry = held_links_.Find(link)) {
        held.Add(held_entry->list, {link.span}, kWhy);
      }
    }
    if (phrases_) {
      SignalSink found;
      phrases_->Inspect(subject, circumstances, found);
      signals.AddFailures(found);
      for (const Signal& signal : found.signals()) {
        Finding& finding = signal.name == "listed_banned" ? content : held;
        for (const ListedEntry& entry : signal.entries) {
          finding.Add(entry.list,
                      &entry == signal.entries.data() ? signal.spans
                                                      : std::vector<Span>(),
                      "has a banned phrase");
        }
      }
    }
    author.Report(kAuthor, signals);
    content.Report(kContent, signals);
    held.Report(kHold, signals);
  }

 private:
  // The ban of the address's domain or of one that it is below of.
  const ContentBan* FindMailDomain(const EmailAddress& email) const {
    if (mail_domains_.empty() || email.empty()) return nullptr;
    absl::string_view domain = email.domain();
    while (true) {
      const auto ban = mail_domains_.find(domain);
      if (ban != mail_domains_.end()) return &ban->second;
      const size_t dot = domain.find('.');
      if (dot == absl::string_view::npos) return nullptr;
      domain.remove_prefix(dot + 1);
    }
  }

  absl::flat_hash_map<std::string, ContentBan> mail_domains_;
  const DomainSet refused_links_;
  const DomainSet held_links_;
  const std::unique_ptr<const Filter> phrases_;  // null: no phrase is banned
};

}  // namespace

absl::StatusOr<std::unique_ptr<const Filter>> MakeContentBans(
    const FilterSettings& settings) {
  constexpr auto kPhrase = ContentBan::Kind::kPhrase;
  FilterSettings phrases =
      AsLists(settings.bans, kPhrase, /*holds=*/false, TermList::Kind::kBanned);
  const FilterSettings held =
      AsLists(settings.bans, kPhrase, /*holds=*/true, TermList::Kind::kSuspect);
  phrases.lists.insert(phrases.lists.end(), held.lists.begin(),
                       held.lists.end());
  std::unique_ptr<const Filter> matcher;
  if (!phrases.lists.empty()) {
    auto made = MakeListedTerms(phrases);
    if (!made.ok()) return made.status();
    matcher = *std::move(made);
  }
  return std::make_unique<ContentBans>(settings, std::move(matcher));
}

}  // namespace winnow
