#include "service/moderation/lessons.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

TEST(Lessons, LabelWhatADecisionSays) {
  struct Row {
    State to;
    const char* reason;
    PerAdapterHead wanted;
  };
  for (const Row& row : {
           Row{State::kApproved, "", {0, 0}},
           Row{State::kSpam, "", {1, kNoLabel}},
           Row{State::kRejected, "insult", {kNoLabel, 1}},
           Row{State::kRejected, "language", {kNoLabel, 1}},
           Row{State::kRejected, "off_topic", {kNoLabel, kNoLabel}},
           Row{State::kRejected, "duplicate", {kNoLabel, kNoLabel}},
           Row{State::kRejected, "", {kNoLabel, kNoLabel}},
           Row{State::kHeld, "insult", {kNoLabel, kNoLabel}},
       }) {
    EXPECT_EQ(LabelsOf(row.to, row.reason), row.wanted) << row.reason;
  }
}

TEST(Lessons, KnowAnAuthorByTheBestThereIs) {
  PrivatePart hidden;
  EXPECT_EQ(AuthorHashOf(hidden), 0u);
  hidden.network.host = std::string("\x01\x02\x03\x04zzzz", 8);
  EXPECT_EQ(AuthorHashOf(hidden), 0x01020304u);
  hidden.author.exact = std::string("\x01\xAA\xBB\xCC\xDDzz", 7);
  EXPECT_EQ(AuthorHashOf(hidden), 0xAABBCCDDu);
}

TEST(Lessons, AreOfAnotherTextWhenAnythingIsThatAModelReads) {
  const auto keys = TestSiteKeys();
  StoredComment comment;
  comment.hidden.author.exact = "someone";
  comment.comment.thread = "2026/bus";
  comment.comment.display_name = "Ann";
  comment.comment.website = "https://ann.example";
  comment.comment.body = "the bus is late";
  const uint64_t hash = TextHashOf(*keys, comment);
  EXPECT_EQ(TextHashOf(*keys, comment), hash);
  // What is no text does not matter.
  StoredComment decided = comment;
  decided.comment.state = State::kSpam;
  EXPECT_EQ(TextHashOf(*keys, decided), hash);
  struct Row {
    const char* name;
    void (*change)(StoredComment&);
  };
  for (const Row& row : {
           Row{"body", [](StoredComment& one) { one.comment.body += "!"; }},
           Row{"name",
               [](StoredComment& one) { one.comment.display_name = "Bob"; }},
           Row{"website", [](StoredComment& one) { one.comment.website = ""; }},
           Row{"thread", [](StoredComment& one) { one.comment.thread = "-"; }},
           Row{"author",
               [](StoredComment& one) { one.hidden.author.exact = "x"; }},
           Row{"a letter that moved",
               [](StoredComment& one) {
                 one.comment.display_name += "h";
                 one.comment.website.erase(0, 1);
               }},
       }) {
    StoredComment other = comment;
    row.change(other);
    EXPECT_NE(TextHashOf(*keys, other), hash) << row.name;
  }
}

TEST(Lessons, SurviveTheirWay) {
  StoredLesson lesson;
  lesson.lesson.about.value = {1, 2, 3};
  lesson.lesson.text_hash = 0xFEDCBA9876543210u;
  lesson.lesson.teacher = 0xFFFFFFFFu;
  lesson.lesson.labels = {0.75F, kNoLabel};
  lesson.to = State::kSpam;
  lesson.undone = true;
  lesson.model_revision = "0123abcd";
  for (const bool with_text : {false, true}) {
    if (with_text) lesson.text.emplace().buckets = {0, 16383};
    lesson.feature_version = with_text ? 77 : kFeatureVersion;
    const std::string bytes = EncodeLesson(lesson);
    const auto read = DecodeLesson(bytes);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->lesson.about, lesson.lesson.about);
    EXPECT_EQ(read->lesson.text_hash, lesson.lesson.text_hash);
    EXPECT_EQ(read->lesson.teacher, lesson.lesson.teacher);
    EXPECT_EQ(read->lesson.labels, lesson.lesson.labels);
    EXPECT_EQ(read->to, State::kSpam);
    EXPECT_TRUE(read->undone);
    EXPECT_EQ(read->text.has_value(), with_text);
    EXPECT_EQ(read->model_revision, with_text ? "0123abcd" : "");
    EXPECT_EQ(read->feature_version, lesson.feature_version);
    for (size_t i = 0; i < bytes.size(); ++i) {
      // Whatever is cut off is noticed or was not needed.
      DecodeLesson(bytes.substr(0, i)).IgnoreError();
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 0x80);
      const auto other = DecodeLesson(changed);
      if (!other.ok() || !other->text) continue;
      for (const uint16_t bucket : other->text->buckets) {
        EXPECT_LT(bucket, kAdapterBuckets);
      }
    }
  }
}

}  // namespace
}  // namespace winnow
