#include "service/moderation/filter.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/moderation/blind.h"

namespace winnow {
namespace {

constexpr char kHint[] =
    "; terms are state=, thread=, section=, author=@ID, rule=, reason=, tag=, "
    "cluster=, reported=yes, score.NAME<0.3, signal.NAME>0.5, age>2h and "
    "text~\"words\"";

absl::Status Problem(size_t place, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("filter, character ", place + 1, ": ", what, kHint));
}

std::string FoldCase(absl::string_view text) {
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode error = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(
      0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink,
      nullptr, error);
  return U_SUCCESS(error) ? folded : absl::AsciiStrToLower(text);
}

bool IsNameByte(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || byte == '_' ||
         byte == '.' || byte == '-';
}

// "2h", "30m", "45s", "7d" in seconds.
std::optional<double> SecondsOf(absl::string_view age) {
  if (age.size() < 2) return std::nullopt;
  double number = 0;
  if (!absl::SimpleAtod(age.substr(0, age.size() - 1), &number) ||
      !(number >= 0 && number < 1e9)) {
    return std::nullopt;
  }
  switch (age.back()) {
    case 's':
      return number;
    case 'm':
      return number * 60;
    case 'h':
      return number * 3600;
    case 'd':
      return number * 86400;
    default:
      return std::nullopt;
  }
}

bool Ordered(bool less, double value, double bound) {
  return less ? value < bound : value > bound;
}

}  // namespace

absl::StatusOr<CommentFilter> CommentFilter::Parse(absl::string_view text) {
  if (text.size() > kFilterBytesMax) {
    return absl::InvalidArgumentError("a filter has at most 1,024 bytes");
  }
  CommentFilter filter;
  size_t at = 0;
  for (size_t terms = 0;; ++terms) {
    while (at < text.size() && text[at] == ' ') ++at;
    if (at == text.size()) return filter;
    if (terms == kFilterTermsMax) return Problem(at, "too many terms");
    const size_t begin = at;
    while (at < text.size() && IsNameByte(text[at])) ++at;
    const absl::string_view key = text.substr(begin, at - begin);
    if (key.empty() || at == text.size() ||
        !absl::StrContains("=<>~", text.substr(at, 1))) {
      return Problem(begin, "expected a term as name=value");
    }
    const absl::string_view op = text.substr(at++, 1);
    std::string value;
    if (at < text.size() && text[at] == '"') {
      const size_t end = text.find('"', at + 1);
      if (end == absl::string_view::npos) return Problem(at, "unclosed quote");
      value = std::string(text.substr(at + 1, end - at - 1));
      at = end + 1;
    } else {
      const size_t end = std::min(text.find(' ', at), text.size());
      value = std::string(text.substr(at, end - at));
      at = end;
    }
    if (value.empty()) return Problem(at, "a value is missing");
    const absl::Status added = filter.AddTerm(key, op, std::move(value), begin);
    if (!added.ok()) return added;
  }
}

absl::Status CommentFilter::AddTerm(absl::string_view key, absl::string_view op,
                                    std::string value, size_t place) {
  static constexpr std::pair<absl::string_view, Field> kEqualFields[] = {
      {"thread", Field::kThread},    {"section", Field::kSection},
      {"rule", Field::kRule},        {"reason", Field::kReason},
      {"tag", Field::kTag},          {"cluster", Field::kCluster},
      {"reported", Field::kReported}};
  if (key == "state" && op == "=") {
    const auto state = FindState(value);
    if (!state) return Problem(place, "there is no such state");
    state_ = *state;
    return absl::OkStatus();
  }
  if (key == "author" && op == "=") {
    author_of_ = ParseUuid(value[0] == '@' ? absl::string_view(value).substr(1)
                                           : absl::string_view(value));
    if (!author_of_) {
      return Problem(place, "author= takes @ and the id of a comment");
    }
    return absl::OkStatus();
  }
  for (const auto& [name, field] : kEqualFields) {
    if (key != name || op != "=") continue;
    if (field == Field::kThread) thread_ = value;
    if (field == Field::kReported) {
      if (value != "yes" && value != "no") {
        return Problem(place, "reported= takes yes or no");
      }
      wants_reported_ = value == "yes";
    }
    terms_.push_back({.field = field,
                      .compare = Compare::kEqual,
                      .name = "",
                      .value = std::move(value)});
    return absl::OkStatus();
  }
  if (key == "text" && op == "~") {
    terms_.push_back({.field = Field::kText,
                      .compare = Compare::kContains,
                      .name = "",
                      .value = FoldCase(value)});
    return absl::OkStatus();
  }
  if (op != "<" && op != ">") {
    return Problem(place, absl::StrCat("there is no term ", key, op));
  }
  Term term = {.field = Field::kAge,
               .compare = op == "<" ? Compare::kLess : Compare::kGreater,
               .name = "",
               .value = ""};
  if (key == "age") {
    const auto seconds = SecondsOf(value);
    if (!seconds) return Problem(place, "an age is a number and s, m, h or d");
    term.number = *seconds;
  } else if (absl::StartsWith(key, "score.") ||
             absl::StartsWith(key, "signal.")) {
    const bool score = absl::ConsumePrefix(&key, "score.");
    if (!score) absl::ConsumePrefix(&key, "signal.");
    term.field = score ? Field::kScore : Field::kSignal;
    term.name = std::string(key);
    if (!absl::SimpleAtod(value, &term.number)) {
      return Problem(place, "a score or signal is compared with a number");
    }
  } else {
    return Problem(place, absl::StrCat("there is no term ", key, op));
  }
  terms_.push_back(std::move(term));
  return absl::OkStatus();
}

Parts CommentFilter::parts() const {
  bool matches_all = !author_of_;
  Parts parts = author_of_ ? Parts::kVerdict : Parts::kText;
  for (const Term& term : terms_) {
    switch (term.field) {
      case Field::kReported:
        return Parts::kAll;
      case Field::kThread:
        matches_all = matches_all && state_ == State::kApproved;
        break;
      case Field::kAge:
      case Field::kText:
        matches_all = false;
        break;
      default:
        matches_all = false;
        parts = Parts::kVerdict;
    }
  }
  return matches_all ? Parts::kAll : parts;
}

bool CommentFilter::Matches(const StoredComment& stored, absl::Time now,
                            absl::string_view author_exact) const {
  if (stored.comment.state != state_) return false;
  if (author_of_ &&
      (author_exact.empty() || stored.hidden.author.exact != author_exact)) {
    return false;
  }
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) {
    return Holds(term, stored, now);
  });
}

bool CommentFilter::Holds(const Term& term, const StoredComment& stored,
                          absl::Time now) {
  const Verdict& verdict = ShownVerdict(stored);
  const bool less = term.compare == Compare::kLess;
  switch (term.field) {
    case Field::kThread:
      return stored.comment.thread == term.value;
    case Field::kSection:
      return stored.thread.section == term.value;
    case Field::kRule:
      return verdict.rule == term.value;
    case Field::kReason:
      return stored.comment.public_reason == term.value ||
             verdict.reason == term.value;
    case Field::kTag:
      return std::count(stored.hidden.tags.begin(), stored.hidden.tags.end(),
                        term.value) > 0;
    case Field::kReported: {
      // Of others than approved ones all reports count: they wait anyway.
      const ReportSummary& reports = stored.reports;
      const bool is_reported = stored.comment.state == State::kApproved
                                   ? reports.queued
                                   : reports.open_weight > 0;
      return is_reported == (term.value == "yes");
    }
    case Field::kCluster:
      return stored.hidden.cluster &&
             stored.hidden.cluster->ToString() == term.value;
    case Field::kScore: {
      const auto at = verdict.scores.find(term.name);
      return at != verdict.scores.end() &&
             Ordered(less, at->second, term.number);
    }
    case Field::kSignal: {
      double strength = 0;
      for (const Signal& signal : verdict.signals) {
        if (signal.name == term.name) strength = signal.strength;
      }
      return Ordered(less, strength, term.number);
    }
    case Field::kAge:
      return Ordered(less,
                     absl::ToDoubleSeconds(now - stored.comment.id.Time()),
                     term.number);
    case Field::kText:
      return absl::StrContains(FoldCase(stored.comment.body), term.value) ||
             absl::StrContains(FoldCase(stored.comment.display_name),
                               term.value);
  }
  return false;
}

}  // namespace winnow
