// A submission as it came over the wire: nothing in it has been checked.
#ifndef WINNOW_SERVICE_INTAKE_SUBMISSION_H_
#define WINNOW_SERVICE_INTAKE_SUBMISSION_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "service/comment/draft.h"

namespace winnow {

// What deserves a look by the site's engineers but stopped nothing.
enum class Warning {
  kNetworkAddressIgnored,  // not a reader's: the site sends its proxy's
  kThreadChanged,          // url, title or section replaced the stored one
  kUserAgentCut,
  kLanguageIgnored,  // not BCP 47
};

struct Submission {
  std::string site;  // the site's id, without "sites/"
  ThreadInfo thread;
  // A comment's id or full resource name; empty: not a reply.
  std::string parent;

  std::string display_name;
  std::string email;  // plain; Validate() wipes it
  std::string website;
  std::string body;

  std::string network_address;  // the reader's, as text
  std::string user_agent;

  std::string author_id;
  bool author_verified = false;
  AuthorRole author_role = AuthorRole::kReader;

  // What the form saw; absent where the site did not send it.
  std::optional<std::string> honeypot;
  std::optional<double> seconds_spent;

  std::string language;
  std::string request_id;
  bool trusted = false;  // the caller's key is exempt from rates
  // Imports only: when the comment was first written.
  std::optional<absl::Time> create_time;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SUBMISSION_H_
