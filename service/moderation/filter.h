// A FILTER of the command line and the API: terms that must all hold.
//
//   state=held thread=2025/a section=sport author=@ID rule=many-links
//   reason=language tag=x cluster=ID score.toxicity<0.3 signal.links>0.5
//   age>2h text~"two words" reported=yes
//
// Immutable once parsed; any thread may use it.
#ifndef WINNOW_SERVICE_MODERATION_FILTER_H_
#define WINNOW_SERVICE_MODERATION_FILTER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/store/comment_store.h"

namespace winnow {

inline constexpr size_t kFilterBytesMax = 1024;
inline constexpr size_t kFilterTermsMax = 32;

class CommentFilter {
 public:
  // Parses a filter; the empty one is `state=held`.
  // Input: at most kFilterBytesMax bytes.
  // Errors: InvalidArgument that names the place and what may stand there.
  static absl::StatusOr<CommentFilter> Parse(absl::string_view text);

  // The state whose index is read: that of `state=`, else held.
  State state() const { return state_; }

  // The thread whose index can be read instead; only with state=approved.
  const std::string& thread() const { return thread_; }

  // Whether it is `state=held` and nothing else.
  bool is_everything_held() const {
    return state_ == State::kHeld && !author_of_ && terms_.empty();
  }

  // Whether the index of approved comments can be read that their reports put
  // before moderators.
  bool is_reported() const {
    return state_ == State::kApproved && wants_reported_;
  }
  // Whether it is `state=approved reported=yes` and nothing else.
  bool is_everything_reported() const {
    return is_reported() && !author_of_ && terms_.size() == 1;
  }

  // The comment that stands for its author, from `author=@ID`; the caller
  // looks its author key up and gives it to Matches().
  const std::optional<Uuid>& author_of() const { return author_of_; }

  // What Matches() looks at, the least that a page to be examined must hold;
  // all where every comment of the index read is one that matches.
  Parts parts() const;

  // Whether a comment meets every term.
  // Input: a comment with parts() of it; `author_exact` is the key of
  // author_of()'s author.
  // Cost: under 1 µs, but for text~ (linear in the body).
  bool Matches(const StoredComment& stored, absl::Time now,
               absl::string_view author_exact) const;

 private:
  enum class Field {
    kThread,
    kSection,
    kRule,
    kReason,
    kTag,
    kCluster,
    kReported,
    kScore,
    kSignal,
    kAge,
    kText,
  };
  enum class Compare { kEqual, kLess, kGreater, kContains };
  struct Term {
    Field field;
    Compare compare;
    std::string name;   // of a score or signal
    std::string value;  // folded for kText
    double number = 0;  // seconds for kAge
  };

  absl::Status AddTerm(absl::string_view key, absl::string_view op,
                       std::string value, size_t place);
  static bool Holds(const Term& term, const StoredComment& stored,
                    absl::Time now);

  State state_ = State::kHeld;
  std::string thread_;
  bool wants_reported_ = false;
  std::optional<Uuid> author_of_;
  std::vector<Term> terms_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_FILTER_H_
