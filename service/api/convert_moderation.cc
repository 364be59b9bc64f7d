#include "service/api/convert_moderation.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/moderation/blind.h"

namespace winnow {
namespace {

constexpr int kListedEntriesMax = 20;

v1::Rule::Action ActionOf(State state) {
  switch (state) {
    case State::kApproved:
      return v1::Rule::APPROVE;
    case State::kHeld:
      return v1::Rule::HOLD;
    case State::kRejected:
      return v1::Rule::REJECT;
    case State::kSpam:
      return v1::Rule::SPAM;
    case State::kWithdrawn:
      break;
  }
  return v1::Rule::ACTION_UNSPECIFIED;
}

v1::Span::Field FieldOf(TextField field) {
  switch (field) {
    case TextField::kBody:
      return v1::Span::BODY;
    case TextField::kName:
      return v1::Span::DISPLAY_NAME;
    case TextField::kWebsite:
      return v1::Span::WEBSITE;
  }
  return v1::Span::FIELD_UNSPECIFIED;
}

absl::string_view TextOf(const SpanTexts& texts, TextField field) {
  switch (field) {
    case TextField::kBody:
      return texts.body;
    case TextField::kName:
      return texts.display_name;
    case TextField::kWebsite:
      return texts.website;
  }
  return "";
}

void FillSpans(const std::vector<Span>& spans, const SpanTexts& texts,
               google::protobuf::RepeatedPtrField<v1::Span>& out) {
  for (const Span& span : spans) {
    const absl::string_view text = TextOf(texts, span.field);
    // A text that was edited since may be shorter than what was screened.
    if (span.begin >= span.end || span.end > text.size()) continue;
    v1::Span& place = *out.Add();
    place.set_field(FieldOf(span.field));
    place.set_begin(static_cast<int32_t>(span.begin));
    place.set_end(static_cast<int32_t>(span.end));
    const int begin = Utf16Offset(text, span.begin);
    place.set_utf16_begin(begin);
    place.set_utf16_end(
        begin + Utf16Offset(text.substr(span.begin), span.end - span.begin));
  }
}

void FillSignal(const Signal& signal, const SpanTexts& texts, v1::Signal& out) {
  out.set_name(signal.name);
  out.set_strength(signal.strength);
  out.set_reason(signal.reason);
  FillSpans(signal.spans, texts, *out.mutable_spans());
  for (const ListedEntry& listed : signal.entries) {
    if (out.listed_entries_size() == kListedEntriesMax) break;
    v1::ListedEntry& entry = *out.add_listed_entries();
    entry.set_list(listed.list);
    entry.set_entry(listed.entry);
  }
}

// Reads a bound as verdicts spell it: ">= 0.5", "< 0.2", both, or "absent".
void FillCondition(const ConditionValue& met, v1::Condition& out) {
  absl::string_view name = met.signal;
  if (absl::ConsumePrefix(&name, kScorePrefix)) {
    out.set_score(std::string(name));
  } else {
    out.set_signal(met.signal);
  }
  if (met.bound == "absent") out.set_absent(true);
  for (absl::string_view part :
       absl::StrSplit(met.bound, absl::ByAnyChar(",&"), absl::SkipEmpty())) {
    part = absl::StripAsciiWhitespace(part);
    double bound = 0;
    if (absl::ConsumePrefix(&part, ">=") && absl::SimpleAtod(part, &bound)) {
      out.set_at_least(bound);
    } else if (absl::ConsumePrefix(&part, "<") &&
               absl::SimpleAtod(part, &bound)) {
      out.set_below(bound);
    }
  }
}

// The author's class when the comment was screened.
v1::Rule::AuthorClass ClassOf(const StoredComment& stored) {
  if (stored.comment.author_role == AuthorRole::kStaff) return v1::Rule::STAFF;
  for (const Signal& signal : stored.hidden.verdict.signals) {
    if (signal.name == "author_new") return v1::Rule::NEW;
    if (signal.name == "author_trusted" && signal.strength >= 1) {
      return v1::Rule::TRUSTED;
    }
  }
  return v1::Rule::KNOWN;
}

void FillAuthorRecord(const StoredComment& stored, absl::string_view site,
                      v1::AuthorRecord& out) {
  const AuthorRecord& record = stored.author;
  if (!stored.hidden.author_ban.empty()) {
    out.set_ban(
        absl::StrCat("sites/", site, "/bans/", stored.hidden.author_ban));
  }
  out.set_handle(stored.comment.author_handle);
  out.set_author_class(ClassOf(stored));
  out.set_approved_count(record.approved);
  out.set_held_count(record.held);
  out.set_rejected_count(record.rejected);
  out.set_spam_count(record.spam);
  if (record.first_seen == absl::InfiniteFuture()) return;
  FillTimestamp(record.first_seen, *out.mutable_first_time());
  FillTimestamp(record.last_seen, *out.mutable_last_time());
}

void FillNote(const Note& note, v1::Note& out) {
  out.set_id(absl::StrCat(note.number));
  out.set_text(note.text);
  out.set_principal(KeyName(note.key_id));
  out.set_principal_display_name(note.key_name);
  FillTimestamp(note.time, *out.mutable_create_time());
}

// An appeal is decided while a person's decision stands that came after it.
void FillAppeal(const StoredComment& stored, v1::ModeratedComment& out) {
  const PrivatePart& hidden = stored.hidden;
  if (hidden.appeal_time == absl::InfinitePast()) return;
  v1::Appeal& appeal = *out.mutable_appeal();
  appeal.set_text(hidden.appeal);
  FillTimestamp(hidden.appeal_time, *appeal.mutable_create_time());
  const auto last = DecodeHistory(hidden.last_decision);
  if (stored.comment.state != State::kHeld && last.ok() &&
      last->time >= hidden.appeal_time) {
    FillTimestamp(last->time, *appeal.mutable_decide_time());
  }
}

}  // namespace

int Utf16Offset(absl::string_view text, size_t byte) {
  int units = 0;
  for (const char c : text.substr(0, byte)) {
    const auto lead = static_cast<unsigned char>(c);
    if ((lead & 0xC0) != 0x80) ++units;  // not a continuation
    if (lead >= 0xF0) ++units;           // beyond the BMP: a surrogate pair
  }
  return units;
}

void FillRuleMatch(const Verdict& verdict, v1::RuleMatch& out) {
  out.set_rule(verdict.rule);
  out.set_action(ActionOf(verdict.state));
  out.set_reason(verdict.reason);
  out.set_public_reason(verdict.public_reason);
  for (const ConditionValue& met : verdict.conditions) {
    v1::RuleMatch::ConditionValue& value = *out.add_conditions();
    FillCondition(met, *value.mutable_condition());
    value.set_value(met.value);
  }
}

void FillScreening(const Verdict& verdict, const SpanTexts& texts,
                   v1::Screening& out) {
  out.set_verdict(ToProto(verdict.state));
  FillRuleMatch(verdict, *out.mutable_rule());
  std::vector<const Signal*> strongest;
  strongest.reserve(verdict.signals.size());
  for (const Signal& signal : verdict.signals) strongest.push_back(&signal);
  std::stable_sort(strongest.begin(), strongest.end(),
                   [](const Signal* a, const Signal* b) {
                     return a->strength > b->strength;
                   });
  for (const Signal* signal : strongest) {
    FillSignal(*signal, texts, *out.add_signals());
  }
  for (const auto& [name, score] : verdict.scores) {
    (*out.mutable_scores())[name] = score;
  }
  for (const std::string& name : verdict.shadow_rules) {
    out.add_shadow_rules()->set_rule(name);
  }
  for (const std::string& check : verdict.failed_checks) {
    out.add_failed_checks(check);
  }
  int64_t revision = 0;
  if (absl::SimpleAtoi(verdict.policy_revision, &revision)) {
    out.set_policy_revision(revision);
  }
  out.set_model_revision(verdict.model_revision);
  out.set_language(verdict.language);
}

void FillScoreDetails(const std::vector<ScoreExplanation>& scores,
                      const Verdict& verdict, const std::string& model_revision,
                      const SpanTexts& texts, v1::Screening& out) {
  for (const ScoreExplanation& score : scores) {
    v1::ScoreDetail& detail = *out.add_score_details();
    detail.set_score(score.score);
    detail.set_confidence(score.confidence);
    detail.set_probability(score.probability);
    detail.set_log_odds(score.log_odds);
    detail.set_bias(score.bias);
    detail.set_others_weight(score.others);
    detail.set_model_revision(model_revision);
    const auto shift = verdict.adapter.shifts.find(score.score);
    if (shift != verdict.adapter.shifts.end()) {
      detail.set_adapter_shift(shift->second);
    }
    for (const Contribution& one : score.strongest) {
      v1::ScoreDetail::Feature& feature = *detail.add_features();
      feature.set_text(one.text);
      feature.set_weight(one.weight);
      FillSpans(one.spans, texts, *feature.mutable_spans());
    }
  }
}

void FillHeat(absl::Time until, v1::Thread& out) {
  if (until == absl::InfinitePast()) return;
  out.set_hot(true);
  FillTimestamp(until, *out.mutable_hot_end_time());
}

void FillLease(const Lease& lease, absl::string_view site, const Uuid& comment,
               v1::Lease& out) {
  out.set_comment_name(CommentName(site, comment));
  out.set_principal(KeyName(lease.key_id));
  out.set_principal_display_name(lease.key_name);
  FillTimestamp(lease.begin, *out.mutable_create_time());
  FillTimestamp(lease.end, *out.mutable_expire_time());
}

void FillReport(const Report& report, v1::Report& out) {
  out.set_id(absl::StrCat(report.number));
  out.set_reason(static_cast<v1::Report::Reason>(report.reason));
  out.set_text(report.text);
  out.set_reporter_handle(report.handle);
  out.set_weight(report.weight);
  FillTimestamp(report.time, *out.mutable_create_time());
  out.set_outcome(report.outcome == ReportOutcome::kAgreed ? v1::Report::AGREED
                  : report.outcome == ReportOutcome::kDismissed
                      ? v1::Report::DISMISSED
                      : v1::Report::OPEN);
}

void FillModeratedComment(StoredComment stored, absl::string_view site,
                          v1::ModeratedComment& out) {
  PrivatePart& hidden = stored.hidden;
  FillScreening(ShownVerdict(stored),
                {.body = stored.comment.body,
                 .display_name = stored.comment.display_name,
                 .website = stored.comment.website},
                *out.mutable_screening());
  if (!hidden.last_decision.empty()) {
    const auto last = DecodeHistory(hidden.last_decision);
    // Of a newer server, perhaps; the comment is worth showing without it.
    if (last.ok()) FillHistoryRecord(*last, site, *out.mutable_last_decision());
  }
  for (const Note& note : hidden.notes) FillNote(note, *out.add_notes());
  FillAppeal(stored, out);
  out.set_report_count(stored.reports.count);
  out.set_report_weight(stored.reports.open_weight);
  for (const Report& report : stored.reports.newest) {
    FillReport(report, *out.add_reports());
  }
  FillThread(stored.thread, site, *out.mutable_thread());
  out.mutable_thread()->set_id(stored.comment.thread);
  FillHeat(stored.thread_hot_until, *out.mutable_thread());
  FillTimestamp(stored.comment.id.Time(), *out.mutable_arrival_time());
  out.set_priority(hidden.verdict.priority);
  FillAuthorRecord(stored, site, *out.mutable_author());
  if (stored.lease) {
    FillLease(*stored.lease, site, stored.comment.id, *out.mutable_lease());
  }
  if (hidden.cluster) out.set_cluster(hidden.cluster->ToString());
  out.set_similar_count(hidden.similar);
  for (const std::string& tag : hidden.tags) out.add_tags(tag);
  out.set_has_email(!hidden.email.bytes.empty());
  out.set_has_author_id(!hidden.author_id.empty());
  FillComment(std::move(stored.comment), site, *out.mutable_comment());
}

void FillHistoryRecord(const HistoryRecord& record, absl::string_view site,
                       v1::HistoryRecord& out) {
  out.set_seq(record.seq);
  FillTimestamp(record.time, *out.mutable_time());
  if (!record.key_id.empty()) out.set_principal(KeyName(record.key_id));
  out.set_principal_display_name(record.key_name);
  out.set_action(
      static_cast<v1::HistoryRecord::Action>(static_cast<int>(record.action)));
  const auto comment = ParseUuid(record.resource);
  out.set_resource(comment ? CommentName(site, *comment) : record.resource);
  // Records about the site change no comment's state.
  if (comment) {
    out.set_from_state(ToProto(record.from));
    out.set_to_state(ToProto(record.to));
  }
  out.set_reason_code(record.reason);
  out.set_batch(record.batch);
  if (comment) {
    out.set_revision(record.revision);
  } else {
    out.set_count(record.revision);
  }
}

}  // namespace winnow
