#include "service/screening/text/links.h"

#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "service/screening/text/hosts.h"
#include "service/screening/text/words.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// Top-level domains that make a bare "name.tld" a link, sorted. Others need a
// scheme, "www." or a path, because "it", "so", "is" or "md" after a full stop
// without a space are words and file names far more often than domains.
constexpr absl::string_view kBareTopLevel[] = {
    "app",  "au", "biz", "blog", "br",   "ca",    "casino", "cc",  "ch",
    "club", "cn", "co",  "com",  "cz",   "de",    "dev",    "edu", "es",
    "eu",   "fr", "gov", "info", "io",   "jp",    "net",    "nl",  "online",
    "org",  "pl", "ru",  "shop", "site", "store", "tk",     "top", "tv",
    "ua",   "uk", "vip", "xyz",  "рф"};

bool IsBareTopLevel(absl::string_view label) {
  return std::binary_search(std::begin(kBareTopLevel), std::end(kBareTopLevel),
                            label);
}

// How far before an @ the scheme of "https://user:password@host" is looked for.
constexpr size_t kCredentialsBytesMax = 256;

bool IsHostByte(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '_' ||
         static_cast<uint8_t>(c) >= 0x80;
}

bool EndsPath(char c) {
  return static_cast<uint8_t>(c) <= ' ' ||
         absl::StrContains("<>\"`|{}\\^[]", c);
}

// A host in a text, with what stands around it.
struct Candidate {
  size_t begin;  // of the host
  size_t end;
  size_t link_begin;  // of scheme and credentials, or of the host
  bool has_scheme;
};

// Returns where the scheme that ends with "://" at `end` begins, not before
// `first`; `end` if there is none.
size_t SchemeBegin(absl::string_view text, size_t first, size_t end) {
  if (!absl::EndsWith(text.substr(first, end - first), "://")) return end;
  size_t begin = end - 3;
  while (begin > first && end - begin < 12 &&
         absl::ascii_isalpha(text[begin - 1])) {
    --begin;
  }
  return begin < end - 3 ? begin : end;
}

// Returns where the scheme before "user:password@" begins, not before `first`;
// npos when what stands before the @ is no URL, so that it is an address of a
// person.
size_t CredentialsBegin(absl::string_view text, size_t first, size_t at) {
  if (at - first > kCredentialsBytesMax) first = at - kCredentialsBytesMax;
  for (size_t i = at; i > first; --i) {
    if (EndsPath(text[i - 1])) break;
    if (text[i - 1] == '/') {
      const size_t begin = SchemeBegin(text, first, i);
      return begin < i ? begin : absl::string_view::npos;
    }
  }
  return absl::string_view::npos;
}

// In scripts without spaces a bare domain touches the words around it: cuts
// them off both ends.
void CutUnspaced(absl::string_view text, Candidate& host) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto end = static_cast<int32_t>(host.end);
  const size_t dot = text.find('.', host.begin);
  for (auto i = static_cast<int32_t>(host.begin); i < end;) {
    const int32_t begin = i;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, end, c);
    if (KindOf(static_cast<char32_t>(c)) != CharacterKind::kUnspaced) continue;
    if (static_cast<size_t>(begin) > dot) {
      host.end = static_cast<size_t>(begin);
      break;
    }
    host.begin = static_cast<size_t>(i);
  }
  host.link_begin = host.begin;
}

absl::string_view LastLabel(absl::string_view host) {
  return host.substr(host.rfind('.') + 1);
}

// "end.Next sentence": a capital behind the dot and none before it.
bool StartsSentence(const TextViews& views, size_t label_begin) {
  const auto letter = [&views](size_t offset) {
    const auto at = static_cast<uint32_t>(offset);
    return views.original()[views.folded().ToOriginal({at, at + 1}).begin];
  };
  return absl::ascii_isupper(letter(label_begin)) &&
         !absl::ascii_isupper(letter(label_begin - 2));
}

// Whether a port or a path follows: "192.0.2.7" alone is a version or an
// address somebody talks about, and "192.0.2.0/24" a network.
bool LeadsOn(absl::string_view rest) {
  if (rest.size() < 2) return false;
  return (rest[0] == ':' && absl::ascii_isdigit(rest[1])) ||
         (rest[0] == '/' && absl::ascii_isalpha(rest[1]));
}

bool IsDottedAddress(absl::string_view host) {
  return std::count(host.begin(), host.end(), '.') == 3 &&
         std::all_of(host.begin(), host.end(),
                     [](char c) { return absl::ascii_isdigit(c) || c == '.'; });
}

bool IsLink(const TextViews& views, const Candidate& candidate) {
  const absl::string_view text = views.folded().text();
  const absl::string_view host =
      text.substr(candidate.begin, candidate.end - candidate.begin);
  if (host.size() < 4 || !absl::StrContains(host, '.')) return false;
  if (candidate.has_scheme) return true;
  const absl::string_view rest = text.substr(candidate.end, 2);
  if (IsDottedAddress(host)) return LeadsOn(rest);
  const absl::string_view top = LastLabel(host);
  if (absl::StartsWith(host, "www.") ||
      (candidate.end < text.size() && text[candidate.end] == '/')) {
    return IsTopLevelDomain(top);
  }
  return IsBareTopLevel(top) &&
         !StartsSentence(views, candidate.end - top.size());
}

// Returns where port, path and query end.
size_t PathEnd(absl::string_view text, size_t host_end) {
  size_t end = host_end;
  if (end < text.size() && text[end] == ':') {
    size_t port = end + 1;
    while (port < text.size() && absl::ascii_isdigit(text[port])) ++port;
    if (port > end + 1) end = port;
  }
  if (end == text.size() || !absl::StrContains("/?#", text[end])) return end;
  const size_t path = end;
  int unopened = 0;  // closing parentheses that belong to the sentence
  for (; end < text.size() && !EndsPath(text[end]); ++end) {
    unopened += text[end] == ')' ? 1 : text[end] == '(' ? -1 : 0;
  }
  while (end > path) {
    const char last = text[end - 1];
    if (last == ')' && unopened > 0) {
      --unopened;
    } else if (!absl::StrContains(".,!?:;'*_", last)) {
      break;
    }
    --end;
  }
  return end;
}

Link MakeLink(const TextViews& views, TextField field, const Candidate& host,
              size_t end) {
  const absl::string_view text = views.folded().text();
  Link link;
  link.host = std::string(text.substr(host.begin, host.end - host.begin));
  link.domain = RegistrableDomain(link.host);
  link.has_scheme = host.has_scheme;
  link.has_credentials = host.begin > 0 && text[host.begin - 1] == '@';
  const ByteRange range = views.folded().ToOriginal(
      {static_cast<uint32_t>(host.link_begin), static_cast<uint32_t>(end)});
  link.span = {.begin = range.begin, .end = range.end, .field = field};
  return link;
}

// Adds links to network addresses without a dot: "http://[2001:db8::1]/",
// "http://3221225991/".
void AddDotless(const TextViews& views, TextField field,
                std::vector<Link>& links) {
  const absl::string_view text = views.folded().text();
  bool is_sorted = true;
  size_t at = text.find("://");
  for (; at != absl::string_view::npos && links.size() < kLinksMax;
       at = text.find("://", at + 3)) {
    Candidate host = {at + 3, at + 3, at, true};
    host.link_begin = SchemeBegin(text, at - std::min<size_t>(at, 12), at + 3);
    if (host.link_begin == at + 3 || host.begin == text.size()) continue;
    if (text[host.begin] == '[') {
      const size_t close =
          text.substr(0, host.begin + 48).find(']', host.begin);
      if (close == absl::string_view::npos) continue;
      host.end = close + 1;
    } else {
      while (host.end < text.size() && IsHostByte(text[host.end])) ++host.end;
      if (host.end < text.size() && absl::StrContains(".@:", text[host.end])) {
        continue;
      }
    }
    if (host.end - host.begin < 3 ||
        !IsAddressHost(text.substr(host.begin, host.end - host.begin))) {
      continue;
    }
    const size_t end = PathEnd(text, host.end);
    Link link = MakeLink(views, field, host, end);
    at = end - 3;
    // One in the path of another is part of it.
    if (std::any_of(links.begin(), links.end(), [&link](const Link& known) {
          return link.span.begin < known.span.end &&
                 known.span.begin < link.span.end;
        })) {
      continue;
    }
    links.push_back(std::move(link));
    is_sorted = false;
  }
  if (is_sorted) return;
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return a.span.begin < b.span.begin;
  });
}

}  // namespace

std::string RegistrableDomain(const std::string& host) {
  if (IsAddressHost(host)) return host;
  const char* domain = psl_registrable_domain(psl_builtin(), host.c_str());
  return domain != nullptr ? std::string(domain) : host;
}

bool IsPublicSuffix(const std::string& domain) {
  return psl_is_public_suffix(psl_builtin(), domain.c_str()) != 0;
}

bool IsTopLevelDomain(absl::string_view label) {
  if (IsBareTopLevel(label)) return true;  // a third of what the list costs
  const std::string name(label);
  return !name.empty() &&
         psl_is_public_suffix2(psl_builtin(), name.c_str(),
                               PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

std::vector<Link> FindLinks(const TextViews& views, TextField field) {
  const absl::string_view text = views.folded().text();
  std::vector<Link> links;
  // Nothing before this offset is looked at again, which keeps it linear; so
  // does the bound on searches backwards for credentials.
  size_t consumed = 0;
  size_t links_end = 0;
  int searches_left = kLinksMax;
  size_t dot = text.find('.');
  for (; dot != absl::string_view::npos && links.size() < kLinksMax;
       dot = text.find('.', std::max(dot + 1, consumed))) {
    if (dot == consumed || !IsHostByte(text[dot - 1])) continue;
    if (dot + 1 == text.size() || !IsHostByte(text[dot + 1])) continue;

    Candidate host = {dot, dot + 1, dot, false};
    while (host.begin > consumed && IsHostByte(text[host.begin - 1])) {
      --host.begin;
    }
    while (host.end < text.size() &&
           (IsHostByte(text[host.end]) ||
            (text[host.end] == '.' && host.end + 1 < text.size() &&
             IsHostByte(text[host.end + 1])))) {
      ++host.end;
    }
    consumed = host.end;
    if (host.end < text.size() && text[host.end] == '@') continue;
    if (host.begin > 0 && text[host.begin - 1] == '@') {
      if (searches_left-- <= 0) continue;
      host.link_begin = CredentialsBegin(text, links_end, host.begin - 1);
      if (host.link_begin == absl::string_view::npos) continue;
    } else {
      host.link_begin = SchemeBegin(text, links_end, host.begin);
    }
    host.has_scheme = host.link_begin < host.begin;
    if (!host.has_scheme && !views.is_ascii()) CutUnspaced(text, host);
    if (!IsLink(views, host)) continue;

    consumed = PathEnd(text, host.end);
    links_end = consumed;
    links.push_back(MakeLink(views, field, host, consumed));
  }
  AddDotless(views, field, links);
  return links;
}

}  // namespace winnow
