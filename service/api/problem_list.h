// What GetSystemStatus has to say: problems, which make the system unhealthy,
// and notices. What is said by another code than the list in problem_list.cc
// has is the least of all. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_PROBLEM_LIST_H_
#define WINNOW_SERVICE_API_PROBLEM_LIST_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// One thing to say. `code` and `message` always, the rest may be empty.
struct Told {
  absl::string_view code;
  std::string message;       // one sentence without a full stop
  std::string command = {};  // to type next
  std::string site = {};     // that it is about
};

class ProblemList {
 public:
  // `out` must outlive this object.
  explicit ProblemList(v1::SystemStatus& out) : out_(out) {}

  void AddProblem(Told told) { Fill(std::move(told), *out_.add_problems()); }
  void AddNotice(Told told) { Fill(std::move(told), *out_.add_notices()); }

  // Puts the gravest first, problems and notices each by themselves; what is
  // equally grave keeps its order.
  void SortByWeight();

 private:
  static void Fill(Told told, v1::SystemStatus::Problem& out) {
    out.set_code(std::string(told.code));
    out.set_message(std::move(told.message));
    out.set_command(std::move(told.command));
    out.set_site(std::move(told.site));
  }

  v1::SystemStatus& out_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_PROBLEM_LIST_H_
