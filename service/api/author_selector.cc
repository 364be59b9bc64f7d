#include "service/api/author_selector.h"

#include "service/api/names.h"
#include "service/base/status_details.h"

namespace winnow {

absl::StatusOr<AuthorChoice> ParseAuthor(const std::string& site,
                                         const v1::AuthorSelector& author) {
  AuthorChoice choice;
  switch (author.author_case()) {
    case v1::AuthorSelector::kCommentName: {
      const auto id =
          ParseCommentName(author.comment_name(), site, "author.comment_name");
      if (!id.ok()) return id.status();
      choice.comment = *id;
      return choice;
    }
    case v1::AuthorSelector::kEmail:
      choice.email = author.email();
      return choice;
    case v1::AuthorSelector::AUTHOR_NOT_SET:
      break;
  }
  return InvalidFields(
      {{.field = "author",
        .description = "must name one of their comments, or their address"}});
}

absl::Status AboutAuthor(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  return InvalidFields({{.field = "author.email",
                         .description = std::string(status.message())}});
}

}  // namespace winnow
