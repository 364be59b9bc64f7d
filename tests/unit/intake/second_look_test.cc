#include "service/intake/second_look.h"

#include <gtest/gtest.h>

#include "service/screening/filters/registry.h"
#include "service/screening/policy/signal_source.h"

namespace winnow {
namespace {

Rule RuleFor(std::string name, std::string signal, Action action) {
  Rule rule;
  rule.name = std::move(name);
  if (!signal.empty()) {
    rule.conditions.emplace_back().signal = std::move(signal);
  }
  rule.action = action;
  return rule;
}

std::unique_ptr<const Screener> ScreenerFor(std::vector<Rule> rules) {
  Policy policy;
  policy.name = "test";
  policy.rules = std::move(rules);
  policy.rules.push_back(RuleFor("default", "", Action::kApprove));
  auto screener = Screener::Make(std::move(policy));
  EXPECT_TRUE(screener.ok()) << screener.status();
  return *std::move(screener);
}

Signal MakeSignal(std::string name, double strength = 1) {
  return {.name = std::move(name), .strength = strength};
}

StoredComment Stored(const std::string& body, std::vector<Signal> signals) {
  StoredComment stored;
  stored.comment.body = body;
  stored.comment.thread = "t";
  stored.hidden.verdict.signals = std::move(signals);
  return stored;
}

TEST(SecondLook, ReadsTextsAnewAndKeepsTheMoment) {
  const auto screener =
      ScreenerFor({RuleFor("fast", "too_fast", Action::kHold),
                   RuleFor("short", "link_shortener", Action::kHold)});
  EXPECT_EQ(JudgeAsItWas(*screener, Stored("hello", {})).rule, "default");
  EXPECT_EQ(
      JudgeAsItWas(*screener, Stored("hello", {MakeSignal("too_fast")})).rule,
      "fast");
  EXPECT_EQ(JudgeAsItWas(*screener, Stored("https://bit.ly/x", {})).rule,
            "short");
  // What the old filters said of a text does not count.
  EXPECT_EQ(
      JudgeAsItWas(*screener, Stored("hello", {MakeSignal("link_shortener")}))
          .rule,
      "default");
}

TEST(SecondLook, LeavesWhatFailedToAPerson) {
  const auto screener = ScreenerFor({});
  StoredComment failed = Stored("hello", {});
  failed.hidden.verdict.rule = std::string(kRuleFault);
  EXPECT_EQ(JudgeAsItWas(*screener, failed).state, State::kHeld);
  EXPECT_EQ(JudgeAsItIsNow(*screener, failed, {}).state, State::kHeld);
  EXPECT_EQ(JudgeAsItIsNow(*screener, failed, {}).rule, kRuleFault);
}

TEST(SecondLook, SeesHowHotTheThreadIsNow) {
  const auto screener =
      ScreenerFor({RuleFor("hot", "thread_heat", Action::kHold)});
  const absl::Time soon = absl::FromUnixSeconds(2'000'000'000);
  const struct {
    const char* name;
    ThreadNow now;
    const char* rule;
  } rows[] = {
      {"calm", {.per_minute = 2}, "default"},
      {"busy all the time", {.per_minute = 20, .per_hour = 900}, "default"},
      {"a spike", {.per_minute = 20, .per_hour = 60}, "hot"},
      {"not cooled yet", {.per_minute = 0, .hot_until = soon}, "hot"},
  };
  for (const auto& row : rows) {
    // How hot it was then does not count.
    EXPECT_EQ(
        JudgeAsItIsNow(*screener, Stored("hello", {MakeSignal("thread_heat")}),
                       row.now)
            .rule,
        row.rule)
        << row.name;
  }
}

TEST(SecondLook, TellsTheAuthorsClassThen) {
  StoredComment stored = Stored("hello", {MakeSignal("author_new")});
  EXPECT_EQ(ClassThen(stored), AuthorClass::kNew);
  stored = Stored("hello", {MakeSignal("author_trusted", 1)});
  EXPECT_EQ(ClassThen(stored), AuthorClass::kKnown) << "anybody may type it";
  stored.comment.author_verified = true;
  EXPECT_EQ(ClassThen(stored), AuthorClass::kTrusted);
  stored.comment.author_role = AuthorRole::kStaff;
  EXPECT_EQ(ClassThen(stored), AuthorClass::kStaff);
}

TEST(SecondLook, ForgetsAHotThreadOnceItHasCooled) {
  const auto screener =
      ScreenerFor({RuleFor("hot", "thread_heat", Action::kHold),
                   RuleFor("new", "author_new", Action::kHold)});
  StoredComment stored =
      Stored("hello", {MakeSignal("thread_heat"), MakeSignal("author_new")});
  stored.author.approved = 3;
  EXPECT_EQ(JudgeAsItWas(*screener, stored).rule, "hot");
  EXPECT_EQ(JudgeAsItIsNow(*screener, stored, {.per_minute = 500}).rule, "hot");
  EXPECT_EQ(JudgeAsItIsNow(*screener, stored, {}).rule, "default");
}

// Whoever adds a filter must say where its signals come from, or a replay
// would drop them.
TEST(SignalSource, KnowsEverySignalThatTextsAloneDoNotGive) {
  Draft draft;
  draft.body = "hello";
  draft.form = FormEvidence{.honeypot_filled = true, .seconds_spent = 0.1};
  Circumstances circumstances;
  circumstances.author = {.approved = 3, .held = 0, .rejected = 9, .spam = 9};
  circumstances.bans = {{"b", BanKind::kReject, "author"},
                        {"c", BanKind::kReject, "network"},
                        {"d", BanKind::kHold, "author"}};
  circumstances.rates = {.author_minute = 1e6,
                         .network_minute = 1e6,
                         .thread_minute = 1e6,
                         .author_hour = 1e6,
                         .network_hour = 1e6};
  circumstances.duplicates.same_author_same_thread = true;
  circumstances.duplicates.cluster_size = 9;
  circumstances.duplicates.agreement = 1;
  circumstances.duplicates.other_author = true;
  circumstances.thread_mode = ThreadMode::kPremoderated;
  const auto screener = ScreenerFor({});
  Reading reading = screener->Read(draft, SketchKey());
  int seen = 0;
  const SignalSink present =
      screener->InspectCircumstances(draft, reading, circumstances);
  for (const Signal& signal : present.signals()) {
    EXPECT_NE(SourceOf(signal.name), SignalSource::kTexts) << signal.name;
    ++seen;
  }
  EXPECT_GE(seen, 8);
  screener->InspectText(draft, reading);
  for (const Signal& signal : reading.signals.signals()) {
    EXPECT_NE(SourceOf(signal.name), SignalSource::kTexts) << signal.name;
  }
}

}  // namespace
}  // namespace winnow
