#include "clients/cli/review_page.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/evidence_lines.h"
#include "clients/cli/marked_text.h"
#include "clients/cli/names.h"
#include "clients/cli/score_lines.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

using Frame = std::vector<std::string>;

constexpr int kTextColumnsMax = 100;  // longer lines are hard to read
constexpr int kBarColumns = 10;
constexpr double kScoreShown = 0.3;  // lower ones are in `why`
constexpr int kTextRowsMin = 3;

constexpr absl::string_view kKeys =
    "a approve  r reject  s spam  n next  u undo  b ban  w why  ? help  q quit";
constexpr absl::string_view kKeysIdle = "u undo  ? help  q quit";

// One line for a terminal of `columns`: sanitized, cut, then styled.
std::string OneLine(const Output& out, Style style, absl::string_view text,
                    int columns) {
  return out.Styled(style,
                    FitToWidth(SanitizeText(text, Lines::kOne), columns));
}

std::string Bar(double value) {
  const auto full = static_cast<size_t>(
      std::lround(std::clamp(value, 0.0, 1.0) * kBarColumns));
  return std::string(full, '#') +
         std::string(static_cast<size_t>(kBarColumns) - full, '.');
}

std::string BarLine(double value, absl::string_view what) {
  return absl::StrFormat("%.2f %s  %s", value, Bar(value), what);
}

std::string DescribeThread(const v1::ModeratedComment& item) {
  const v1::Thread& thread = item.thread();
  std::string text =
      thread.title().empty() ? item.comment().thread_id() : thread.title();
  if (!thread.section().empty()) {
    absl::StrAppend(&text, "  [", thread.section(), "]");
  }
  if (thread.hot()) {
    absl::StrAppend(&text, "  comments pour in");
  } else if (thread.state() == v1::Thread::PREMODERATED ||
             thread.state() == v1::Thread::CLOSED) {
    absl::StrAppend(&text, "  ", v1::Thread::State_Name(thread.state()));
  }
  return text;
}

std::string DescribeWriting(const v1::ModeratedComment& item, absl::Time now) {
  const v1::Comment& comment = item.comment();
  std::string text = absl::StrCat(ShortId(comment.name()), "  written ",
                                  Age(comment.create_time(), now), " ago");
  if (comment.edited()) absl::StrAppend(&text, ", edited");
  if (comment.author_role() == v1::Comment::STAFF) {
    absl::StrAppend(&text, ", STAFF");
  }
  if (item.similar_count() > 0) {
    absl::StrAppend(&text, ", ", item.similar_count(), " more like this");
  }
  if (!item.tags().empty()) {
    absl::StrAppend(&text, ", tags ", absl::StrJoin(item.tags(), " "));
  }
  return text;
}

// Article, parent, author: what the text is read with.
Frame Context(const ReviewPage& page, const Output& out, int columns,
              absl::Time now) {
  const v1::ModeratedComment& item = *page.item;
  Frame lines = {OneLine(out, Style::kBold, DescribeThread(item), columns)};
  if (item.has_parent_comment()) {
    const v1::Comment& parent = item.parent_comment();
    lines.push_back(OneLine(
        out, Style::kDim,
        absl::StrCat("answers ", parent.display_name(), ": ", parent.body()),
        columns));
  }
  lines.push_back(
      OneLine(out, Style::kPlain, DescribeAuthor(item, now), columns));
  lines.push_back(
      OneLine(out, Style::kDim, DescribeWriting(item, now), columns));
  return lines;
}

// What people have said about it: never cut away for signals.
Frame Voices(const v1::ModeratedComment& item, const Output& out, int columns) {
  constexpr int kEachMax = 2;
  Frame lines;
  if (item.has_appeal()) {
    lines.push_back(OneLine(out, Style::kYellow,
                            absl::StrCat("appeal: ", item.appeal().text()),
                            columns));
  }
  for (int i = 0; i < std::min(item.reports_size(), kEachMax); ++i) {
    const v1::Report& report = item.reports(i);
    lines.push_back(OneLine(
        out, Style::kYellow,
        absl::StrCat(
            i == 0 ? absl::StrCat(item.report_count(), " × ") : std::string(),
            "reported: ", v1::Report::Reason_Name(report.reason()),
            report.text().empty() ? "" : ": ", report.text()),
        columns));
  }
  for (int i = std::max(0, item.notes_size() - kEachMax); i < item.notes_size();
       ++i) {
    const v1::Note& note = item.notes(i);
    lines.push_back(
        OneLine(out, Style::kYellow,
                absl::StrCat("note, ", note.principal_display_name(), ": ",
                             note.text()),
                columns));
  }
  return lines;
}

// The near-duplicates that were looked up.
Frame SimilarOnes(const ReviewPage& page, const Output& out, int columns,
                  absl::Time now) {
  Frame lines;
  for (const v1::ListSimilarResponse::Similar& one : page.similar) {
    const v1::Comment& comment = one.comment().comment();
    lines.push_back(
        OneLine(out, Style::kDim,
                absl::StrFormat("%.0f %% like it: %s  %s %s ago  %s: %s",
                                100 * one.similarity(), ShortId(comment.name()),
                                v1::Comment::State_Name(comment.state()),
                                Age(comment.create_time(), now),
                                comment.display_name(), comment.body()),
                columns));
  }
  return lines;
}

// The rule, then signals and scores as bars, strongest first.
Frame Evidence(const v1::ModeratedComment& item, const Output& out,
               int columns) {
  const v1::Screening& screening = item.screening();
  const v1::RuleMatch& rule = screening.rule();
  Frame lines = {OneLine(
      out, Style::kBold,
      absl::StrCat(rule.rule(), " → ", v1::Rule::Action_Name(rule.action()),
                   rule.reason().empty() ? "" : ": ", rule.reason()),
      columns)};
  std::vector<std::pair<double, std::string>> bars;
  for (const v1::Signal& signal : screening.signals()) {
    std::string what = signal.name();
    if (!signal.reason().empty()) {
      absl::StrAppend(&what, ": ", signal.reason());
    }
    for (const v1::ListedEntry& entry : signal.listed_entries()) {
      absl::StrAppend(&what, " [", entry.entry(), "]");
    }
    bars.emplace_back(signal.strength(), std::move(what));
  }
  for (const auto& [name, value] : screening.scores()) {
    if (value >= kScoreShown) bars.emplace_back(value, name);
  }
  std::sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (const auto& [value, what] : bars) {
    lines.push_back(OneLine(out, Style::kPlain, BarLine(value, what), columns));
  }
  return lines;
}

Frame Text(const v1::ModeratedComment& item, const Output& out, int columns) {
  // Every feature of every score would underline nearly all of it.
  v1::Screening screening = item.screening();
  KeepScoresThatMatter(screening);
  std::string text =
      RenderMarkedText(item.comment().body(), BodySpans(screening),
                       std::min(columns - 2, kTextColumnsMax), "  ",
                       out.colors() ? Marks::kUnderline : Marks::kTildes);
  if (!text.empty()) text.pop_back();  // the last line's end
  return absl::StrSplit(text, '\n');
}

Frame Why(const v1::ModeratedComment& item, const Output& out, int columns) {
  Frame lines;
  for (const LabeledLine& line : ScreeningLines(item.screening(), true)) {
    lines.push_back(OneLine(out, Style::kPlain,
                            absl::StrFormat("%-8s %s", line.label, line.text),
                            columns));
  }
  return lines;
}

// Shows as many lines as there is room for, from `scroll` on, and says what is
// above and below.
Frame Window(const Frame& lines, int scroll, int rows, const Output& out,
             int columns) {
  const int count = static_cast<int>(lines.size());
  if (count <= rows) return lines;
  const int shown = rows - 1;
  const int first = std::clamp(scroll, 0, count - shown);
  Frame window(lines.begin() + first, lines.begin() + first + shown);
  window.push_back(
      OneLine(out, Style::kDim,
              absl::StrCat("  -- lines ", first + 1, "-", first + shown, " of ",
                           count, ", arrows and space --"),
              columns));
  return window;
}

// The end of what is being typed, as much as fits.
std::string EndOf(absl::string_view typed, int columns) {
  std::string text = SanitizeText(typed, Lines::kOne);
  while (DisplayWidth(text) > columns) {
    size_t bytes = 1;
    while (bytes < text.size() && (text[bytes] & 0xC0) == 0x80) ++bytes;
    text.erase(0, bytes);
  }
  return text;
}

Frame Menu(const ReviewPage& page, const Output& out, int columns) {
  Frame lines = {OneLine(out, Style::kBold, page.title, columns)};
  if (page.typing) {
    lines.push_back(absl::StrCat("> ", EndOf(page.typed, columns - 3), "_"));
  }
  for (const auto& [key, what] : page.menu) {
    lines.push_back(OneLine(out, Style::kPlain,
                            absl::StrFormat("  %-5s %s", key, what), columns));
  }
  return lines;
}

std::string Header(const ReviewPage& page) {
  std::string text = absl::StrCat("winnow review  ", page.site, "  ");
  if (page.reported) {
    absl::StrAppend(&text, "reported comments");
  } else if (page.held_count >= 0) {
    absl::StrAppend(&text, page.held_count, " held");
  } else {
    absl::StrAppend(&text, page.waiting_count, " more wait");
  }
  if (page.decided_count > 0) {
    absl::StrAppend(&text, ", ", page.decided_count, " decided by you");
  }
  return text;
}

void Append(Frame& to, Frame from) {
  for (std::string& line : from) to.push_back(std::move(line));
}

int FootLinesMax(int rows) { return rows - 3 - kTextRowsMin; }

// The lower end: a menu, or what was done last and the keys.
Frame Foot(const ReviewPage& page, const Output& out, int columns, int rows) {
  Frame lines;
  if (!page.title.empty()) {
    lines = Menu(page, out, columns);
  } else {
    lines = {OneLine(out, Style::kYellow, page.message, columns),
             OneLine(out, Style::kDim, page.item ? kKeys : kKeysIdle, columns)};
  }
  // A long menu leaves the text its rows.
  const auto most = static_cast<size_t>(FootLinesMax(rows));
  if (lines.size() > most) lines.resize(most);
  lines.insert(
      lines.begin(),
      out.Styled(Style::kDim, std::string(static_cast<size_t>(columns), '-')));
  return lines;
}

// The comment in `room` rows: context, text, then voices and evidence. The text
// gets the rows it needs, but leaves half of them to the rest.
Frame Comment(const ReviewPage& page, const Output& out, int columns, int room,
              absl::Time now) {
  const v1::ModeratedComment& item = *page.item;
  Frame frame = Context(page, out, columns, now);
  if (room < kTextRowsMin + static_cast<int>(frame.size())) frame.resize(1);
  frame.emplace_back();
  room -= static_cast<int>(frame.size());
  const Frame text =
      page.why ? Why(item, out, columns) : Text(item, out, columns);
  Frame evidence;
  if (!page.why && page.title.empty()) {
    evidence = Voices(item, out, columns);
    Append(evidence, SimilarOnes(page, out, columns, now));
    Append(evidence, Evidence(item, out, columns));
    const int most =
        std::max(room / 2, room - static_cast<int>(text.size()) - 1);
    if (static_cast<int>(evidence.size()) > most) {
      evidence.resize(static_cast<size_t>(most));
    }
    evidence.insert(evidence.begin(), std::string());
  }
  const int text_rows = std::max(room - static_cast<int>(evidence.size()), 1);
  Append(frame, Window(text, page.scroll, text_rows, out, columns));
  Append(frame, std::move(evidence));
  return frame;
}

}  // namespace

int MenuLinesShown(const ReviewPage& page, int columns, int rows) {
  if (columns < kReviewColumnsMin || rows < kReviewRowsMin) return 0;
  const int above = page.typing ? 2 : 1;
  return std::min(static_cast<int>(page.menu.size()),
                  FootLinesMax(rows) - above);
}

std::vector<std::string> DrawReview(const ReviewPage& page, const Output& out,
                                    int columns, int rows, absl::Time now) {
  if (columns < kReviewColumnsMin || rows < kReviewRowsMin) {
    return {"make the window larger"};
  }
  Frame foot = Foot(page, out, columns, rows);
  const int room = rows - 1 - static_cast<int>(foot.size());
  Frame frame = {OneLine(out, Style::kDim, Header(page), columns)};
  if (page.item != nullptr) {
    Append(frame, Comment(page, out, columns, room, now));
  } else {
    frame.emplace_back();
    frame.push_back(OneLine(
        out, Style::kPlain,
        "  Nothing waits. What comes in appears here by itself.", columns));
    if (!page.reported) {
      frame.push_back(OneLine(out, Style::kDim,
                              "  Published comments that readers reported: "
                              "winnow review --reported",
                              columns));
    }
  }
  frame.resize(static_cast<size_t>(1 + room));
  Append(frame, std::move(foot));
  return frame;
}

}  // namespace winnow
