#include "service/api/names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/base/bytes.h"
#include "service/base/record.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"
#include "service/privacy/thread_key.h"

namespace winnow {
namespace {

constexpr size_t kListNameBytesMax = 40;
constexpr int kPageSizeDefault = 50;
constexpr int kPageSizeMax = 1000;
constexpr size_t kPageTokenBytesMax = 2048;
// Of the hash over the binding; enough against mistakes, and a forged token
// leads nowhere that another listing would not.
constexpr size_t kBindingBytes = 8;

absl::Status BadField(absl::string_view field, std::string what) {
  return InvalidFields(
      {{.field = std::string(field), .description = std::move(what)}});
}

std::string BindingOf(std::initializer_list<absl::string_view> binding) {
  RecordWriter writer;
  for (const absl::string_view text : binding) writer.Text(text);
  return ThreadKey(writer.Take()).substr(0, kBindingBytes);
}

}  // namespace

std::string SiteName(absl::string_view site) {
  return absl::StrCat("sites/", site);
}

std::string CommentName(absl::string_view site, const Uuid& id) {
  return absl::StrCat("sites/", site, "/comments/", id.ToString());
}

std::string KeyName(absl::string_view key_id) {
  return absl::StrCat("keys/", key_id);
}

std::string ListName(absl::string_view site, absl::string_view list) {
  return absl::StrCat("sites/", site, "/lists/", list);
}

std::string AdapterName(absl::string_view site) {
  return absl::StrCat("sites/", site, "/adapter");
}

absl::StatusOr<Uuid> ParseCommentName(absl::string_view name,
                                      absl::string_view site,
                                      absl::string_view field) {
  absl::string_view rest = name;
  if (absl::ConsumePrefix(&rest, "sites/") &&
      absl::ConsumePrefix(&rest, site) &&
      absl::ConsumePrefix(&rest, "/comments/")) {
    if (const auto id = ParseUuid(rest)) return *id;
  }
  return BadField(field, absl::StrCat("must be a comment's name, sites/", site,
                                      "/comments/ID"));
}

absl::StatusOr<std::string> ParseKeyName(absl::string_view name,
                                         absl::string_view field) {
  if (absl::ConsumePrefix(&name, "keys/") && !name.empty()) {
    return std::string(name);
  }
  return BadField(field, "must be a key's name, keys/KEY");
}

absl::StatusOr<std::string> ParseListName(absl::string_view name,
                                          absl::string_view site,
                                          absl::string_view field) {
  absl::string_view rest = name;
  if (absl::ConsumePrefix(&rest, "sites/") &&
      absl::ConsumePrefix(&rest, site) &&
      absl::ConsumePrefix(&rest, "/lists/") && !rest.empty() &&
      rest.size() <= kListNameBytesMax && absl::ascii_islower(rest[0]) &&
      std::all_of(rest.begin(), rest.end(), [](char c) {
        return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
      })) {
    return std::string(rest);
  }
  return BadField(field,
                  absl::StrCat("must be a list's name, sites/", site,
                               "/lists/LIST, with LIST up to 40 of a–z, 0–9 "
                               "and -, a letter first"));
}

absl::StatusOr<std::optional<int64_t>> ParseEtag(absl::string_view etag) {
  if (etag.empty()) return std::nullopt;
  int64_t revision = 0;
  if (!absl::SimpleAtoi(etag, &revision)) {
    return absl::AbortedError("this etag is not the comment's; read it again");
  }
  return revision;
}

absl::Status CheckRequestId(absl::string_view request_id) {
  if (request_id.size() <= kRequestIdBytesMax) return absl::OkStatus();
  return BadField("request_id", absl::StrCat("must be at most ",
                                             kRequestIdBytesMax, " bytes"));
}

absl::StatusOr<int> PageSize(int32_t requested) {
  if (requested < 0) {
    return BadField("page_size", "must not be negative; 0 means 50");
  }
  if (requested == 0) return kPageSizeDefault;
  return requested > kPageSizeMax ? kPageSizeMax : requested;
}

std::string MakePageToken(const PageStart& next,
                          std::initializer_list<absl::string_view> binding) {
  RecordWriter writer;
  writer.Text(BindingOf(binding));
  writer.Text(next.score);
  writer.Text(next.id.Bytes());
  return ToBase64Url(writer.Take());
}

absl::StatusOr<std::optional<PageStart>> ParsePageToken(
    absl::string_view token, std::initializer_list<absl::string_view> binding) {
  if (token.empty()) return std::nullopt;
  if (token.size() <= kPageTokenBytesMax) {
    if (const auto bytes = ParseBase64Url(token)) {
      RecordReader reader(*bytes);
      const std::string bound = reader.Text();
      PageStart start;
      start.score = reader.Text();
      const auto id = UuidFromBytes(reader.Text());
      if (reader.ok() && reader.at_end() && id && bound == BindingOf(binding)) {
        start.id = *id;
        return start;
      }
    }
  }
  return BadField("page_token",
                  "must be the next_page_token of a page with the same site, "
                  "filter and order");
}

}  // namespace winnow
