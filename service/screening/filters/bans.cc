#include "service/screening/filters/bans.h"

#include <string>

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
    for (const BanHit& ban : circumstances.bans) {
      signals.Report({.name = SignalName(ban),
                      .strength = 1,
                      .spans = {},
                      .reason = absl::StrCat("the ", ban.what, " is banned"),
                      .entries = {{.list = "bans", .entry = ban.id}}});
    }
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeBans(const FilterSettings& /*settings*/) {
  return std::make_unique<Bans>();
}

}  // namespace winnow
