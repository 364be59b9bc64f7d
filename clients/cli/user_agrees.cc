#include "clients/cli/user_agrees.h"

#include <iostream>
#include <string>

namespace winnow {

bool UserAgrees(absl::string_view what) {
  std::cerr << what << " Go on? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace winnow
