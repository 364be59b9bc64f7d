#include "service/moderation/learner.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"
#include "service/intake/second_look.h"
#include "service/intake/site_adapter.h"
#include "service/moderation/lessons.h"

namespace winnow {
namespace {

constexpr auto kInterval = std::chrono::seconds(1);
// Comments that one call reads at most.
constexpr int kLessonsInStep = 100;
// Steps for one site before the others have their turn.
constexpr int kStepsMax = 50;

bool Learns(const LiveSite& live) {
  return live.screener->classifier() != nullptr &&
         live.site.settings.adapter != AdapterMode::kOff;
}

absl::Status NoModel() {
  return absl::FailedPreconditionError(
      "this server has no model to adapt; name one with --model");
}

// Whether the hashes and the score of a lesson's text are this model's.
bool IsOf(const Classifier& classifier, const StoredLesson& lesson) {
  return lesson.feature_version == kFeatureVersion &&
         lesson.model_revision == classifier.model().revision();
}

// Whether a person sided with the adapter where it parted from the policy.
bool Agrees(const AdapterChange& change, State person) {
  const auto published = [](State state) { return state == State::kApproved; };
  if (published(change.with) == published(change.without)) {
    return person == change.with;
  }
  return published(person) == published(change.with);
}

const StoredComment* FindIn(const std::vector<StoredComment>& comments,
                            const Uuid& id) {
  const auto at = std::find_if(
      comments.begin(), comments.end(),
      [&id](const StoredComment& stored) { return stored.comment.id == id; });
  return at == comments.end() ? nullptr : &*at;
}

// What can be learned from a comment; absent when its text is gone, or no
// longer the one that was decided about.
std::optional<LessonText> ReadText(const LiveSite& live,
                                   const StoredComment* stored,
                                   uint64_t text_hash) {
  if (stored == nullptr || stored->comment.deleted ||
      HasLeft(stored->comment) ||
      TextHashOf(*live.keys, *stored) != text_hash) {
    return std::nullopt;
  }
  return live.screener->ReadLesson(DraftOf(*stored));
}

}  // namespace

Learner::Learner(AdapterStore& adapters, CommentStore& comments,
                 LiveSites& sites, Clock& clock, Metrics& metrics)
    : adapters_(adapters),
      comments_(comments),
      sites_(sites),
      clock_(clock),
      learned_(metrics.MakeCounter(
          "winnow_lessons_total",
          "Decisions that sites' adapters learned from on this server, and "
          "those they passed over.",
          {{"outcome", "learned"}})),
      passed_over_(metrics.MakeCounter(
          "winnow_lessons_total",
          "Decisions that sites' adapters learned from on this server, and "
          "those they passed over.",
          {{"outcome", "passed_over"}})),
      thread_([this] { Run(); }) {}

Learner::~Learner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Learner::Run() {
  std::set<std::string> failing;  // each is told once
  std::set<std::string> learning;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kInterval, [this] { return stopping_; })) {
    lock.unlock();
    learning.clear();
    for (const std::shared_ptr<const LiveSite>& live : sites_.All()) {
      if (IsStopping()) break;
      if (Learns(*live)) learning.insert(live->site.id);
      const absl::Status looked = Look(*live);
      // Redis' absence is told elsewhere. Another site may be on another node.
      if (absl::IsUnavailable(looked)) continue;
      if (looked.ok()) {
        failing.erase(live->site.id);
      } else if (failing.insert(live->site.id).second) {
        Log(Severity::kWarning, "learning_failed",
            {{"site", live->site.id}, {"error", looked.message()}});
      }
    }
    KeepOnly(learning);
    lock.lock();
  }
}

bool Learner::IsStopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

absl::Status Learner::Look(const LiveSite& live) {
  const std::string& site = live.site.id;
  if (!Learns(live)) {
    return sites_.LoadNewest(site).status();
  }
  const auto taught = Learn(live, /*at_once=*/false);
  if (!taught.ok()) return taught.status();
  return sites_.Load(site, taught->site_revision).status();
}

std::shared_ptr<Learner::SiteLearning> Learner::Find(const std::string& site) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<SiteLearning>& found = learning_[site];
  if (!found) found = std::make_shared<SiteLearning>();
  return found;
}

void Learner::KeepOnly(const std::set<std::string>& sites) {
  const std::lock_guard lock(mutex_);
  for (auto at = learning_.begin(); at != learning_.end();) {
    at = sites.contains(at->first) ? std::next(at) : learning_.erase(at);
  }
}

absl::StatusOr<Learner::Taught> Learner::Newest(const std::string& site) {
  const auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  if ((*live)->screener->classifier() == nullptr) return NoModel();
  if (Learns(**live)) return Learn(**live, /*at_once=*/true);
  Taught taught;
  const auto waiting = Read(**live, taught);
  if (!waiting.ok()) return waiting.status();
  return taught;
}

absl::StatusOr<Learner::Taught> Learner::Latest(const std::string& site) {
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  if ((*live)->screener->classifier() == nullptr) return NoModel();
  if (Learns(**live)) {
    const std::lock_guard lock(mutex_);
    const auto at = learning_.find(site);
    if (at != learning_.end() && at->second->latest.adapter) {
      return at->second->latest;
    }
  }
  Taught taught;
  const auto waiting = Read(**live, taught);
  if (!waiting.ok()) return waiting.status();
  return taught;
}

absl::StatusOr<std::vector<WaitingLesson>> Learner::Read(const LiveSite& live,
                                                         Taught& known) {
  const std::string& model = live.screener->classifier()->model().revision();
  auto stored =
      adapters_.Read(live.site.id, model, known.revision, kLessonsInStep);
  if (!stored.ok()) return stored.status();
  if (stored->bytes) {
    known.adapter = std::make_shared<const Adapter>(
        OpenAdapter(live.site.id, *stored->bytes, model));
  }
  known.revision = stored->revision;
  known.update_time = stored->update_time;
  known.site_revision = stored->site_revision;
  return std::move(stored->lessons);
}

absl::StatusOr<Learner::Taught> Learner::Learn(const LiveSite& live,
                                               bool at_once) {
  const std::shared_ptr<SiteLearning> site = Find(live.site.id);
  const std::lock_guard lock(site->learning);
  const std::string& model = live.screener->classifier()->model().revision();
  Taught& known = site->known;
  const auto keep = [&] {
    live.adapter->Put(known.adapter);
    const std::lock_guard latest_lock(mutex_);
    site->latest = known;
  };
  // New to this server, or turned off and on again.
  if (!known.adapter || !live.adapter->Get().adapter) known.revision = -1;
  for (int steps = 0; steps < kStepsMax; ++steps) {
    const auto waiting = Read(live, known);
    if (!waiting.ok()) return waiting.status();
    keep();
    const bool is_full = waiting->size() == kLessonsInStep;
    if (waiting->empty()) break;
    if (!at_once && !is_full && clock_.Now() - site->write_time < kWritePause) {
      break;
    }
    auto next = std::make_shared<Adapter>(*known.adapter);
    const auto tally = Teach(live, *waiting, *next);
    if (!tally.ok()) return tally.status();
    const auto revision =
        adapters_.Write(live.site.id, model, known.revision, next->Serialize(),
                        waiting->back().cursor);
    // Another server was first: its adapter has learned the same.
    if (absl::IsAborted(revision.status())) continue;
    if (!revision.ok()) return revision.status();
    Count(live, *tally);
    site->write_time = clock_.Now();
    known.adapter = std::move(next);
    known.revision = *revision;
    known.update_time = clock_.Now();
    keep();
    if (!is_full) break;
  }
  return known;
}

void Learner::Count(const LiveSite& live, const Tally& tally) {
  learned_.Increment(tally.learned);
  passed_over_.Increment(tally.passed_over);
  if (tally.damaged == 0) return;
  Log(Severity::kError, "lessons_damaged",
      {{"site", live.site.id}, {"count", absl::StrCat(tally.damaged)}});
}

absl::StatusOr<Learner::Tally> Learner::Teach(
    const LiveSite& live, const std::vector<WaitingLesson>& waiting,
    Adapter& adapter) {
  Tally tally;
  const int64_t passed_over = adapter.state().passed_over;
  std::vector<StoredLesson> lessons;
  std::vector<Uuid> ids;
  for (const WaitingLesson& one : waiting) {
    auto lesson = DecodeLesson(one.bytes);
    if (!lesson.ok()) {
      ++tally.damaged;
      adapter.PassOver();
      continue;
    }
    if (lesson->text && !IsOf(*live.screener->classifier(), *lesson)) {
      adapter.PassOver();
      continue;
    }
    lesson->lesson.time = one.time;
    if (!lesson->text) ids.push_back(lesson->lesson.about);
    lessons.push_back(*std::move(lesson));
  }
  std::vector<StoredComment> comments;
  if (!ids.empty()) {
    auto read = comments_.Read(live.site.id, ids, /*hidden=*/true);
    if (!read.ok()) return read.status();
    comments = *std::move(read);
  }
  for (StoredLesson& taught : lessons) {
    Lesson& lesson = taught.lesson;
    std::optional<LessonText> text = std::move(taught.text);
    bool is_gone = false;
    if (!text) {
      const StoredComment* stored = FindIn(comments, lesson.about);
      text = ReadText(live, stored, lesson.text_hash);
      if (stored != nullptr) {
        lesson.author = AuthorHashOf(stored->hidden);
        const auto& change = stored->hidden.verdict.adapter.change;
        if (change && Agrees(*change, taught.to)) {
          lesson.agreed = change->heads;
        }
      }
    }
    if (!text) {
      // Erased or edited since: nobody decided about what is there now.
      is_gone = true;
      lesson.text_hash = 0;
      lesson.labels.fill(kNoLabel);
      text.emplace();
    }
    const auto outcome = adapter.Learn(lesson, *text);
    if (is_gone && outcome == Adapter::Outcome::kTakenBack) adapter.PassOver();
    if (outcome == Adapter::Outcome::kLearned) ++tally.learned;
  }
  tally.passed_over =
      static_cast<int>(adapter.state().passed_over - passed_over);
  return tally;
}

}  // namespace winnow
