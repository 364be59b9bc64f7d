#include "service/screening/filters/registry.h"

#include <utility>

#include "service/screening/filters/author_history.h"
#include "service/screening/filters/bans.h"
#include "service/screening/filters/contact_details.h"
#include "service/screening/filters/content_bans.h"
#include "service/screening/filters/duplicates.h"
#include "service/screening/filters/email_class.h"
#include "service/screening/filters/emoji_flood.h"
#include "service/screening/filters/form_evidence.h"
#include "service/screening/filters/gibberish.h"
#include "service/screening/filters/link_density.h"
#include "service/screening/filters/link_kinds.h"
#include "service/screening/filters/listed_domains.h"
#include "service/screening/filters/listed_terms.h"
#include "service/screening/filters/other_language.h"
#include "service/screening/filters/rates.h"
#include "service/screening/filters/repetition.h"
#include "service/screening/filters/reply_context.h"
#include "service/screening/filters/reserved_names.h"
#include "service/screening/filters/shouting.h"
#include "service/screening/filters/thread_mode.h"
#include "service/screening/filters/zalgo.h"

namespace winnow {

absl::StatusOr<std::vector<std::unique_ptr<const Filter>>> MakeFilters(
    const FilterSettings& settings) {
  absl::StatusOr<std::unique_ptr<const Filter>> listed_terms =
      MakeListedTerms(settings);
  if (!listed_terms.ok()) return listed_terms.status();
  absl::StatusOr<std::unique_ptr<const Filter>> content_bans =
      MakeContentBans(settings);
  if (!content_bans.ok()) return content_bans.status();

  std::vector<std::unique_ptr<const Filter>> filters;
  filters.push_back(*std::move(listed_terms));
  filters.push_back(*std::move(content_bans));
  filters.push_back(MakeListedDomains(settings));
  filters.push_back(MakeLinkDensity(settings));
  filters.push_back(MakeLinkKinds(settings));
  filters.push_back(MakeShouting(settings));
  filters.push_back(MakeRepetition(settings));
  filters.push_back(MakeEmojiFlood(settings));
  filters.push_back(MakeZalgo(settings));
  filters.push_back(MakeGibberish(settings));
  filters.push_back(MakeContactDetails(settings));
  filters.push_back(MakeOtherLanguage(settings));
  filters.push_back(MakeReservedNames(settings));
  filters.push_back(MakeEmailClass(settings));
  filters.push_back(MakeFormEvidence(settings));
  filters.push_back(MakeBans(settings));
  filters.push_back(MakeDuplicates(settings));
  filters.push_back(MakeRates(settings));
  filters.push_back(MakeAuthorHistory(settings));
  filters.push_back(MakeReplyContext(settings));
  filters.push_back(MakeThreadMode(settings));
  return filters;
}

}  // namespace winnow
