#include "service/api/site_problems.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/moderation/queue_alarms.h"
#include "service/screening/policy/policy.h"

namespace winnow {
namespace {

// From here on what a site shows is out of date, and nobody saw to it.
constexpr absl::Duration kLagAgeMax = absl::Hours(1);
constexpr double kShareMax = 0.5;
// A failure of screening is told for so long.
constexpr absl::Duration kFaultTold = absl::Hours(1);

std::string OnSite(absl::string_view command, const std::string& site) {
  return absl::StrCat(command, " --site ", site);
}

void FindQueueProblems(const SiteFacts& site, ProblemList& found) {
  const int64_t held = site.counts.held;
  if (held >= HeldLimit(site.settings)) {
    found.AddProblem({.code = "queue_long",
                      .message = absl::StrCat(held, " comments wait; at ",
                                              site.settings.held_max,
                                              " what would be held is refused"),
                      .command = OnSite("winnow review", site.id),
                      .site = site.id});
  }
  const absl::Duration age_max = site.settings.queue_alarm_age;
  const absl::Duration age =
      held > 0 ? site.now - site.counts.oldest_held : absl::ZeroDuration();
  if (age_max > absl::ZeroDuration() && age > age_max) {
    found.AddProblem(
        {.code = "queue_old",
         .message = absl::StrCat("a comment has waited for ", InWords(age),
                                 ", more than the ", InWords(age_max),
                                 " of queue_alarm_age"),
         .command = OnSite("winnow review", site.id),
         .site = site.id});
  }
}

// `may_forget`: whether who asks may call DeleteSubscription.
void FindReaderProblems(const SiteFacts& site, bool may_forget,
                        ProblemList& found) {
  for (const SubscriptionLag& lag : site.activity.subscriptions) {
    const absl::Duration age = site.now - lag.oldest_event_time;
    if (age < kLagAgeMax) continue;
    const std::string forget =
        may_forget
            ? OnSite(absl::StrCat("winnow feed --forget ", lag.name), site.id)
            : "";
    // Reading it here would acknowledge what that program lacks, so no command
    // does.
    if (IsSilent(lag, site.now)) {
      found.AddNotice(
          {.code = "subscription_silent",
           .message = absl::StrCat(
               "the subscription ", lag.name,
               " has acknowledged nothing since ",
               absl::FormatTime("%Y-%m-%d", lag.acknowledge_time,
                                absl::UTCTimeZone()),
               site.settings.retention.site_keeps_published &&
                       lag.terms.required
                   ? ": published comments leave without waiting for it"
                   : "",
               "; start the program that reads it again, or forget it"),
           .command = forget,
           .site = site.id});
      continue;
    }
    found.AddProblem(
        {.code = "subscription_lags",
         .message = absl::StrCat(
             lag.name, " has not acknowledged ",
             lag.events == 0 ? "what stands" : absl::StrCat(lag.events),
             lag.events > 0 && lag.more ? " and more" : "",
             lag.events == 0   ? " behind many other events"
             : lag.events == 1 ? " event"
                               : " events",
             ", the oldest from ", InWords(age),
             " ago: what it shows is out of date; see that the program that "
             "reads it runs and acknowledges, or forget it if there is none"),
         .command = forget,
         .site = site.id});
  }
  // The site is to take over what it publishes, and does not.
  if (site.settings.retention.site_keeps_published &&
      std::none_of(
          site.activity.subscriptions.begin(),
          site.activity.subscriptions.end(),
          [](const SubscriptionLag& lag) { return lag.terms.required; })) {
    found.AddProblem(
        {.code = "nothing_acknowledged",
         .message = "the site keeps its published comments (retention."
                    "keep_published is SITE) and no required subscription "
                    "acknowledges them, so none leaves: have the program that "
                    "reads the feed acknowledge it by name",
         .site = site.id});
  }
}

void FindArrivalProblems(const SiteFacts& site, ProblemList& found) {
  const ArrivalShares& arrivals = site.arrivals;
  if (site.now - arrivals.fault_time < kFaultTold) {
    found.AddProblem(
        {.code = "screening_failed",
         .message = absl::StrCat(
             "a comment could not be screened ",
             InWords(site.now - arrivals.fault_time),
             " ago and was held; winnowd's log says screening_failed"),
         .command = absl::StrCat(OnSite("winnow queue", site.id),
                                 " rule=", kRuleFault),
         .site = site.id});
  }
  if (arrivals.comments < kArrivalsTold) return;
  const auto tell = [&](double share, absl::string_view what) {
    found.AddProblem(
        {.code = "proxy_address",
         .message = absl::StrCat(std::lround(share * 100), " % of the last ",
                                 arrivals.comments, " comments came ", what),
         .site = site.id});
  };
  if (arrivals.unusable_address >= kShareMax) {
    tell(arrivals.unusable_address,
         "with a private or local address: the site passes its proxy's; it "
         "must pass the reader's in network_address, or network rates and bans "
         "do nothing");
  } else if (arrivals.busiest_network >= kShareMax) {
    tell(arrivals.busiest_network,
         "from one network: if the site passes its proxy's address, all its "
         "readers share one rate and one ban; it must pass the reader's in "
         "network_address");
  }
}

}  // namespace

std::string InWords(absl::Duration age) {
  if (age >= absl::Hours(48)) {
    return absl::StrCat(absl::ToInt64Hours(age) / 24, " days");
  }
  return age >= absl::Hours(2)
             ? absl::StrCat(absl::ToInt64Hours(age), " hours")
             : absl::StrCat(absl::ToInt64Minutes(age), " minutes");
}

void FindLeftOut(size_t sites, ProblemList& found) {
  if (sites == 0) return;
  // Not a notice: a check must not take them for healthy.
  found.AddProblem(
      {.code = "sites_left_out",
       .message = absl::StrCat(
           sites, sites == 1 ? " site was" : " sites were",
           " not looked at, because looking at the others took too long: "
           "nobody knows how ",
           sites == 1 ? "it is; ask for it" : "they are; ask for each",
           " with --site")});
}

void FindSiteProblems(const SiteFacts& site, const Principal& who,
                      ProblemList& found) {
  if (!site.usable) {
    found.AddProblem(
        {.code = "policy_unusable",
         .message = "policy or lists cannot be used, so every comment is held; "
                    "winnowd's log says why",
         .command = OnSite("winnow policy history", site.id),
         .site = site.id});
  }
  FindQueueProblems(site, found);
  FindReaderProblems(site, who.sections.empty(), found);
  FindArrivalProblems(site, found);
  if (site.audit_behind) {
    found.AddProblem({.code = "audit_unchecked",
                      .message = "the audit chain gets no checkpoints, so what "
                                 "is cut off it might not be noticed; "
                                 "winnowd's log says why",
                      .command = OnSite("winnow audit verify", site.id),
                      .site = site.id});
  }
}

}  // namespace winnow
