// `winnow stats calibration`: is the machine as sure as it says, and fair?
#include <map>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/chart.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/stats_period.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kBarColumns = 20;

struct CalibrationArguments {
  StatsPeriod period;
  std::string score;
  std::string by;
};

const std::map<std::string, v1::GetCalibrationRequest::GroupBy>& Groupings() {
  static const auto& groupings =
      *new std::map<std::string, v1::GetCalibrationRequest::GroupBy>{
          {"language", v1::GetCalibrationRequest::LANGUAGE},
          {"section", v1::GetCalibrationRequest::SECTION},
          {"author-class", v1::GetCalibrationRequest::AUTHOR_CLASS},
          {"identity-term", v1::GetCalibrationRequest::IDENTITY_TERM}};
  return groupings;
}

double Share(int64_t part, int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

std::string Percent(double share) {
  return absl::StrFormat("%.0f %%", 100 * share);
}

std::string Interval(double low, double high) {
  return absl::StrCat(Percent(low), " to ", Percent(high));
}

// Whether a group is held more often than all comments are, as far as that can
// be known.
std::string Against(const v1::CalibrationGroup& group,
                    const v1::CalibrationGroup& total) {
  const double whole = Share(total.held_count(), total.comment_count());
  if (group.held_share_low() > whole) return "MORE";
  if (group.held_share_high() < whole) return "less";
  return "";
}

void AddGroup(Output& out, const std::string& name,
              const v1::CalibrationGroup& group,
              const v1::CalibrationGroup& total, Table& table) {
  const std::string against = Against(group, total);
  table.AddRow({name, absl::StrCat(group.comment_count()),
                absl::StrCat(group.held_count()),
                Percent(Share(group.held_count(), group.comment_count())),
                Interval(group.held_share_low(), group.held_share_high()),
                against,
                absl::StrCat(group.held_approved_count(), " of ",
                             group.held_judged_count()),
                group.held_judged_count() == 0
                    ? ""
                    : Interval(group.held_approved_share_low(),
                               group.held_approved_share_high()),
                absl::StrCat(group.sampled_overturned_count(), " of ",
                             group.sampled_count())});
  if (against == "MORE") out.StyleCell(Style::kRed, 5, table);
}

void WriteGroups(Output& out, const v1::GetCalibrationResponse& answer) {
  Table table({{"GROUP", 10},
               {"COMMENTS", 0, true},
               {"HELD", 0, true},
               {"SHARE", 0, true},
               {"95 %", 0, true},
               {""},
               {"HELD FOR NOTHING", 0, true},
               {"95 %", 0, true},
               {"SAMPLES WRONG", 0, true}});
  for (const v1::CalibrationGroup& group : answer.groups()) {
    AddGroup(out, group.group().empty() ? "(none)" : group.group(), group,
             answer.total(), table);
  }
  AddGroup(out, "all", answer.total(), answer.total(), table);
  out.WriteTable(table);
}

void WriteBands(Output& out, const v1::GetCalibrationResponse& answer) {
  Table table({{"SCORE"},
               {"GROUP", 10},
               {"SAID", 0, true},
               {"ON AVERAGE", 0, true},
               {"REFUSED", 0, true},
               {"SHARE", 0, true},
               {""}});
  const Glyphs glyphs = TerminalGlyphs();
  for (const v1::CalibrationBin& bin : answer.bins()) {
    const double share = Share(bin.refused_count(), bin.judged_count());
    table.AddRow({bin.score(), bin.group(),
                  absl::StrFormat("%.1f-%.1f", bin.low(), bin.high()),
                  absl::StrFormat("%.2f", bin.mean()),
                  absl::StrCat(bin.refused_count(), " of ", bin.judged_count()),
                  Percent(share), ShareBar(share, kBarColumns, glyphs)});
  }
  if (table.empty()) {
    out.WriteLine("people judged no comment that has such a score");
  } else {
    out.WriteTable(table);
  }
}

int RunCalibration(Session& session, const CalibrationArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::GetCalibrationRequest request;
  request.set_site(*site);
  const absl::Status period = arguments.period.Fill(request);
  if (!period.ok()) return session.Fail(period);
  request.set_score(arguments.score);
  const bool grouped = !arguments.by.empty();
  if (grouped) request.set_group_by(Groupings().at(arguments.by));
  const auto answer = session.Call(kGetCalibration, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(*answer));
    return kExitDone;
  }
  WriteGroups(out, *answer);
  if (grouped && arguments.score.empty()) {
    out.WriteLine("add --score toxicity to see what it said of each group");
  } else {
    WriteBands(out, *answer);
  }
  out.WriteLine(
      absl::StrCat(answer->complete() ? "" : "only the newest ",
                   Counted(answer->examined_count(), "comment"), " examined",
                   answer->complete() ? "" : ": ask for a shorter time"));
  return kExitDone;
}

}  // namespace

void AddStatsCalibrationCommand(const CliCommand& stats) {
  auto arguments = std::make_shared<CalibrationArguments>();
  const CliCommand calibration = stats.AddCommand(
      "calibration", "Compare what the machine said with what people decided");
  calibration.Footer(
      "HELD FOR NOTHING is how many of the held comments people approved;\n"
      "MORE and less mark groups that are held more or less often than all\n"
      "comments, by more than chance. SAMPLES WRONG are blind samples of\n"
      "automatic decisions that people decided otherwise.\n"
      "Below it, for each score: of the comments for which it said so much,\n"
      "how many people refused (as spam for the score spam, else as abuse, or\n"
      "without a reason). Only held comments and samples count.\n"
      "identity-term groups by words that name groups of people, in four\n"
      "languages; a comment may be in several groups. At most the newest\n"
      "100,000 comments are read, and what retention took is not in it.\n\n"
      "Examples:\n"
      "  winnow stats calibration --since 30d\n"
      "  winnow stats calibration --by identity-term\n"
      "  winnow stats calibration --by language --score toxicity --json");
  arguments->period.AddTo(calibration);
  calibration.AddOption("--score", arguments->score, "Only this score")
      .TypeName("SCORE");
  calibration.AddOption("--by", arguments->by, "Compare groups of comments")
      .OneOf(Groupings());
  calibration.Runs([arguments](Session& session) {
    return RunCalibration(session, *arguments);
  });
}

}  // namespace winnow
