#include "service/api/ban_admin.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/base/status_details.h"
#include "service/base/utf8.h"
#include "service/intake/content_ban.h"
#include "service/intake/listed_term.h"

namespace winnow {
namespace {

constexpr size_t kReasonCharsMax = 500;
constexpr absl::Duration kNetworkBanDefault = absl::Hours(7 * 24);
constexpr absl::Duration kBanMin = absl::Seconds(1);
constexpr absl::Duration kBanMax = absl::Hours(3653 * 24);  // ten years

std::string BanName(absl::string_view site, const Uuid& ban) {
  return absl::StrCat("sites/", site, "/bans/", ban.ToString());
}

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

// Reads a request; every bad field is added to `faults`.
class RequestReader {
 public:
  RequestReader(const v1::CreateBanRequest& request, const Caller& who)
      : request_(request), who_(who) {}

  absl::StatusOr<BanRequest> Read() {
    out_.site = who_.site;
    out_.dry_run = request_.dry_run();
    out_.request_id = request_.request_id();
    v1::CreateBanRequest content = request_;
    content.clear_request_id();
    out_.content = absl::StrCat("ban\n", content.SerializeAsString());
    ReadTarget();
    ReadEffect();
    ReadReason();
    ReadDuration();
    ReadRejectLast();
    if (absl::Status valid = CheckRequestId(request_.request_id());
        !valid.ok()) {
      Add(FieldViolationsOf(valid));
    }
    if (!faults_.empty()) return InvalidFields(std::move(faults_));
    return std::move(out_);
  }

 private:
  void Add(std::string field, std::string what) {
    faults_.push_back({std::move(field), std::move(what)});
  }
  void Add(const std::vector<FieldViolation>& more) {
    faults_.insert(faults_.end(), more.begin(), more.end());
  }

  void ReadTarget() {
    const v1::Ban& ban = request_.ban();
    if (ban.kind() < v1::Ban::AUTHOR || ban.kind() > v1::Ban::PHRASE) {
      Add("ban.kind",
          "must be AUTHOR, NETWORK, EMAIL_DOMAIN, LINK_DOMAIN or PHRASE");
      return;
    }
    out_.ban.target = static_cast<BanTarget>(ban.kind());
    if (!IsOfContent(out_.ban.target)) {
      if (!ban.value().empty()) {
        Add("ban.value", "is for domains and phrases; name a comment instead");
      }
      const auto comment =
          ParseCommentName(ban.comment(), who_.site, "ban.comment");
      if (comment.ok()) {
        out_.ban.comment = *comment;
      } else {
        Add(FieldViolationsOf(comment.status()));
      }
      return;
    }
    if (!ban.comment().empty()) {
      Add("ban.comment", "is for authors and networks; give a value instead");
    }
    auto value = CleanBanValue(out_.ban.target, ban.value());
    if (value.ok()) {
      out_.ban.value = *std::move(value);
    } else {
      Add("ban.value", std::string(value.status().message()));
    }
  }

  void ReadEffect() {
    switch (request_.ban().effect()) {
      case v1::Ban::EFFECT_UNSPECIFIED:
      case v1::Ban::REJECT:
        out_.ban.effect = BanKind::kReject;
        return;
      case v1::Ban::HOLD:
        out_.ban.effect = BanKind::kHold;
        return;
      default:
        Add("ban.effect", "must be REJECT or HOLD");
    }
  }

  void ReadReason() {
    const std::string& reason = request_.ban().reason();
    if (reason.size() > 4 * kReasonCharsMax || !IsValidUtf8(reason) ||
        HasControlCharacters(reason) ||
        CountCodePoints(reason) > kReasonCharsMax) {
      Add("ban.reason", absl::StrCat("must be at most ", kReasonCharsMax,
                                     " characters, no control characters"));
    } else if (HasEmailAddress(reason)) {
      Add("ban.reason", "has an email address, which a ban may not keep");
    } else {
      out_.ban.reason = reason;
    }
  }

  void ReadDuration() {
    const bool is_network = out_.ban.target == BanTarget::kNetwork;
    if (!request_.ban().has_duration()) {
      if (is_network) out_.duration = kNetworkBanDefault;
      return;
    }
    out_.duration = DurationOf(request_.ban().duration());
    if (is_network && out_.duration > kNetworkBanMax) {
      Add("ban.duration",
          "must be at most 30 days for a network: other people get its "
          "addresses; ban the author for longer");
    } else if (out_.duration < kBanMin || out_.duration > kBanMax) {
      Add("ban.duration",
          "must be from 1 second to 10 years; leave it out to ban for good");
    }
  }

  void ReadRejectLast() {
    if (!request_.has_reject_last()) return;
    out_.reject_last = DurationOf(request_.reject_last());
    if (out_.reject_last < absl::ZeroDuration() ||
        out_.reject_last > kBanLooksBack) {
      Add("reject_last", "must be at most 30 days");
    }
  }

  const v1::CreateBanRequest& request_;
  const Caller& who_;
  BanRequest out_;
  std::vector<FieldViolation> faults_;
};

void FillBan(const Ban& ban, absl::string_view site, v1::Ban& out) {
  if (ban.id != Uuid()) {
    out.set_name(BanName(site, ban.id));
    FillTimestamp(ban.create_time, *out.mutable_create_time());
  }
  out.set_kind(static_cast<v1::Ban::Kind>(static_cast<int>(ban.target)));
  if (ban.comment) out.set_comment(CommentName(site, *ban.comment));
  out.set_value(ban.value);
  out.set_effect(ban.effect == BanKind::kReject ? v1::Ban::REJECT
                                                : v1::Ban::HOLD);
  out.set_reason(ban.reason);
  if (ban.end_time != absl::InfiniteFuture()) {
    FillTimestamp(ban.end_time, *out.mutable_expire_time());
  }
  out.set_principal(KeyName(ban.key_id));
  out.set_principal_display_name(ban.key_name);
  out.set_hit_count(ban.hits);
  out.set_author_handle(ban.author_handle);
}

}  // namespace

absl::Status CreateBan(Bans& bans, const Caller& who,
                       const v1::CreateBanRequest& request,
                       v1::CreateBanResponse& response) {
  const auto read = RequestReader(request, who).Read();
  if (!read.ok()) return read.status();
  const auto outcome = bans.Create(*read, who.principal());
  if (!outcome.ok()) return outcome.status();
  FillBan(outcome->ban, who.site, *response.mutable_ban());
  response.set_held_count(outcome->touched.held);
  response.set_approved_count(outcome->touched.approved);
  response.set_author_count(outcome->touched.authors);
  response.set_examined_count(outcome->touched.examined);
  response.set_incomplete(outcome->touched.incomplete);
  response.set_batch(outcome->batch);
  response.set_rejected_count(outcome->rejected);
  response.set_kept_count(outcome->kept);
  return absl::OkStatus();
}

absl::Status ListBans(Bans& bans, const Caller& who,
                      const v1::ListBansRequest& request,
                      v1::ListBansResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start = ParsePageToken(request.page_token(), {"bans", who.site});
  if (!start.ok()) return start.status();
  const auto page = bans.List(who.site, *start, *page_size);
  if (!page.ok()) return page.status();
  for (const Ban& ban : page->bans) {
    FillBan(ban, who.site, *response.add_bans());
  }
  if (page->next) {
    response.set_next_page_token(
        MakePageToken(*page->next, {"bans", who.site}));
  }
  return absl::OkStatus();
}

absl::Status DeleteBan(Bans& bans, const Caller& who,
                       const v1::DeleteBanRequest& request) {
  absl::Status valid = CheckRequestId(request.request_id());
  if (!valid.ok()) return valid;
  absl::string_view rest = request.name();
  if (absl::ConsumePrefix(&rest, "sites/") &&
      absl::ConsumePrefix(&rest, who.site) &&
      absl::ConsumePrefix(&rest, "/bans/")) {
    if (const auto id = ParseUuid(rest)) {
      return bans.Delete(who.site, *id, request.request_id(), who.principal());
    }
  }
  return InvalidFields(
      {{.field = "name",
        .description = absl::StrCat("must be a ban's name, sites/", who.site,
                                    "/bans/ID")}});
}

}  // namespace winnow
