#include "service/api/list_admin.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/intake/listed_term.h"
#include "service/intake/own_lists.h"
#include "service/screening/text/language.h"

namespace winnow {
namespace {

constexpr int kTermsInCallMax = 1000;
// Faulty terms that one refusal names.
constexpr size_t kFaultsMax = 100;
// Bad lines that the refusal of a whole file names.
constexpr size_t kLinesInRefusal = 3;
// Somebody may change the list while it is read.
constexpr int kReadsMax = 5;

void FillSummary(const StoredList& list, absl::string_view site,
                 v1::TermListSummary& out) {
  out.set_name(ListName(site, list.name));
  if (list.pieces.empty()) return;
  out.set_kind(static_cast<v1::TermList::Kind>(list.kind));
  out.set_language(list.language);
  out.set_substring(list.substring);
  out.set_term_count(list.TermCount());
  FillTimestamp(list.update_time, *out.mutable_update_time());
}

absl::StatusOr<std::string> CleanFor(int kind, absl::string_view written) {
  return IsOfDomains(kind) ? CleanDomain(written) : CleanTerm(written);
}

// Terms of a call in stored form; everything wrong with them is added to
// `faults`.
template <typename Written>
std::vector<std::string> CleanAll(int kind, const Written& written,
                                  std::vector<FieldViolation>& faults) {
  if (written.empty() || written.size() > kTermsInCallMax) {
    faults.push_back({"terms", absl::StrCat("must be 1 to ", kTermsInCallMax,
                                            " terms; import longer lists")});
    return {};
  }
  std::vector<std::string> terms;
  for (int i = 0; i < written.size(); ++i) {
    auto term = CleanFor(kind, written[i]);
    if (term.ok()) {
      terms.push_back(*std::move(term));
    } else if (faults.size() < kFaultsMax) {
      faults.push_back({absl::StrCat("terms[", i, "]"),
                        std::string(term.status().message())});
    }
  }
  return terms;
}

void SortOnce(std::vector<std::string>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

absl::Status NoSuchList() {
  return absl::NotFoundError(
      "the site has no such list; `winnow lists show` shows those there are");
}

}  // namespace

absl::Status ListAdmin::ListLists(const Caller& who,
                                  const v1::ListTermListsRequest& request,
                                  v1::ListTermListsResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start = ParsePageToken(request.page_token(), {"lists", who.site});
  if (!start.ok()) return start.status();
  const auto stored = parts_.lists.Lists(who.site);
  if (!stored.ok()) return stored.status();
  const StoredList* last = nullptr;
  for (const StoredList& list : stored->lists) {
    if (*start && list.name <= (*start)->score) continue;
    if (response.lists_size() == *page_size) {
      response.set_next_page_token(
          MakePageToken({.score = last->name, .id = {}}, {"lists", who.site}));
      break;
    }
    FillSummary(list, who.site, *response.add_lists());
    last = &list;
  }
  return absl::OkStatus();
}

absl::Status ListAdmin::ListTerms(const Caller& who,
                                  const v1::ListTermsRequest& request,
                                  v1::ListTermsResponse& response) {
  const auto name = ParseListName(request.name(), who.site, "name");
  if (!name.ok()) return name.status();
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start =
      ParsePageToken(request.page_token(), {"terms", who.site, *name});
  if (!start.ok()) return start.status();
  const std::string after = *start ? (*start)->score : std::string();
  for (int reads = 1;; ++reads) {
    const auto stored = parts_.lists.Lists(who.site);
    if (!stored.ok()) return stored.status();
    const StoredList* list = stored->Find(*name);
    if (list == nullptr) return NoSuchList();
    // From the piece in which the page begins, and one more than fill it.
    const auto& pieces = list->pieces;
    auto begin =
        std::upper_bound(pieces.begin(), pieces.end(), after,
                         [](const std::string& term, const TermPiece& piece) {
                           return term < piece.first;
                         });
    if (begin != pieces.begin()) --begin;
    auto end = begin;
    for (int64_t count = 0; end != pieces.end() && count <= *page_size;) {
      if (end != begin) count += end->count;
      ++end;
    }
    const auto read = parts_.lists.Terms(
        who.site, absl::MakeConstSpan(pieces).subspan(
                      static_cast<size_t>(begin - pieces.begin()),
                      static_cast<size_t>(end - begin)));
    if (absl::IsAborted(read.status()) && reads < kReadsMax) continue;
    if (!read.ok()) return read.status();
    for (const auto& piece : *read) {
      for (const std::string& term : piece) {
        if (term <= after) continue;
        if (response.terms_size() == *page_size) {
          response.set_next_page_token(
              MakePageToken({.score = response.terms(*page_size - 1), .id = {}},
                            {"terms", who.site, *name}));
          return absl::OkStatus();
        }
        response.add_terms(term);
      }
    }
    return absl::OkStatus();
  }
}

absl::Status ListAdmin::Begin(const Caller& who, const std::string& name,
                              int kind, const std::string& language,
                              bool substring, ListEdit& edit,
                              std::vector<FieldViolation>& faults) {
  const auto list_name = ParseListName(name, who.site, "name");
  if (!list_name.ok()) {
    const auto found = FieldViolationsOf(list_name.status());
    faults.insert(faults.end(), found.begin(), found.end());
  }
  const auto stored = parts_.lists.Lists(who.site);
  if (!stored.ok()) return stored.status();
  const StoredList* list = list_name.ok() ? stored->Find(*list_name) : nullptr;
  if (list != nullptr) {
    edit.list = *list;
    edit.list.pieces.clear();
    if (kind != 0 && kind != list->kind) {
      faults.push_back(
          {"kind",
           absl::StrCat("must be ",
                        v1::TermList::Kind_Name(
                            static_cast<v1::TermList::Kind>(list->kind)),
                        ", as the list is, or left out")});
    }
    if (!language.empty() && language != list->language) {
      faults.push_back({"language", "must be the list's, or left out"});
    }
    return absl::OkStatus();
  }
  edit.list.name = list_name.ok() ? *list_name : std::string();
  edit.list.kind = kind;
  edit.list.language = language;
  edit.list.substring = substring && IsOfWords(kind);
  if (kind == 0) {
    faults.push_back({"kind", "must be set for a new list"});
  } else if (!KindOf(kind)) {
    faults.push_back({"kind", "is not supported by this version"});
  }
  if (!language.empty() && (!IsOfWords(kind) || !IsLanguageTag(language))) {
    faults.push_back(
        {"language", "must be BCP 47, as \"en\", for BANNED and SUSPECT only"});
  }
  return absl::OkStatus();
}

absl::Status ListAdmin::Add(const Caller& who,
                            const v1::AddTermsRequest& request,
                            v1::TermListSummary& response) {
  ListEdit edit;
  std::vector<FieldViolation> faults;
  absl::Status begun =
      Begin(who, request.name(), request.kind(), request.language(),
            request.substring(), edit, faults);
  if (!begun.ok()) return begun;
  if (request.substring() && !edit.list.substring) {
    faults.push_back(
        {"substring", "is for new lists that are BANNED or SUSPECT"});
  }
  edit.add = CleanAll(edit.list.kind, request.terms(), faults);
  if (!faults.empty()) return InvalidFields(std::move(faults));
  SortOnce(edit.add);
  auto edited = editor_.Write(who, edit);
  if (!edited.ok()) return edited.status();
  FillSummary(edited->list, who.site, response);
  return absl::OkStatus();
}

absl::Status ListAdmin::Remove(const Caller& who,
                               const v1::RemoveTermsRequest& request,
                               v1::TermListSummary& response) {
  const auto name = ParseListName(request.name(), who.site, "name");
  const auto stored = parts_.lists.Lists(who.site);
  if (!stored.ok()) return stored.status();
  const StoredList* list = name.ok() ? stored->Find(*name) : nullptr;
  std::vector<FieldViolation> faults = FieldViolationsOf(name.status());
  ListEdit edit;
  if (list != nullptr) {
    edit.list = *list;
    edit.list.pieces.clear();
  }
  edit.remove = CleanAll(edit.list.kind, request.terms(), faults);
  if (!faults.empty()) return InvalidFields(std::move(faults));
  if (list == nullptr) {
    // It went with its last term, perhaps by this very call's first attempt.
    response.set_name(ListName(who.site, *name));
    return absl::OkStatus();
  }
  SortOnce(edit.remove);
  auto edited = editor_.Write(who, edit);
  if (!edited.ok()) return edited.status();
  FillSummary(edited->list, who.site, response);
  return absl::OkStatus();
}

absl::Status ListAdmin::Import(const Caller& who,
                               const v1::ImportTermsRequest& first,
                               TermFile& file,
                               std::function<absl::Status()> check,
                               v1::ImportTermsResponse& response) {
  ListEdit edit;
  std::vector<FieldViolation> faults;
  const bool inside_words = file.format() == TermFileFormat::kWordPressKeys;
  absl::Status begun = Begin(who, first.name(), first.kind(), first.language(),
                             inside_words, edit, faults);
  if (!begun.ok()) return begun;
  if (!faults.empty()) return InvalidFields(std::move(faults));
  if (first.replace() && IsOfWords(edit.list.kind)) {
    edit.list.substring = inside_words;
  }
  SkippedLines bad;
  for (WrittenTerm& written : file.entries()) {
    auto term = CleanFor(edit.list.kind, written.text);
    if (term.ok()) {
      edit.add.push_back(*std::move(term));
    } else {
      bad.Add(written.line, term.status().message());
    }
  }
  SkippedLines skipped = file.skipped();
  skipped.Merge(std::move(bad));
  std::vector<std::string> lines;
  for (const SkippedLines::Named& line : skipped.named) {
    lines.push_back(absl::StrCat("line ", line.line, " ", line.why));
  }
  if (edit.add.empty()) {
    if (lines.size() > kLinesInRefusal) lines.resize(kLinesInRefusal);
    return InvalidFields(
        {{"content", absl::StrCat("the file has no entry that a list can take",
                                  lines.empty() ? "" : ": ",
                                  absl::StrJoin(lines, "; "))}});
  }
  SortOnce(edit.add);
  edit.replace = first.replace();
  edit.check = std::move(check);
  auto edited = editor_.Write(who, edit);
  if (!edited.ok()) return edited.status();
  FillSummary(edited->list, who.site, *response.mutable_list());
  response.set_added_count(edited->added);
  response.set_removed_count(edited->removed);
  response.set_skipped_count(skipped.count);
  for (std::string& line : lines) {
    response.add_skipped_lines(std::move(line));
  }
  return absl::OkStatus();
}

}  // namespace winnow
