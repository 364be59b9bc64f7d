#include "service/screening/filters/email_class.h"

#include <algorithm>
#include <iterator>

#include "service/screening/text/links.h"

namespace winnow {
namespace {

// Services whose addresses anybody may use for a few minutes, sorted. The well
// known ones: thousands more come and go, and forwarding services that protect
// a reader's address for good are none of them.
constexpr absl::string_view kDisposable[] = {"10minutemail.com",
                                             "10minutemail.net",
                                             "10minutemail.org",
                                             "20minutemail.com",
                                             "33mail.com",
                                             "anonbox.net",
                                             "anonymbox.com",
                                             "burnermail.io",
                                             "byom.de",
                                             "cock.lu",
                                             "crazymailing.com",
                                             "deadaddress.com",
                                             "despam.it",
                                             "discard.email",
                                             "discardmail.com",
                                             "discardmail.de",
                                             "dispostable.com",
                                             "dropmail.me",
                                             "e4ward.com",
                                             "easytrashmail.com",
                                             "einrot.com",
                                             "email-fake.com",
                                             "emailfake.com",
                                             "emailondeck.com",
                                             "emailsensei.com",
                                             "emailtemporario.com.br",
                                             "emltmp.com",
                                             "fakeinbox.com",
                                             "fakemail.net",
                                             "fakemailgenerator.com",
                                             "filzmail.com",
                                             "fleckens.hu",
                                             "generator.email",
                                             "getairmail.com",
                                             "getnada.com",
                                             "grr.la",
                                             "guerrillamail.biz",
                                             "guerrillamail.com",
                                             "guerrillamail.de",
                                             "guerrillamail.info",
                                             "guerrillamail.net",
                                             "guerrillamail.org",
                                             "guerrillamailblock.com",
                                             "gustr.com",
                                             "harakirimail.com",
                                             "hidemail.de",
                                             "inboxalias.com",
                                             "inboxbear.com",
                                             "inboxkitten.com",
                                             "incognitomail.com",
                                             "incognitomail.org",
                                             "jetable.org",
                                             "kurzepost.de",
                                             "linshiyouxiang.net",
                                             "mail-temp.com",
                                             "mail-temporaire.fr",
                                             "mail.tm",
                                             "mailcatch.com",
                                             "maildrop.cc",
                                             "mailexpire.com",
                                             "mailforspam.com",
                                             "mailinator.com",
                                             "mailinator.net",
                                             "mailinator.org",
                                             "mailinator2.com",
                                             "mailmetrash.com",
                                             "mailnator.com",
                                             "mailnesia.com",
                                             "mailnull.com",
                                             "mailpoof.com",
                                             "mailsac.com",
                                             "mailslurp.com",
                                             "mailtemp.net",
                                             "meltmail.com",
                                             "mintemail.com",
                                             "minutemail.com",
                                             "moakt.cc",
                                             "moakt.com",
                                             "mohmal.com",
                                             "mt2015.com",
                                             "muellmail.com",
                                             "mvrht.com",
                                             "mytemp.email",
                                             "mytrashmail.com",
                                             "nada.email",
                                             "no-spam.ws",
                                             "nospamfor.us",
                                             "notsharingmy.info",
                                             "nowmymail.com",
                                             "objectmail.com",
                                             "one-time.email",
                                             "onetimeemail.net",
                                             "owlymail.com",
                                             "pookmail.com",
                                             "privy-mail.com",
                                             "rcpt.at",
                                             "receiveee.com",
                                             "rmqkr.net",
                                             "safetymail.info",
                                             "sharklasers.com",
                                             "shortmail.net",
                                             "sneakemail.com",
                                             "spam4.me",
                                             "spambog.com",
                                             "spambog.de",
                                             "spambog.ru",
                                             "spambox.us",
                                             "spamdecoy.net",
                                             "spamex.com",
                                             "spamfree24.org",
                                             "spamgourmet.com",
                                             "spamherelots.com",
                                             "spamhole.com",
                                             "spaml.com",
                                             "spammotel.com",
                                             "spamspot.com",
                                             "superrito.com",
                                             "temp-mail.com",
                                             "temp-mail.io",
                                             "temp-mail.org",
                                             "temp-mail.ru",
                                             "tempail.com",
                                             "tempemail.com",
                                             "tempemail.net",
                                             "tempinbox.com",
                                             "tempmail.com",
                                             "tempmail.de",
                                             "tempmail.dev",
                                             "tempmail.net",
                                             "tempmail.plus",
                                             "tempmailaddress.com",
                                             "tempmailo.com",
                                             "tempomail.fr",
                                             "temporarioemail.com.br",
                                             "temporary-mail.net",
                                             "temporaryemail.net",
                                             "temporaryinbox.com",
                                             "tempr.email",
                                             "thankyou2010.com",
                                             "throwam.com",
                                             "throwawaymail.com",
                                             "tmail.ws",
                                             "tmailinator.com",
                                             "tmpmail.net",
                                             "tmpmail.org",
                                             "trash-mail.at",
                                             "trash-mail.com",
                                             "trash-mail.de",
                                             "trashmail.at",
                                             "trashmail.com",
                                             "trashmail.de",
                                             "trashmail.io",
                                             "trashmail.me",
                                             "trashmail.net",
                                             "trashmail.org",
                                             "trashmail.ws",
                                             "trbvm.com",
                                             "tyldd.com",
                                             "wegwerfadresse.de",
                                             "wegwerfemail.de",
                                             "wegwerfmail.de",
                                             "wegwerfmail.net",
                                             "wegwerfmail.org",
                                             "wh4f.org",
                                             "yopmail.com",
                                             "yopmail.fr",
                                             "yopmail.net",
                                             "zoemail.org"};

// Mailboxes of an office and not of a person (RFC 2142 and custom), sorted.
constexpr absl::string_view kRoles[] = {"abuse",        "accounts",
                                        "admin",        "administrator",
                                        "billing",      "bounce",
                                        "buero",        "contact",
                                        "contacto",     "customerservice",
                                        "do-not-reply", "donotreply",
                                        "editor",       "feedback",
                                        "helpdesk",     "hostmaster",
                                        "info",         "infos",
                                        "inquiries",    "jobs",
                                        "kontakt",      "mailer-daemon",
                                        "marketing",    "newsletter",
                                        "no-reply",     "no_reply",
                                        "nobody",       "noc",
                                        "noreply",      "office",
                                        "postmaster",   "press",
                                        "presse",       "privacy",
                                        "redaccion",    "redaktion",
                                        "root",         "sales",
                                        "security",     "service",
                                        "support",      "team",
                                        "verwaltung",   "webmaster"};

// Top-level domains that are no part of the Internet (RFC 2606, 6761, 6762,
// 7686), sorted.
constexpr absl::string_view kReservedTopLevel[] = {
    "example", "internal",  "invalid", "lan",
    "local",   "localhost", "onion",   "test"};

template <size_t n>
bool IsOneOf(const absl::string_view (&sorted)[n], absl::string_view name) {
  return std::binary_search(std::begin(sorted), std::end(sorted), name);
}

// The domain or one that it is below of.
bool IsDisposable(absl::string_view domain) {
  while (true) {
    if (IsOneOf(kDisposable, domain)) return true;
    const size_t dot = domain.find('.');
    if (dot == absl::string_view::npos) return false;
    domain.remove_prefix(dot + 1);
  }
}

bool IsUnreachable(absl::string_view domain) {
  const absl::string_view top = domain.substr(domain.rfind('.') + 1);
  return IsOneOf(kReservedTopLevel, top) || !IsTopLevelDomain(top);
}

class EmailClass final : public Filter {
 public:
  absl::string_view name() const override { return "email_class"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    const EmailAddress& email = subject.draft.email;
    if (email.empty()) return;
    if (IsDisposable(email.domain())) {
      Report("disposable_email", "an address made for minutes", signals);
    } else if (IsUnreachable(email.domain())) {
      Report("unreachable_email", "an address that no mail can reach", signals);
    }
    const absl::string_view local = email.RevealLocalPart();
    if (IsOneOf(kRoles, local.substr(0, local.find('+')))) {
      Report("role_email", "an address of an office", signals);
    }
  }

 private:
  static void Report(absl::string_view signal, absl::string_view reason,
                     SignalSink& signals) {
    signals.Report({.name = std::string(signal),
                    .strength = 1,
                    .spans = {},
                    .reason = std::string(reason)});
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeEmailClass(
    const FilterSettings& /*settings*/) {
  return std::make_unique<EmailClass>();
}

}  // namespace winnow
