// Packages of npm's that tests use as their own users do.
//
// Threads: any, each call for itself.

#ifndef WINNOW_TESTS_E2E_GATEWAY_NPM_H_
#define WINNOW_TESTS_E2E_GATEWAY_NPM_H_

#include <string>

#include "tests/support/run_program.h"

namespace winnow {

// Installs what `dir`/package-lock.json names, without running any of it.
ProgramResult InstallNpmPackages(const std::string& dir);

// Whether that failed because this machine has no npm, or no way to its
// registry. Any other failure is one of the test's.
bool IsNpmOutOfReach(const ProgramResult& installed);

}  // namespace winnow

#endif  // WINNOW_TESTS_E2E_GATEWAY_NPM_H_
