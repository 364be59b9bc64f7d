#include "clients/cli/table.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kGap = 2;  // spaces between columns

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<std::string> cells) {
  assert(cells.size() <= columns_.size());
  std::vector<Cell> row(columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    row[i].text = SanitizeText(cells[i], Lines::kOne);
  }
  rows_.push_back(std::move(row));
}

void Table::ColorCell(size_t column, absl::string_view on,
                      absl::string_view off) {
  rows_.back()[column].on = std::string(on);
  rows_.back()[column].off = std::string(off);
}

std::vector<int> Table::FitColumns(int width) const {
  std::vector<int> widths;
  for (const Column& column : columns_) {
    widths.push_back(DisplayWidth(column.title));
  }
  for (const std::vector<Cell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i].text));
    }
  }
  if (width <= 0) return widths;
  int total = kGap * (static_cast<int>(widths.size()) - 1);
  for (const int w : widths) total += w;
  // Each step takes one column from the widest, so this ends.
  for (; total > width; --total) {
    int widest = -1;
    for (size_t i = 0; i < widths.size(); ++i) {
      const int narrowest = columns_[i].narrowest;
      if (narrowest == 0 || widths[i] <= narrowest) continue;
      if (widest < 0 || widths[i] > widths[static_cast<size_t>(widest)]) {
        widest = static_cast<int>(i);
      }
    }
    if (widest < 0) break;
    --widths[static_cast<size_t>(widest)];
  }
  return widths;
}

std::string Table::Render(int width) const {
  const std::vector<int> widths = FitColumns(width);
  std::string out;
  const auto append_row = [&](const std::vector<Cell>& row) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string text = FitToWidth(row[i].text, std::max(1, widths[i]));
      const std::string padding(
          static_cast<size_t>(std::max(0, widths[i] - DisplayWidth(text))),
          ' ');
      if (columns_[i].right_aligned) line += padding;
      absl::StrAppend(&line, row[i].on, text, row[i].off);
      const bool last = i + 1 == row.size();
      if (!columns_[i].right_aligned && !last) line += padding;
      if (!last) line.append(kGap, ' ');
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    absl::StrAppend(&out, line, "\n");
  };
  std::vector<Cell> titles;
  for (const Column& column : columns_)
    titles.push_back({column.title, "", ""});
  append_row(titles);
  for (const std::vector<Cell>& row : rows_) append_row(row);
  return out;
}

}  // namespace winnow
