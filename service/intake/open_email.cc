#include "service/intake/open_email.h"

namespace winnow {

absl::StatusOr<EmailAddress> OpenEmail(LiveSites& sites, CommentStore& comments,
                                       const std::string& site,
                                       const StoredComment& stored) {
  const Uuid& id = stored.comment.id;
  auto live = sites.Load(site, 0);
  if (!live.ok()) return live.status();
  auto email = (*live)->keys->OpenEmail(stored.hidden.email, id);
  if (!absl::IsNotFound(email.status())) return email;
  live = sites.LoadNewest(site);
  if (!live.ok()) return live.status();
  email = (*live)->keys->OpenEmail(stored.hidden.email, id);
  if (!absl::IsNotFound(email.status())) return email;
  // Its key has gone between reading it and here; or long ago.
  const auto again = comments.Read(site, {id}, /*hidden=*/true);
  if (!again.ok()) return again.status();
  if (again->empty()) return EmailAddress();
  return (*live)->keys->OpenEmail(again->front().hidden.email, id);
}

}  // namespace winnow
