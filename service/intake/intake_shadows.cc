// What shadows say of a submission: they are read to beside the site's own
// policy, and judge once the call was answered.
#include "service/intake/intake.h"
#include "service/intake/intake_call.h"

namespace winnow {

void Intake::ReadForShadow(Call& call) {
  call.shadow_reading.reset();
  if (!call.live->shadow || call.live->shadow_reads_alike) return;
  call.shadow_reading =
      call.live->shadow->Read(call.draft, call.live->sketch_key);
  call.live->shadow->InspectText(call.draft, *call.shadow_reading);
}

bool Intake::HasShadows(const Call& call, const Verdict& verdict) {
  return call.live->shadow || !verdict.shadow_rules.empty() ||
         verdict.adapter.change;
}

void Intake::AskShadows(const Call& call, const Verdict& verdict) {
  const LiveSite& live = *call.live;
  const Circumstances& circumstances = call.gathered->circumstances;
  const bool is_known =
      ClassifyAuthor(call.draft, circumstances.author,
                     live.screener->policy().filters.limits) !=
      AuthorClass::kNew;
  if (!verdict.shadow_rules.empty()) {
    shadows_.CountRules(call.draft.site, verdict, is_known);
  }
  shadows_.CountAdapter(call.draft.site, call.draft.id, verdict);
  if (!live.shadow) return;
  const Reading& reading =
      call.shadow_reading ? *call.shadow_reading : *call.reading;
  shadows_.CountPolicy(
      call.draft.site, live.site.shadow_number, call.draft.id, verdict,
      live.shadow->Judge(call.draft, reading, circumstances), is_known);
}

}  // namespace winnow
