// Runs another program to its end and keeps what it wrote.
//
// The program dies with the test, even if that is killed. Threads: any, each
// call for itself.

#ifndef WINNOW_TESTS_SUPPORT_RUN_PROGRAM_H_
#define WINNOW_TESTS_SUPPORT_RUN_PROGRAM_H_

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace winnow {

struct ProgramOptions {
  // Set beside the test's own environment, or in place of it.
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string standard_input = {};
  // Where it runs; empty: where the test does.
  std::string directory = {};
  // Past this it is killed and `exit_status` is -1.
  std::chrono::seconds time_limit = std::chrono::seconds(120);
};

struct ProgramResult {
  // 0–255; 128 + the signal that ended it; -1 for the time limit.
  int exit_status = -1;
  std::string output;  // standard output
  std::string errors;  // standard error
};

// Runs `command`, whose first element is looked for on PATH unless it has a
// slash. A program that is not there gives exit status 127.
ProgramResult RunProgram(const std::vector<std::string>& command,
                         const ProgramOptions& options = {});

// Starts `command` and returns at once; both its outputs go to the end of
// `log_file`. It gets SIGKILL when the test ends.
// Threads: the starting thread must outlive the program.
pid_t StartProgram(const std::vector<std::string>& command,
                   const std::string& log_file);

// Waits for a program that was started; the exit status as in ProgramResult.
int WaitForProgram(pid_t pid, std::chrono::seconds time_limit);

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_RUN_PROGRAM_H_
