// Counts where two policies part, for replays and shadows.

#ifndef WINNOW_SERVICE_API_POLICY_DIFFERENCE_H_
#define WINNOW_SERVICE_API_POLICY_DIFFERENCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "service/comment/comment.h"
#include "service/comment/verdict.h"
#include "service/screening/policy/policy.h"
#include "winnow/v1/site_policies.pb.h"

namespace winnow {

// Not shared between threads.
class DifferenceTally {
 public:
  // Keeps the first `examples_max` comments of each kind of change.
  DifferenceTally(std::string site, const Policy& other, int examples_max);

  // Counts a comment that the one in force judged as it is stored, and the
  // other as given.
  void Add(const StoredComment& stored, const Verdict& other, bool is_known);

  // Rules that decided nothing are listed too, with 0.
  void Fill(v1::PolicyDifference& out) const;

 private:
  struct Change {
    int64_t count = 0;
    std::vector<v1::PolicyDifference::Example> examples;
  };
  struct Rule {
    std::string name;
    int64_t count = 0;
    int64_t known = 0;
  };

  const std::string site_;
  const size_t examples_max_;
  std::map<std::pair<State, State>, Change> changes_;
  std::vector<Rule> rules_;  // in the policy's order, then others
};

// Fills an example: what the comment is, who decided it, which rules part.
void FillExample(const StoredComment& stored, const std::string& site,
                 const Verdict& other, v1::PolicyDifference::Example& out);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_POLICY_DIFFERENCE_H_
