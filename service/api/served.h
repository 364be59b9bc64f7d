// The common base of our services: methods that the access table does not list
// as served are left to MakeUnservedMethods(), which refuses them in one place
// after the same checks as everywhere.

#ifndef WINNOW_SERVICE_API_SERVED_H_
#define WINNOW_SERVICE_API_SERVED_H_

#include "absl/strings/string_view.h"
#include "service/api/access.h"

namespace winnow {

// Input: `Outer` is the generated class that holds the service, as
// v1::CommentService.
template <typename Outer>
class Served : public Outer::CallbackService {
 protected:
  Served() {
    // The table has a service's methods in the order of its proto, which is
    // also the order in which the generated code numbers them; a test holds
    // both to it.
    int number = 0;
    for (const Access& row : AccessTable()) {
      if (row.service != Outer::service_full_name()) continue;
      if (!row.served) this->MarkMethodGeneric(number);
      ++number;
    }
  }
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SERVED_H_
