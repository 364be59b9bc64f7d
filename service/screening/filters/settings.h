// What a policy tells the filters: its word lists, and the limits from which
// they count. Plain structs, part of Policy.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_SETTINGS_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_SETTINGS_H_

#include <string>
#include <vector>

namespace winnow {

struct TermList {
  enum class Kind {
    kBanned,          // words and phrases that give `listed_banned`
    kSuspect,         // words and phrases that give `listed_suspect`
    kBannedDomains,   // registrable domains that give `listed_domain`
    kAllowedDomains,  // registrable domains whose links are not counted
    kReservedNames,   // display names that give `reserved_name`
  };

  std::string name;  // shown to moderators beside the entry: "profanity-en"
  Kind kind = Kind::kSuspect;
  // 1–kTermBytesMax bytes each. Words match as whole words, without case, in
  // body, name and website; the words of a phrase may stand any white space
  // apart.
  std::vector<std::string> terms;
  // Terms match anywhere instead, inside words too, as they are written but for
  // case.
  bool substring = false;
  // BCP 47: asked only for texts that are in it or do not tell. Empty: always.
  std::string language = {};

  friend bool operator==(const TermList&, const TermList&) = default;
};

// A ban that is matched with what a comment says, or with its author's address.
struct ContentBan {
  enum class Kind {
    kEmailDomain,  // gives `banned_author`
    kLinkDomain,   // gives `banned_content`
    kPhrase,       // likewise
  };

  std::string id;  // shown to moderators as an entry of the list "bans"
  Kind kind = Kind::kPhrase;
  std::string value;   // a domain stands for everything below it, too
  bool holds = false;  // gives `ban_hold` instead

  friend bool operator==(const ContentBan&, const ContentBan&) = default;
};

inline constexpr int kListsMax = 100;
inline constexpr int kTermsMax = 100000;  // of all lists together
inline constexpr int kTermBytesMax = 200;

// Numbers that shape strengths and author classes. What each means to people
// who write policies stands in policy.proto.
struct Limits {
  int links_free = 2;     // readers cite a source or two
  int links_certain = 6;  // from here on `link_density` is 1
  int known_after_approved = 1;
  int trusted_after_approved = 10;
  double trusted_refused_share_max = 0.1;
  // Attempts a minute from which a rate signal grows; at twice as many it is 1.
  int author_per_minute = 3;
  int network_per_minute = 6;
  int thread_per_minute = 60;
  int site_per_minute = 600;
  int copies_certain = 5;       // from here on `near_duplicate` is 1
  double form_seconds_min = 3;  // nobody reads a form and writes in less
  double shouting_share = 0.6;  // of letters that are capitals
  int repeated_letters = 5;     // "sooooo" stretches a word, more is noise
  int emoji_free = 10;
  int reply_depth = 8;

  friend bool operator==(const Limits&, const Limits&) = default;
};

struct FilterSettings {
  std::vector<TermList> lists;
  Limits limits;
  // Not of the policy, but of the site's settings.
  std::string site_title;
  std::vector<std::string> languages;  // BCP 47; empty: any
  // Nor of the policy, but the site's, on each that a moderator made.
  std::vector<ContentBan> bans = {};

  friend bool operator==(const FilterSettings&,
                         const FilterSettings&) = default;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_SETTINGS_H_
