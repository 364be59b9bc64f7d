#include "service/store/redis/verdict_record.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>

#include "service/base/record.h"

namespace winnow {
namespace {

constexpr uint64_t kFormat = 3;
// Many short comments do not tell their language; this costs them no byte.
constexpr absl::string_view kUndetermined = "und";

// Names of the signals that most comments have, written as one byte: 1 for the
// first. What is stored depends on the order: add at the end.
constexpr absl::string_view kShortNames[] = {
    "author_new", "author_trusted", "author_young",
    "link",       "reply_to_self",  "author_rejected_often"};

std::string ToShort(const std::string& name) {
  const auto* at =
      std::find(std::begin(kShortNames), std::end(kShortNames), name);
  if (at == std::end(kShortNames)) return name;
  return std::string(1, static_cast<char>(at - std::begin(kShortNames) + 1));
}

std::string FromShort(std::string name) {
  if (name.size() != 1) return name;
  const size_t index = static_cast<uint8_t>(name[0]) - size_t{1};
  if (index >= std::size(kShortNames)) return name;
  return std::string(kShortNames[index]);
}

State ReadState(RecordReader& in) {
  return StateFromCode(std::string(1, static_cast<char>(in.Number())))
      .value_or(State::kHeld);
}

}  // namespace

std::string EncodeVerdict(const Verdict& verdict) {
  RecordWriter out;
  out.Number(kFormat);
  out.Number(static_cast<uint8_t>(verdict.state));
  out.Text(verdict.rule);
  out.Text(verdict.reason);
  out.Text(verdict.public_reason);
  out.Number(static_cast<uint64_t>(std::max(0, verdict.priority)));
  out.Text(verdict.policy_revision);
  out.Text(verdict.model_revision);
  out.Text(verdict.language == kUndetermined ? "" : verdict.language);
  out.Number(verdict.signals.size());
  for (const Signal& signal : verdict.signals) {
    out.Text(ToShort(signal.name));
    out.Fraction(signal.strength);
    out.Text(signal.reason);
    out.Number(signal.entries.size());
    for (const ListedEntry& listed : signal.entries) {
      out.Text(listed.list);
      out.Text(listed.entry);
    }
    out.Number(signal.spans.size());
    for (const Span& span : signal.spans) {
      out.Number(static_cast<uint8_t>(span.field));
      out.Number(span.begin);
      out.Number(span.end);
    }
  }
  out.Number(verdict.conditions.size());
  for (const ConditionValue& condition : verdict.conditions) {
    out.Text(condition.signal);
    out.Fraction(condition.value);
    out.Text(condition.bound);
  }
  out.Number(verdict.scores.size());
  for (const auto& [name, score] : verdict.scores) {
    out.Text(name);
    out.Fraction(score);
  }
  out.Number(verdict.shadow_rules.size());
  for (const std::string& rule : verdict.shadow_rules) out.Text(rule);
  // Hardly ever there, and absent then: no byte for the others.
  const AdapterEffect& adapter = verdict.adapter;
  const bool has_adapter = !adapter.empty() || verdict.sampled;
  if (!verdict.failed_checks.empty() || has_adapter) {
    out.Number(verdict.failed_checks.size());
    for (const std::string& check : verdict.failed_checks) out.Text(check);
  }
  if (has_adapter) {
    out.Number(adapter.change ? 1 : 0);
    if (adapter.change) {
      out.Number(static_cast<uint8_t>(adapter.change->without));
      out.Number(static_cast<uint8_t>(adapter.change->with));
      out.Number(adapter.change->heads);
    }
    out.Number(adapter.shifts.size());
    for (const auto& [name, shift] : adapter.shifts) {
      out.Text(name);
      // Fractions are not negative.
      out.Fraction(1 + shift);
    }
  }
  if (verdict.sampled) out.Number(1);
  return out.Take();
}

absl::Status DecodeVerdict(absl::string_view bytes, Verdict& verdict) {
  if (bytes.empty()) return absl::OkStatus();
  RecordReader in(bytes);
  if (in.Number() != kFormat) {
    return absl::DataLossError("a stored verdict has an unknown format");
  }
  verdict.state = ReadState(in);
  verdict.rule = in.Text();
  verdict.reason = in.Text();
  verdict.public_reason = in.Text();
  verdict.priority = static_cast<int>(in.Number());
  verdict.policy_revision = in.Text();
  verdict.model_revision = in.Text();
  verdict.language = in.Text();
  if (verdict.language.empty()) verdict.language = std::string(kUndetermined);
  for (size_t n = in.Count(); in.ok() && n > 0; --n) {
    Signal signal;
    signal.name = FromShort(in.Text());
    signal.strength = in.Fraction();
    signal.reason = in.Text();
    for (size_t entries = in.Count(); in.ok() && entries > 0; --entries) {
      ListedEntry listed;
      listed.list = in.Text();
      listed.entry = in.Text();
      signal.entries.push_back(std::move(listed));
    }
    for (size_t spans = in.Count(); in.ok() && spans > 0; --spans) {
      Span span;
      span.field = static_cast<TextField>(in.Number());
      span.begin = static_cast<uint32_t>(in.Number());
      span.end = static_cast<uint32_t>(in.Number());
      signal.spans.push_back(span);
    }
    verdict.signals.push_back(std::move(signal));
  }
  for (size_t n = in.Count(); in.ok() && n > 0; --n) {
    ConditionValue condition;
    condition.signal = in.Text();
    condition.value = in.Fraction();
    condition.bound = in.Text();
    verdict.conditions.push_back(std::move(condition));
  }
  for (size_t n = in.Count(); in.ok() && n > 0; --n) {
    std::string name = in.Text();
    verdict.scores[std::move(name)] = in.Fraction();
  }
  for (size_t n = in.Count(); in.ok() && n > 0; --n) {
    verdict.shadow_rules.push_back(in.Text());
  }
  for (size_t n = in.at_end() ? 0 : in.Count(); in.ok() && n > 0; --n) {
    verdict.failed_checks.push_back(in.Text());
  }
  if (in.ok() && !in.at_end()) {
    AdapterEffect& adapter = verdict.adapter;
    if (in.Number() != 0) {
      AdapterChange& change = adapter.change.emplace();
      change.without = ReadState(in);
      change.with = ReadState(in);
      change.heads = static_cast<uint32_t>(in.Number());
    }
    for (size_t n = in.Count(); in.ok() && n > 0; --n) {
      std::string name = in.Text();
      adapter.shifts[std::move(name)] = in.Fraction() - 1;
    }
  }
  if (in.ok() && !in.at_end()) verdict.sampled = in.Number() != 0;
  if (!in.ok() || !in.at_end()) {
    return absl::DataLossError("a stored verdict is damaged");
  }
  return absl::OkStatus();
}

}  // namespace winnow
