// Finds links as a page would make them clickable: with a scheme, with "www.",
// or a bare domain under a common top-level domain. Found in the folded view,
// so that full-width letters and zero-width characters hide nothing; addresses
// of people (name@example.org) and "end.Of a sentence" are no links.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_LINKS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_LINKS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/signal.h"
#include "service/screening/text/views.h"

namespace winnow {

// More links than this in one text say nothing new.
inline constexpr int kLinksMax = 64;

struct Link {
  Span span;         // in the text as written
  std::string host;  // folded, without port and credentials
  // The part of the host that somebody registered (Public Suffix List:
  // "bbc.co.uk" of "www.bbc.co.uk"); the host itself for a network address.
  std::string domain;
  bool has_scheme = false;
  bool has_credentials = false;  // "https://bank.example@evil.example/"
};

// Returns the first kLinksMax links of a text, in order. `field` is what their
// spans name.
// Input: any bytes.
// Cost: linear; a search for dots when there is no link, 1 µs for each link.
std::vector<Link> FindLinks(const TextViews& views, TextField field);

// The part of a host that somebody registered, as Link::domain.
// Input: folded; others than ASCII as they are on the Public Suffix List.
std::string RegistrableDomain(const std::string& host);

// Whether everybody can register below it: "com", "co.uk", "blogspot.com".
// Input: a domain in ASCII.
bool IsPublicSuffix(const std::string& domain);

// Whether a site's suffix list knows this as a top-level domain: "com", "de".
bool IsTopLevelDomain(absl::string_view label);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_LINKS_H_
