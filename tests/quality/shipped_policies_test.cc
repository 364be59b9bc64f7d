// What a newsroom may rely on in the policies that are shipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "service/api/policy_text.h"
#include "service/screening/screener.h"

namespace winnow {
namespace {

using ::testing::ElementsAreArray;

constexpr absl::string_view kShipped[] = {"balanced",    "coral",  "open",
                                          "premoderate", "strict", "wordpress"};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Policy Load(absl::string_view name) {
  absl::StatusOr<Policy> policy = ParsePolicy(ReadFile(
      absl::StrCat(WINNOW_DEPLOY_DIR "/policies/", name, ".textproto")));
  EXPECT_TRUE(policy.ok()) << name << ": " << policy.status();
  return policy.ok() ? *std::move(policy) : Policy();
}

std::vector<std::string> LoadList(absl::string_view name) {
  std::istringstream lines(
      ReadFile(absl::StrCat(WINNOW_DEPLOY_DIR "/lists/", name, ".txt")));
  std::vector<std::string> terms;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') terms.push_back(line);
  }
  return terms;
}

TEST(ShippedPolicies, CarryTheShippedListsAsTheyAre) {
  for (const absl::string_view name : kShipped) {
    const Policy policy = Load(name);
    EXPECT_EQ(policy.name, name);
    for (const TermList& list : policy.filters.lists) {
      if (list.terms.empty()) continue;  // for the publisher's own words
      EXPECT_THAT(list.terms, ElementsAreArray(LoadList(list.name)))
          << name << ": " << list.name;
    }
  }
}

struct Scene {
  Draft draft;
  Circumstances circumstances;
};

// A known author with something ordinary to say.
Scene MakeScene(std::string body = "I do not agree with the mayor at all.") {
  Scene scene;
  scene.draft.display_name = "Jane Doe";
  scene.draft.body = std::move(body);
  scene.circumstances.author.approved = 5;
  return scene;
}

class Desk {
 public:
  explicit Desk(absl::string_view policy,
                const Classifier* classifier = nullptr) {
    auto screener = Screener::Make(Load(policy), {}, classifier);
    EXPECT_TRUE(screener.ok()) << screener.status();
    screener_ = *std::move(screener);
  }

  // "rule: STATE"
  std::string Judge(const Scene& scene) const {
    Reading reading = screener_->Read(scene.draft, {.seed0 = 1, .seed1 = 2});
    screener_->InspectText(scene.draft, reading);
    const Verdict verdict =
        screener_->Judge(scene.draft, reading, scene.circumstances);
    return absl::StrCat(verdict.rule, ": ", StateName(verdict.state));
  }

  std::string JudgeBody(const std::string& body) const {
    return Judge(MakeScene(body));
  }

 private:
  std::unique_ptr<const Screener> screener_;
};

TEST(Balanced, DecidesWhatItSaysItDecides) {
  const Desk desk("balanced");
  EXPECT_EQ(desk.Judge(MakeScene()), "default: APPROVED");

  Scene scene = MakeScene();
  scene.circumstances.author = {};
  EXPECT_EQ(desk.Judge(scene), "default: APPROVED") << "no first-comment hold";

  scene = MakeScene();
  scene.circumstances.bans = {{"b", BanKind::kReject, "author"}};
  EXPECT_EQ(desk.Judge(scene), "banned-author: REJECTED");
  scene.draft.author_role = AuthorRole::kStaff;
  EXPECT_EQ(desk.Judge(scene), "banned-author: REJECTED");
  scene.circumstances.bans = {{"b", BanKind::kHold, "network"}};
  EXPECT_EQ(desk.Judge(scene), "ban-hold: HELD");

  scene = MakeScene();
  scene.draft.form = FormEvidence{true, std::nullopt};
  EXPECT_EQ(desk.Judge(scene), "honeypot: SPAM");

  scene = MakeScene();
  scene.circumstances.duplicates.same_author_same_thread = true;
  EXPECT_EQ(desk.Judge(scene), "duplicate: REJECTED");

  scene = MakeScene("The same old story that you have to hear from everybody.");
  scene.circumstances.duplicates.cluster_size = 2;
  scene.circumstances.duplicates.other_author = true;
  EXPECT_EQ(desk.Judge(scene), "campaign: HELD");
  scene.draft.body += " https://example.com";
  EXPECT_EQ(desk.Judge(scene), "campaign-with-link: SPAM");

  scene = MakeScene();
  scene.circumstances.rates.author_minute = 6;
  EXPECT_EQ(desk.Judge(scene), "author-rate: HELD");

  scene = MakeScene();
  scene.circumstances.thread_mode = ThreadMode::kPremoderated;
  EXPECT_EQ(desk.Judge(scene), "premoderated-thread: HELD");
  scene.draft.author_role = AuthorRole::kStaff;
  EXPECT_EQ(desk.Judge(scene), "staff: APPROVED");

  scene = MakeScene();
  scene.draft.display_name = "buy-pills.com";
  EXPECT_EQ(desk.Judge(scene), "link-in-name: HELD");

  EXPECT_EQ(desk.JudgeBody("You are all faggots."), "banned-term: REJECTED");
  EXPECT_EQ(desk.JudgeBody("Go kill yourself."), "suspect-term: HELD");
  EXPECT_EQ(desk.JudgeBody("Du Hurensohn!"), "suspect-term: HELD");
  EXPECT_EQ(desk.JudgeBody("I make $500 a week, ask me how."),
            "suspect-term: HELD");
  EXPECT_EQ(desk.JudgeBody("see https://bit.ly/x"), "link-shortener: HELD");
  EXPECT_EQ(desk.JudgeBody("a.com b.com c.com"), "many-links: HELD");
  EXPECT_EQ(desk.JudgeBody("see https://bbc.co.uk/x and www.cnn.com"),
            "default: APPROVED");
}

TEST(Balanced, LeavesOrdinaryTextOfManyKindsAlone) {
  const Desk desk("balanced");
  for (const char* body :
       {"This is bullshit, and the damn council knows it.",
        "What the fuck were they thinking?",
        "Scunthorpe, Penistone and Clitheroe have specialists.",
        "Mr. A. S. Smith saw cockpits, cocktails, Dick Cheney and a titmouse.",
        "A chink in the armor; spick and span; a Maine coon; a niggardly sum.",
        "Le train est en retard, il est trop tard.",
        "FDP und CDU streiten, das Ende der Hure Babylon im Theater.",
        "Det är slut på filmen, och fan vad bra den var.",
        "La hora de la verdad, con negro sobre blanco.",
        "Жидкость разлилась, хлеб и хата.",
        "המועצה החליטה אתמול לסגור את הפארק.",
        "وافق المجلس أمس على إغلاق الحديقة.",
        "परिषद ने कल पार्क बंद करने का निर्णय लिया।", "市议会昨天决定关闭公园。",
        "市議会は昨日公園を閉鎖することを決めた。",
        "시의회는 어제 공원을 닫기로 결정했다.",
        "Το συμβούλιο αποφάσισε χθες να κλείσει το πάρκο."}) {
    EXPECT_EQ(desk.JudgeBody(body), "default: APPROVED") << body;
  }
}

TEST(Strict, HoldsFirstCommentsLinksAndSwearing) {
  const Desk desk("strict");
  Scene scene = MakeScene();
  EXPECT_EQ(desk.Judge(scene), "default: APPROVED");
  scene.circumstances.author = {};
  EXPECT_EQ(desk.Judge(scene), "first-comment: HELD");
  EXPECT_EQ(desk.JudgeBody("see https://example.com"), "link-of-known: HELD");
  EXPECT_EQ(desk.JudgeBody("This is bullshit."), "suspect-term: HELD");
}

TEST(Strict, HoldsWhatTheModelIsNotSureOfAndWhatItHasNotLearned) {
  const auto model = Classifier::Open(WINNOW_DEPLOY_DIR "/models/winnow.model");
  ASSERT_TRUE(model.ok()) << model.status();
  const Desk desk("strict", model->get());
  const struct {
    const char* body;
    const char* verdict;
  } rows[] = {
      {"I do not agree with the mayor at all.", "default: APPROVED"},
      {"You are a stupid loser.", "probably-abuse: HELD"},
      {"What a stupid argument from a fool.", "not-sure: HELD"},
      {"Minusta tämä on todella hyvä asia ja olen iloinen siitä, että se on "
       "nyt myös meidän kaupungissa, kiitos kaikille.",
       "language-not-learned: HELD"},
      // Too short to tell the language by.
      {"ok", "default: APPROVED"},
      {"lol", "default: APPROVED"},
      {"Danke!", "default: APPROVED"},
      {"👍", "default: APPROVED"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(desk.JudgeBody(row.body), row.verdict) << row.body;
  }
  Scene scene = MakeScene("What a stupid argument from a fool.");
  scene.circumstances.author.approved = 50;
  scene.draft.author_verified = true;
  EXPECT_EQ(desk.Judge(scene), "default: APPROVED") << "of a trusted author";
  const Desk without("strict");
  EXPECT_EQ(without.JudgeBody(rows[3].body), "default: APPROVED");
}

TEST(Premoderate, PublishesOnlyWhatStaffWrite) {
  const Desk desk("premoderate");
  Scene scene = MakeScene();
  EXPECT_EQ(desk.Judge(scene), "default: HELD");
  scene.draft.author_role = AuthorRole::kStaff;
  EXPECT_EQ(desk.Judge(scene), "staff: APPROVED");
}

TEST(Open, HoldsNothingForItsWords) {
  const Desk desk("open");
  EXPECT_EQ(desk.JudgeBody("you piece of shit, a.com b.com c.com"),
            "default: APPROVED");
  EXPECT_EQ(desk.JudgeBody("You are all faggots."), "banned-term: REJECTED");
}

TEST(ShippedPolicies, HaveNoRuleThatNeverDecides) {
  for (const absl::string_view name : kShipped) {
    const auto checked = CheckPolicy(ReadFile(
        absl::StrCat(WINNOW_DEPLOY_DIR "/policies/", name, ".textproto")));
    ASSERT_TRUE(checked.ok()) << name << ": " << checked.status();
    for (const std::string& warning : checked->warnings) {
      EXPECT_THAT(warning, testing::HasSubstr("no model")) << name;
    }
  }
}

// A desk with a publisher's own words on the lists of a preset.
class KeysDesk {
 public:
  KeysDesk(absl::string_view name, std::vector<std::string> refused,
           std::vector<std::string> held) {
    Policy policy = Load(name);
    policy.filters.lists[0].terms = std::move(refused);
    policy.filters.lists[1].terms = std::move(held);
    screener_ = *Screener::Make(std::move(policy));
  }

  std::string Judge(const Scene& scene) const {
    Reading reading = screener_->Read(scene.draft, {.seed0 = 1, .seed1 = 2});
    screener_->InspectText(scene.draft, reading);
    const Verdict verdict =
        screener_->Judge(scene.draft, reading, scene.circumstances);
    return absl::StrCat(verdict.rule, ": ", StateName(verdict.state));
  }

 private:
  std::unique_ptr<const Screener> screener_;
};

TEST(WordPress, DecidesAsItsDiscussionSettingsDo) {
  const KeysDesk desk("wordpress", {"casino"}, {"press"});
  EXPECT_EQ(desk.Judge(MakeScene()), "default: APPROVED");
  EXPECT_EQ(desk.Judge(MakeScene("see https://a.example")),
            "default: APPROVED");
  EXPECT_EQ(desk.Judge(MakeScene("https://a.example and www.example.org")),
            "second-link: HELD");
  EXPECT_EQ(desk.Judge(MakeScene("I run WordPress myself")),
            "moderation-key: HELD")
      << "keys match inside words";
  Scene scene = MakeScene();
  scene.draft.display_name = "OnlineCasino24";
  EXPECT_EQ(desk.Judge(scene), "disallowed-key: SPAM");
  scene = MakeScene();
  scene.draft.website = "https://best-casino.example";
  EXPECT_EQ(desk.Judge(scene), "disallowed-key: SPAM");
  // It overrides what would have been approved or held.
  EXPECT_EQ(desk.Judge(MakeScene("casino press")), "disallowed-key: SPAM");
  scene = MakeScene();
  scene.circumstances.author = {};
  EXPECT_EQ(desk.Judge(scene), "first-comment: HELD");
  scene.circumstances.duplicates.same_author_same_thread = true;
  EXPECT_EQ(desk.Judge(scene), "duplicate: REJECTED");
  scene = MakeScene("casino");
  scene.draft.author_role = AuthorRole::kStaff;
  EXPECT_EQ(desk.Judge(scene), "staff: APPROVED");
}

TEST(Coral, DecidesAsAStoryWithoutPremoderationDoes) {
  const KeysDesk desk("coral", {"vile"}, {"dubious"});
  EXPECT_EQ(desk.Judge(MakeScene()), "default: APPROVED");
  EXPECT_EQ(desk.Judge(MakeScene("a vile man")), "banned-word: REJECTED");
  EXPECT_EQ(desk.Judge(MakeScene("the revile men")), "default: APPROVED")
      << "whole words";
  EXPECT_EQ(desk.Judge(MakeScene("dubious")), "suspect-word: HELD");
  Scene scene = MakeScene();
  scene.circumstances.author = {};
  EXPECT_EQ(desk.Judge(scene), "default: APPROVED") << "off in Coral";
  scene = MakeScene();
  scene.circumstances.author.approved_lately = 6;
  scene.circumstances.author.refused_lately = 4;
  EXPECT_EQ(desk.Judge(scene), "recent-history: HELD");
  scene = MakeScene();
  scene.circumstances.duplicates.same_author_same_thread = true;
  EXPECT_EQ(desk.Judge(scene), "repeat-post: HELD");
}

}  // namespace
}  // namespace winnow
