// What the command writes: to people on a terminal, or to scripts.

#ifndef WINNOW_CLIENTS_CLI_OUTPUT_H_
#define WINNOW_CLIENTS_CLI_OUTPUT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/table.h"
#include "winnow/v1/comment.pb.h"

namespace google::protobuf {
class Duration;
class Timestamp;
}  // namespace google::protobuf

namespace winnow {

// A color or weight of text.
enum class Style { kPlain, kBold, kDim, kGreen, kYellow, kRed, kMagenta };

// The two streams and what they can show.
//
// Threads: one at a time.
class Output {
 public:
  // Looks at the streams. Colors are used on a terminal only, and not with
  // `no_color`, a NO_COLOR variable (no-color.org) or TERM=dumb.
  Output(bool json, bool no_color);

  bool json() const { return json_; }
  bool colors() const { return colors_; }
  bool stderr_is_terminal() const { return stderr_is_terminal_; }

  // Columns of the terminal on stdout; 0 if it is none, so that pipes and files
  // get whole lines.
  int width() const { return width_; }

  // Writes to stdout. `text` must be safe already: SanitizeText(), a Table,
  // ToJsonLine() or the program's own words.
  void Write(absl::string_view text);
  void WriteLine(absl::string_view text);
  void WriteTable(const Table& table) { Write(table.Render(width_)); }

  // Writes what was buffered. Errors: false if stdout cannot take it.
  bool Flush();

  // Writes one line to stderr, sanitized. A message begins with a small letter
  // and has no full stop.
  void Complain(absl::string_view message);

  // Returns text with a style around it, if there are colors.
  std::string Styled(Style style, absl::string_view text) const;

  // Styles the last row's cell of a table.
  void StyleCell(Style style, size_t column, Table& table) const;

 private:
  bool json_ = false;
  bool colors_ = false;
  bool stderr_is_terminal_ = false;
  int width_ = 0;
};

// Returns the style in which a state is shown.
Style StyleOf(v1::Comment::State state);

// Returns how long ago a time was, in one unit: `40s`, `5m`, `3h`, `12d`; empty
// for an unset one.
std::string Age(const google::protobuf::Timestamp& time, absl::Time now);

// Returns a time in the local zone, to the second; empty for an unset one.
std::string LocalTime(const google::protobuf::Timestamp& time);

// Returns a duration in its two largest units, e.g. `3m20s`.
std::string ShortDuration(const google::protobuf::Duration& duration);

// Returns `1 comment`, `2 comments`.
std::string Counted(int64_t count, absl::string_view one);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_OUTPUT_H_
