// What a client of Akismet's says, in Winnow's words.
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_AKISMET_REQUEST_H_
#define WINNOW_CLIENTS_GATEWAY_AKISMET_REQUEST_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/form_fields.h"
#include "winnow/v1/analysis_service.pb.h"
#include "winnow/v1/comment_service.pb.h"

namespace winnow {

// Keys by their lower-case form: clients that write a key into a host's name
// lose its capitals.
using AkismetHostKeys = absl::flat_hash_map<std::string, std::string>;

struct AkismetComment {
  // What there is to judge: the words of comment_content, or where it has none
  // of the name or the website. Empty if there is nothing at all.
  std::string text = {};
  // The same as the client will show it, which is what moderators read.
  std::string body = {};
  // There is more in `text` than moderators read.
  bool hides = false;
  // There was more than Winnow takes, or can read in its charset.
  bool cut = false;
  std::string display_name = {};
  std::string email = {};
  std::string website = {};
  // What was given for a website and is no address: judged, never kept.
  std::string aside = {};
  std::string network_address = {};
  std::string user_agent = {};  // the reader's
  std::string language = {};    // if the blog has one only
  std::string thread_id = {};   // the permalink, or a hash of a long one
  std::string thread_url = {};
  // The name or address that every Akismet calls spam; it teaches nothing.
  bool is_guaranteed_spam = false;
  bool is_administrator = false;
  bool is_test = false;
  bool is_trapped = false;  // the honeypot has something in it
  bool is_recheck = false;
  // A recheck of WordPress' own accord, which stops at the first comment that
  // is answered neither `true` nor `false`.
  bool is_retry = false;
  absl::Time written = absl::InfinitePast();  // if the client says when
};

// Finds the key in the fields api_key and key, in the query's api_key, or in
// the first part of the host's name. Empty where there is none that a header
// could carry.
std::string FindAkismetKey(
    const FormFields& form,
    const std::vector<std::pair<std::string, std::string>>& query,
    absl::string_view host, const AkismetHostKeys& host_keys);

// Names the fields that every comment must have and this one has not, with
// commas; empty if none is missing.
std::string MissingAkismetFields(const FormFields& form);

// Whether a user agent is that of the plugin for WordPress. It takes any answer
// but `true` and `false` for "not yet", and asks again.
bool IsWordPress(absl::string_view user_agent);

// Reads a comment. WordPress sends what a reader wrote at first, with escaped
// quotes, and later what it has made of that: `from_wordpress` makes of both
// what it keeps, so that they are one comment.
// Input: `content_type` is the request's, for its charset.
AkismetComment ReadAkismetComment(const FormFields& form,
                                  absl::string_view content_type,
                                  bool from_wordpress);

// The same comment for a winnowd that refuses its addresses: what was given for
// a website is judged as text.
AkismetComment WithoutAddresses(AkismetComment comment);

v1::AnalyzeTextRequest AnalysisOf(const AkismetComment& comment);

// A comment for a moderator, under a request id that is the same for the same
// text, name and email in the same thread: sending it again asks what became of
// it. Input: `secret` is the site's, the same for all callers and keys.
v1::SubmitCommentRequest SubmissionOf(const AkismetComment& comment,
                                      const std::string& site,
                                      absl::string_view secret);

// A lesson: the same one twice is learned once.
v1::SubmitFeedbackRequest FeedbackOf(const AkismetComment& comment,
                                     v1::Comment::State state,
                                     absl::string_view secret);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_AKISMET_REQUEST_H_
