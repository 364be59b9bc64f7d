#include "service/moderation/author_comments.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "service/comment/email_address.h"

namespace winnow {
namespace {

// As many as the store reads at once.
constexpr size_t kChunk = 100;

// The author's record names comments that may be gone; these have only an id.
std::vector<StoredComment> InOrderOf(const std::vector<Uuid>& ids,
                                     std::vector<StoredComment> read) {
  std::vector<StoredComment> all;
  auto next = read.begin();
  for (const Uuid& id : ids) {
    if (next != read.end() && next->comment.id == id) {
      all.push_back(std::move(*next++));
    } else {
      Comment& absent = all.emplace_back().comment;
      absent.id = id;
      absent.revision = 0;
    }
  }
  return all;
}

}  // namespace

absl::StatusOr<std::string> AuthorComments::AuthorOf(
    const std::string& site, const AuthorChoice& author) {
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  if (!author.comment) {
    const auto email = EmailAddress::Parse(author.email);
    if (!email.ok()) return email.status();
    return (*live)->keys->MakeAuthorKeys("", *email).exact;
  }
  const auto found = comments_.Read(site, {*author.comment}, /*hidden=*/true);
  if (!found.ok()) return found.status();
  if (found->empty()) return absl::NotFoundError("no such comment");
  std::string exact = found->front().hidden.author.exact;
  if (exact.empty()) {
    return absl::FailedPreconditionError(
        "nobody knows whose comment this is: it came without address and "
        "account, or was erased; withdraw or reject it by itself");
  }
  return exact;
}

absl::StatusOr<std::vector<StoredComment>> AuthorComments::Read(
    const std::string& site, const std::vector<Uuid>& ids) {
  auto read = comments_.Read(site, ids, /*hidden=*/true);
  if (read.ok()) return InOrderOf(ids, *std::move(read));
  if (!absl::IsDataLoss(read.status())) return read.status();
  // One of them cannot be read, which takes none of the others away.
  std::vector<StoredComment> found;
  for (const Uuid& id : ids) {
    auto one = comments_.Read(site, {id}, /*hidden=*/true);
    if (absl::IsDataLoss(one.status())) continue;
    if (!one.ok()) return one.status();
    for (StoredComment& stored : *one) found.push_back(std::move(stored));
  }
  return InOrderOf(ids, std::move(found));
}

absl::StatusOr<std::vector<StoredComment>> AuthorComments::Some(
    const std::string& site, const std::string& author, std::string& cursor) {
  auto ids = bans_.AuthorComments(site, author, cursor);
  if (!ids.ok()) return ids.status();
  std::vector<StoredComment> all;
  for (size_t from = 0; from < ids->size(); from += kChunk) {
    const std::vector<Uuid> some(
        ids->begin() + static_cast<ptrdiff_t>(from),
        ids->begin() +
            static_cast<ptrdiff_t>(std::min(from + kChunk, ids->size())));
    auto read = Read(site, some);
    if (!read.ok()) return read.status();
    for (StoredComment& stored : *read) all.push_back(std::move(stored));
  }
  return all;
}

}  // namespace winnow
