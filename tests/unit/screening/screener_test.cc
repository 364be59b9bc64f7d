#include "service/screening/screener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <thread>

namespace winnow {
namespace {

constexpr SketchKey kKey = {.seed0 = 1, .seed1 = 2};

Rule MakeRule(std::string name, std::string signal, Action action) {
  Rule rule;
  rule.name = std::move(name);
  if (!signal.empty()) {
    rule.conditions = {{std::move(signal), 0.5, std::nullopt, false}};
  }
  rule.action = action;
  return rule;
}

Policy MakePolicy() {
  Policy policy;
  policy.name = "test";
  policy.revision = "3";
  policy.filters.lists = {{"slurs", TermList::Kind::kBanned, {"grottle"}}};
  policy.rules = {
      MakeRule("ban", "banned_author", Action::kReject),
      MakeRule("terms", "listed_banned", Action::kReject),
      MakeRule("links", "link_density", Action::kHold),
      MakeRule("premoderated", "thread_premoderated", Action::kHold),
      MakeRule("default", "", Action::kApprove)};
  return policy;
}

std::unique_ptr<const Screener> MakeScreener(Policy policy = MakePolicy()) {
  auto screener = Screener::Make(std::move(policy));
  EXPECT_TRUE(screener.ok()) << screener.status();
  return *std::move(screener);
}

Verdict Screen(const Screener& screener, const Draft& draft,
               const Circumstances& circumstances = {}) {
  Reading reading = screener.Read(draft, kKey);
  screener.InspectText(draft, reading);
  return screener.Judge(draft, reading, circumstances);
}

Draft WithBody(std::string body) {
  Draft draft;
  draft.display_name = "Ada";
  draft.body = std::move(body);
  return draft;
}

TEST(Screener, SaysWhichLanguageATextIsIn) {
  const auto screener = MakeScreener();
  Draft draft = WithBody("Das ist nicht die Lösung, die wir brauchen.");
  draft.language = "en";
  EXPECT_EQ(Screen(*screener, draft).language, "de");
  draft.body = "Hm.";
  EXPECT_EQ(Screen(*screener, draft).language, "en") << "the hint";
  draft.language.clear();
  EXPECT_EQ(Screen(*screener, draft).language, "und");
}

TEST(Screener, JudgesByTextAndCircumstances) {
  const auto screener = MakeScreener();
  EXPECT_EQ(Screen(*screener, WithBody("a fine day")).rule, "default");
  EXPECT_EQ(Screen(*screener, WithBody("you grottle")).rule, "terms");
  Circumstances circumstances;
  circumstances.thread_mode = ThreadMode::kPremoderated;
  EXPECT_EQ(Screen(*screener, WithBody("a fine day"), circumstances).rule,
            "premoderated");
  circumstances.bans = {{"b1", BanKind::kReject, "author"}};
  const Verdict verdict =
      Screen(*screener, WithBody("you grottle"), circumstances);
  EXPECT_EQ(verdict.rule, "ban");
  EXPECT_EQ(verdict.policy_revision, "3");
  EXPECT_EQ(verdict.signals.size(), 4u) << "all filters have run: term, ban, "
                                           "premoderated thread, new author";
}

TEST(Screener, GivesTheSketchBeforeTheTextIsInspected) {
  const auto screener = MakeScreener();
  const Draft draft = WithBody("One TWO three four five six seven eight");
  const Reading reading = screener->Read(draft, kKey);
  EXPECT_EQ(reading.sketch.bands,
            MakeSketch("one two three four five six seven eight", kKey).bands);
  EXPECT_FALSE(reading.inspected);
}

TEST(Screener, HoldsWhatWasNeverInspected) {
  const auto screener = MakeScreener();
  const Draft draft = WithBody("a fine day");
  const Verdict verdict =
      screener->Judge(draft, screener->Read(draft, kKey), {});
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, kRuleFault);
}

TEST(Screener, HoldsWhenAFilterFails) {
  Policy policy = MakePolicy();
  std::string term = "b";
  for (int i = 0; i < 40; ++i) {
    policy.filters.lists[0].terms.push_back(term += " b");
  }
  const auto screener = MakeScreener(std::move(policy));
  std::string body;
  for (int i = 0; i < 32000; ++i) body += "b ";
  const Verdict verdict = Screen(*screener, WithBody(body));
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, kRuleFault);
  EXPECT_THAT(verdict.reason, ::testing::HasSubstr("listed_terms"));
  EXPECT_THAT(verdict.failed_checks, ::testing::ElementsAre("listed_terms"));
}

TEST(Screener, HoldsWhenAStepRanOutOfMemory) {
  const auto screener = MakeScreener();
  const Draft draft = WithBody("a fine day");
  Reading reading = screener->Read(draft, kKey);
  screener->InspectText(draft, reading);
  reading.failed = true;
  EXPECT_EQ(screener->Judge(draft, reading, {}).rule, kRuleFault);
}

// A filter that asks about circumstances and does not get an answer.
class Broken final : public Filter {
 public:
  explicit Broken(bool throws) : throws_(throws) {}

  absl::string_view name() const override { return "broken"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& /*unused*/, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    if (throws_) throw std::bad_alloc();
    signals.ReportFailure(name());
  }

 private:
  const bool throws_;
};

TEST(Screener, HoldsWhenAFilterOfCircumstancesFails) {
  for (const bool throws : {false, true}) {
    std::vector<std::unique_ptr<const Filter>> filters;
    filters.push_back(std::make_unique<Broken>(throws));
    const auto screener = Screener::MakeOf(MakePolicy(), std::move(filters));
    const Draft draft = WithBody("a fine day");
    Reading reading = screener->Read(draft, kKey);
    screener->InspectText(draft, reading);
    EXPECT_EQ(screener->Judge(draft, reading, {}).rule, kRuleFault);
    const SignalSink seen = screener->InspectCircumstances(draft, reading, {});
    const Verdict verdict =
        screener->JudgeAgain(draft, reading, seen, AuthorClass::kKnown);
    EXPECT_EQ(verdict.state, State::kHeld) << throws;
    EXPECT_EQ(verdict.rule, kRuleFault) << throws;
  }
}

TEST(Screener, RefusesAPolicyThatCannotBeUsed) {
  Policy policy = MakePolicy();
  policy.rules.pop_back();
  EXPECT_EQ(Screener::Make(std::move(policy)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Screener, ServesManyThreads) {
  const auto screener = MakeScreener();
  std::vector<std::thread> threads;
  std::vector<int> rejected(4);
  for (size_t t = 0; t < rejected.size(); ++t) {
    threads.emplace_back([&screener, &rejected, t] {
      for (int i = 0; i < 300; ++i) {
        const Draft draft = WithBody(i % 2 == 0 ? "you grottle" : "ein Käse");
        rejected[t] +=
            Screen(*screener, draft).state == State::kRejected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : rejected) EXPECT_EQ(count, 150);
}

TEST(Screener, SurvivesHostileTexts) {
  const auto screener = MakeScreener();
  std::vector<std::string> bodies = {"", std::string(65525, 'a'),
                                     std::string(65525, '\xff'),
                                     std::string(65525, '.')};
  for (const char* piece : {"\u0301", "a.b ", "\u200b", "http://"}) {
    std::string& body = bodies.emplace_back();
    while (body.size() < 65000) body += piece;
  }
  for (const std::string& body : bodies) {
    EXPECT_NE(Screen(*screener, WithBody(body)).rule, kRuleFault);
  }
}

TEST(Screener, HoldsALongTextOfCharactersThatEachBecomeMany) {
  std::string body = "Salutations \ufdfa";
  const auto screener = MakeScreener();
  EXPECT_EQ(Screen(*screener, WithBody(body)).rule, "default");
  while (body.size() < 65000) body += "\ufdfa";
  EXPECT_EQ(Screen(*screener, WithBody(body)).rule, kRuleFault);
}

TEST(Screener, HoldsATextMadeToGrowWhenItIsNormalized) {
  const auto screener = MakeScreener();
  std::string body;
  while (body.size() < 65000)
    body += "\ufdfa";  // one letter, eighteen when read
  const Verdict verdict = Screen(*screener, WithBody(body));
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, kRuleFault);
}

}  // namespace
}  // namespace winnow
