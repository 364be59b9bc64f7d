#include "service/intake/intake.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/intake/intake_call.h"
#include "service/intake/sampling.h"
#include "service/intake/stored_form.h"
#include "service/intake/validation.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenFull = absl::Seconds(1);
constexpr absl::Duration kRetryWhenQueueFull = absl::Minutes(5);
// How often one comment's address is sealed again: keys change by the year.
constexpr int kSealsMax = 3;

absl::Status Busy() {
  return WithRetryAfter(
      absl::ResourceExhaustedError("too many submissions at once; try again "
                                   "after the delay"),
      kRetryWhenFull);
}

absl::Status RateError(const Gathered& gathered) {
  return WithRetryAfter(absl::ResourceExhaustedError(absl::StrCat(
                            "comments arrive too quickly from this ",
                            gathered.limit, "; try again after the delay")),
                        gathered.retry_after);
}

absl::Status NoSuchSite() {
  return absl::NotFoundError(
      "no such site; `winnow site list` shows the sites there are");
}

}  // namespace

Intake::Intake(CommentStore& store, LiveSites& sites, WorkerPool& workers,
               Clock& clock, Random& random, Metrics& metrics,
               ShadowTally& shadows)
    : store_(store),
      sites_(sites),
      workers_(workers),
      clock_(clock),
      random_(random),
      shadows_(shadows),
      measured_(metrics) {
  metrics.BeforeExpose([this, &gauge = metrics.MakeGauge(
                                  "winnow_submissions_in_flight",
                                  "Submissions accepted and not answered.")] {
    gauge.Set(static_cast<double>(calls_in_flight()));
  });
}

Intake::~Intake() {
  std::unique_lock lock(asking_mutex_);
  asked_.wait(lock, [this] { return asking_ == 0; });
}

void Intake::Submit(Submission submission, Done done, Wanted wanted) {
  auto call = std::make_shared<Call>(std::move(submission), std::move(done),
                                     std::move(wanted));
  ++calls_;
  if (!IsSiteId(call->submission.site)) {
    Finish(*call, InvalidFields({{.field = "site",
                                  .description = "must be a site's id, as "
                                                 "\"daily-news\""}}));
    return;
  }
  call->live = sites_.Find(call->submission.site);
  if (call->live) {
    Start(std::move(call));
    return;
  }
  // A site's first call since this server started.
  sites_.LoadThen(call->submission.site, 0, workers_,
                  [this, call](LiveSites::Loaded live) {
                    if (!live.ok()) return Finish(*call, live.status());
                    call->live = *std::move(live);
                    Start(call);
                  });
}

void Intake::Defer(std::shared_ptr<Call> call,
                   absl::AnyInvocable<void(std::shared_ptr<Call>)> step) {
  auto work = [call, step = std::move(step)]() mutable {
    step(std::move(call));
  };
  if (!workers_.TrySubmit(std::move(work))) Finish(*call, Busy());
}

void Intake::Start(std::shared_ptr<Call> call) {
  const absl::Time now = clock_.Now();
  // Stored times are milliseconds: what is answered now is what is read later.
  auto valid = Validate(std::move(call->submission), call->live->site.settings,
                        absl::FromUnixMillis(absl::ToUnixMillis(now)),
                        MakeUuidV7(now, random_));
  if (!valid.ok()) return Finish(*call, valid.status());
  call->draft = std::move(valid->draft);
  call->warnings = std::move(valid->warnings);
  if (call->draft.body.size() <= kInlineBodyBytesMax) {
    Screen(std::move(call));
    return;
  }
  Defer(std::move(call), [this](std::shared_ptr<Call> deferred) {
    Screen(std::move(deferred));
  });
}

bool Intake::EndUnwanted(Call& call) {
  if (!call.wanted) return false;
  absl::Status wanted = call.wanted();
  if (wanted.ok()) return false;
  Finish(call, std::move(wanted));
  return true;
}

void Intake::Screen(std::shared_ptr<Call> call) {
  // It may have waited for its site, or for a worker.
  if (EndUnwanted(*call)) return;
  const LiveSite& live = *call->live;
  const absl::Time start = absl::Now();
  call->reading = live.screener->Read(call->draft, live.sketch_key);
  call->attempt = MakeAttempt(call->draft, call->reading->sketch, live);
  const absl::Time asked = absl::Now();
  call->screen_time = asked - start;
  store_.Gather(
      call->attempt, [this, call, asked](absl::StatusOr<Gathered> gathered) {
        measured_.Took(SubmissionMetrics::Stage::kGather, absl::Now() - asked);
        call->gathered = std::move(gathered);
        if (++call->ready == 2) OnGathered(call);
      });
  const absl::Time reading = absl::Now();
  live.screener->InspectText(call->draft, *call->reading);
  call->screen_time += absl::Now() - reading;
  ReadForShadow(*call);
  if (++call->ready == 2) OnGathered(std::move(call));
}

void Intake::OnGathered(std::shared_ptr<Call> call) {
  if (!call->gathered.ok()) return Finish(*call, call->gathered.status());
  Gathered& gathered = *call->gathered;
  switch (gathered.outcome) {
    case Gathered::Outcome::kNoSite:
      return Finish(*call, NoSuchSite());
    case Gathered::Outcome::kReplay:
      return AnswerReplay(*call, std::move(gathered.replay));
    case Gathered::Outcome::kRateLimited:
      return Finish(*call, RateError(gathered));
    case Gathered::Outcome::kThreadClosed:
      return Finish(*call, absl::FailedPreconditionError(
                               "this thread takes no more comments"));
    case Gathered::Outcome::kNoParent:
      return Finish(*call,
                    absl::FailedPreconditionError(
                        "the comment it answers is not published in this "
                        "thread; submit it without `parent` or not at all"));
    case Gathered::Outcome::kNew:
      break;
  }
  if (gathered.site_revision > call->live->revision) {
    return Reload(std::move(call));
  }
  Decide(std::move(call));
}

void Intake::Reload(std::shared_ptr<Call> call) {
  // Policy, lists or settings changed since this site was cached: what decides
  // must be what the operator sees, so the text is read again. But for lists
  // that take seconds to compile: until a server has them, its submissions go
  // on with what it has, or a flood would pile up here and be refused.
  auto go_on = [this, call](LiveSites::Loaded live) {
    if (!live.ok()) return Finish(*call, live.status());
    if (*live != call->live) ReadAgain(*call, *std::move(live));
    Decide(call);
  };
  switch (sites_.Refresh(call->draft.site, call->gathered->site_revision,
                         workers_, go_on)) {
    case LiveSites::Wait::kForReady:
      return;
    case LiveSites::Wait::kNone: {
      auto live = sites_.Find(call->draft.site);
      if (live == call->live) return Decide(std::move(call));
      // This may be the store's thread, where no text is read.
      return Defer(std::move(call), [this, live](std::shared_ptr<Call> later) {
        ReadAgain(*later, live);
        Decide(std::move(later));
      });
    }
    case LiveSites::Wait::kRefused:
      return Finish(*call, Busy());
  }
}

void Intake::ReadAgain(Call& call, std::shared_ptr<const LiveSite> live) {
  call.live = std::move(live);
  call.reading = call.live->screener->Read(call.draft, call.live->sketch_key);
  call.live->screener->InspectText(call.draft, *call.reading);
  ReadForShadow(call);
}

void Intake::Decide(std::shared_ptr<Call> call) {
  if (EndUnwanted(*call)) return;
  const LiveSite& live = *call->live;
  const absl::Time start = absl::Now();
  Verdict verdict = live.screener->Judge(call->draft, *call->reading,
                                         call->gathered->circumstances);
  const absl::Time judged = absl::Now();
  measured_.Took(SubmissionMetrics::Stage::kScreen,
                 call->screen_time + (judged - start));
  if (verdict.rule == kRuleFault) {
    measured_.CountFault();
    arrivals_.CountFault(call->draft.site, clock_.Now());
    Log(Severity::kError, "screening_failed",
        {{"site", call->draft.site}, {"comment", call->draft.id.ToString()}});
  }
  auto commitment = std::make_shared<Commitment>(
      MakeCommitment(call->draft, std::move(call->attempt), std::move(verdict),
                     *call->gathered, live, random_));
  // Only what arrives: what is imported was decided elsewhere.
  DrawSample(call->draft, live, *commitment);
  measured_.Took(SubmissionMetrics::Stage::kSeal, absl::Now() - judged);
  call->fingerprint = commitment->fingerprint;
  Commit(std::move(call), std::move(commitment));
}

void Intake::Commit(std::shared_ptr<Call> call,
                    std::shared_ptr<Commitment> commitment) {
  const absl::Time sent = absl::Now();
  store_.Commit(*commitment, [this, call, commitment,
                              sent](absl::StatusOr<Committed> committed) {
    measured_.Took(SubmissionMetrics::Stage::kCommit, absl::Now() - sent);
    if (!committed.ok()) return Finish(*call, committed.status());
    if (committed->outcome == Committed::Outcome::kReplay) {
      return AnswerReplay(*call, std::move(committed->replay));
    }
    if (committed->outcome == Committed::Outcome::kRepeatsItself) {
      // A double click whose first half was stored in between.
      call->gathered->circumstances.duplicates.same_author_same_thread = true;
      call->attempt =
          MakeAttempt(call->draft, call->reading->sketch, *call->live);
      return Decide(call);
    }
    if (committed->outcome == Committed::Outcome::kKeyGone) {
      return SealAgain(call, commitment);
    }
    if (committed->outcome == Committed::Outcome::kQueueFull &&
        ReturnSample(*commitment)) {
      return Commit(call, commitment);
    }
    if (committed->outcome == Committed::Outcome::kQueueFull) {
      return Finish(*call, WithRetryAfter(absl::ResourceExhaustedError(
                                              "the moderation queue is full"),
                                          kRetryWhenQueueFull));
    }
    if (committed->outcome == Committed::Outcome::kStored) {
      TallyArrival(*call, commitment->stored);
    }
    const Verdict& decided = commitment->stored.hidden.verdict;
    if (committed->outcome != Committed::Outcome::kStored ||
        !HasShadows(*call, decided)) {
      return AnswerStored(*call, *commitment);
    }
    {
      const std::lock_guard lock(asking_mutex_);
      ++asking_;
    }
    AnswerStored(*call, *commitment);
    AskShadows(*call, decided);
    const std::lock_guard lock(asking_mutex_);
    --asking_;
    asked_.notify_all();
  });
}

void Intake::TallyArrival(const Call& call, const StoredComment& stored) {
  // Loads of a site's own have no reader behind each comment, and one spammer
  // would look like a proxy.
  const State state = stored.comment.state;
  if (call.draft.trusted ||
      (state != State::kApproved && state != State::kHeld)) {
    return;
  }
  arrivals_.Count(
      call.draft.site, stored.hidden.network.subnet,
      std::find(call.warnings.begin(), call.warnings.end(),
                Warning::kNetworkAddressIgnored) != call.warnings.end(),
      clock_.Now());
}

void Intake::SealAgain(std::shared_ptr<Call> call,
                       std::shared_ptr<Commitment> commitment) {
  if (++call->seals > kSealsMax) return Finish(*call, Busy());
  // What the last seal was made with is older than what took its key away.
  const int64_t sealed = std::max(call->live->revision, call->seal_revision);
  sites_.LoadThen(call->draft.site, sealed + 1, workers_,
                  [this, call, commitment](LiveSites::Loaded live) {
                    if (!live.ok()) return Finish(*call, live.status());
                    call->seal_revision = (*live)->revision;
                    commitment->stored.hidden.email = (*live)->keys->SealEmail(
                        call->draft.email, call->draft.id, random_);
                    Commit(call, commitment);
                  });
}

void Intake::AnswerStored(Call& call, Commitment& stored) {
  measured_.CountStored(call.draft.site, stored.stored.comment.state,
                        stored.stored.hidden.verdict);
  Submitted submitted;
  submitted.comment = std::move(stored.stored.comment);
  submitted.edit_token = call.live->keys->EditToken(submitted.comment.id, 0);
  submitted.warnings = std::move(call.warnings);
  if (stored.write_thread && !call.gathered->thread_print.empty()) {
    submitted.warnings.push_back(Warning::kThreadChanged);
  }
  Finish(call, std::move(submitted));
}

void Intake::AnswerReplay(Call& call, Replay replay) {
  if (call.fingerprint.empty()) {
    call.fingerprint = call.live->keys->ContentFingerprint(call.draft);
  }
  if (replay.fingerprint != call.fingerprint) {
    return Finish(call, absl::AlreadyExistsError(
                            "this request_id was used for another comment; "
                            "use a new one for each comment"));
  }
  Submitted submitted;
  submitted.replayed = true;
  submitted.edit_token = call.live->keys->EditToken(replay.id, 0);
  if (replay.comment) {
    submitted.comment = *std::move(replay.comment);
  } else {
    // Its time to be kept has passed, or it was erased.
    submitted.comment.id = replay.id;
    submitted.comment.state = State::kWithdrawn;
    submitted.comment.deleted = true;
  }
  Finish(call, std::move(submitted));
}

void Intake::Finish(Call& call, absl::StatusOr<Submitted> result) {
  if (!result.ok()) {
    measured_.CountRefused(result.status().code());
  } else if (result->replayed) {
    measured_.CountReplayed();
  }
  // Before the answer: whoever waits for it may end this object.
  --calls_;
  std::move(call.done)(std::move(result));
}

absl::StatusOr<Verdict> Intake::Analyze(const LiveSite& live,
                                        const Draft& draft) {
  Reading reading = live.screener->Read(draft, live.sketch_key);
  live.screener->InspectText(draft, reading);
  return live.screener->Judge(draft, reading, Circumstances());
}

}  // namespace winnow
