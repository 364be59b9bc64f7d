#include "service/moderation/importer.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/base/wipe.h"
#include "service/intake/intake.h"
#include "service/intake/reader_address.h"
#include "service/intake/stored_form.h"
#include "service/intake/validation.h"
#include "service/intake/web_address.h"
#include "service/moderation/history.h"
#include "service/moderation/lessons.h"
#include "service/screening/text/html_text.h"
#include "service/screening/text/language.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryWhenBusy = absl::Seconds(1);
constexpr absl::Duration kRetryWhenQueueFull = absl::Minutes(5);
// As long as hashes of network addresses are kept.
constexpr absl::Duration kNetworkAgeMax = absl::Hours(7 * 24);
// What a language is told by.
constexpr size_t kLanguageBytes = 1024;
// Another import may end between reading and recording; three in a row are no
// accident.
constexpr int kTriesMax = 3;

absl::Status Busy() {
  return WithRetryAfter(
      absl::ResourceExhaustedError(
          "too much is going on at once; try again after the delay"),
      kRetryWhenBusy);
}

absl::Status NoSite() {
  return absl::NotFoundError(
      "no such site; `winnow site list` shows the sites there are");
}

HistoryAction ActionOf(State state) {
  if (state == State::kApproved) return HistoryAction::kApproved;
  return state == State::kSpam ? HistoryAction::kMarkedSpam
                               : HistoryAction::kRejected;
}

// The limits that a site sets are for readers; these are for what others let
// them write.
SiteSettings ImportLimits() {
  SiteSettings limits;
  limits.name_required = false;
  limits.email_required = false;
  limits.email_chars_max = 254;
  return limits;
}

// Leaves out what no old comment should be refused for.
void DropWhatMakesNoSense(absl::Time now, Submission& submission) {
  const SiteSettings limits = ImportLimits();
  if (!submission.email.empty() &&
      !EmailAddress::Parse(submission.email).ok()) {
    Wipe(submission.email);
    submission.email.clear();
  }
  const auto website = ParseWebAddress(submission.website);
  if (!website.ok() || CountCodePoints(*website) >
                           static_cast<size_t>(limits.website_chars_max)) {
    submission.website.clear();
  }
  const auto url = ParseWebAddress(submission.thread.url);
  if (!url.ok() || url->size() > kThreadUrlBytesMax) {
    submission.thread.url.clear();
  }
  const bool is_old =
      submission.create_time && *submission.create_time < now - kNetworkAgeMax;
  if (is_old || !ParseNetworkAddress(submission.network_address)) {
    submission.network_address.clear();
  }
}

void CheckOrigin(const Import& import, std::vector<FieldViolation>& faults) {
  const auto check = [&faults](absl::string_view id, const char* field) {
    if (id.size() > kSourceIdBytesMax || !IsValidUtf8(id) ||
        HasControlCharacters(id)) {
      faults.push_back({field,
                        "must be at most 128 bytes of UTF-8 without control "
                        "characters"});
    }
  };
  check(import.source_id, "import_origin.source_id");
  check(import.parent_source_id, "import_origin.parent_source_id");
  if (import.source_id.empty()) {
    faults.push_back({"import_origin.source_id",
                      "is required, or a request_id in its place"});
  }
  const auto time = import.submission.create_time;
  if (time && *time < absl::UnixEpoch()) {
    faults.push_back(
        {"import_origin.create_time", "must not be before the year 1970"});
  }
}

Verdict DecidedThere(const Draft& draft, State state) {
  Verdict verdict;
  verdict.state = state;
  verdict.rule = kRuleImported;
  verdict.reason = "decided before it was imported";
  verdict.language = std::string(DetectLanguage(
      Fold(absl::string_view(draft.body).substr(0, kLanguageBytes))));
  return verdict;
}

// Of what its author took back, only its place stays.
void Empty(StoredComment& stored) {
  Comment& comment = stored.comment;
  comment.display_name.clear();
  comment.website.clear();
  comment.body.clear();
  comment.author_handle.clear();
  comment.author_role = AuthorRole::kReader;
  comment.author_verified = false;
  PrivatePart& hidden = stored.hidden;
  hidden.email.bytes.clear();
  hidden.author = {};
  hidden.network = {};
  hidden.author_id.clear();
  hidden.verdict.language.clear();
}

}  // namespace

struct Importer::Call {
  Import import;
  std::string key_id;
  Done done;
  std::shared_ptr<const LiveSite> live;
  Draft draft;
  std::optional<Reading> reading;
  Verdict verdict;
  ImportEntry entry;
  int seals = 1;

  void End(absl::StatusOr<Imported> result) {
    std::move(done)(std::move(result));
  }
};

void Importer::Take(Import import, const std::string& key_id, Done done) {
  auto call = std::make_shared<Call>();
  call->import = std::move(import);
  call->key_id = key_id;
  call->done = std::move(done);
  const std::string& site = call->import.submission.site;
  if (!IsSiteId(site)) {
    return call->End(
        InvalidFields({{"site", "must be a site's id, as \"daily-news\""}}));
  }
  call->live = sites_.Find(site);
  if (call->live) return Start(call);
  sites_.LoadThen(site, 0, workers_, [this, call](LiveSites::Loaded live) {
    if (!live.ok()) return call->End(live.status());
    call->live = *std::move(live);
    Start(call);
  });
}

void Importer::Defer(const std::shared_ptr<Call>& call,
                     void (Importer::*step)(const std::shared_ptr<Call>&)) {
  const bool taken =
      workers_.TrySubmit([this, call, step] { (this->*step)(call); });
  if (!taken) call->End(Busy());
}

void Importer::Start(const std::shared_ptr<Call>& call) {
  if (call->import.submission.body.size() > kInlineBodyBytesMax) {
    return Defer(call, &Importer::Check);
  }
  Check(call);
}

void Importer::Check(const std::shared_ptr<Call>& call) {
  Import& import = call->import;
  Submission& submission = import.submission;
  const absl::Time now = clock_.Now();
  if (import.source_id.empty()) import.source_id = submission.request_id;
  submission.request_id.clear();
  if (submission.create_time) {
    submission.create_time =
        absl::FromUnixMillis(absl::ToUnixMillis(*submission.create_time));
  }
  const bool is_shell = import.decision == State::kWithdrawn;
  if (import.body_is_html) submission.body = HtmlToText(submission.body);
  // A shell has no text, and one is asked for.
  if (is_shell) submission.body = "-";
  DropWhatMakesNoSense(now, submission);
  std::vector<FieldViolation> faults;
  CheckOrigin(import, faults);
  const absl::Time arrives = absl::FromUnixMillis(absl::ToUnixMillis(now));
  auto valid = Validate(std::move(submission), ImportLimits(), arrives,
                        MakeUuidV7(now, random_));
  if (!valid.ok()) {
    for (FieldViolation& fault : FieldViolationsOf(valid.status())) {
      faults.push_back(std::move(fault));
    }
  }
  if (!faults.empty()) return call->End(InvalidFields(std::move(faults)));
  call->draft = std::move(valid->draft);
  // Written before it arrives, if only by a millisecond: IsImported().
  call->draft.create_time =
      std::min(call->draft.create_time, arrives - absl::Milliseconds(1));
  if (import.decision && import.decision != State::kHeld) {
    call->verdict = DecidedThere(call->draft, *import.decision);
    return Store(call);
  }
  Screen(call);
}

void Importer::Screen(const std::shared_ptr<Call>& call) {
  const LiveSite& live = *call->live;
  call->reading = live.screener->Read(call->draft, live.sketch_key);
  live.screener->InspectText(call->draft, *call->reading);
  // Neither what it answers nor who said the same lately matters.
  Attempt attempt = MakeAttempt(call->draft, Sketch(), live);
  attempt.parent.reset();
  attempt.body_key.clear();
  // Nor does what its thread takes now: a closed one takes old comments.
  attempt.thread_key.clear();
  attempt.trusted = true;
  comments_.Gather(attempt, [this, call](absl::StatusOr<Gathered> gathered) {
    if (!gathered.ok()) return call->End(gathered.status());
    if (gathered->outcome != Gathered::Outcome::kNew) {
      return call->End(NoSite());
    }
    Judge(*call, *gathered);
    Store(call);
  });
}

void Importer::Judge(Call& call, const Gathered& gathered) {
  call.verdict = call.live->screener->Judge(call.draft, *call.reading,
                                            gathered.circumstances);
  if (!call.import.decision || call.verdict.state == State::kHeld) return;
  call.verdict.state = State::kHeld;
  call.verdict.rule = kRuleImported;
  call.verdict.reason = "waited for a person before it was imported";
  call.verdict.public_reason.clear();
  call.verdict.conditions.clear();
}

void Importer::Store(const std::shared_ptr<Call>& call) {
  const LiveSite& live = *call->live;
  const Import& import = call->import;
  Draft& draft = call->draft;
  ImportEntry& entry = call->entry;
  const bool is_shell = import.decision == State::kWithdrawn;
  // What it answers may not be known any more, and is no content.
  const std::optional<Uuid> parent = std::exchange(draft.parent, std::nullopt);
  Attempt attempt = MakeAttempt(draft, Sketch(), live);
  Commitment made =
      MakeCommitment(draft, std::move(attempt), std::move(call->verdict),
                     Gathered(), live, random_);
  entry.site = draft.site;
  entry.stored = std::move(made.stored);
  entry.source = import.source_id;
  entry.fingerprint = std::move(made.fingerprint);
  entry.parent_source = import.parent_source_id;
  entry.thread_print = std::move(made.thread_print);
  entry.held_max = made.held_max;
  entry.discarded_max = made.discarded_max;
  entry.key_id = call->key_id;
  entry.dry_run = import.dry_run;
  entry.stored.comment.parent = parent;
  if (is_shell) Empty(entry.stored);
  const State state = entry.stored.comment.state;
  const bool is_lesson = import.decision && !is_shell &&
                         state != State::kHeld && !import.no_training;
  if (is_lesson) {
    entry.stored.hidden.decided_by = call->key_id;
    HistoryRecord decision;
    decision.key_id = call->key_id;
    decision.action = ActionOf(state);
    decision.to = state;
    // A rejection says nothing of the text unless somebody says why.
    if (state != State::kRejected) {
      entry.lesson = LessonOf(live, entry.stored, decision);
    }
  }
  Write(call);
}

void Importer::SealAgain(const std::shared_ptr<Call>& call) {
  if (++call->seals > kTriesMax) return call->End(Busy());
  // What this call began with is older than what took its key away.
  sites_.LoadThen(call->draft.site, call->live->revision + 1, workers_,
                  [this, call](LiveSites::Loaded live) {
                    if (!live.ok()) return call->End(live.status());
                    call->entry.stored.hidden.email = (*live)->keys->SealEmail(
                        call->draft.email, call->draft.id, random_);
                    Write(call);
                  });
}

void Importer::Write(const std::shared_ptr<Call>& call) {
  store_.Import(
      call->entry, [this, call](absl::StatusOr<ImportOutcome> outcome) {
        if (!outcome.ok()) return call->End(outcome.status());
        Imported imported = {.id = call->entry.stored.comment.id,
                             .state = call->entry.stored.comment.state};
        switch (outcome->kind) {
          case ImportOutcome::Kind::kStored:
            break;
          case ImportOutcome::Kind::kWouldStore:
            imported.id.reset();
            break;
          case ImportOutcome::Kind::kNoParent:
            imported.id.reset();
            imported.parent_missing = true;
            break;
          case ImportOutcome::Kind::kQueueFull:
            return call->End(
                WithRetryAfter(absl::ResourceExhaustedError(
                                   "the moderation queue is full: decide about "
                                   "what is in it, or raise held_max"),
                               kRetryWhenQueueFull));
          case ImportOutcome::Kind::kNoSite:
            return call->End(NoSite());
          case ImportOutcome::Kind::kKeyGone:
            return SealAgain(call);
          case ImportOutcome::Kind::kReplay:
            if (outcome->replay.fingerprint != call->entry.fingerprint) {
              return call->End(absl::AlreadyExistsError(
                  "a comment with this source_id was imported before and says "
                  "something else; it was left as it is"));
            }
            imported.replayed = true;
            imported.id = outcome->replay.id;
            imported.state = outcome->replay.comment
                                 ? outcome->replay.comment->state
                                 : State::kWithdrawn;
        }
        call->End(imported);
      });
}

absl::Status Importer::Record(const std::string& site, const Principal& who) {
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  int64_t count = 0;
  for (int tries = 0; tries < kTriesMax; ++tries) {
    HistoryRecord record;
    record.time = clock_.Now();
    record.key_id = who.key_id;
    record.key_name = who.name;
    record.action = kImported;
    record.resource = "sites/" + site;
    record.revision = count;
    const std::string bytes = EncodeHistory(record);
    const auto left = store_.RecordImports(
        site, who.key_id, count, (*live)->keys->AuditDigest(bytes), bytes);
    if (!left.ok()) return left.status();
    if (*left == 0) return absl::OkStatus();
    count = *left;
  }
  return absl::AbortedError(
      "other imports of this key go on ending; the next one's record counts "
      "these too");
}

}  // namespace winnow
