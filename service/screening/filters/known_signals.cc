#include "service/screening/filters/known_signals.h"

namespace winnow {
namespace {

constexpr KnownSignal kKnownSignals[] = {
    {"author_new", "The author has fewer approved comments than KNOWN needs."},
    {"author_rate", "The author posts faster than author_per_minute."},
    {"author_rejected_often",
     "The share of the author's decided comments that were refused."},
    {"author_trusted",
     "The author's approved comments, as a share of what TRUSTED needs."},
    {"ban_hold", "A ban asks for this author's comments to be held.", true},
    {"banned_author", "The author is banned.", true},
    {"banned_network", "The author's network is banned.", true},
    {"duplicate_own",
     "The author posted the same text in the same thread within a day."},
    {"honeypot", "The form field that people do not see was filled in."},
    {"link", "The body has a link to a domain that is not allowed by a list."},
    {"link_density", "The body has more links than links_free."},
    {"link_in_name", "The display name is or has a link."},
    {"link_shortener", "A link hides where it leads behind a shortener."},
    {"listed_banned", "A banned term stands in body, name or website."},
    {"listed_domain", "A link leads to a banned domain."},
    {"listed_suspect",
     "Suspect terms stand in body, name or website: 0.5 for one, 0.75 for two, "
     "1 for more."},
    {"near_duplicate", "Others posted nearly the same text within two days."},
    {"near_duplicate_own",
     "The author posted nearly the same text elsewhere within two days."},
    {"network_rate",
     "The author's network posts faster than network_per_minute."},
    {"shouting", "More of the letters than shouting_share are capitals."},
    {"thread_heat", "The thread grows faster than thread_per_minute."},
    {"thread_premoderated",
     "The site wants every comment of this thread read first."},
    {"too_fast", "The form was sent sooner than form_seconds_min."},
};

}  // namespace

absl::Span<const KnownSignal> KnownSignals() { return kKnownSignals; }

const KnownSignal* FindKnownSignal(absl::string_view name) {
  for (const KnownSignal& known : kKnownSignals) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

}  // namespace winnow
