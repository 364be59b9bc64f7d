#include "service/intake/validation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/base/wipe.h"
#include "service/intake/reader_address.h"
#include "service/intake/web_address.h"
#include "service/screening/text/language.h"

namespace winnow {
namespace {

// How far a site's clock may run before ours.
constexpr absl::Duration kClockSkewMax = absl::Minutes(1);

// A bad field is remembered and checking goes on, so that the caller sees all
// of them in one answer.
class Violations {
 public:
  void Add(absl::string_view field, absl::string_view description) {
    all_.push_back({std::string(field), std::string(description)});
  }

  bool empty() const { return all_.empty(); }
  absl::Status Take() { return InvalidFields(std::move(all_)); }

 private:
  std::vector<FieldViolation> all_;
};

enum class Unit { kBytes, kChars };

// Returns false after reporting a text longer than `max`.
bool FitsIn(absl::string_view field, absl::string_view text, size_t max,
            Unit unit, Violations& violations) {
  const size_t size =
      unit == Unit::kBytes ? text.size() : CountCodePoints(text);
  if (size <= max) return true;
  violations.Add(field,
                 absl::StrCat("must have at most ", max,
                              unit == Unit::kBytes ? " bytes" : " characters",
                              "; it has ", size));
  return false;
}

bool IsUtf8(absl::string_view field, absl::string_view text,
            Violations& violations) {
  if (IsValidUtf8(text)) return true;
  violations.Add(field, "must be valid UTF-8");
  return false;
}

// For what people call things: drops control characters and outer space.
std::string CleanLine(absl::string_view field, absl::string_view text,
                      size_t max, Unit unit, Violations& violations) {
  if (!IsUtf8(field, text, violations)) return "";
  std::string line = RemoveControlCharacters(text);
  line = std::string(TrimUnicodeSpace(line));
  FitsIn(field, line, max, unit, violations);
  return line;
}

// For what identifies: nothing is dropped, so two ids never become equal.
void CheckId(absl::string_view field, absl::string_view id, size_t bytes_max,
             Violations& violations) {
  if (!IsUtf8(field, id, violations)) return;
  FitsIn(field, id, bytes_max, Unit::kBytes, violations);
  if (HasControlCharacters(id)) {
    violations.Add(field, "must not have control characters in it");
  }
}

// Turns "\r\n" and "\r" into "\n", in place.
void UnifyLineEnds(std::string& text) {
  if (!absl::StrContains(text, '\r')) return;
  size_t kept = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_return = text[i] == '\r';
    text[kept++] = is_return ? '\n' : text[i];
    if (is_return && i + 1 < text.size() && text[i + 1] == '\n') ++i;
  }
  text.resize(kept);
}

ThreadInfo CheckThread(ThreadInfo thread, Violations& violations) {
  if (thread.id.empty()) {
    violations.Add("thread.id", "is required");
  } else {
    CheckId("thread.id", thread.id, kThreadIdBytesMax, violations);
  }
  if (!thread.url.empty()) {
    absl::StatusOr<std::string> url = ParseWebAddress(thread.url);
    if (url.ok()) {
      FitsIn("thread.url", *url, kThreadUrlBytesMax, Unit::kBytes, violations);
      thread.url = *std::move(url);
    } else {
      violations.Add("thread.url", url.status().message());
    }
  }
  thread.title = CleanLine("thread.title", thread.title, kThreadTitleCharsMax,
                           Unit::kChars, violations);
  thread.section = CleanLine("thread.section", thread.section,
                             kThreadSectionBytesMax, Unit::kBytes, violations);
  if (thread.tags.size() > kThreadTagsMax) {
    violations.Add("thread.tags",
                   absl::StrCat("must be at most ", kThreadTagsMax));
    thread.tags.resize(kThreadTagsMax);
  }
  for (size_t i = 0; i < thread.tags.size(); ++i) {
    thread.tags[i] =
        CleanLine(absl::StrCat("thread.tags[", i, "]"), thread.tags[i],
                  kThreadTagBytesMax, Unit::kBytes, violations);
  }
  thread.tags.erase(
      std::remove(thread.tags.begin(), thread.tags.end(), std::string()),
      thread.tags.end());
  return thread;
}

// Accepts a bare id or the resource name of a comment of `site`.
std::optional<Uuid> CheckParent(absl::string_view parent,
                                absl::string_view site,
                                Violations& violations) {
  if (parent.empty()) return std::nullopt;
  if (absl::StartsWith(parent, "sites/") &&
      !absl::ConsumePrefix(&parent,
                           absl::StrCat("sites/", site, "/comments/"))) {
    violations.Add("parent", "must be a comment of the same site");
    return std::nullopt;
  }
  const std::optional<Uuid> id = ParseUuid(parent);
  if (!id.has_value()) {
    violations.Add("parent",
                   "must be a comment's id or sites/SITE/comments/ID");
  }
  return id;
}

EmailAddress CheckEmail(std::string& text, const SiteSettings& settings,
                        Violations& violations) {
  EmailAddress email;
  if (TrimUnicodeSpace(text).empty()) {
    if (settings.email_required) violations.Add("email", "is required");
  } else if (absl::StatusOr<EmailAddress> parsed = EmailAddress::Parse(text);
             !parsed.ok()) {
    violations.Add("email", parsed.status().message());
  } else {
    FitsIn("email", parsed->Reveal(),
           static_cast<size_t>(settings.email_chars_max), Unit::kChars,
           violations);
    email = *std::move(parsed);
  }
  Wipe(text);
  return email;
}

std::string CheckName(absl::string_view text, const SiteSettings& settings,
                      Violations& violations) {
  if (!IsUtf8("display_name", text, violations)) return "";
  std::string name = CleanLine("display_name", text,
                               static_cast<size_t>(settings.name_chars_max),
                               Unit::kChars, violations);
  if (name.empty() && settings.name_required) {
    violations.Add("display_name", "is required");
  }
  return name;
}

std::string CheckWebsite(absl::string_view text, const SiteSettings& settings,
                         Violations& violations) {
  if (TrimUnicodeSpace(text).empty()) return "";
  absl::StatusOr<std::string> website = ParseWebAddress(text);
  if (!website.ok()) {
    violations.Add("website", website.status().message());
    return "";
  }
  FitsIn("website", *website, static_cast<size_t>(settings.website_chars_max),
         Unit::kChars, violations);
  return *std::move(website);
}

std::string CheckBody(std::string body, const SiteSettings& settings,
                      Violations& violations) {
  if (!IsUtf8("body", body, violations)) return "";
  UnifyLineEnds(body);
  if (absl::StrContains(body, '\0')) {
    violations.Add("body", "must not have a NUL character in it");
  } else if (TrimUnicodeSpace(body).empty()) {
    violations.Add("body", "is required");
  }
  FitsIn("body", body, static_cast<size_t>(settings.body_bytes_max),
         Unit::kBytes, violations);
  return body;
}

NetworkAddress CheckNetwork(absl::string_view text, Violations& violations,
                            std::vector<Warning>& warnings) {
  if (text.empty()) return {};
  std::optional<NetworkAddress> address = ParseNetworkAddress(text);
  if (!address.has_value()) {
    violations.Add("network_address",
                   "must be an IPv4 or IPv6 address without a port");
    return {};
  }
  if (!IsReaderAddress(*address)) {
    warnings.push_back(Warning::kNetworkAddressIgnored);
    return {};
  }
  return *std::move(address);
}

std::optional<FormEvidence> CheckForm(const Submission& submission,
                                      Violations& violations) {
  if (!submission.honeypot.has_value() &&
      !submission.seconds_spent.has_value()) {
    return std::nullopt;
  }
  FormEvidence form;
  form.honeypot_filled =
      submission.honeypot.has_value() && !submission.honeypot->empty();
  form.seconds_spent = submission.seconds_spent;
  if (form.seconds_spent.has_value() &&
      (!std::isfinite(*form.seconds_spent) || *form.seconds_spent < 0)) {
    violations.Add("form_evidence.seconds_spent",
                   "must be a number of seconds, not negative");
  }
  return form;
}

}  // namespace

bool IsSiteId(absl::string_view site) {
  return site.size() >= 2 && site.size() <= 39 &&
         absl::ascii_islower(site[0]) &&
         std::all_of(site.begin(), site.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

absl::Status ValidateChanges(const SiteSettings& settings,
                             TextChanges& changes) {
  Violations violations;
  std::vector<Warning> ignored;
  if (changes.body) {
    changes.body = CheckBody(*std::move(changes.body), settings, violations);
  }
  if (changes.display_name) {
    changes.display_name =
        CheckName(*changes.display_name, settings, violations);
  }
  if (changes.website) {
    changes.website = CheckWebsite(*changes.website, settings, violations);
  }
  changes.network = CheckNetwork(changes.network_address, violations, ignored);
  CheckId("request_id", changes.request_id, kRequestIdBytesMax, violations);
  return violations.empty() ? absl::OkStatus() : violations.Take();
}

absl::Status CheckRemark(absl::string_view field, size_t chars_max,
                         std::string& text) {
  Violations violations;
  if (!IsUtf8(field, text, violations)) return violations.Take();
  UnifyLineEnds(text);
  text = std::string(TrimUnicodeSpace(text));
  if (text.empty()) violations.Add(field, "is required");
  if (absl::StrContains(text, '\0')) {
    violations.Add(field, "must not have a NUL character in it");
  }
  FitsIn(field, text, chars_max, Unit::kChars, violations);
  return violations.empty() ? absl::OkStatus() : violations.Take();
}

absl::Status CheckWhy(std::string& why) {
  constexpr size_t kWhyCharsMax = 500;
  absl::Status checked = CheckRemark("why", kWhyCharsMax, why);
  if (!checked.ok() || !absl::StrContains(why, '@')) return checked;
  return InvalidFields(
      {{"why", "must not have an address, or @, in it: history keeps it"}});
}

absl::StatusOr<ValidDraft> Validate(Submission&& submission,
                                    const SiteSettings& settings,
                                    absl::Time now, const Uuid& id) {
  Violations violations;
  ValidDraft valid;
  Draft& draft = valid.draft;
  if (!IsSiteId(submission.site)) {
    violations.Add("site", "must be a site's id: [a-z][a-z0-9-]{1,38}");
  }
  draft.site = std::move(submission.site);
  draft.id = id;
  draft.arrival = now;
  draft.create_time = submission.create_time.value_or(now);
  if (draft.create_time > now + kClockSkewMax) {
    violations.Add("import_origin.create_time", "must not be in the future");
  }
  draft.thread = CheckThread(std::move(submission.thread), violations);
  draft.parent = CheckParent(submission.parent, draft.site, violations);

  draft.display_name = CheckName(submission.display_name, settings, violations);
  draft.email = CheckEmail(submission.email, settings, violations);
  draft.website = CheckWebsite(submission.website, settings, violations);
  draft.body = CheckBody(std::move(submission.body), settings, violations);

  CheckId("author_id", submission.author_id, kAuthorIdBytesMax, violations);
  draft.author_id = std::move(submission.author_id);
  draft.author_verified = submission.author_verified;
  draft.author_role = submission.author_role;

  draft.network =
      CheckNetwork(submission.network_address, violations, valid.warnings);
  draft.has_user_agent = !submission.user_agent.empty();
  if (submission.user_agent.size() > kUserAgentBytesMax) {
    valid.warnings.push_back(Warning::kUserAgentCut);
  }
  draft.form = CheckForm(submission, violations);
  if (IsLanguageTag(submission.language)) {
    draft.language = std::move(submission.language);
  } else if (!submission.language.empty()) {
    valid.warnings.push_back(Warning::kLanguageIgnored);
  }
  CheckId("request_id", submission.request_id, kRequestIdBytesMax, violations);
  draft.request_id = std::move(submission.request_id);
  draft.trusted = submission.trusted;

  if (!violations.empty()) return violations.Take();
  return valid;
}

}  // namespace winnow
