#include "clients/cli/score_lines.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr double kHigh = 0.5;
constexpr int kFeaturesKept = 3;
constexpr size_t kBarWidth = 10;
constexpr int kFeatureColumns = 40;

bool IsAsked(const v1::Screening& screening, const std::string& score) {
  const auto& conditions = screening.rule().conditions();
  return std::any_of(
      conditions.begin(), conditions.end(),
      [&score](const auto& held) { return held.condition().score() == score; });
}

bool HasDetail(const v1::Screening& screening, const std::string& score) {
  const auto& details = screening.score_details();
  return std::any_of(details.begin(), details.end(),
                     [&score](const v1::ScoreDetail& detail) {
                       return detail.score() == score;
                     });
}

// The score as it was given; what the model would say where it abstains.
double ValueOf(const v1::Screening& screening, const v1::ScoreDetail& detail) {
  const auto given = screening.scores().find(detail.score());
  return given == screening.scores().end() ? detail.probability()
                                           : given->second;
}

std::string Bar(double value) {
  const auto full = static_cast<size_t>(std::lround(
      std::clamp(value, 0.0, 1.0) * static_cast<double>(kBarWidth)));
  return std::string(full, '#') + std::string(kBarWidth - full, '.');
}

std::string Headline(const v1::Screening& screening,
                     const v1::ScoreDetail& detail) {
  const double value = ValueOf(screening, detail);
  std::string line =
      absl::StrFormat("%.2f %s  %s", value, Bar(value), detail.score());
  if (!screening.scores().contains(detail.score())) {
    absl::StrAppend(&line, absl::StrFormat("  (the model abstains: confidence "
                                           "%.2f)",
                                           detail.confidence()));
  }
  if (detail.adapter_shift() != 0) {
    absl::StrAppend(&line, absl::StrFormat("  (%+.2f by what the site decided)",
                                           detail.adapter_shift()));
  }
  if (detail.model_revision() != screening.model_revision()) {
    absl::StrAppend(
        &line, absl::StrFormat("  (model %s, loaded now, gives %.2f)",
                               detail.model_revision(), detail.probability()));
  }
  return SanitizeText(line, Lines::kOne);
}

std::string Quoted(const v1::ScoreDetail::Feature& feature) {
  const std::string text =
      FitToWidth(SanitizeText(feature.text(), Lines::kOne), kFeatureColumns);
  return feature.spans().empty() ? text : absl::StrCat("\"", text, "\"");
}

std::string WeightLine(double weight, const std::string& what) {
  return absl::StrFormat("  %+6.2f  %s", weight, what);
}

void AppendInBody(const google::protobuf::RepeatedPtrField<v1::Span>& from,
                  std::vector<MarkedSpan>& to) {
  for (const v1::Span& span : from) {
    const bool in_body = span.field() == v1::Span::FIELD_UNSPECIFIED ||
                         span.field() == v1::Span::BODY;
    if (!in_body || span.begin() < 0 || span.end() <= span.begin()) continue;
    to.push_back(
        {static_cast<size_t>(span.begin()), static_cast<size_t>(span.end())});
  }
}

}  // namespace

void KeepScoresThatMatter(v1::Screening& screening) {
  auto& details = *screening.mutable_score_details();
  details.erase(
      std::remove_if(details.begin(), details.end(),
                     [&screening](const v1::ScoreDetail& detail) {
                       return !IsAsked(screening, detail.score()) &&
                              (ValueOf(screening, detail) < kHigh ||
                               !screening.scores().contains(detail.score()));
                     }),
      details.end());
  for (v1::ScoreDetail& detail : details) {
    auto& features = *detail.mutable_features();
    double others = detail.others_weight();
    for (int i = kFeaturesKept; i < features.size(); ++i) {
      others += features[i].weight();
    }
    if (features.size() > kFeaturesKept) {
      features.DeleteSubrange(kFeaturesKept, features.size() - kFeaturesKept);
    }
    detail.set_others_weight(others);
  }
}

std::vector<std::string> ScoreLines(const v1::Screening& screening, bool why) {
  std::vector<const v1::ScoreDetail*> highest;
  for (const v1::ScoreDetail& detail : screening.score_details()) {
    highest.push_back(&detail);
  }
  std::stable_sort(highest.begin(), highest.end(),
                   [&screening](const auto* a, const auto* b) {
                     return ValueOf(screening, *a) > ValueOf(screening, *b);
                   });
  std::vector<std::string> lines;
  for (const v1::ScoreDetail* detail : highest) {
    lines.push_back(Headline(screening, *detail));
    std::vector<std::string> reasons;
    for (const v1::ScoreDetail::Feature& feature : detail->features()) {
      if (why) {
        lines.push_back(WeightLine(feature.weight(), Quoted(feature)));
      } else {
        reasons.push_back(absl::StrCat(
            Quoted(feature), absl::StrFormat(" %+.2f", feature.weight())));
      }
    }
    if (why) {
      lines.push_back(WeightLine(detail->others_weight(), "all else"));
      lines.push_back(WeightLine(detail->bias(), "where every text starts"));
      lines.push_back(WeightLine(detail->log_odds(), "log-odds, the sum"));
    } else if (!reasons.empty()) {
      absl::StrAppend(&lines.back(), ": ", absl::StrJoin(reasons, ", "));
    }
  }
  std::vector<std::string> others;
  for (const auto& [name, value] : screening.scores()) {
    if (HasDetail(screening, name)) continue;
    others.push_back(absl::StrFormat("%s %.2f", name, value));
  }
  if (others.empty()) return lines;
  std::sort(others.begin(), others.end());
  lines.push_back(SanitizeText(absl::StrJoin(others, ", "), Lines::kOne));
  return lines;
}

std::vector<MarkedSpan> BodySpans(const v1::Screening& screening) {
  std::vector<MarkedSpan> spans;
  for (const v1::Signal& signal : screening.signals()) {
    AppendInBody(signal.spans(), spans);
  }
  for (const v1::ScoreDetail& detail : screening.score_details()) {
    for (const v1::ScoreDetail::Feature& feature : detail.features()) {
      if (feature.weight() > 0) AppendInBody(feature.spans(), spans);
    }
  }
  return spans;
}

}  // namespace winnow
