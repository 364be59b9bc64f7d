#include "service/screening/filters/bans.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

std::string SignalName(const BanHit& ban) {
  if (ban.kind == BanKind::kReject && ban.what == "author") {
    return "banned_author";
  }
  if (ban.kind == BanKind::kReject && ban.what == "network") {
    return "banned_network";
  }
  // A kind of ban that this version does not know goes to a person.
  return "ban_hold";
}

class Bans final : public Filter {
 public:
  absl::string_view name() const override { return "bans"; }
  Stage stage() const override { return Stage::kCircumstances; }

  void Inspect(const Subject& /*unused*/, const Circumstances& circumstances,
               SignalSink& signals) const override {
    // One signal a name, with all the bans that give it.
    std::vector<Signal> found;
    for (const BanHit& ban : circumstances.bans) {
      const std::string signal = SignalName(ban);
      auto same = std::find_if(
          found.begin(), found.end(),
          [&signal](const Signal& known) { return known.name == signal; });
      if (same == found.end()) {
        same = found.insert(found.end(), {.name = signal,
                                          .strength = 1,
                                          .spans = {},
                                          .reason = absl::StrCat(
                                              "the ", ban.what, " is banned")});
      }
      same->entries.push_back(
          {.list = std::string(kBansList), .entry = ban.id});
    }
    for (Signal& signal : found) signals.Report(std::move(signal));
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeBans(const FilterSettings& /*settings*/) {
  return std::make_unique<Bans>();
}

}  // namespace winnow
