// The front for clients of Akismet's: WordPress' plugin, and libraries in every
// language. docs/wordpress.md says how it looks from there.
//
//   POST /1.1/verify-key  comment-check  submit-spam  submit-ham
//   GET  /1.2/usage-limit
//
// A caller's key is a Winnow key of one of the gateway's sites. A check judges
// the text and keeps nothing. That judgment knows no author, no rate and no
// ban. What it holds goes to the site's moderators where the answer is to be
// `held`: then the whole policy judges it, which may approve or refuse what
// waited for an author's record, and it is a comment of the site like any
// other, in its feed too. The next check of the same comment says what became
// of it. Whatever goes wrong in a judgment holds the comment; when there is no
// judgment, because winnowd is away or busy, that is an error, after which
// clients come again.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_AKISMET_H_
#define WINNOW_CLIENTS_GATEWAY_AKISMET_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "clients/gateway/akismet_request.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/key_owners.h"
#include "clients/gateway/token_buckets.h"

namespace winnow {

class Akismet {
 public:
  // All must outlive this object, and it every call. `strangers` limits
  // networks whose requests have no key.
  Akismet(const GatewaySettings& settings, Calls& calls,
          TokenBuckets& strangers, GatewayMetrics& metrics);

  // Each answers the exchange, exactly once.
  void VerifyKey(const ExchangePtr& exchange);
  void Check(const ExchangePtr& exchange);
  void SubmitSpam(const ExchangePtr& exchange);
  void SubmitHam(const ExchangePtr& exchange);
  void UsageLimit(const ExchangePtr& exchange);

 private:
  using CommentPtr = std::shared_ptr<const AkismetComment>;

  // Finds out whose key it is and of which site, and goes on; else answers.
  void Enter(const ExchangePtr& exchange, const FormFields& form,
             std::function<void()> next);
  // The same for a form with a comment.
  void EnterWithComment(const ExchangePtr& exchange,
                        std::function<void(CommentPtr)> next);
  // How a caller is refused whose key is none; nothing for one that may go on.
  std::optional<Problem> Admit(Exchange& exchange, const FormFields& form);
  // Takes the form; answers and returns false if there is none.
  static bool ReadForm(const Exchange& exchange, FormFields& form);

  void Judge(const ExchangePtr& exchange, const CommentPtr& comment);
  // For what no policy has settled; `judged` if one says that it must wait.
  void Hold(const ExchangePtr& exchange, const CommentPtr& comment,
            bool judged);
  // Submits the comment, or finds it, and answers what became of it; calls
  // `refused` if winnowd does not take it.
  void AskModerators(const ExchangePtr& exchange, const CommentPtr& comment,
                     std::function<void()> refused);
  void Train(const ExchangePtr& exchange, v1::Comment::State state);
  void Teach(const ExchangePtr& exchange, const CommentPtr& comment,
             v1::Comment::State state);

  void CountUse(const std::string& site);
  int64_t UseOf(const std::string& site);

  const GatewaySettings& settings_;
  Calls& calls_;
  TokenBuckets& strangers_;
  GatewayMetrics& metrics_;
  KeyOwners key_owners_;

  struct Use {
    absl::CivilMonth month;
    int64_t calls = 0;
  };
  std::mutex mutex_;                            // guards what follows
  absl::flat_hash_map<std::string, Use> uses_;  // by site
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_AKISMET_H_
