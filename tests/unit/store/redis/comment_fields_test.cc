#include "service/store/redis/comment_fields.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/redis/note_record.h"
#include "service/store/redis/reply_reader.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

// Names and values in turn, as Redis reads them.
std::vector<std::string> Read(const Arguments& written) {
  ReplyReader reader;
  reader.Feed(absl::StrCat("*", written.size(), "\r\n", written.encoded()));
  Reply list;
  EXPECT_THAT(reader.Next(list), IsOkAndHolds(true));
  EXPECT_EQ(list.size(), written.size());
  std::vector<std::string> texts;
  for (const Reply& item : list.items()) texts.emplace_back(item.text());
  return texts;
}

Comment SampleComment() {
  Comment comment;
  comment.id = *ParseUuid("0190a0a0-0000-7000-8000-000000000001");
  comment.thread = "2025/a";
  comment.parent = ParseUuid("0190a0a0-0000-7000-8000-000000000002");
  comment.display_name = "Ann";
  comment.website = "https://ann.example/";
  comment.body = "Hello,\nworld";
  comment.state = State::kRejected;
  comment.author_handle = "abcd2345";
  comment.author_role = AuthorRole::kStaff;
  comment.author_verified = true;
  comment.create_time = absl::FromUnixMillis(1764000000123);
  comment.update_time = absl::FromUnixMillis(1764000000999);
  comment.revision = 3;
  comment.edited = true;
  comment.featured = true;
  comment.public_reason = "language";
  return comment;
}

TEST(CommentFields, ReadBackThePublicComment) {
  const Comment written = SampleComment();
  const std::vector<std::string> fields = Read(PublicFields(written));
  Comment read;
  read.id = written.id;
  for (size_t i = 0; i < fields.size(); i += 2) {
    SetPublicField(fields[i], fields[i + 1], read);
  }
  EXPECT_EQ(read.thread, written.thread);
  EXPECT_EQ(read.parent, written.parent);
  EXPECT_EQ(read.display_name, written.display_name);
  EXPECT_EQ(read.website, written.website);
  EXPECT_EQ(read.body, written.body);
  EXPECT_EQ(read.state, written.state);
  EXPECT_EQ(read.author_handle, written.author_handle);
  EXPECT_EQ(read.author_role, written.author_role);
  EXPECT_EQ(read.author_verified, written.author_verified);
  EXPECT_EQ(read.create_time, written.create_time);
  EXPECT_EQ(read.update_time, written.update_time);
  EXPECT_EQ(read.revision, written.revision);
  EXPECT_EQ(read.edited, written.edited);
  EXPECT_EQ(read.deleted, written.deleted);
  EXPECT_EQ(read.featured, written.featured);
  EXPECT_EQ(read.public_reason, written.public_reason);
}

TEST(CommentFields, LeaveOutWhatIsEmpty) {
  Comment comment;
  comment.body = "x";
  const std::vector<std::string> fields = Read(PublicFields(comment));
  for (size_t i = 1; i < fields.size(); i += 2) EXPECT_NE(fields[i], "");
  EXPECT_EQ(std::count(fields.begin(), fields.end(), "website"), 0);
  EXPECT_EQ(std::count(fields.begin(), fields.end(), "updated"), 0);
}

TEST(CommentFields, ReadBackThePrivatePart) {
  PrivatePart written;
  written.thread_key = "0123456789abcdef";
  written.email.bytes = std::string("\0\1sealed", 8);
  written.author = {.exact = "e", .folded = "f"};
  written.network = {.host = "h", .subnet = "s"};
  written.author_id = "account";
  written.verdict.state = State::kSpam;
  written.verdict.public_reason = "duplicate";
  written.verdict.model_revision = "3";
  written.verdict.rule = "suspect";
  written.verdict.reason = "because";
  written.verdict.priority = 12;
  written.verdict.policy_revision = "7";
  written.verdict.signals = {
      {.name = "listed_suspect",
       .strength = 0.75,
       .spans = {{.begin = 3, .end = 9, .field = TextField::kName}},
       .reason = "a listed term",
       .entries = {{.list = "own", .entry = "phrase"}}}};
  written.verdict.conditions = {
      {.signal = "listed_suspect", .value = 0.75, .bound = ">= 0.5"}};
  written.verdict.scores = {{"toxicity", 0.25}};
  written.verdict.shadow_rules = {"stricter"};
  written.sketch = std::string(32, 'k');
  written.cluster = ParseUuid("0190a0a0-0000-7000-8000-000000000002");
  written.tags = {"one", "two"};
  const std::vector<std::string> fields = Read(PrivateFields(Uuid(), written));
  PrivatePart read;
  for (size_t i = 0; i < fields.size(); i += 2) {
    ASSERT_THAT(SetPrivateField(fields[i], fields[i + 1], read), IsOk());
  }
  EXPECT_EQ(read.email.bytes, written.email.bytes);
  EXPECT_EQ(read.author.exact, "e");
  EXPECT_EQ(read.author.folded, "f");
  EXPECT_EQ(read.network.host, "h");
  EXPECT_EQ(read.network.subnet, "s");
  EXPECT_EQ(read.author_id, "account");
  EXPECT_EQ(read.verdict.state, State::kSpam);
  EXPECT_EQ(read.verdict.rule, "suspect");
  EXPECT_EQ(read.verdict.reason, "because");
  EXPECT_EQ(read.verdict.public_reason, "duplicate");
  EXPECT_EQ(read.verdict.policy_revision, "7");
  EXPECT_EQ(read.verdict.model_revision, "3");
  EXPECT_EQ(read.verdict.priority, 12);
  ASSERT_EQ(read.verdict.signals.size(), 1u);
  EXPECT_EQ(read.verdict.signals[0].spans, written.verdict.signals[0].spans);
  EXPECT_DOUBLE_EQ(read.verdict.signals[0].strength, 0.75);
  EXPECT_EQ(read.verdict.signals[0].entries,
            written.verdict.signals[0].entries);
  EXPECT_EQ(read.verdict.conditions[0].bound, ">= 0.5");
  EXPECT_DOUBLE_EQ(read.verdict.scores["toxicity"], 0.25);
  EXPECT_EQ(read.verdict.shadow_rules, written.verdict.shadow_rules);
  EXPECT_EQ(read.cluster, written.cluster);
  EXPECT_EQ(read.tags, written.tags);
}

TEST(CommentFields, ReadNotesInTheirOrderAndTheAppeal) {
  PrivatePart read;
  for (const int number : {2, 10, 1}) {
    Note note;
    note.key_id = "mod1";
    note.key_name = "Ines";
    note.text = absl::StrCat("note ", number);
    note.time = absl::FromUnixMillis(1764000000000 + number);
    ASSERT_THAT(
        SetPrivateField(absl::StrCat("note", number), EncodeNote(note), read),
        IsOk());
  }
  ASSERT_THAT(SetPrivateField("notes", "10", read), IsOk());
  ASSERT_EQ(read.notes.size(), 3u);
  EXPECT_EQ(read.notes[0].number, 1);
  EXPECT_EQ(read.notes[1].text, "note 2");
  EXPECT_EQ(read.notes[2].time, absl::FromUnixMillis(1764000000010));
  EXPECT_EQ(read.notes[2].key_name, "Ines");
  EXPECT_EQ(read.appeal_time, absl::InfinitePast());
  ASSERT_THAT(SetPrivateField("appeal", "why?", read), IsOk());
  ASSERT_THAT(SetPrivateField("appealed", "1764000000000", read), IsOk());
  EXPECT_EQ(read.appeal, "why?");
  EXPECT_EQ(read.appeal_time, absl::FromUnixMillis(1764000000000));
}

TEST(CommentFields, RefuseADamagedNote) {
  const std::string bytes = EncodeNote({.text = "a note"});
  PrivatePart read;
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(SetPrivateField("note1", bytes.substr(0, size), read),
                StatusIs(absl::StatusCode::kDataLoss));
  }
  EXPECT_THAT(SetPrivateField("note1", bytes + "x", read),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(CommentFields, RefuseADamagedVerdict) {
  PrivatePart written;
  written.verdict.signals = {{.name = "honeypot", .strength = 1}};
  PrivatePart read;
  const std::vector<std::string> fields = Read(PrivateFields(Uuid(), written));
  const auto at = std::find(fields.begin(), fields.end(), "verdict");
  ASSERT_NE(at, fields.end());
  const std::string bytes = *(at + 1);
  for (size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_THAT(SetPrivateField("verdict", bytes.substr(0, size), read),
                StatusIs(absl::StatusCode::kDataLoss));
  }
}

TEST(CommentFields, SortTheQueueByPriorityThenArrival) {
  const absl::Time early = absl::FromUnixMillis(1764000000000);
  const absl::Time late = early + absl::Hours(24 * 365);
  const auto place = [](int priority, absl::Time arrival) {
    return IntOf(IndexScore(State::kHeld, priority, arrival, arrival));
  };
  EXPECT_LT(place(500, late), place(10, early));
  EXPECT_LT(place(10, early), place(10, late));
  EXPECT_EQ(place(5000, early), place(999, early));
  // Exact in the double that Redis keeps.
  EXPECT_EQ(static_cast<int64_t>(static_cast<double>(place(0, late))),
            place(0, late));
}

}  // namespace
}  // namespace winnow
