// Matchers for absl::Status and absl::StatusOr, which Abseil of this age lacks:
//
//   EXPECT_THAT(status, IsOk());
//   EXPECT_THAT(found, IsOkAndHolds(ElementsAre("a", "b")));
//   EXPECT_THAT(found, StatusIs(absl::StatusCode::kNotFound));
//   EXPECT_THAT(found, StatusIs(absl::StatusCode::kNotFound, HasSubstr("a")));

#ifndef WINNOW_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define WINNOW_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace winnow {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}

template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

MATCHER_P(StatusIs, code,
          std::string(negation ? "does not have" : "has") + " code " +
              absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message,
           std::string(negation ? "does not have" : "has") + " code " +
               absl::StatusCodeToString(code) + " and a message that " +
               testing::DescribeMatcher<std::string>(message)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         testing::Matches(testing::Matcher<std::string>(message))(
             std::string(StatusOf(arg).message()));
}

// Matches a StatusOr that is OK and whose value `inner` matches; values that
// cannot be copied or printed are fine.
template <typename Inner>
class IsOkAndHoldsMatcher {
 public:
  explicit IsOkAndHoldsMatcher(Inner inner) : inner_(std::move(inner)) {}

  using is_gtest_matcher = void;

  template <typename T>
  bool MatchAndExplain(const absl::StatusOr<T>& result,
                       testing::MatchResultListener* listener) const {
    if (!result.ok()) {
      *listener << result.status().ToString();
      return false;
    }
    return testing::SafeMatcherCast<const T&>(inner_).MatchAndExplain(*result,
                                                                      listener);
  }

  void DescribeTo(std::ostream* out) const {
    *out << "is OK and its value fits";
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "is an error or its value does not fit";
  }

 private:
  Inner inner_;
};

template <typename Inner>
IsOkAndHoldsMatcher<Inner> IsOkAndHolds(Inner inner) {
  return IsOkAndHoldsMatcher<Inner>(std::move(inner));
}

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_STATUS_MATCHERS_H_
