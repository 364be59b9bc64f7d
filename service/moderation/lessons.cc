#include "service/moderation/lessons.h"

#include <algorithm>
#include <iterator>

#include "service/base/bytes.h"
#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 2;

constexpr absl::string_view kAbuse[] = {
    "abuse",           "abusive",   "attack",  "bullying",
    "discrimination",  "hate",      "hateful", "hate_speech",
    "harassment",      "insult",    "insults", "identity_attack",
    "incivility",      "language",  "obscene", "offensive",
    "personal_attack", "profanity", "racism",  "rude",
    "sexism",          "slur",      "threat",  "threats",
    "toxic",           "toxicity",  "uncivil", "violence"};

// Labels and probabilities are 0–1 or kNoLabel, and fractions not negative.
void WriteHeads(const PerAdapterHead& values, RecordWriter& out) {
  for (const float value : values) out.Fraction(value - kNoLabel);
}

bool ReadHeads(RecordReader& in, PerAdapterHead& values) {
  for (float& value : values) {
    value = static_cast<float>(in.Fraction()) + kNoLabel;
    // Nothing lies between unknown and 0.
    if (value > 1 || (value < 0 && value != kNoLabel)) return false;
  }
  return in.ok();
}

bool ReadNumbers(RecordReader& in, size_t most, uint64_t below,
                 std::vector<uint16_t>& numbers) {
  const size_t count = in.Count();
  if (count > most) return false;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t number = in.Number();
    if (number >= below) return false;
    numbers.push_back(static_cast<uint16_t>(number));
  }
  return in.ok();
}

}  // namespace

std::string EncodeLesson(const StoredLesson& stored) {
  RecordWriter out;
  out.Number(kFormat);
  out.Text(stored.lesson.about.Bytes());
  out.Number(stored.lesson.text_hash);
  out.Number(stored.lesson.teacher);
  WriteHeads(stored.lesson.labels, out);
  out.Number(static_cast<uint8_t>(stored.to));
  out.Number(stored.undone ? 1 : 0);
  if (stored.text) {
    out.Number(stored.text->buckets.size());
    for (const uint16_t bucket : stored.text->buckets) out.Number(bucket);
    out.Number(stored.text->marks.size());
    for (const uint16_t mark : stored.text->marks) out.Number(mark);
    WriteHeads(stored.text->probability, out);
    out.Text(stored.model_revision);
    out.Number(stored.feature_version);
  }
  return out.Take();
}

absl::StatusOr<StoredLesson> DecodeLesson(absl::string_view bytes) {
  const absl::Status damaged = absl::DataLossError("a lesson is damaged");
  RecordReader in(bytes);
  if (in.Number() != kFormat) return damaged;
  StoredLesson stored;
  const auto about = UuidFromBytes(in.Text());
  if (!about) return damaged;
  stored.lesson.about = *about;
  stored.lesson.text_hash = in.Number();
  stored.lesson.teacher = static_cast<uint32_t>(in.Number());
  if (!ReadHeads(in, stored.lesson.labels)) return damaged;
  stored.to = StateFromCode(std::string(1, static_cast<char>(in.Number())))
                  .value_or(State::kHeld);
  stored.undone = in.Number() != 0;
  if (in.ok() && !in.at_end()) {
    LessonText& text = stored.text.emplace();
    if (!ReadNumbers(in, kLessonGramsMax, kAdapterBuckets, text.buckets) ||
        !ReadNumbers(in, kMarks, kMarks, text.marks) ||
        !ReadHeads(in, text.probability)) {
      return damaged;
    }
    stored.model_revision = in.Text();
    stored.feature_version = static_cast<uint32_t>(in.Number());
  }
  if (!in.ok() || !in.at_end()) return damaged;
  return stored;
}

bool IsAbuse(absl::string_view reason_code) {
  return std::find(std::begin(kAbuse), std::end(kAbuse), reason_code) !=
         std::end(kAbuse);
}

PerAdapterHead LabelsOf(State to, absl::string_view reason_code) {
  PerAdapterHead labels = {kNoLabel, kNoLabel};
  if (to == State::kApproved) labels = {0, 0};
  if (to == State::kSpam) labels[kSpamHead] = 1;
  if (to == State::kRejected && IsAbuse(reason_code)) {
    labels[kToxicityHead] = 1;
  }
  return labels;
}

uint64_t TextHashOf(const SiteKeys& keys, const StoredComment& stored) {
  RecordWriter said;
  said.Text(stored.comment.display_name);
  said.Text(stored.comment.website);
  said.Text(stored.comment.body);
  const std::string key = keys.BodyKey(stored.hidden.author.exact,
                                       stored.comment.thread, said.Take());
  return ReadBigEndian(absl::string_view(key).substr(0, sizeof(uint64_t)));
}

uint32_t AuthorHashOf(const PrivatePart& hidden) {
  // Behind the version byte.
  const absl::string_view exact = hidden.author.exact;
  const absl::string_view known =
      exact.size() > 1 ? exact.substr(1) : hidden.network.host;
  return static_cast<uint32_t>(
      ReadBigEndian(known.substr(0, sizeof(uint32_t))));
}

uint32_t TeacherHashOf(absl::string_view key_id) {
  // FNV-1a: key ids are random already.
  uint32_t hash = 2166136261u;
  for (const char byte : key_id) {
    hash = (hash ^ static_cast<uint8_t>(byte)) * 16777619u;
  }
  return hash;
}

std::string LessonOf(const LiveSite& live, const StoredComment& stored,
                     const HistoryRecord& decision) {
  if (live.screener->classifier() == nullptr ||
      live.site.settings.adapter == AdapterMode::kOff ||
      decision.action == HistoryAction::kRescreened) {
    return "";
  }
  StoredLesson lesson;
  lesson.to = decision.to;
  lesson.undone = decision.action == HistoryAction::kUndone;
  lesson.lesson.about = stored.comment.id;
  lesson.lesson.text_hash = TextHashOf(*live.keys, stored);
  lesson.lesson.teacher = TeacherHashOf(decision.key_id);
  if (!lesson.undone) {
    lesson.lesson.labels = LabelsOf(decision.to, decision.reason);
  }
  return EncodeLesson(lesson);
}

}  // namespace winnow
