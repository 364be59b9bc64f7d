#include "service/intake/term_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct ReadFile {
  TermFileFormat format;
  std::vector<std::string> entries;  // "LINE TEXT"
  std::vector<std::string> skipped;  // the same
  int64_t skipped_count = 0;
};

ReadFile Read(const std::string& content,
              std::optional<TermFileFormat> format = std::nullopt,
              size_t piece_bytes = 1 << 20) {
  TermFile file(format);
  for (size_t i = 0; i < content.size(); i += piece_bytes) {
    EXPECT_THAT(file.Add(absl::string_view(content).substr(i, piece_bytes)),
                IsOk());
  }
  EXPECT_THAT(file.End(), IsOk());
  ReadFile read{.format = file.format(), .entries = {}, .skipped = {}};
  for (const WrittenTerm& entry : file.entries()) {
    read.entries.push_back(absl::StrCat(entry.line, " ", entry.text));
  }
  for (const auto& line : file.skipped().named) {
    read.skipped.push_back(absl::StrCat(line.line, " ", line.why));
  }
  read.skipped_count = file.skipped().count;
  return read;
}

struct FileRow {
  const char* name;
  std::string content;
  TermFileFormat format;
  std::vector<std::string> entries;
  std::vector<std::string> skipped = {};
};

std::ostream& operator<<(std::ostream& out, const FileRow& row) {
  return out << row.name;
}

class TermFileFormats : public testing::TestWithParam<FileRow> {};

TEST_P(TermFileFormats, AreFoundOutAndRead) {
  const FileRow& row = GetParam();
  const ReadFile read = Read(row.content);
  EXPECT_EQ(read.format, row.format);
  EXPECT_EQ(read.entries, row.entries);
  EXPECT_EQ(read.skipped, row.skipped);
}

// Pieces may end anywhere, also inside a character or a line end.
TEST_P(TermFileFormats, AreReadTheSameInPiecesOfAnyLength) {
  const FileRow& row = GetParam();
  for (const size_t bytes : {1, 2, 3, 7}) {
    const ReadFile read = Read(row.content, std::nullopt, bytes);
    EXPECT_EQ(read.format, row.format) << bytes;
    EXPECT_EQ(read.entries, row.entries) << bytes;
    EXPECT_EQ(read.skipped, row.skipped) << bytes;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Published, TermFileFormats,
    testing::Values(
        FileRow{"Nothing", "", TermFileFormat::kLines, {}},
        FileRow{"OnlyAMark", "\xEF\xBB\xBF", TermFileFormat::kLines, {}},
        FileRow{"Lines",
                "# a list\nrude\n\n some phrase \nugly # very\nc#\n",
                TermFileFormat::kLines,
                {"2 rude", "4 some phrase", "5 ugly", "6 c#"}},
        FileRow{"WindowsLinesWithAMark",
                "\xEF\xBB\xBFrude\r\n\r\n\u00FCbel\r\nlast",
                TermFileFormat::kLines,
                {"1 rude", "3 \u00FCbel", "4 last"}},
        FileRow{"LinesOfProse",
                "well, well\nsooner or later\n",
                TermFileFormat::kLines,
                {"1 well, well", "2 sooner or later"}},
        FileRow{"CsvWithAHeading",
                "word,severity\nrude,2\n\"well, well\",1\n\"a \"\"b\"\"\",3\n",
                TermFileFormat::kCsv,
                {"2 rude", "3 well, well", "4 a \"b\""}},
        FileRow{"CsvWithSemicolons",
                "rude;2\n;1\nugly;3\n",
                TermFileFormat::kCsv,
                {"1 rude", "3 ugly"},
                {"2 its first column is empty"}},
        FileRow{"CsvOfOneQuotedColumn",
                "\"domain\"\n\"bad.example\"\n",
                TermFileFormat::kCsv,
                {"2 bad.example"}},
        FileRow{"Hosts",
                "# hosts\n127.0.0.1 localhost\n::1 localhost ip6-loopback\n"
                "0.0.0.0 0.0.0.0\n0.0.0.0 bad.example worse.example # why\n"
                "0.0.0.0\tugly.example\nbare.example\ntwo words\n",
                TermFileFormat::kDomains,
                {"5 bad.example", "5 worse.example", "6 ugly.example",
                 "7 bare.example"},
                {"8 has more than one domain"}},
        FileRow{"AdBlockerRules",
                "[Adblock Plus]\n! Title: bad\n||bad.example^\n"
                "||worse.example^$third-party\n@@||good.example^\n",
                TermFileFormat::kDomains,
                {"3 bad.example"},
                {"4 is an ad blocker's rule other than ||domain^",
                 "5 is an ad blocker's rule other than ||domain^"}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(TermFile, TakesWordPressKeysAsTheyStand) {
  const ReadFile read =
      Read("# not a comment\n press \n", TermFileFormat::kWordPressKeys);
  EXPECT_THAT(read.entries, ElementsAre("1 # not a comment", "2 press"));
}

TEST(TermFile, IsNotSwallowedByAQuoteThatSomebodyForgot) {
  const ReadFile read =
      Read("rude,2\n\"open,1\nugly,3\n", TermFileFormat::kCsv);
  EXPECT_THAT(read.entries, ElementsAre("1 rude", "3 ugly"));
  EXPECT_THAT(read.skipped, ElementsAre("2 has a quote that is not closed"));
}

TEST(TermFile, LeavesOutALineThatIsTooLongAndGoesOn) {
  const std::string longest(TermFile::kLineBytesMax, 'x');
  for (const size_t bytes : {size_t{100}, size_t{1} << 20}) {
    const ReadFile read =
        Read(absl::StrCat(longest, "\n", longest, "x\nrude\n"),
             TermFileFormat::kLines, bytes);
    EXPECT_EQ(read.entries.size(), 2u);
    EXPECT_THAT(read.skipped, ElementsAre("2 has more than 8192 bytes"));
  }
}

TEST(TermFile, NamesTheFirstHundredBadLinesAndCountsAll) {
  std::string content;
  for (int i = 0; i < 250; ++i) content += "two words\n";
  const ReadFile read = Read(content, TermFileFormat::kDomains);
  EXPECT_THAT(read.entries, IsEmpty());
  EXPECT_EQ(read.skipped.size(), 100u);
  EXPECT_EQ(read.skipped_count, 250);
}

TEST(TermFile, RefusesUtf16) {
  TermFile file(std::nullopt);
  const absl::Status status =
      file.Add(absl::string_view("\xFF\xFEr\0u\0d\0e\0\n\0", 12));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), HasSubstr("save it as UTF-8"));
}

TEST(TermFile, EndsAtMoreEntriesThanAnyListTakes) {
  TermFile file(TermFileFormat::kLines);
  std::string piece;
  for (int i = 0; i < 1000; ++i) piece += "x\n";
  for (size_t i = 0; i < TermFile::kEntriesMax / 1000; ++i) {
    ASSERT_THAT(file.Add(piece), IsOk());
  }
  EXPECT_THAT(file.Add(piece), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(file.End(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(file.entries().size(), TermFile::kEntriesMax);
}

}  // namespace
}  // namespace winnow
