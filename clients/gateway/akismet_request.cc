#include "clients/gateway/akismet_request.h"

#include <sodium.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/gateway/cached_answer.h"
#include "clients/gateway/characters.h"
#include "clients/gateway/html_text.h"

namespace winnow {
namespace {

// winnowd's bounds: what is longer is cut here, since the client's reader
// cannot be asked to shorten it.
constexpr size_t kTextBytesMax = 65'525;
constexpr size_t kAsideBytesMax = 2000;
constexpr int kNameCharsMax = 245;
constexpr size_t kThreadIdBytesMax = 255;
constexpr size_t kThreadUrlBytesMax = 2000;
// Those of moderators are the longest.
constexpr size_t kKeyBytesMax = 64;
constexpr size_t kSiteKeyChars = 12;
constexpr size_t kRequestHashBytes = 24;

bool IsTrue(absl::string_view value) { return value == "1" || value == "true"; }

bool IsKey(absl::string_view key) {
  return !key.empty() && key.size() <= kKeyBytesMax &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '-';
         });
}

std::string KeyOfHost(absl::string_view host,
                      const AkismetHostKeys& host_keys) {
  const size_t dot = host.find('.');
  if (dot != kSiteKeyChars) return "";
  const absl::string_view label = host.substr(0, dot);
  if (!std::all_of(label.begin(), label.end(),
                   [](unsigned char c) { return absl::ascii_isalnum(c); })) {
    return "";
  }
  const std::string lower = absl::AsciiStrToLower(label);
  const auto known = lower == label ? host_keys.find(lower) : host_keys.end();
  return known == host_keys.end() ? std::string(label) : known->second;
}

// Takes the backslashes back that PHP puts before quotes, if they stand before
// all of them.
std::string Unslashed(std::string text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'' || c == '"') return text;
    if (c == '\\') {
      ++i;
      const char escaped = i < text.size() ? text[i] : 0;
      if (escaped != '\\' && escaped != '\'' && escaped != '"') return text;
      plain.push_back(escaped);
    } else {
      plain.push_back(c);
    }
  }
  return plain;
}

// Cuts at a bound without parting a character; returns whether it had to.
bool CutBytes(size_t bytes_max, std::string& text) {
  if (text.size() <= bytes_max) return false;
  while (bytes_max > 0 && U8_IS_TRAIL(text[bytes_max])) --bytes_max;
  text.resize(bytes_max);
  return true;
}

std::string CutChars(int chars_max, std::string text) {
  const auto length = static_cast<int32_t>(text.size());
  int32_t at = 0;
  for (int i = 0; i < chars_max && at < length; ++i) {
    U8_FWD_1(text.data(), at, length);
  }
  text.resize(static_cast<size_t>(at));
  return text;
}

absl::Time TimeOf(const std::string& text) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error) ||
      absl::ParseTime("%Y-%m-%d %H:%M:%S", text, &time, &error)) {
    return time;
  }
  return absl::InfinitePast();
}

bool HasControls(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_iscntrl(c); });
}

void ReadThread(const std::string& permalink, AkismetComment& comment) {
  const bool fits =
      permalink.size() <= kThreadIdBytesMax && !HasControls(permalink);
  comment.thread_id = fits ? permalink : TextHash(permalink);
  if (permalink.size() <= kThreadUrlBytesMax && !HasControls(permalink)) {
    comment.thread_url = permalink;
  }
}

// What WordPress keeps of a name: no `%20` or the like (its
// sanitize_text_field()).
std::string NameInWordPress(absl::string_view given) {
  std::string name;
  for (const char c : given) {
    name.push_back(c);
    const size_t size = name.size();
    if (size >= 3 && name[size - 3] == '%' && HexDigit(name[size - 2]) >= 0 &&
        HexDigit(name[size - 1]) >= 0) {
      name.resize(size - 3);
    }
  }
  absl::RemoveExtraAsciiWhitespace(&name);
  return name;
}

// What WordPress keeps of a website (its esc_url()); empty for what it drops.
std::string WebsiteInWordPress(absl::string_view given) {
  constexpr absl::string_view kMarks = "-~+_.?#=!&;,/:%@$|*'()[]";
  given = absl::StripLeadingAsciiWhitespace(given);
  std::string url;
  for (const char c : given) {
    if (c == ' ') {
      url.append("%20");
    } else if (!absl::ascii_isascii(static_cast<unsigned char>(c)) ||
               absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
               absl::StrContains(kMarks, c)) {
      url.push_back(c);
    }
  }
  url = absl::StrReplaceAll(
      url,
      {{"%0d", ""}, {"%0D", ""}, {"%0a", ""}, {"%0A", ""}, {";//", "://"}});
  if (url.empty()) return url;
  if (!absl::StrContains(url, ':')) {
    const bool is_relative = absl::StrContains("/#?", url[0]);
    return is_relative ? url : absl::StrCat("http://", url);
  }
  const size_t slashes = url.find("://");
  if (slashes == std::string::npos) return "";
  const std::string scheme = absl::AsciiStrToLower(url.substr(0, slashes));
  if (scheme != "http" && scheme != "https") return "";
  const std::string rest = url.substr(slashes);
  const size_t path = rest.find('/', 3);
  if (path == std::string::npos) return scheme + rest;
  return absl::StrCat(
      scheme, rest.substr(0, path),
      absl::StrReplaceAll(rest.substr(path), {{"[", "%5B"}, {"]", "%5D"}}));
}

std::string WithoutSpaces(std::string text) {
  text.erase(
      std::remove_if(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isspace(c); }),
      text.end());
  return text;
}

// Text and website of a comment; returns false if not all could be read.
bool ReadWords(const FormFields& form, FormCharset charset, bool from_wordpress,
               AkismetComment& comment) {
  bool lost = false;
  const auto text = [&](const char* name) {
    std::string value = form.Text(name, charset, &lost);
    return from_wordpress ? Unslashed(std::move(value)) : value;
  };
  // An entity is not what the reader wrote, but what WordPress made of it.
  const auto line = [&](const char* name) {
    return absl::StrReplaceAll(TextOfHtml(text(name)), {{"\n", " "}});
  };
  comment.display_name = CutChars(kNameCharsMax, line("comment_author"));
  comment.website = line("comment_author_url");
  const std::string html = text("comment_content");
  comment.text = TextOfHtml(html);
  if (comment.text.empty()) comment.text = comment.display_name;
  if (comment.text.empty()) comment.text = comment.website;
  if (from_wordpress) {
    comment.display_name = NameInWordPress(comment.display_name);
    comment.body = TextOfHtml(html, HtmlTags::kOfWordPress);
    std::string kept = WebsiteInWordPress(comment.website);
    if (kept.empty()) comment.aside = comment.website;
    comment.website = std::move(kept);
  }
  if (comment.body.empty()) comment.body = comment.text;
  comment.hides = WithoutSpaces(comment.body) != WithoutSpaces(comment.text);
  return !lost;
}

// What a policy is asked about.
std::string JudgedText(const AkismetComment& comment) {
  if (comment.aside.empty()) return comment.text;
  return absl::StrCat(comment.text, "\n\n", comment.aside);
}

// Keeps what is judged and what is kept within winnowd's bound; returns whether
// something had to go.
bool CutTexts(AkismetComment& comment) {
  bool cut = CutBytes(kAsideBytesMax, comment.aside);
  const size_t aside = comment.aside.empty() ? 0 : comment.aside.size() + 2;
  cut |= CutBytes(kTextBytesMax - aside, comment.text);
  cut |= CutBytes(kTextBytesMax, comment.body);
  return cut;
}

// Whether a field has something in it that people do not see. WordPress sends
// its forms' own fields behind POST_.
bool IsTrapped(const FormFields& form) {
  if (!form.Get("POST_ak_hp_textarea").empty()) return true;
  const absl::string_view trap = form.Get("honeypot_field_name");
  return !trap.empty() && (!form.Get(trap).empty() ||
                           !form.Get(absl::StrCat("POST_", trap)).empty());
}

// Keyed, because whoever sees a request id must not be able to try addresses
// and texts on it.
std::string RequestId(absl::string_view prefix, absl::string_view site_secret,
                      std::initializer_list<absl::string_view> parts) {
  unsigned char secret[crypto_generichash_KEYBYTES];
  crypto_generichash(secret, sizeof(secret),
                     reinterpret_cast<const unsigned char*>(site_secret.data()),
                     site_secret.size(), nullptr, 0);
  std::string all;
  for (const absl::string_view part : parts) {
    absl::StrAppend(&all, part.size(), ":", part);
  }
  char hash[kRequestHashBytes];
  crypto_generichash(reinterpret_cast<unsigned char*>(hash), sizeof(hash),
                     reinterpret_cast<const unsigned char*>(all.data()),
                     all.size(), secret, sizeof(secret));
  sodium_memzero(secret, sizeof(secret));
  sodium_memzero(all.data(), all.size());
  return absl::StrCat(
      prefix, absl::WebSafeBase64Escape(absl::string_view(hash, sizeof(hash))));
}

}  // namespace

std::string FindAkismetKey(
    const FormFields& form,
    const std::vector<std::pair<std::string, std::string>>& query,
    absl::string_view host, const AkismetHostKeys& host_keys) {
  for (const char* name : {"api_key", "key"}) {
    const absl::string_view key = absl::StripAsciiWhitespace(form.Get(name));
    if (!key.empty()) return IsKey(key) ? std::string(key) : "";
  }
  for (const auto& [name, value] : query) {
    if (name == "api_key") return IsKey(value) ? value : "";
  }
  return KeyOfHost(host, host_keys);
}

std::string MissingAkismetFields(const FormFields& form) {
  std::string missing;
  for (const char* name : {"blog", "user_ip"}) {
    if (!form.Get(name).empty()) continue;
    absl::StrAppend(&missing, missing.empty() ? "" : ", ", name);
  }
  return missing;
}

bool IsWordPress(absl::string_view user_agent) {
  return absl::StartsWith(user_agent, "WordPress/") &&
         absl::StrContains(user_agent, "| Akismet/");
}

AkismetComment ReadAkismetComment(const FormFields& form,
                                  absl::string_view content_type,
                                  bool from_wordpress) {
  absl::string_view label = form.Get("blog_charset");
  const size_t parameter = content_type.find("charset=");
  if (label.empty() && parameter != absl::string_view::npos) {
    label = content_type.substr(parameter + 8);
  }
  const FormCharset charset = FormCharsetOf(label);
  const auto text = [&](const char* name) {
    std::string value = form.Text(name, charset);
    return from_wordpress ? Unslashed(std::move(value)) : value;
  };
  AkismetComment comment;
  comment.cut = !ReadWords(form, charset, from_wordpress, comment);
  comment.email =
      std::string(absl::StripAsciiWhitespace(text("comment_author_email")));
  if (CutTexts(comment)) comment.cut = true;
  comment.network_address = text("user_ip");
  comment.user_agent = text("user_agent");
  const std::string languages = text("blog_lang");
  if (!absl::StrContains(languages, ',')) {
    comment.language = absl::StrReplaceAll(languages, {{"_", "-"}});
  }
  const std::string permalink = text("permalink");
  ReadThread(permalink.empty() ? text("blog") : permalink, comment);
  comment.is_guaranteed_spam =
      comment.display_name == "viagra-test-123" ||
      comment.display_name == "akismet-guaranteed-spam" ||
      comment.email == "akismet-guaranteed-spam@example.com";
  for (const absl::string_view role : absl::StrSplit(text("user_role"), ',')) {
    if (absl::StripAsciiWhitespace(role) == "administrator") {
      comment.is_administrator = true;
    }
  }
  comment.is_test = IsTrue(form.Get("is_test"));
  comment.is_trapped = IsTrapped(form);
  const absl::string_view reason = form.Get("recheck_reason");
  comment.is_recheck = !reason.empty();
  comment.is_retry = reason == "retry";
  comment.written = TimeOf(text("comment_date_gmt"));
  return comment;
}

AkismetComment WithoutAddresses(AkismetComment comment) {
  comment.thread_url.clear();
  if (!comment.website.empty()) comment.aside = std::move(comment.website);
  comment.website.clear();
  if (CutTexts(comment)) comment.cut = true;
  return comment;
}

v1::AnalyzeTextRequest AnalysisOf(const AkismetComment& comment) {
  v1::AnalyzeTextRequest request;
  request.set_text(JudgedText(comment));
  request.set_display_name(comment.display_name);
  request.set_website(comment.website);
  request.set_language(comment.language);
  request.set_thread_id(comment.thread_id);
  return request;
}

v1::SubmitCommentRequest SubmissionOf(const AkismetComment& comment,
                                      const std::string& site,
                                      absl::string_view secret) {
  v1::SubmitCommentRequest request;
  request.set_site(site);
  request.mutable_thread()->set_id(comment.thread_id);
  request.mutable_thread()->set_url(comment.thread_url);
  request.set_display_name(comment.display_name);
  request.set_email(comment.email);
  request.set_website(comment.website);
  request.set_body(comment.body);
  request.set_network_address(comment.network_address);
  request.set_user_agent(comment.user_agent);
  request.set_language(comment.language);
  request.set_request_id(
      RequestId("ak-", secret,
                {site, comment.thread_id, comment.display_name, comment.email,
                 comment.body}));
  return request;
}

v1::SubmitFeedbackRequest FeedbackOf(const AkismetComment& comment,
                                     v1::Comment::State state,
                                     absl::string_view secret) {
  v1::SubmitFeedbackRequest request;
  request.set_text(JudgedText(comment));
  request.set_display_name(comment.display_name);
  request.set_website(comment.website);
  request.set_language(comment.language);
  request.set_state(state);
  request.set_request_id(
      RequestId("akf-", secret,
                {v1::Comment::State_Name(state), request.text(),
                 comment.display_name, comment.website, comment.language}));
  return request;
}

}  // namespace winnow
