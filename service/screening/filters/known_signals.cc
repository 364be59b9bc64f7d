#include "service/screening/filters/known_signals.h"

namespace winnow {
namespace {

constexpr KnownSignal kKnownSignals[] = {
    {"author_new", "The author has fewer approved comments than KNOWN needs."},
    {"author_rate", "The author posts faster than author_per_minute."},
    {"author_rejected_often",
     "The share of the author's lately decided comments that were refused."},
    {"author_trusted",
     "The author's approved comments, as a share of what TRUSTED needs."},
    {"author_young",
     "The author's first comment is less than a day old, and this is another: "
     "1 at once, 0 after a day."},
    {"ban_hold", "A ban asks for this comment to be held.", true},
    {"banned_author", "The author is banned, or the address's domain.", true},
    {"banned_content", "The comment has a banned phrase or link.", true},
    {"banned_network", "The author's network is banned.", true},
    {"card_number",
     "The body has a payment card number with a valid checksum."},
    {"contact_address",
     "The body has a street address: a house number beside a street."},
    {"contact_email", "The body has an e-mail address."},
    {"contact_phone", "The body has a telephone number."},
    {"disposable_email",
     "The author's address is one of those that vanish after use."},
    {"duplicate_own",
     "The author posted the same text in the same thread within a day."},
    {"emoji_flood", "The body has more emoji than emoji_free."},
    {"gibberish",
     "The body has words no language makes, as keys struck at random."},
    {"honeypot", "The form field that people do not see was filled in."},
    {"iban",
     "The body has a bank account number (IBAN) with a valid checksum."},
    {"link", "The body has a link to a domain that is not allowed by a list."},
    {"link_credentials", "A link has a user name or password before the host."},
    {"link_density", "The body has more links than links_free."},
    {"link_in_name", "The display name is or has a link."},
    {"link_ip_address", "A link leads to a bare network address."},
    {"link_mixed_script",
     "The host of a link mixes scripts or imitates another one by look."},
    {"link_punycode", "The host of a link is written in punycode (xn--)."},
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
    {"other_language", "The body is surely in none of the site's languages."},
    {"pile_on",
     "The parent draws replies much faster than comments usually do."},
    {"repetition",
     "The body repeats a letter, a word or a line over and over."},
    {"reply_depth",
     "The comment stands deeper below others than limits.reply_depth."},
    {"reply_to_self", "The comment answers one by the same author."},
    {"reserved_name",
     "The display name looks like one that belongs to the site or its staff."},
    {"role_email",
     "The author's address is one of an office (info@, noreply@), not of a "
     "person."},
    {"shouting", "More of the letters than shouting_share are capitals."},
    {"site_rate", "The whole site gets more than 600 comments a minute."},
    {"thread_heat",
     "The thread grows faster than thread_per_minute, or much faster than "
     "within the last hour; and for ten minutes after a rule held a comment "
     "for that, so that a hot thread is premoderated until it has cooled. A "
     "rule in shadow heats nothing up: it counts only what came too fast."},
    {"thread_premoderated",
     "The site wants every comment of this thread read first."},
    {"too_fast", "The form was sent sooner than form_seconds_min."},
    {"unreachable_email",
     "The author's address is below no domain that mail can reach."},
    {"zalgo", "Letters of the body or name are buried under combining marks."},
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
