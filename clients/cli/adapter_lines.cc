#include "clients/cli/adapter_lines.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/output.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int64_t kVotesAfter = 50;

std::string InWords(v1::Comment::State state) {
  return absl::AsciiStrToLower(v1::Comment::State_Name(state));
}

bool IsOn(const v1::Adapter& adapter) {
  return adapter.mode() == v1::LearningSettings::ON;
}

// What keeps a score from being voted on.
std::string Wanted(const v1::Adapter::Head& head) {
  std::vector<std::string> wanted;
  const auto want = [&wanted](int64_t seen, const char* what) {
    if (seen < kVotesAfter) {
      wanted.push_back(absl::StrCat(kVotesAfter - seen, " more ", what));
    }
  };
  want(head.refused_count(), "refused");
  want(head.approved_count(), "approved");
  if (wanted.empty()) return "more of the rarer kind: what it saw has faded";
  return absl::StrJoin(wanted, " and ");
}

}  // namespace

std::string AdapterSentence(const v1::Adapter& adapter) {
  if (adapter.mode() == v1::LearningSettings::OFF) {
    return "adapter off: nothing is learned from decisions";
  }
  std::vector<std::string> waits;
  int64_t changed = 0;
  for (const v1::Adapter::Head& head : adapter.heads()) {
    if (head.votes()) continue;
    waits.push_back(absl::StrCat(SanitizeText(head.score(), Lines::kOne),
                                 " needs ", Wanted(head)));
  }
  for (const auto& change : adapter.changes()) changed += change.count();
  std::string text =
      IsOn(adapter)
          ? absl::StrCat("adapter on: it changed ", Counted(changed, "verdict"))
          : absl::StrCat("adapter in shadow: it would have changed ",
                         Counted(changed, "verdict"));
  if (!waits.empty()) {
    absl::StrAppend(&text, "; before it votes ", absl::StrJoin(waits, ", "));
  }
  return text;
}

std::vector<std::string> AdapterChanges(const v1::Adapter& adapter) {
  std::vector<std::string> lines;
  for (const v1::Adapter::Change& change : adapter.changes()) {
    lines.push_back(absl::StrCat(
        change.count(), IsOn(adapter) ? " became " : " would have become ",
        InWords(change.to_verdict()), " instead of ",
        InWords(change.from_verdict())));
  }
  return lines;
}

}  // namespace winnow
