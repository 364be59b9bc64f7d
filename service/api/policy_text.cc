#include "service/api/policy_text.h"

#include <google/protobuf/text_format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/api/policy_places.h"
#include "service/base/utf8.h"
#include "service/screening/text/language.h"

namespace winnow {
namespace {

constexpr size_t kDescriptionCharsMax = 1000;
constexpr int kDayEnd = 24 * 60;

using google::protobuf::TextFormat;

class Converter {
 public:
  Converter(const v1::Policy& message, InfoTree* tree, Faults& faults)
      : message_(message), top_(message, tree), faults_(faults) {}

  Policy Convert() {
    Policy policy;
    if (CountCodePoints(message_.description()) > kDescriptionCharsMax) {
      faults_.Add(top_.Of("description"),
                  absl::StrCat("a description has at most ",
                               kDescriptionCharsMax, " characters"));
    }
    policy.name = message_.name();
    if (message_.revision() > 0) {
      policy.revision = absl::StrCat(message_.revision());
    }
    for (int i = 0; i < message_.lists_size(); ++i) {
      policy.filters.lists.push_back(ConvertList(i));
    }
    policy.filters.limits = ConvertLimits();
    for (int i = 0; i < message_.rules_size(); ++i) {
      policy.rules.push_back(ConvertRule(i));
    }
    for (int i = 0; i < message_.failures_size(); ++i) {
      policy.failures.push_back(ConvertFailure(message_.failures(i)));
    }
    for (const PolicyProblem& problem : FindPolicyProblems(policy)) {
      Report(policy, problem, faults_);
    }
    return policy;
  }

  void Warn(const Policy& policy, Faults& warnings) const {
    for (const PolicyProblem& problem : FindPolicyWarnings(policy)) {
      Report(policy, problem, warnings);
    }
  }

 private:
  TermList ConvertList(int index) {
    const v1::TermList& message = message_.lists(index);
    const Located here(message, top_.Tree("lists", index));
    TermList list;
    list.language = message.language();
    if (!list.language.empty() && !IsLanguageTag(list.language)) {
      faults_.Add(here.Of("language"), "must be BCP 47, as \"en\"");
    }
    list.name = message.name();
    list.terms.assign(message.terms().begin(), message.terms().end());
    list.substring = message.substring();
    switch (message.kind()) {
      case v1::TermList::BANNED:
        list.kind = TermList::Kind::kBanned;
        break;
      case v1::TermList::SUSPECT:
        list.kind = TermList::Kind::kSuspect;
        break;
      case v1::TermList::BANNED_DOMAINS:
        list.kind = TermList::Kind::kBannedDomains;
        break;
      case v1::TermList::ALLOWED_DOMAINS:
        list.kind = TermList::Kind::kAllowedDomains;
        break;
      case v1::TermList::RESERVED_NAMES:
        list.kind = TermList::Kind::kReservedNames;
        break;
      default:
        faults_.Add(top_.Of("lists", index), "the list needs a kind");
        break;
    }
    const bool has_words = list.kind == TermList::Kind::kBanned ||
                           list.kind == TermList::Kind::kSuspect;
    if (!has_words && (list.substring || !list.language.empty())) {
      faults_.Add(here.Of(list.substring ? "substring" : "language"),
                  "only BANNED and SUSPECT take it");
    }
    return list;
  }

  Limits ConvertLimits() {
    const v1::Limits& message = message_.limits();
    Limits limits;
    const auto take = [](bool is_set, auto value, auto& limit) {
      if (is_set) limit = value;
    };
    take(message.has_links_free(), message.links_free(), limits.links_free);
    take(message.has_links_certain(), message.links_certain(),
         limits.links_certain);
    take(message.has_known_after_approved(), message.known_after_approved(),
         limits.known_after_approved);
    take(message.has_trusted_after_approved(), message.trusted_after_approved(),
         limits.trusted_after_approved);
    take(message.has_trusted_refused_share_max(),
         message.trusted_refused_share_max(), limits.trusted_refused_share_max);
    take(message.has_author_per_minute(), message.author_per_minute(),
         limits.author_per_minute);
    take(message.has_network_per_minute(), message.network_per_minute(),
         limits.network_per_minute);
    take(message.has_thread_per_minute(), message.thread_per_minute(),
         limits.thread_per_minute);
    take(message.has_copies_certain(), message.copies_certain(),
         limits.copies_certain);
    take(message.has_form_seconds_min(), message.form_seconds_min(),
         limits.form_seconds_min);
    take(message.has_shouting_share(), message.shouting_share(),
         limits.shouting_share);
    take(message.has_repeated_letters(), message.repeated_letters(),
         limits.repeated_letters);
    take(message.has_emoji_free(), message.emoji_free(), limits.emoji_free);
    take(message.has_reply_depth(), message.reply_depth(), limits.reply_depth);
    return limits;
  }

  Rule ConvertRule(int index) {
    const v1::Rule& message = message_.rules(index);
    const Located here(message, top_.Tree("rules", index));
    Rule rule;
    rule.discard = message.discard();
    for (int i = 0; i < message.time_windows_size(); ++i) {
      rule.time_windows.push_back(ConvertWindow(message.time_windows(i),
                                                here.Of("time_windows", i),
                                                here.Tree("time_windows", i)));
    }
    rule.name = message.name();
    rule.reason = message.reason();
    rule.public_reason = message.public_reason();
    rule.priority = message.priority();
    rule.shadow = message.shadow();
    rule.threads.assign(message.threads().begin(), message.threads().end());
    rule.sections.assign(message.sections().begin(), message.sections().end());
    rule.tags.assign(message.tags().begin(), message.tags().end());
    for (int i = 0; i < message.author_classes_size(); ++i) {
      AddAuthorClass(message.author_classes(i), here.Of("author_classes", i),
                     rule);
    }
    for (int i = 0; i < message.conditions_size(); ++i) {
      rule.conditions.push_back(ConvertCondition(message.conditions(i)));
    }
    switch (message.action()) {
      case v1::Rule::APPROVE:
        rule.action = Action::kApprove;
        break;
      case v1::Rule::HOLD:
        rule.action = Action::kHold;
        break;
      case v1::Rule::REJECT:
        rule.action = Action::kReject;
        break;
      case v1::Rule::SPAM:
        rule.action = Action::kSpam;
        break;
      default:
        faults_.Add(top_.Of("rules", index), "the rule needs an action");
        break;
    }
    return rule;
  }

  void AddAuthorClass(int author_class, Place place, Rule& rule) {
    switch (author_class) {
      case v1::Rule::NEW:
        rule.author_classes.push_back(AuthorClass::kNew);
        break;
      case v1::Rule::KNOWN:
        rule.author_classes.push_back(AuthorClass::kKnown);
        break;
      case v1::Rule::TRUSTED:
        rule.author_classes.push_back(AuthorClass::kTrusted);
        break;
      case v1::Rule::STAFF:
        rule.author_classes.push_back(AuthorClass::kStaff);
        break;
      default:
        faults_.Add(place, "not a class of authors");
        break;
    }
  }

  TimeWindow ConvertWindow(const v1::TimeWindow& message, Place place,
                           InfoTree* tree) {
    const Located here(message, tree);
    TimeWindow window;
    for (int i = 0; i < message.days_size(); ++i) {
      if (message.days(i) == v1::TimeWindow::DAY_UNSPECIFIED) {
        faults_.Add(here.Of("days", i), "not a day of the week");
      } else {
        window.days |= static_cast<uint8_t>(1 << (message.days(i) - 1));
      }
    }
    const std::optional<int> start = ParseMinute(message.start());
    const std::optional<int> end = ParseMinute(message.end());
    if (!start || *start == kDayEnd) {
      faults_.Add(message.start().empty() ? place : here.Of("start"),
                  "start must be HH:MM, 00:00 to 23:59");
    }
    if (!end) {
      faults_.Add(message.end().empty() ? place : here.Of("end"),
                  "end must be HH:MM, 00:00 to 24:00");
    }
    window.start_minute = start.value_or(0);
    window.end_minute = end.value_or(0);
    if (!message.time_zone().empty()) {
      window.zone = FindTimeZone(message.time_zone());
      if (!window.zone) {
        faults_.Add(here.Of("time_zone"),
                    "time_zone must be an IANA name, as Europe/Berlin");
      }
    }
    return window;
  }

  static FailureRule ConvertFailure(const v1::FailureRule& message) {
    FailureRule rule;
    rule.check = message.check();
    if (message.action() == v1::FailureRule::IGNORE) {
      rule.action = FailureAction::kIgnore;
    } else if (message.action() == v1::FailureRule::REJECT) {
      rule.action = FailureAction::kReject;
    }
    return rule;
  }

  static Condition ConvertCondition(const v1::Condition& message) {
    Condition condition;
    condition.is_score = message.has_score();
    condition.signal = message.has_score() ? message.score() : message.signal();
    condition.absent = message.absent();
    if (message.has_at_least()) condition.at_least = message.at_least();
    if (message.has_below()) condition.below = message.below();
    return condition;
  }

  // Names the fault at its place, or, without a text, by rule and list.
  void Report(const Policy& policy, const PolicyProblem& problem,
              Faults& faults) const {
    Place place;
    std::string where;
    if (problem.rule >= 0) {
      const v1::Rule& rule = message_.rules(problem.rule);
      const Located here(rule, top_.Tree("rules", problem.rule));
      place = problem.condition >= 0 ? here.Of("conditions", problem.condition)
                                     : top_.Of("rules", problem.rule);
      where = absl::StrCat("rule \"",
                           policy.rules[static_cast<size_t>(problem.rule)].name,
                           "\": ");
    } else if (problem.list >= 0) {
      place = top_.Of("lists", problem.list);
      where = absl::StrCat(
          "list \"",
          policy.filters.lists[static_cast<size_t>(problem.list)].name, "\": ");
    } else if (problem.failure >= 0) {
      place = top_.Of("failures", problem.failure);
    } else if (message_.rules_size() > 0) {
      place = top_.Of("rules", message_.rules_size() - 1);
    }
    faults.Add(place, absl::StrCat(where, problem.what));
  }

  const v1::Policy& message_;
  const Located top_;
  Faults& faults_;
};

absl::StatusOr<CheckedPolicy> Convert(const v1::Policy& message,
                                      InfoTree* tree) {
  Faults faults;
  Converter converter(message, tree, faults);
  CheckedPolicy checked;
  checked.policy = converter.Convert();
  if (absl::Status status = faults.ToStatus(); !status.ok()) return status;
  Faults warnings;
  converter.Warn(checked.policy, warnings);
  checked.warnings = warnings.Take();
  return checked;
}

}  // namespace

absl::StatusOr<CheckedPolicy> CheckPolicy(absl::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a policy has at most ", kPolicyBytesMax, " bytes"));
  }
  v1::Policy message;
  InfoTree tree;
  Faults faults;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&faults);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(8);
  if (!parser.ParseFromString(std::string(text), &message)) {
    absl::Status status = faults.ToStatus();
    return !status.ok() ? status : absl::InvalidArgumentError("not a policy");
  }
  return Convert(message, &tree);
}

absl::StatusOr<Policy> ParsePolicy(absl::string_view text) {
  auto checked = CheckPolicy(text);
  if (!checked.ok()) return checked.status();
  return std::move(checked->policy);
}

absl::StatusOr<Policy> ToPolicy(const v1::Policy& message) {
  auto checked = Convert(message, nullptr);
  if (!checked.ok()) return checked.status();
  return std::move(checked->policy);
}

}  // namespace winnow
