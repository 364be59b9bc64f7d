// What a type lets people do by accident; secrets must allow none of it.

#ifndef WINNOW_TESTS_SUPPORT_PRINTABLE_H_
#define WINNOW_TESTS_SUPPORT_PRINTABLE_H_

#include <ostream>

namespace winnow {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

template <typename T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_PRINTABLE_H_
