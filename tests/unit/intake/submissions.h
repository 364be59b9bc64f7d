// A usual submission and what is wrong with a changed one: shared by the tests
// of validation.
#ifndef WINNOW_TESTS_UNIT_INTAKE_SUBMISSIONS_H_
#define WINNOW_TESTS_UNIT_INTAKE_SUBMISSIONS_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/intake/validation.h"

namespace winnow {

inline const absl::Time kNow = absl::FromUnixSeconds(1700000000);
inline constexpr char kParent[] = "018bcfe5-6800-7000-8000-000000000001";

inline Submission Usual() {
  Submission submission;
  submission.site = "gazette";
  submission.thread.id = "article-1";
  submission.display_name = "John";
  submission.email = "john@example.com";
  submission.body = "Well said.";
  return submission;
}

using Change = std::function<void(Submission&)>;

inline absl::StatusOr<ValidDraft> Check(const Change& change,
                                        const SiteSettings& settings = {}) {
  Submission submission = Usual();
  change(submission);
  return Validate(std::move(submission), settings, kNow, Uuid());
}

// "field: description", each.
inline std::vector<std::string> Faults(
    const absl::StatusOr<ValidDraft>& valid) {
  std::vector<std::string> faults;
  for (const auto& violation : FieldViolationsOf(valid.status())) {
    faults.push_back(
        absl::StrCat(violation.field, ": ", violation.description));
  }
  return faults;
}

inline std::string Repeat(size_t count, absl::string_view text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) absl::StrAppend(&all, text);
  return all;
}

// Each sets one field.
inline Change SiteId(std::string v) {
  return [v](Submission& s) { s.site = v; };
}
inline Change Thread(std::string v) {
  return [v](Submission& s) { s.thread.id = v; };
}
inline Change Title(std::string v) {
  return [v](Submission& s) { s.thread.title = v; };
}
inline Change Section(std::string v) {
  return [v](Submission& s) { s.thread.section = v; };
}
inline Change Name(std::string v) {
  return [v](Submission& s) { s.display_name = v; };
}
inline Change Email(std::string v) {
  return [v](Submission& s) { s.email = v; };
}
inline Change Website(std::string v) {
  return [v](Submission& s) { s.website = v; };
}
inline Change Body(std::string v) {
  return [v](Submission& s) { s.body = v; };
}
inline Change AuthorId(std::string v) {
  return [v](Submission& s) { s.author_id = v; };
}
inline Change RequestId(std::string v) {
  return [v](Submission& s) { s.request_id = v; };
}
inline Change Parent(std::string v) {
  return [v](Submission& s) { s.parent = v; };
}
inline Change Tags(std::vector<std::string> v) {
  return [v](Submission& s) { s.thread.tags = v; };
}

}  // namespace winnow

#endif  // WINNOW_TESTS_UNIT_INTAKE_SUBMISSIONS_H_
