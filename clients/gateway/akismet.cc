#include "clients/gateway/akismet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/gateway/akismet_answers.h"

namespace winnow {
namespace {

constexpr char kThanks[] = "Thanks for making the web a better place.";
// winnowd knows a request id for seven days: sent later, the comment would be
// another one.
constexpr absl::Duration kAskedFor = absl::Hours(6 * 24 + 12);

Problem UnknownKey(std::string why) {
  return {.status = 401, .code = "unknown_key", .detail = std::move(why)};
}

// The public reason of every preset for a comment that is there already.
constexpr char kDuplicate[] = "duplicate";

// Answers a check: the word, and what Winnow thinks where the word cannot say
// it.
void AnswerCheck(const Exchange& exchange, absl::string_view word,
                 absl::string_view verdict, bool discard = false) {
  HttpAnswer answer = AkismetAnswer(word);
  answer.headers.emplace_back("X-akismet-guid", exchange.id);
  answer.headers.emplace_back("X-winnow-verdict", verdict);
  if (discard) answer.headers.emplace_back("X-akismet-pro-tip", "discard");
  exchange.Answer(std::move(answer));
}

// Whether a failure says that nothing was judged, and the same request may work
// later. Whatever else fails is a doubt.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) ||
         absl::IsDeadlineExceeded(status);
}

// Answers a failure that is no judgment; false for a doubt.
bool FailPassing(const Exchange& exchange, const absl::Status& status) {
  if (!IsPassing(status) && !absl::IsUnauthenticated(status)) return false;
  exchange.Fail(ProblemFromStatus(status, /*own_key=*/false));
  return true;
}

// Whether winnowd refuses a request for what the client wrote in it.
bool IsRefused(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
}

bool IsDuplicate(const v1::Comment& comment) {
  return std::any_of(comment.reasons().begin(), comment.reasons().end(),
                     [](const v1::PublicReason& reason) {
                       return reason.code() == kDuplicate;
                     });
}

bool HasAddresses(const AkismetComment& comment) {
  return !comment.website.empty() || !comment.thread_url.empty();
}

// What the settings say that a comment is answered which waits for a person.
AkismetHeld HeldFor(const Exchange& exchange) {
  const AkismetSettings& settings = exchange.site->akismet;
  const auto own = settings.held_by_key.find(exchange.key_id);
  const AkismetHeld held =
      own == settings.held_by_key.end() ? settings.held : own->second;
  if (held != AkismetHeld::kAuto) return held;
  return IsWordPress(exchange.request.headers.user_agent) ? AkismetHeld::kHeld
                                                          : AkismetHeld::kTrue;
}

// Whether a comment that waits can be asked for again, and be shown to
// moderators as it is.
bool CanBeKept(const AkismetComment& comment) {
  const bool is_old = comment.is_recheck &&
                      comment.written != absl::InfinitePast() &&
                      absl::Now() - comment.written > kAskedFor;
  return !comment.is_test && !comment.text.empty() && !comment.cut &&
         comment.aside.empty() && !is_old;
}

// Answers what waits and is not kept: nothing will ever be decided on it here.
// WordPress' own rechecks stop at the first that they are told to wait for, so
// that it goes to the folder where a person looks.
void AnswerUnkept(const Exchange& exchange, const AkismetComment& comment) {
  const AkismetHeld held = HeldFor(exchange);
  const bool waits = held == AkismetHeld::kHeld ||
                     (held == AkismetHeld::kFalse &&
                      IsWordPress(exchange.request.headers.user_agent));
  AnswerCheck(exchange, waits && !comment.is_retry ? "held" : "true", "held");
}

}  // namespace

Akismet::Akismet(const GatewaySettings& settings, Calls& calls,
                 TokenBuckets& strangers, GatewayMetrics& metrics)
    : settings_(settings),
      calls_(calls),
      strangers_(strangers),
      metrics_(metrics) {}

bool Akismet::ReadForm(const Exchange& exchange, FormFields& form) {
  const std::string& type = exchange.request.headers.content_type;
  if (!type.empty() && !IsForm(type)) {
    exchange.Fail({.status = 415,
                   .code = "not_a_form",
                   .detail = "the body must be a form, with Content-Type: "
                             "application/x-www-form-urlencoded"});
    return false;
  }
  auto parsed = ParseFormFields(exchange.request.body);
  if (!parsed.ok()) {
    exchange.Fail({.status = 413,
                   .code = "too_large",
                   .detail = std::string(parsed.status().message())});
    return false;
  }
  form = *std::move(parsed);
  return true;
}

std::optional<Problem> Akismet::Admit(Exchange& exchange,
                                      const FormFields& form) {
  exchange.key =
      FindAkismetKey(form, exchange.target.query, exchange.request.headers.host,
                     settings_.akismet_host_keys);
  const absl::Time now = absl::Now();
  const auto wait = exchange.HasKey()
                        ? calls_.AdmitKey(exchange, now)
                        : strangers_.Take(NetworkKey(exchange.reader), now);
  if (wait) {
    metrics_.CountRefusal(exchange.HasKey() ? "failed_keys" : "network_writes");
    return Problem{.status = 429,
                   .code = "too_many_requests",
                   .detail =
                       "too many requests with no key or a wrong one came "
                       "from this network lately",
                   .retry_after = *wait};
  }
  if (exchange.HasKey()) return std::nullopt;
  return UnknownKey("api_key is missing, or is no key of Winnow's");
}

void Akismet::Enter(const ExchangePtr& exchange, const FormFields& form,
                    std::function<void()> next) {
  if (const auto problem = Admit(*exchange, form)) {
    return exchange->Fail(*problem);
  }
  // One of which it is not sure is asked for again.
  const bool ask = exchange->key_on_trial ||
                   exchange->route->operation == Operation::kAkismetVerify;
  const auto known =
      ask ? std::nullopt : key_owners_.Find(exchange->key, absl::Now());
  const auto go_on = [this, exchange,
                      next = std::move(next)](const KeyOwner& owner) {
    const auto site = settings_.sites.find(owner.site);
    if (site == settings_.sites.end()) {
      return exchange->Fail(
          UnknownKey("this gateway does not answer for the key's site"));
    }
    exchange->site = &site->second;
    exchange->key_id = owner.key_id;
    next();
  };
  if (known) return go_on(*known);
  calls_.Call<v1::WhoAmIRequest, v1::WhoAmIResponse>(
      exchange, kWhoAmI, {},
      [this, exchange,
       go_on](const absl::StatusOr<v1::WhoAmIResponse>& answer) {
        if (!answer.ok()) {
          return exchange->Fail(
              ProblemFromStatus(answer.status(), /*own_key=*/false));
        }
        if (answer->key().role() != v1::ApiKey::SITE) {
          return exchange->Fail(
              UnknownKey("the key must be of the role site: a person's key "
                         "does not belong into a program"));
        }
        KeyOwner owner = {.site = answer->key().site(),
                          .key_id = std::string(absl::StripPrefix(
                              answer->key().name(), "keys/"))};
        key_owners_.Add(exchange->key, owner, absl::Now());
        go_on(owner);
      });
}

void Akismet::EnterWithComment(const ExchangePtr& exchange,
                               std::function<void(CommentPtr)> next) {
  const auto form = std::make_shared<FormFields>();
  if (!ReadForm(*exchange, *form)) return;
  Enter(exchange, *form, [this, exchange, form, next = std::move(next)] {
    CountUse(exchange->site->id);
    const std::string missing = MissingAkismetFields(*form);
    if (!missing.empty()) {
      return exchange->Fail({.status = 422,
                             .code = "missing_fields",
                             .detail = absl::StrCat("missing: ", missing)});
    }
    const RequestHeaders& headers = exchange->request.headers;
    next(std::make_shared<const AkismetComment>(ReadAkismetComment(
        *form, headers.content_type, IsWordPress(headers.user_agent))));
  });
}

void Akismet::VerifyKey(const ExchangePtr& exchange) {
  FormFields form;
  if (!ReadForm(*exchange, form)) return;
  Enter(exchange, form,
        [exchange] { exchange->Answer(AkismetAnswer("valid")); });
}

void Akismet::Check(const ExchangePtr& exchange) {
  EnterWithComment(exchange, [this, exchange](const CommentPtr& comment) {
    if (comment->is_guaranteed_spam) {
      return AnswerCheck(*exchange, "true", "spam");
    }
    if (comment->is_administrator) {
      return AnswerCheck(*exchange, "false", "approved");
    }
    if (comment->is_trapped) return AnswerCheck(*exchange, "true", "spam");
    if (comment->text.empty()) return AnswerUnkept(*exchange, *comment);
    // What a person has decided counts more than a policy that may have
    // changed.
    if (comment->is_retry && HeldFor(*exchange) == AkismetHeld::kHeld &&
        CanBeKept(*comment)) {
      return AskModerators(exchange, comment, [this, exchange, comment] {
        Judge(exchange, comment);
      });
    }
    Judge(exchange, comment);
  });
}

void Akismet::Judge(const ExchangePtr& exchange, const CommentPtr& comment) {
  calls_.Call<v1::AnalyzeTextRequest, v1::AnalyzeTextResponse>(
      exchange, kAnalyzeText, AnalysisOf(*comment),
      [this, exchange,
       comment](const absl::StatusOr<v1::AnalyzeTextResponse>& answer) {
        if (!answer.ok()) {
          if (FailPassing(*exchange, answer.status())) return;
          if (IsRefused(answer.status()) && HasAddresses(*comment)) {
            return Judge(exchange, std::make_shared<const AkismetComment>(
                                       WithoutAddresses(*comment)));
          }
          return Hold(exchange, comment, /*judged=*/false);
        }
        switch (answer->screening().verdict()) {
          case v1::Comment::SPAM:
            return AnswerCheck(*exchange, "true", "spam", answer->discard());
          case v1::Comment::REJECTED:
            return AnswerCheck(*exchange, "true", "rejected");
          case v1::Comment::APPROVED:
            // Nobody has read the rest.
            if (comment->cut) return Hold(exchange, comment, /*judged=*/false);
            return AnswerCheck(*exchange, "false", "approved");
          default:
            return Hold(exchange, comment,
                        answer->screening().verdict() == v1::Comment::HELD);
        }
      });
}

void Akismet::Hold(const ExchangePtr& exchange, const CommentPtr& comment,
                   bool judged) {
  const AkismetHeld held = HeldFor(*exchange);
  if (held == AkismetHeld::kFalse && judged && !comment->cut) {
    return AnswerCheck(*exchange, "false", "held");
  }
  if (held != AkismetHeld::kHeld || !CanBeKept(*comment)) {
    return AnswerUnkept(*exchange, *comment);
  }
  AskModerators(exchange, comment,
                [exchange, comment] { AnswerUnkept(*exchange, *comment); });
}

void Akismet::AskModerators(const ExchangePtr& exchange,
                            const CommentPtr& comment,
                            std::function<void()> refused) {
  calls_.Call<v1::SubmitCommentRequest, v1::SubmitCommentResponse>(
      exchange, kSubmitComment,
      SubmissionOf(*comment, exchange->site->id, exchange->site->key),
      [this, exchange, comment, refused = std::move(refused)](
          const absl::StatusOr<v1::SubmitCommentResponse>& answer) {
        if (!answer.ok()) {
          if (FailPassing(*exchange, answer.status())) return;
          // Any other failure, as that the same comment is there with another
          // website, leaves it to a person.
          if (!IsRefused(answer.status())) {
            return AnswerCheck(*exchange, "held", "held");
          }
          // A website that is left out would be published unread.
          const bool has_website = !comment->website.empty();
          if (has_website || comment->thread_url.empty()) return refused();
          return AskModerators(exchange,
                               std::make_shared<const AkismetComment>(
                                   WithoutAddresses(*comment)),
                               refused);
        }
        switch (answer->comment().state()) {
          case v1::Comment::APPROVED:
            // Neither policy nor moderator has seen all of it.
            if (comment->hides) return refused();
            return AnswerCheck(*exchange, "false", "approved");
          case v1::Comment::SPAM:
            return AnswerCheck(*exchange, "true", "spam");
          case v1::Comment::REJECTED:
            // The first of them may still be published: it waits, as this one
            // does at the client.
            if (IsDuplicate(answer->comment())) {
              return AnswerCheck(*exchange, "held", "held");
            }
            return AnswerCheck(*exchange, "true", "rejected");
          case v1::Comment::WITHDRAWN:
            return AnswerUnkept(*exchange, *comment);
          default:
            return AnswerCheck(*exchange, "held", "held");
        }
      });
}

void Akismet::SubmitSpam(const ExchangePtr& exchange) {
  Train(exchange, v1::Comment::SPAM);
}

void Akismet::SubmitHam(const ExchangePtr& exchange) {
  Train(exchange, v1::Comment::APPROVED);
}

void Akismet::Train(const ExchangePtr& exchange, v1::Comment::State state) {
  EnterWithComment(exchange, [this, exchange,
                              state](const CommentPtr& comment) {
    const bool teaches = !comment->is_test && !comment->is_guaranteed_spam &&
                         !comment->text.empty();
    if (!teaches) return exchange->Answer(AkismetAnswer(kThanks));
    Teach(exchange, comment, state);
  });
}

void Akismet::Teach(const ExchangePtr& exchange, const CommentPtr& comment,
                    v1::Comment::State state) {
  calls_.Call<v1::SubmitFeedbackRequest, google::protobuf::Empty>(
      exchange, kSubmitFeedback,
      FeedbackOf(*comment, state, exchange->site->key),
      [this, exchange, comment,
       state](const absl::StatusOr<google::protobuf::Empty>& answer) {
        if (absl::IsInvalidArgument(answer.status()) &&
            HasAddresses(*comment)) {
          return Teach(exchange,
                       std::make_shared<const AkismetComment>(
                           WithoutAddresses(*comment)),
                       state);
        }
        // A site without a model or with its adapter off learns from nobody,
        // and there is nothing that the caller could do about that.
        if (answer.ok() || absl::IsFailedPrecondition(answer.status())) {
          HttpAnswer thanks = AkismetAnswer(kThanks);
          thanks.headers.emplace_back("X-winnow-learned",
                                      answer.ok() ? "true" : "false");
          return exchange->Answer(std::move(thanks));
        }
        exchange->Fail(ProblemFromStatus(answer.status(), /*own_key=*/false));
      });
}

void Akismet::UsageLimit(const ExchangePtr& exchange) {
  bool extended = false;
  for (const auto& [name, value] : exchange->target.query) {
    if (name == "extended") extended = value == "true" || value == "1";
  }
  Enter(exchange, FormFields(), [this, exchange, extended] {
    exchange->AnswerJson(200,
                         AkismetUsageJson(UseOf(exchange->site->id), extended));
  });
}

void Akismet::CountUse(const std::string& site) {
  const absl::CivilMonth month =
      absl::ToCivilMonth(absl::Now(), absl::UTCTimeZone());
  const std::lock_guard lock(mutex_);
  Use& use = uses_[site];
  if (use.month != month) use = {.month = month};
  ++use.calls;
}

int64_t Akismet::UseOf(const std::string& site) {
  const absl::CivilMonth month =
      absl::ToCivilMonth(absl::Now(), absl::UTCTimeZone());
  const std::lock_guard lock(mutex_);
  const auto found = uses_.find(site);
  if (found == uses_.end() || found->second.month != month) return 0;
  return found->second.calls;
}

}  // namespace winnow
