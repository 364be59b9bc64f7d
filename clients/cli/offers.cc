#include "clients/cli/offers.h"

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// Of near-duplicates, to be counted by state: more only say "at least".
constexpr int kLookedAtMax = 500;

struct HeldCount {
  int64_t held = 0;
  bool at_least = false;
};

HeldCount CountHeld(Session& session, const std::string& name) {
  HeldCount count;
  v1::ListSimilarResponse page;
  int looked_at = 0;
  do {
    v1::ListSimilarRequest request;
    request.set_name(name);
    request.set_page_size(kLookedAtMax - looked_at);
    request.set_page_token(page.next_page_token());
    absl::StatusOr<v1::ListSimilarResponse> answer =
        session.Call(kListSimilar, std::move(request));
    if (!answer.ok()) return {};
    page = *std::move(answer);
    looked_at += page.similar_size();
    for (const auto& similar : page.similar()) {
      if (similar.comment().comment().state() == v1::Comment::HELD) {
        ++count.held;
      }
    }
  } while (!page.next_page_token().empty() && looked_at < kLookedAtMax);
  count.at_least = !page.next_page_token().empty();
  return count;
}

void WriteOffer(Session& session, const std::string& what,
                const std::string& command) {
  session.out().WriteLine(absl::StrCat(what, ": ", command));
}

}  // namespace

std::string CommandWhere(absl::string_view verb, absl::string_view filter,
                         absl::string_view reason) {
  return absl::StrCat("winnow ", verb, " --where \"", filter, "\"",
                      reason.empty() ? "" : " --reason ", reason);
}

void OfferMore(Session& session, absl::string_view verb,
               const v1::ModeratedComment& decided, absl::string_view reason) {
  if (session.json()) return;
  const std::string& name = decided.comment().name();
  if (decided.similar_count() > 0) {
    const HeldCount count = CountHeld(session, name);
    if (count.held > 0) {
      WriteOffer(
          session,
          absl::StrCat(count.at_least ? "At least " : "", count.held,
                       " more like this ", count.held == 1 ? "is" : "are",
                       " held"),
          CommandWhere(
              verb, absl::StrCat("cluster=", decided.cluster(), " state=held"),
              reason));
    }
  }
  const int64_t held = decided.author().held_count();
  if (held > 0) {
    WriteOffer(
        session,
        absl::StrCat(held, " more by this author ", held == 1 ? "is" : "are",
                     " held"),
        CommandWhere(verb, absl::StrCat("author=@", IdOf(name), " state=held"),
                     reason));
  }
}

}  // namespace winnow
