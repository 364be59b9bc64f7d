#include "service/api/reveal_email.h"

#include <string>

#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/intake/validation.h"

namespace winnow {

absl::Status RevealEmail(EmailReveals& reveals, Moderation& moderation,
                         const Caller& who,
                         const v1::RevealEmailRequest& request,
                         v1::RevealEmailResponse& response) {
  std::string why = request.why();
  absl::Status valid = CheckWhy(why);
  if (!valid.ok()) return valid;
  const auto id = ParseCommentName(request.name(), who.site, "name");
  if (!id.ok()) return id.status();
  const auto stored = moderation.Get(who.site, *id);
  if (!stored.ok()) return stored.status();
  absl::Status allowed = CheckSection(who.principal(), *stored);
  if (!allowed.ok()) return allowed;
  const auto revealed =
      reveals.RevealEmail(who.site, *stored, why, who.principal());
  if (!revealed.ok()) return revealed.status();
  response.set_email(std::string(revealed->email.Reveal()));
  response.set_audit_seq(revealed->audit_seq);
  return absl::OkStatus();
}

}  // namespace winnow
