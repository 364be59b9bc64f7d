// Rows of text in columns, fitted to a width.

#ifndef WINNOW_CLIENTS_CLI_TABLE_H_
#define WINNOW_CLIENTS_CLI_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// A column of a table.
struct Column {
  std::string title;
  // Below this the column is not narrowed; 0 keeps it as wide as its content.
  int narrowest = 0;
  bool right_aligned = false;
};

// A table. Cells are sanitized when they are added, so any text may go in. When
// the rows do not fit, the widest of the columns that may be narrowed give way
// first.
//
// Threads: one at a time.
class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // Adds a row; missing cells are empty, further ones are refused by assert.
  void AddRow(std::vector<std::string> cells);

  // Puts a terminal's color sequence around a cell of the last row. `on` and
  // `off` take no width.
  void ColorCell(size_t column, absl::string_view on, absl::string_view off);

  bool empty() const { return rows_.empty(); }

  // Returns all rows, each ending with a line end, a line of titles first.
  // `width` is the terminal's; 0 does not narrow anything. A table that cannot
  // be narrowed enough is wider.
  std::string Render(int width) const;

 private:
  struct Cell {
    std::string text;
    std::string on;
    std::string off;
  };

  std::vector<int> FitColumns(int width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_TABLE_H_
