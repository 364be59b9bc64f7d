#include "clients/cli/names.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

constexpr size_t kIdLength = 36;
constexpr size_t kShortIdLength = 8;
constexpr size_t kRowsMax = 10'000;
constexpr size_t kEarlierMax = 2'000;

bool IsId(absl::string_view text) {
  if (text.size() != kIdLength) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit =
        absl::ascii_isxdigit(text[i]) && !absl::ascii_isupper(text[i]);
    if (hyphen ? text[i] != '-' : !digit) return false;
  }
  return true;
}

bool IsShortId(absl::string_view text) {
  return text.size() == kShortIdLength &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isxdigit(c) && !absl::ascii_isupper(c);
         });
}

absl::StatusOr<std::string> FindByEnding(absl::string_view ending,
                                         const Listing& listing) {
  std::string found;
  for (const std::vector<std::string>* names :
       {&listing.rows, &listing.earlier}) {
    for (const std::string& name : *names) {
      if (!absl::EndsWith(name, ending) || name == found) continue;
      if (!found.empty()) {
        return absl::FailedPreconditionError(absl::StrCat(
            "several comments end in ", ending, "; give the whole id"));
      }
      found = name;
    }
  }
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no comment of your last listings ends in ", ending,
                     "; list it first, or give the whole id"));
  }
  return found;
}

// Under sudo the file must stay the person's own.
void GiveToInvokingUser(const std::string& path) {
  if (geteuid() != 0) return;
  // NOLINTBEGIN(concurrency-mt-unsafe): nothing here sets variables.
  const char* uid_text = std::getenv("SUDO_UID");
  const char* gid_text = std::getenv("SUDO_GID");
  // NOLINTEND(concurrency-mt-unsafe)
  uint32_t uid = 0;
  uint32_t gid = 0;
  if (uid_text == nullptr || gid_text == nullptr ||
      !absl::SimpleAtoi(uid_text, &uid) || !absl::SimpleAtoi(gid_text, &gid)) {
    return;
  }
  if (lchown(path.c_str(), uid, gid) != 0) return;
}

absl::Status MakeDirectories(const std::string& directory) {
  std::vector<std::string> missing;
  std::filesystem::path at = directory;
  std::error_code error;
  while (!at.empty() && !std::filesystem::exists(at, error)) {
    missing.push_back(at.string());
    at = at.parent_path();
  }
  for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
    if (mkdir(path->c_str(), 0700) != 0 && errno != EEXIST) {
      return absl::InternalError(
          absl::StrCat("cannot make ", *path, ": ", std::strerror(errno)));
    }
    GiveToInvokingUser(*path);
  }
  return absl::OkStatus();
}

// Writes beside the file and renames, so that two commands at once leave one
// whole listing.
absl::Status WriteListing(const std::string& state_dir,
                          const Listing& listing) {
  const absl::Status made = MakeDirectories(state_dir);
  if (!made.ok()) return made;
  std::string text;
  for (const std::string& name : listing.rows)
    absl::StrAppend(&text, name, "\n");
  text.push_back('\n');
  for (const std::string& name : listing.earlier) {
    absl::StrAppend(&text, name, "\n");
  }
  const std::string path = absl::StrCat(state_dir, "/last-listing");
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  const int file = mkstemp(temporary.data());  // mode 600
  if (file < 0) {
    return absl::InternalError(absl::StrCat("cannot write in ", state_dir, ": ",
                                            std::strerror(errno)));
  }
  const ssize_t written = write(file, text.data(), text.size());
  close(file);
  GiveToInvokingUser(temporary);
  if (written != static_cast<ssize_t>(text.size()) ||
      std::rename(temporary.c_str(), path.c_str()) != 0) {
    unlink(temporary.c_str());
    return absl::InternalError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

void AddEarlier(const std::vector<std::string>& names, Listing& listing) {
  std::vector<std::string> merged = names;
  merged.insert(merged.end(), listing.earlier.begin(), listing.earlier.end());
  std::unordered_set<std::string> seen(listing.rows.begin(),
                                       listing.rows.end());
  listing.earlier.clear();
  for (std::string& name : merged) {
    if (listing.earlier.size() >= kEarlierMax) break;
    if (seen.insert(name).second) listing.earlier.push_back(std::move(name));
  }
}

}  // namespace

bool IsCommentName(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 4 || parts[0] != "sites" || parts[2] != "comments") {
    return false;
  }
  return !parts[1].empty() && IsId(parts[3]) &&
         std::all_of(parts[1].begin(), parts[1].end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

std::string ShortId(absl::string_view name) {
  return std::string(
      name.substr(name.size() - std::min(name.size(), kShortIdLength)));
}

std::string IdOf(absl::string_view name) {
  const size_t slash = name.rfind('/');
  return std::string(slash == absl::string_view::npos ? name
                                                      : name.substr(slash + 1));
}

absl::StatusOr<std::string> ResolveCommentName(absl::string_view text,
                                               absl::string_view site,
                                               const Listing& listing) {
  if (IsCommentName(text)) return std::string(text);
  if (IsId(text)) {
    if (site.empty()) {
      return absl::InvalidArgumentError(
          "a bare id needs a site: give --site, or the full name");
    }
    return absl::StrCat("sites/", site, "/comments/", text);
  }
  absl::string_view row_text = text;
  if (absl::ConsumePrefix(&row_text, "@")) {
    size_t row = 0;
    if (!absl::SimpleAtoi(row_text, &row) || row == 0) {
      return absl::InvalidArgumentError(
          "after @ comes the number of a row, as in @3");
    }
    if (row > listing.rows.size()) {
      return absl::NotFoundError(absl::StrCat(
          "your last listing has ", listing.rows.size(),
          " rows, so there is no @", row, "; list again with winnow queue"));
    }
    return listing.rows[row - 1];
  }
  if (IsShortId(text)) return FindByEnding(text, listing);
  return absl::InvalidArgumentError(
      "a comment is named by its full name, its id, the last 8 characters of "
      "the id, or @N for row N of your last listing");
}

absl::StatusOr<std::string> ResolveFilter(absl::string_view filter,
                                          absl::string_view site,
                                          const Listing& listing) {
  constexpr absl::string_view kTerm = "author=@";
  std::string resolved;
  bool quoted = false;
  for (size_t at = 0; at < filter.size();) {
    if (filter[at] == '"') quoted = !quoted;
    const bool starts_term = at == 0 || filter[at - 1] == ' ';
    if (quoted || !starts_term || !absl::StartsWith(filter.substr(at), kTerm)) {
      resolved.push_back(filter[at++]);
      continue;
    }
    at += kTerm.size();
    const size_t end = std::min(filter.find(' ', at), filter.size());
    const absl::string_view text = filter.substr(at, end - at);
    at = end;
    // `author=@3` is row 3; an id after the @ is an id.
    const bool is_row = text.size() < kShortIdLength;
    absl::StatusOr<std::string> name = ResolveCommentName(
        is_row ? absl::StrCat("@", text) : std::string(text), site, listing);
    if (!name.ok()) return name.status();
    absl::StrAppend(&resolved, kTerm, IdOf(*name));
  }
  return resolved;
}

bool FilterNamesState(absl::string_view filter) {
  bool quoted = false;
  for (size_t at = 0; at < filter.size(); ++at) {
    if (filter[at] == '"') quoted = !quoted;
    const bool starts_term = at == 0 || filter[at - 1] == ' ';
    if (!quoted && starts_term &&
        absl::StartsWith(filter.substr(at), "state=")) {
      return true;
    }
  }
  return false;
}

Listing LoadListing(const std::string& state_dir) {
  Listing listing;
  std::ifstream file(absl::StrCat(state_dir, "/last-listing"));
  bool earlier = false;
  std::string line;
  for (size_t n = 0; n < kRowsMax + kEarlierMax && std::getline(file, line);
       ++n) {
    if (line.empty()) earlier = true;
    if (!IsCommentName(line)) continue;
    (earlier ? listing.earlier : listing.rows).push_back(line);
  }
  return listing;
}

absl::Status SaveListing(const std::string& state_dir,
                         std::vector<std::string> rows) {
  Listing listing = LoadListing(state_dir);
  const std::vector<std::string> before = std::move(listing.rows);
  if (rows.size() > kRowsMax) rows.resize(kRowsMax);
  listing.rows = std::move(rows);
  AddEarlier(before, listing);
  return WriteListing(state_dir, listing);
}

absl::Status RememberNames(const std::string& state_dir,
                           const std::vector<std::string>& names) {
  Listing listing = LoadListing(state_dir);
  AddEarlier(names, listing);
  return WriteListing(state_dir, listing);
}

}  // namespace winnow
