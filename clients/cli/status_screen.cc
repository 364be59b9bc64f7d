#include "clients/cli/status_screen.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kProblemsShown = 10;
constexpr int kNoticesShown = 5;
constexpr size_t kSitesShown = 15;
constexpr int kSubscriptionsShown = 5;  // of a site
constexpr int kBarWidth = 10;
constexpr int kWrapMin = 40;

std::string Bytes(int64_t bytes) {
  const auto count = static_cast<double>(bytes);
  return bytes >= 1000000000 ? absl::StrFormat("%.1f GB", count / 1e9)
                             : absl::StrFormat("%.1f MB", count / 1e6);
}

std::string Bar(double share) {
  const auto full =
      static_cast<size_t>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
  return std::string(full, '#') + std::string(kBarWidth - full, '.');
}

std::string FullIn(double days) {
  if (days < 1) return ", full within a day";
  return absl::StrCat(", full in ", Counted(std::lround(days), "day"));
}

// Words in lines of at most `width` columns, those after the first indented.
std::string Wrapped(absl::string_view first, absl::string_view text,
                    size_t indent, int width) {
  std::string lines(first);
  int column = DisplayWidth(SanitizeText(first, Lines::kOne));
  if (width > 0) width = std::max(width, kWrapMin);
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const int wide = DisplayWidth(word);
    if (width > 0 && column + 1 + wide > width) {
      absl::StrAppend(&lines, "\n", std::string(indent, ' '), word);
      column = static_cast<int>(indent) + wide;
      continue;
    }
    absl::StrAppend(&lines, column == 0 ? "" : " ", word);
    column += 1 + wide;
  }
  lines.push_back('\n');
  return lines;
}

class Screen {
 public:
  Screen(const v1::SystemStatus& status, absl::Time now, int width,
         const Output& out)
      : status_(status), now_(now), width_(width), out_(out) {}

  std::string Draw(absl::string_view address) {
    AddHead(address);
    AddTold(status_.problems(), kProblemsShown, "! ", Style::kRed, "problem");
    AddTold(status_.notices(), kNoticesShown, "- ", Style::kYellow, "notice");
    text_.push_back('\n');
    for (const v1::SystemStatus::RedisNode& node : status_.redis()) {
      AddNode(node);
    }
    AddKeys();
    AddModel();
    AddSites();
    return std::move(text_);
  }

 private:
  using Told = google::protobuf::RepeatedPtrField<v1::SystemStatus::Problem>;

  void AddHead(absl::string_view address) {
    const std::string state =
        status_.healthy()
            ? "healthy"
            : absl::StrCat("not healthy: ",
                           Counted(status_.problems_size(), "problem"));
    absl::StrAppend(
        &text_,
        out_.Styled(status_.healthy() ? Style::kGreen : Style::kRed, state),
        "  winnowd ", SanitizeText(status_.server_version(), Lines::kOne),
        ", up ", Age(status_.start_time(), now_), ", at ",
        SanitizeText(address, Lines::kOne), "\n");
  }

  // What is to be said, and behind each the command to type.
  void AddTold(const Told& told, int shown_max, absl::string_view mark,
               Style style, absl::string_view what) {
    for (int i = 0; i < std::min(told.size(), shown_max); ++i) {
      const v1::SystemStatus::Problem& one = told[i];
      // A head without spaces, so that wrapping leaves it whole; the style goes
      // around it afterwards, since it takes no column.
      const std::string code = SanitizeText(one.code(), Lines::kOne);
      const std::string head = absl::StrCat(
          mark, code,
          one.site().empty()
              ? ""
              : absl::StrCat(" (", SanitizeText(one.site(), Lines::kOne), ")"),
          ":");
      std::string lines =
          Wrapped(head, SanitizeText(one.message(), Lines::kOne), 2, width_);
      absl::StrAppend(&text_, out_.Styled(style, lines.substr(0, head.size())),
                      lines.substr(head.size()));
      if (one.command().empty()) continue;
      // On a line of its own and never wrapped: it is there to be copied.
      absl::StrAppend(
          &text_, "    ",
          out_.Styled(Style::kBold, SanitizeText(one.command(), Lines::kOne)),
          "\n");
    }
    const int left = told.size() - shown_max;
    if (left > 0) {
      absl::StrAppend(&text_, mark, "and ",
                      Counted(left, absl::StrCat("more ", what)),
                      ": winnow status --json\n");
    }
  }

  void AddRow(absl::string_view name, absl::string_view value) {
    const std::string head = absl::StrFormat("%-8s", name);
    std::string row =
        Wrapped(head, SanitizeText(value, Lines::kOne), 9, width_);
    absl::StrAppend(&text_, out_.Styled(Style::kDim, head),
                    row.substr(head.size()));
  }

  void AddNode(const v1::SystemStatus::RedisNode& node) {
    if (!node.reachable()) {
      return AddRow("redis",
                    absl::StrCat("at ", node.address(), " does not answer"));
    }
    AddRow("redis",
           absl::StrCat(
               node.version(), " at ", node.address(), ", fsync ",
               node.append_fsync().empty() ? "not known" : node.append_fsync(),
               ", ", node.eviction_policy(),
               node.replica_count() == 0
                   ? ""
                   : absl::StrCat(", ",
                                  Counted(node.replica_count(), "replica"))));
    AddMemory(node);
    AddDisk(node);
    AddRow("backup", node.has_backup_time()
                         ? absl::StrCat(Age(node.backup_time(), now_), " ago")
                         : "not known");
  }

  void AddMemory(const v1::SystemStatus::RedisNode& node) {
    if (node.memory_max_bytes() == 0) {
      return AddRow("memory", absl::StrCat(Bytes(node.memory_used_bytes()),
                                           ", without a limit"));
    }
    const double share = static_cast<double>(node.memory_used_bytes()) /
                         static_cast<double>(node.memory_max_bytes());
    AddRow(
        "memory",
        absl::StrCat(
            Bar(share), " ", Bytes(node.memory_used_bytes()), " of ",
            Bytes(node.memory_max_bytes()), " (", std::lround(share * 100),
            " %)", node.has_full_in_days() ? FullIn(node.full_in_days()) : ""));
  }

  void AddDisk(const v1::SystemStatus::RedisNode& node) {
    const std::string file =
        absl::StrCat("append-only file ", Bytes(node.append_file_bytes()));
    if (node.disk_size_bytes() == 0) return AddRow("disk", file);
    const int64_t used = node.disk_size_bytes() - node.disk_free_bytes();
    AddRow("disk",
           absl::StrCat(Bar(static_cast<double>(used) /
                            static_cast<double>(node.disk_size_bytes())),
                        " ", Bytes(node.disk_free_bytes()), " free of ",
                        Bytes(node.disk_size_bytes()), ", ", file,
                        node.has_disk_full_in_days()
                            ? FullIn(node.disk_full_in_days())
                            : ""));
  }

  // Operators' keys only are told of keys, as of Redis.
  void AddKeys() {
    if (status_.redis().empty()) return;
    std::string text = Counted(status_.key_count(), "API key");
    if (status_.has_oldest_key_time()) {
      absl::StrAppend(&text, ", the oldest ",
                      Age(status_.oldest_key_time(), now_), " old");
    }
    if (status_.has_key_end_time()) {
      absl::StrAppend(&text, ", the next ends ",
                      LocalTime(status_.key_end_time()).substr(0, 10));
    }
    absl::StrAppend(
        &text, "; master key: ",
        status_.has_master_key_time()
            ? absl::StrCat(Age(status_.master_key_time(), now_), " old")
            : "age not known");
    const v1::SystemStatus::SiteStatus* oldest = nullptr;
    for (const v1::SystemStatus::SiteStatus& site : status_.sites()) {
      if (site.has_data_key_time() &&
          (oldest == nullptr || site.data_key_time().seconds() <
                                    oldest->data_key_time().seconds())) {
        oldest = &site;
      }
    }
    absl::StrAppend(
        &text, "; data keys: ",
        oldest == nullptr
            ? "age not known"
            : absl::StrCat("up to ", Age(oldest->data_key_time(), now_),
                           " old"));
    AddRow("keys", text);
  }

  void AddModel() {
    if (!status_.model_revision().empty()) {
      AddRow("model", absl::StrCat("revision ", status_.model_revision()));
    }
  }

  // Those that something is said about first, then by what waits.
  std::vector<const v1::SystemStatus::SiteStatus*> SitesInOrder() const {
    std::set<std::string> told;
    for (const auto& problem : status_.problems()) told.insert(problem.site());
    std::vector<const v1::SystemStatus::SiteStatus*> sites;
    for (const auto& site : status_.sites()) sites.push_back(&site);
    if (sites.size() <= kSitesShown) return sites;
    std::stable_sort(
        sites.begin(), sites.end(), [&told](const auto* a, const auto* b) {
          return std::make_pair(told.contains(a->site()), a->held_count()) >
                 std::make_pair(told.contains(b->site()), b->held_count());
        });
    sites.resize(kSitesShown);
    return sites;
  }

  void AddSites() {
    if (status_.sites().empty()) return;
    Table table({{"SITE", 8},
                 {"HELD", 0, true},
                 {"OLDEST", 0, true},
                 {"24H", 0, true},
                 {"POLICY", 0, true},
                 {"SUBSCRIPTION", 8},
                 {"BEHIND", 0, true},
                 {"SINCE", 0, true}});
    for (const v1::SystemStatus::SiteStatus* site : SitesInOrder()) {
      std::vector<std::string> row = {
          site->site(), absl::StrCat(site->held_count()),
          Age(site->oldest_time(), now_), absl::StrCat(site->submitted_count()),
          absl::StrCat(site->policy_revision())};
      const int shown =
          std::min(site->subscriptions_size(), kSubscriptionsShown);
      if (shown == 0) table.AddRow(row);
      for (int i = 0; i < shown; ++i) {
        if (i > 0) row.assign(5, "");
        AppendLag(site->subscriptions(i), row);
        table.AddRow(row);
      }
      if (site->subscriptions_size() > shown) {
        table.AddRow({"", "", "", "", "",
                      absl::StrCat("and ", site->subscriptions_size() - shown,
                                   " more")});
      }
    }
    absl::StrAppend(&text_, "\n", table.Render(width_));
    const int left = status_.sites_size() - static_cast<int>(kSitesShown);
    if (left > 0) {
      absl::StrAppend(&text_, "and ", Counted(left, "more site"),
                      ": winnow status --site SITE\n");
    }
  }

  void AppendLag(const v1::Subscription& lag, std::vector<std::string>& row) {
    const size_t slash = lag.name().rfind('/');
    row.push_back(slash == std::string::npos ? lag.name()
                                             : lag.name().substr(slash + 1));
    // Of 0 and more it is only known that something waits.
    row.push_back(lag.lag() == 0 && lag.has_more_lag()
                      ? "some"
                      : absl::StrCat(lag.lag(), lag.has_more_lag() ? "+" : ""));
    row.push_back(Age(lag.oldest_event_time(), now_));
  }

  const v1::SystemStatus& status_;
  const absl::Time now_;
  const int width_;
  const Output& out_;
  std::string text_;
};

}  // namespace

std::string StatusScreen(const v1::SystemStatus& status,
                         absl::string_view address, absl::Time now, int width,
                         const Output& out) {
  return Screen(status, now, width, out).Draw(address);
}

}  // namespace winnow
