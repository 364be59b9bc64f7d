#include "clients/cli/score_lines.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

v1::Screening Screening(const std::string& text) {
  v1::Screening screening;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("model_revision: 'm1' ", text), &screening));
  return screening;
}

constexpr char kTwoScores[] = R"(
  rule { conditions { condition { score: "spam" at_least: 0.3 } value: 0.34 } }
  scores { key: "toxicity" value: 0.93 }
  scores { key: "spam" value: 0.34 }
  scores { key: "insult" value: 0.12 }
  score_details { score: "insult" probability: 0.12 model_revision: "m1" }
  score_details {
    score: "spam" probability: 0.34 model_revision: "m1" bias: -2
    others_weight: 0.5 log_odds: -0.5
    features { text: "links: 1" weight: 1 }
  }
  score_details {
    score: "toxicity" probability: 0.93 model_revision: "m1" bias: -1
    others_weight: 0.1 log_odds: 3
    features { text: "fool" weight: 2 spans { begin: 8 end: 12 } }
    features { text: "a fool" weight: 1 spans { begin: 6 end: 12 } }
    features { text: "You" weight: -0.5 spans { begin: 0 end: 3 } }
    features { text: "so" weight: 0.4 spans { begin: 13 end: 15 } }
  }
  score_details { score: "threat" probability: 0.99 confidence: 0.1
                  model_revision: "m1" })";

TEST(ScoreLines, TellWhatARuleAskedAndWhatIsHigh) {
  v1::Screening screening = Screening(kTwoScores);
  KeepScoresThatMatter(screening);
  EXPECT_THAT(
      ScoreLines(screening, false),
      ElementsAre("0.93 #########.  toxicity: \"fool\" +2.00, \"a "
                  "fool\" +1.00, \"You\" -0.50",
                  "0.34 ###.......  spam: links: 1 +1.00", "insult 0.12"));
}

TEST(ScoreLines, KeepTheSumOfWhatIsLeftOut) {
  v1::Screening screening = Screening(kTwoScores);
  KeepScoresThatMatter(screening);
  const v1::ScoreDetail& toxicity = screening.score_details(1);
  ASSERT_EQ(toxicity.score(), "toxicity");
  EXPECT_EQ(toxicity.features_size(), 3);
  EXPECT_DOUBLE_EQ(toxicity.others_weight(), 0.5);
}

TEST(ScoreLines, TellEverythingWhenAskedWhy) {
  const std::string all =
      absl::StrJoin(ScoreLines(Screening(kTwoScores), true), "\n");
  EXPECT_THAT(all, HasSubstr("0.99 ##########  threat  (the model abstains: "
                             "confidence 0.10)"));
  EXPECT_THAT(all, HasSubstr("0.93 #########.  toxicity\n"
                             "   +2.00  \"fool\"\n"
                             "   +1.00  \"a fool\"\n"
                             "   -0.50  \"You\"\n"
                             "   +0.40  \"so\"\n"
                             "   +0.10  all else\n"
                             "   -1.00  where every text starts\n"
                             "   +3.00  log-odds, the sum\n"));
}

TEST(ScoreLines, SayWhenAnotherModelExplains) {
  v1::Screening screening = Screening(kTwoScores);
  screening.set_model_revision("m0");
  KeepScoresThatMatter(screening);
  EXPECT_THAT(ScoreLines(screening, false)[0],
              HasSubstr("toxicity  (model m1, loaded now, gives 0.93)"));
}

TEST(ScoreLines, SendNoControlCharacterToTheTerminal) {
  v1::Screening screening;
  (*screening.mutable_scores())["spam\033[2J"] = 0.9;
  v1::ScoreDetail& detail = *screening.add_score_details();
  detail.set_score("spam\033[2J");
  auto& feature = *detail.add_features();
  feature.set_text("\033]0;x\007\xE2\x80\xAE\nbuy");
  feature.set_weight(1);
  feature.add_spans()->set_end(3);
  (*screening.mutable_scores())["other\n\033c"] = 0.1;
  for (const bool why : {false, true}) {
    for (const std::string& line : ScoreLines(screening, why)) {
      for (const char c : line) EXPECT_GE(static_cast<uint8_t>(c), 0x20);
      EXPECT_THAT(line, Not(HasSubstr("\xE2\x80\xAE")));
    }
  }
}

TEST(BodySpans, AreThoseOfSignalsAndOfWhatRaisedAScore) {
  v1::Screening screening = Screening(kTwoScores);
  KeepScoresThatMatter(screening);
  v1::Signal& signal = *screening.add_signals();
  signal.add_spans()->set_end(4);
  v1::Span& name = *signal.add_spans();
  name.set_field(v1::Span::DISPLAY_NAME);
  name.set_end(2);
  std::vector<std::string> spans;
  for (const MarkedSpan& span : BodySpans(screening)) {
    spans.push_back(absl::StrCat(span.begin, "-", span.end));
  }
  EXPECT_THAT(spans, ElementsAre("0-4", "8-12", "6-12"));
}

}  // namespace
}  // namespace winnow
