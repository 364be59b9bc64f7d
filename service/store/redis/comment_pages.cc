#include "service/store/redis/comment_pages.h"

#include <utility>

#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"

namespace winnow {
namespace {

// PARTS_* of functions/5_read.lua.
absl::string_view NumberOf(Parts parts) {
  switch (parts) {
    case Parts::kShown:
      return "0";
    case Parts::kText:
      return "2";
    case Parts::kVerdict:
      return "3";
    case Parts::kAll:
      break;
  }
  return "1";
}

}  // namespace

Command PageCommand(const std::string& prefix, absl::string_view index,
                    bool newest_first, const std::optional<PageStart>& after,
                    int limit, Parts parts) {
  Command command = ReadFunction("page", prefix);
  command.Append(index)
      .Append(newest_first ? "1" : "0")
      .Append(after ? after->score : "")
      .Append(after ? after->id.Bytes() : "")
      .AppendInt(limit)
      .Append(NumberOf(parts));
  return command;
}

absl::StatusOr<std::vector<PageRow>> PageOf(const Reply& reply) {
  std::vector<PageRow> rows;
  rows.reserve(reply.size());
  for (const Reply& item : reply.items()) {
    if (item.size() != 2 || item[1].size() == 0) return BadReply("page");
    const auto id = UuidFromBytes(item[1][0].text());
    auto stored = StoredOf(item[1]);
    if (!stored.ok()) return stored.status();
    if (!id) return BadReply("page");
    rows.push_back({.score = std::string(item[0].text()),
                    .id = *id,
                    .stored = *std::move(stored)});
  }
  return rows;
}

}  // namespace winnow
