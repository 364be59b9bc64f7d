#include "service/intake/content_ban.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "service/intake/listed_term.h"
#include "service/screening/filters/content_bans.h"
#include "service/screening/text/hosts.h"
#include "service/screening/text/links.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

// Who may have an address there is anybody, or anybody with a line. Sorted.
constexpr absl::string_view kPublicMail[] = {"126.com",
                                             "139.com",
                                             "163.com",
                                             "189.cn",
                                             "a1.net",
                                             "abv.bg",
                                             "aim.com",
                                             "alice.it",
                                             "aliyun.com",
                                             "aol.com",
                                             "aol.de",
                                             "aol.fr",
                                             "aon.at",
                                             "arcor.de",
                                             "att.net",
                                             "au.com",
                                             "azet.sk",
                                             "bbox.fr",
                                             "bell.net",
                                             "bellsouth.net",
                                             "bigfoot.com",
                                             "bigpond.com",
                                             "bigpond.net.au",
                                             "bk.ru",
                                             "bluewin.ch",
                                             "blueyonder.co.uk",
                                             "bol.com.br",
                                             "btinternet.com",
                                             "btopenworld.com",
                                             "caiway.nl",
                                             "casema.nl",
                                             "centrum.cz",
                                             "centrum.sk",
                                             "charter.net",
                                             "chello.at",
                                             "chello.nl",
                                             "citromail.hu",
                                             "ciudad.com.ar",
                                             "club-internet.fr",
                                             "cock.li",
                                             "comcast.net",
                                             "cox.net",
                                             "cs.com",
                                             "daum.net",
                                             "disroot.org",
                                             "docomo.ne.jp",
                                             "duck.com",
                                             "earthlink.net",
                                             "eircom.net",
                                             "email.com",
                                             "email.cz",
                                             "email.de",
                                             "ezweb.ne.jp",
                                             "fastmail.com",
                                             "fastmail.fm",
                                             "fibertel.com.ar",
                                             "foxmail.com",
                                             "free.fr",
                                             "freemail.hu",
                                             "freenet.de",
                                             "freenet.nl",
                                             "freesurf.ch",
                                             "frontier.com",
                                             "gazeta.pl",
                                             "globo.com",
                                             "globomail.com",
                                             "gmail.com",
                                             "gmx.net",
                                             "googlemail.com",
                                             "hanmail.net",
                                             "hetnet.nl",
                                             "hey.com",
                                             "hispeed.ch",
                                             "home.nl",
                                             "home.se",
                                             "hotmail.com",
                                             "hushmail.com",
                                             "i.ua",
                                             "icloud.com",
                                             "ig.com.br",
                                             "inbox.lt",
                                             "inbox.lv",
                                             "inbox.ru",
                                             "indigo.ie",
                                             "inode.at",
                                             "interia.eu",
                                             "interia.pl",
                                             "internet.ru",
                                             "inwind.it",
                                             "iol.it",
                                             "iol.pt",
                                             "juno.com",
                                             "kabelmail.de",
                                             "kakao.com",
                                             "kolumbus.fi",
                                             "kpnmail.nl",
                                             "kpnplanet.nl",
                                             "laposte.net",
                                             "libero.it",
                                             "list.ru",
                                             "live.com",
                                             "luukku.com",
                                             "lycos.com",
                                             "mac.com",
                                             "mail.bg",
                                             "mail.com",
                                             "mail.de",
                                             "mail.ee",
                                             "mail.pt",
                                             "mail.ru",
                                             "mailbox.org",
                                             "mailfence.com",
                                             "me.com",
                                             "meta.ua",
                                             "mozmail.com",
                                             "msn.com",
                                             "mynet.com",
                                             "nate.com",
                                             "naver.com",
                                             "netcologne.de",
                                             "netscape.net",
                                             "neuf.fr",
                                             "ntlworld.com",
                                             "numericable.fr",
                                             "o2.pl",
                                             "onet.eu",
                                             "onet.pl",
                                             "online.de",
                                             "online.fr",
                                             "online.no",
                                             "op.pl",
                                             "optonline.net",
                                             "optusnet.com.au",
                                             "orange.fr",
                                             "otenet.gr",
                                             "otvet.ru",
                                             "outlook.com",
                                             "passport.com",
                                             "planet.nl",
                                             "pm.me",
                                             "pobox.sk",
                                             "poczta.fm",
                                             "poczta.onet.pl",
                                             "post.cz",
                                             "post.sk",
                                             "posteo.de",
                                             "posteo.net",
                                             "privaterelay.appleid.com",
                                             "prodigy.net.mx",
                                             "proton.me",
                                             "protonmail.ch",
                                             "protonmail.com",
                                             "proximus.be",
                                             "qq.com",
                                             "quicknet.nl",
                                             "rambler.ru",
                                             "rediffmail.com",
                                             "riseup.net",
                                             "rocketmail.com",
                                             "rogers.com",
                                             "romandie.com",
                                             "runbox.com",
                                             "sapo.pt",
                                             "sbcglobal.net",
                                             "scarlet.be",
                                             "seznam.cz",
                                             "sfr.fr",
                                             "shaw.ca",
                                             "sina.cn",
                                             "sina.com",
                                             "sky.com",
                                             "skynet.be",
                                             "snafu.de",
                                             "softbank.ne.jp",
                                             "sohu.com",
                                             "sunrise.ch",
                                             "suomi24.fi",
                                             "sympatico.ca",
                                             "t-online.de",
                                             "talktalk.net",
                                             "tele2.se",
                                             "telefonica.net",
                                             "telenet.be",
                                             "telering.at",
                                             "telia.com",
                                             "telus.net",
                                             "terra.com.br",
                                             "terra.es",
                                             "tin.it",
                                             "tiscali.co.uk",
                                             "tiscali.it",
                                             "tom.com",
                                             "tuta.com",
                                             "tuta.io",
                                             "tutamail.com",
                                             "tutanota.com",
                                             "tutanota.de",
                                             "ukr.net",
                                             "unitybox.de",
                                             "uol.com.br",
                                             "upcmail.nl",
                                             "utanet.at",
                                             "verizon.net",
                                             "versanet.de",
                                             "versatel.nl",
                                             "videotron.ca",
                                             "virgilio.it",
                                             "virgin.net",
                                             "virginmedia.com",
                                             "vodafone.de",
                                             "vodafone.it",
                                             "volny.cz",
                                             "walla.co.il",
                                             "walla.com",
                                             "wanadoo.es",
                                             "wanadoo.fr",
                                             "web.de",
                                             "windowslive.com",
                                             "windstream.net",
                                             "wp.pl",
                                             "wxs.nl",
                                             "xs4all.nl",
                                             "xtra.co.nz",
                                             "ya.ru",
                                             "yahoo.com",
                                             "yandex.com",
                                             "yeah.net",
                                             "ymail.com",
                                             "ziggo.nl",
                                             "zoho.com",
                                             "zohomail.com",
                                             "zonnet.nl",
                                             "zoznam.sk"};

// Services with a domain in each country: yahoo.co.uk, hotmail.fr. Sorted.
constexpr absl::string_view kPublicMailNames[] = {
    "gmx", "hotmail", "live", "outlook", "yahoo", "yandex"};

template <size_t n>
bool IsOneOf(const absl::string_view (&sorted)[n], absl::string_view name) {
  return std::binary_search(std::begin(sorted), std::end(sorted), name);
}

// Below a country ("fr", "co.uk"), or "com" and "net".
bool IsSuffixOfService(absl::string_view suffix) {
  const absl::string_view top = suffix.substr(suffix.rfind('.') + 1);
  return top.size() == 2 || suffix == "com" || suffix == "net";
}

absl::Status Bad(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

}  // namespace

bool IsPublicMailDomain(absl::string_view domain) {
  const std::string registrable = RegistrableDomain(std::string(domain));
  const size_t dot = registrable.find('.');
  if (dot != std::string::npos &&
      IsOneOf(kPublicMailNames,
              absl::string_view(registrable).substr(0, dot)) &&
      IsSuffixOfService(absl::string_view(registrable).substr(dot + 1))) {
    return true;
  }
  while (true) {
    if (IsOneOf(kPublicMail, domain)) return true;
    const size_t next = domain.find('.');
    if (next == absl::string_view::npos) return false;
    domain.remove_prefix(next + 1);
  }
}

absl::StatusOr<std::string> CleanBanValue(BanTarget target,
                                          absl::string_view written) {
  if (target == BanTarget::kPhrase) return CleanTerm(written);
  auto cleaned = CleanDomain(written);
  if (!cleaned.ok()) return cleaned.status();
  std::string domain = ToAsciiHost(Fold(*cleaned));
  if (domain.empty() || domain.front() == '.' || IsPublicSuffix(domain)) {
    return Bad(
        "is where everybody registers domains; ban one of those below "
        "it");
  }
  if (target == BanTarget::kEmailDomain && IsPublicMailDomain(domain)) {
    return Bad(
        "is a mail service that the public uses, so the ban would hit "
        "everybody there; ban the author instead");
  }
  return domain;
}

std::optional<ContentBan> ToContentBan(const Ban& ban) {
  ContentBan matched;
  switch (ban.target) {
    case BanTarget::kEmailDomain:
      matched.kind = ContentBan::Kind::kEmailDomain;
      break;
    case BanTarget::kLinkDomain:
      matched.kind = ContentBan::Kind::kLinkDomain;
      break;
    case BanTarget::kPhrase:
      matched.kind = ContentBan::Kind::kPhrase;
      break;
    default:
      return std::nullopt;
  }
  matched.id = ban.id.ToString();
  matched.value = ban.value;
  matched.holds = ban.effect != BanKind::kReject;
  return matched;
}

absl::StatusOr<std::unique_ptr<const Screener>> MakeScreenerOf(ContentBan ban) {
  FilterSettings settings;
  settings.bans.push_back(std::move(ban));
  auto filter = MakeContentBans(settings);
  if (!filter.ok()) return filter.status();
  std::vector<std::unique_ptr<const Filter>> filters;
  filters.push_back(*std::move(filter));
  return Screener::MakeOf(Policy(), std::move(filters));
}

}  // namespace winnow
