#include "service/store/redis/comment_replies.h"

#include <array>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/base/status_details.h"
#include "service/store/lease_refusal.h"
#include "service/store/redis/author_mark.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/redis_report_store.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

// Where w1_gather puts what, in an answer that begins with "ok".
enum GatherItem : size_t {
  kRevision = 1,
  kThreadMode,
  kThreadPrint,
  kParentRole,
  kAuthorApproved,
  kAuthorHeld,
  kAuthorRejected,
  kAuthorSpam,
  kAuthorFirst,
  kAuthorLast,
  kAuthorMark,
  kBanAuthor,
  kBanHost,
  kBanSubnet,
  kCluster,
  kNumbers,
  kHotUntil,
  kGatherItems,
};

// What kNumbers holds, one text for all: an item of its own each costs Redis
// and this side ten times as much.
enum GatherNumber : size_t {
  kRateAuthorMinute,
  kRateNetworkMinute,
  kRateThreadMinute,
  kRateAuthorHour,
  kRateNetworkHour,
  kRateSiteMinute,
  kRateParentHour,
  kRateThreadHour,
  kOwnDuplicate,
  kClusterSize,
  kClusterAgreement,
  kClusterOther,
  kDepth,
  kParentByAuthor,
  kGatherNumbers,
};

// AUTHOR_FIELDS of functions/*.lua.
constexpr size_t kAuthorItems = 7;

constexpr double kSketchValueCount = 32;

constexpr absl::Duration kRetryAfter = absl::Seconds(1);

// Reads numbers with one space between them; 0 for what is not there.
std::array<double, kGatherNumbers> NumbersOf(absl::string_view text) {
  std::array<double, kGatherNumbers> numbers = {};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (double& number : numbers) {
    at = std::from_chars(at, end, number).ptr;
    if (at == end) break;
    ++at;
  }
  return numbers;
}

// A ban is kept as EFFECT|ID|END. Redis answers only those that stand by its
// clock.
void AddBan(const Reply& stored, absl::string_view what, Circumstances& out) {
  if (stored.text().empty()) return;
  const std::vector<std::string> parts = absl::StrSplit(stored.text(), '|');
  if (parts.size() != 3 || parts[0].size() != 1) return;
  out.bans.push_back({.id = parts[1],
                      .kind = static_cast<BanKind>(parts[0][0]),
                      .what = std::string(what)});
}

// Items from `first` on, in the order of AUTHOR_FIELDS in functions/*.lua, but
// for the last, which is the mark.
AuthorRecord RecordOf(const Reply& reply, size_t first) {
  AuthorRecord record;
  record.approved = IntOf(reply[first].text());
  record.held = IntOf(reply[first + 1].text());
  record.rejected = IntOf(reply[first + 2].text());
  record.spam = IntOf(reply[first + 3].text());
  if (!reply[first + 4].text().empty()) {
    record.first_seen = TimeOfMillis(reply[first + 4].text());
    record.last_seen = TimeOfMillis(reply[first + 5].text());
  }
  return record;
}

Circumstances CircumstancesOf(const Reply& reply) {
  Circumstances out;
  out.thread_mode = static_cast<ThreadMode>(reply[kThreadMode].text()[0]);
  out.parent_by_staff = reply[kParentRole].text() == "s";
  out.author = RecordOf(reply, kAuthorApproved);
  AddBan(reply[kBanAuthor], "author", out);
  AddBan(reply[kBanHost], "network", out);
  AddBan(reply[kBanSubnet], "network", out);
  const auto numbers = NumbersOf(reply[kNumbers].text());
  out.rates.author_minute = numbers[kRateAuthorMinute];
  out.rates.network_minute = numbers[kRateNetworkMinute];
  out.rates.thread_minute = numbers[kRateThreadMinute];
  out.rates.author_hour = numbers[kRateAuthorHour];
  out.rates.network_hour = numbers[kRateNetworkHour];
  out.rates.site_minute = numbers[kRateSiteMinute];
  out.rates.parent_hour = numbers[kRateParentHour];
  out.rates.thread_hour = numbers[kRateThreadHour];
  out.depth = static_cast<int>(numbers[kDepth]);
  out.parent_by_author = numbers[kParentByAuthor] == 1;
  out.thread_hot = !reply[kHotUntil].text().empty();
  Duplicates& duplicates = out.duplicates;
  duplicates.same_author_same_thread = numbers[kOwnDuplicate] == 1;
  if (const auto cluster = UuidFromBytes(reply[kCluster].text())) {
    duplicates.cluster = *cluster;
    duplicates.cluster_size = static_cast<int64_t>(numbers[kClusterSize]);
    duplicates.agreement = numbers[kClusterAgreement] / kSketchValueCount;
    duplicates.other_author = numbers[kClusterOther] == 1;
  }
  return out;
}

absl::Status SetPrivatePart(const Reply& fields, StoredComment& stored) {
  PrivatePart& hidden = stored.hidden;
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    absl::Status status =
        SetPrivateField(fields[i].text(), fields[i + 1].text(), hidden);
    if (!status.ok()) return status;
  }
  if (!hidden.sketch.empty() && !hidden.cluster) {
    hidden.cluster = stored.comment.id;
  }
  if (hidden.depth == 0 && stored.comment.parent) hidden.depth = 1;
  return absl::OkStatus();
}

// ['replay', id, fingerprint, public fields]
absl::StatusOr<Replay> ReplayOf(const Reply& reply) {
  if (reply.size() != 4) return BadReply("replay");
  const auto id = UuidFromBytes(reply[1].text());
  if (!id) return BadReply("replay");
  return Replay{.id = *id,
                .fingerprint = std::string(reply[2].text()),
                .comment = CommentOf(*id, reply[3])};
}

}  // namespace

absl::StatusOr<Reply> CheckReply(absl::StatusOr<Reply> reply) {
  absl::Status status = reply.status();
  if (reply.ok()) {
    if (!reply->is_error()) return reply;
    status = StatusFromError(reply->text());
  }
  // Redis away, busy or full: all worth trying again, and soon.
  if (absl::IsUnavailable(status) || absl::IsResourceExhausted(status)) {
    return WithRetryAfter(std::move(status), kRetryAfter);
  }
  return status;
}

absl::Status BadReply(absl::string_view function) {
  return absl::InternalError(
      absl::StrCat("Redis answered w1_", function, " in an unknown shape"));
}

absl::Status ErrorOfChange(const Reply& reply, absl::string_view function) {
  if (reply.size() == 0) return BadReply(function);
  const absl::string_view what = reply[0].text();
  if (what == "missing") return absl::NotFoundError("no such comment");
  if (what == "ended") return LeaseHasEnded();
  if (what == "left") {
    return absl::FailedPreconditionError(
        "the site keeps this comment and its text is not here any more "
        "(retention.keep_published is SITE): it can only be taken down, with "
        "reject, spam or erase");
  }
  if (what == "leased" && reply.size() == 3) {
    return LeasedByAnother(reply[1].text(),
                           absl::FromUnixMillis(reply[2].integer()));
  }
  if (what != "stale" || reply.size() != 3) return BadReply(function);
  const auto state = StateFromCode(reply[2].text());
  return absl::AbortedError(
      absl::StrCat("somebody changed this comment meanwhile: it is ",
                   state ? StateName(*state) : "different", " at revision ",
                   reply[1].text(), "; look at it again and repeat"));
}

absl::Time HotUntilOf(absl::string_view text) {
  return text.empty() ? absl::InfinitePast() : TimeOfMillis(text);
}

std::optional<Comment> CommentOf(const Uuid& id, const Reply& fields) {
  if (fields.size() == 0 || fields.size() % 2 != 0) return std::nullopt;
  Comment comment;
  comment.id = id;
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    SetPublicField(fields[i].text(), fields[i + 1].text(), comment);
  }
  return comment;
}

std::optional<Lease> LeaseOf(const Reply& items) {
  if (items.size() != 5) return std::nullopt;
  return Lease{.token = std::string(items[0].text()),
               .key_id = std::string(items[1].text()),
               .key_name = std::string(items[2].text()),
               .begin = absl::FromUnixMillis(items[3].integer()),
               .end = absl::FromUnixMillis(items[4].integer())};
}

absl::StatusOr<std::optional<StoredComment>> StoredOf(const Reply& row) {
  if (!row.is_array() || row.size() == 0) return BadReply("read");
  const auto id = UuidFromBytes(row[0].text());
  if (!id) return BadReply("read");
  if (row.size() == 1) return std::nullopt;
  auto comment = CommentOf(*id, row[1]);
  if (!comment) return BadReply("read");
  StoredComment stored;
  stored.comment = *std::move(comment);
  if (row.size() == 3) stored.comment.thread_url = std::string(row[2].text());
  if (row.size() >= 4) {
    const absl::Status status = SetPrivatePart(row[2], stored);
    if (!status.ok()) return status;
  }
  if (row.size() == 4) stored.thread.section = std::string(row[3].text());
  if (row.size() == 7) {
    stored.lease = LeaseOf(row[5]);
    auto reports = ReportSummaryOf(row[6]);
    if (!reports.ok()) return reports.status();
    stored.reports = *std::move(reports);
    for (size_t i = 0; i + 1 < row[3].size(); i += 2) {
      SetThreadField(row[3][i].text(), row[3][i + 1].text(), stored.thread);
      if (row[3][i].text() == "hot") {
        stored.thread_hot_until = HotUntilOf(row[3][i + 1].text());
      }
    }
    stored.comment.thread_url = stored.thread.url;
    if (row[4].size() == kAuthorItems) {
      stored.author = RecordOf(row[4], 0);
      // What a commit would have to write; nothing is committed here.
      TakeAuthorMark(row[4][kAuthorItems - 1].text(), absl::Now(),
                     stored.author);
    }
  }
  return stored;
}

absl::StatusOr<Gathered> GatheredOf(const Reply& reply) {
  if (!reply.is_array() || reply.size() == 0) return BadReply("gather");
  const absl::string_view what = reply[0].text();
  Gathered gathered;
  if (what == "ok") {
    if (reply.size() != kGatherItems || reply[kThreadMode].text().empty()) {
      return BadReply("gather");
    }
    gathered.site_revision = IntOf(reply[kRevision].text());
    gathered.thread_print = std::string(reply[kThreadPrint].text());
    gathered.circumstances = CircumstancesOf(reply);
    gathered.author_mark = TakeAuthorMark(
        reply[kAuthorMark].text(), absl::Now(), gathered.circumstances.author);
  } else if (what == "replay") {
    auto replay = ReplayOf(reply);
    if (!replay.ok()) return replay.status();
    gathered.outcome = Gathered::Outcome::kReplay;
    gathered.replay = *std::move(replay);
  } else if (what == "rate") {
    if (reply.size() != 3) return BadReply("gather");
    gathered.outcome = Gathered::Outcome::kRateLimited;
    gathered.limit = std::string(reply[1].text());
    gathered.retry_after = absl::Milliseconds(reply[2].integer());
  } else if (what == "closed") {
    gathered.outcome = Gathered::Outcome::kThreadClosed;
  } else if (what == "no_parent") {
    gathered.outcome = Gathered::Outcome::kNoParent;
  } else if (what == "no_site") {
    gathered.outcome = Gathered::Outcome::kNoSite;
  } else {
    return BadReply("gather");
  }
  return gathered;
}

absl::StatusOr<Committed> CommittedOf(const Reply& reply) {
  if (!reply.is_array() || reply.size() == 0) return BadReply("commit");
  const absl::string_view what = reply[0].text();
  Committed committed;
  if (what == "stored") {
    committed.outcome = Committed::Outcome::kStored;
  } else if (what == "done") {
    committed.outcome = Committed::Outcome::kAlreadyStored;
  } else if (what == "again") {
    committed.outcome = Committed::Outcome::kRepeatsItself;
  } else if (what == "full") {
    committed.outcome = Committed::Outcome::kQueueFull;
  } else if (what == "key_gone") {
    committed.outcome = Committed::Outcome::kKeyGone;
  } else if (what == "replay") {
    auto replay = ReplayOf(reply);
    if (!replay.ok()) return replay.status();
    committed.outcome = Committed::Outcome::kReplay;
    committed.replay = *std::move(replay);
  } else {
    return BadReply("commit");
  }
  return committed;
}

}  // namespace winnow
