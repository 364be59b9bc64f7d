#include "tests/support/run_program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr auto kPollPause = std::chrono::milliseconds(2);

// A test without its program can say nothing.
[[noreturn]] void Die(const char* what) {
  perror(what);
  abort();
}

// A temporary file without a name: what a program writes may be larger than a
// pipe holds, and nobody has to read while it runs.
int AnonymousFile(const std::string& content) {
  std::string path = "/tmp/winnow-run-XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) Die("temporary file");
  unlink(path.c_str());
  size_t written = 0;
  while (written < content.size()) {
    const ssize_t n =
        write(fd, content.data() + written, content.size() - written);
    if (n <= 0) Die("write");
    written += static_cast<size_t>(n);
  }
  lseek(fd, 0, SEEK_SET);
  return fd;
}

std::string ReadAllAndClose(int fd) {
  std::string all;
  char block[65536];
  lseek(fd, 0, SEEK_SET);
  for (ssize_t n = read(fd, block, sizeof(block)); n > 0;
       n = read(fd, block, sizeof(block))) {
    all.append(block, static_cast<size_t>(n));
  }
  close(fd);
  return all;
}

// The test's environment with changes, as text that outlives the fork. Of two
// changes of one name the later counts.
std::vector<std::string> EnvironmentWith(
    const std::vector<std::pair<std::string, std::string>>& changes) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string::npos) {
      variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  for (const auto& [name, value] : changes) variables[name] = value;
  std::vector<std::string> all;
  all.reserve(variables.size());
  for (const auto& [name, value] : variables) {
    all.push_back(absl::StrCat(name, "=", value));
  }
  return all;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t Spawn(std::vector<std::string> command,
            std::vector<std::string> environment, const std::string& directory,
            int in, int out, int err) {
  const std::vector<char*> arguments = Pointers(command);
  const std::vector<char*> variables = Pointers(environment);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) Die("fork");
  if (pid > 0) return pid;
  // Only async-signal-safe calls from here on: the test may have threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  if (!directory.empty() && chdir(directory.c_str()) != 0) _exit(126);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  execvpe(arguments[0], arguments.data(), variables.data());
  _exit(127);
}

}  // namespace

ProgramResult RunProgram(const std::vector<std::string>& command,
                         const ProgramOptions& options) {
  const int in = AnonymousFile(options.standard_input);
  const int out = AnonymousFile("");
  const int err = AnonymousFile("");
  const pid_t pid = Spawn(command, EnvironmentWith(options.environment),
                          options.directory, in, out, err);
  close(in);
  ProgramResult result;
  result.exit_status = WaitForProgram(pid, options.time_limit);
  if (result.exit_status < 0) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  result.output = ReadAllAndClose(out);
  result.errors = ReadAllAndClose(err);
  return result;
}

pid_t StartProgram(const std::vector<std::string>& command,
                   const std::string& log_file) {
  const int log =
      open(log_file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (log < 0 || null < 0) Die(log_file.c_str());
  const pid_t pid = Spawn(command, EnvironmentWith({}), "", null, log, log);
  close(log);
  close(null);
  return pid;
}

int WaitForProgram(pid_t pid, std::chrono::seconds time_limit) {
  const auto deadline = std::chrono::steady_clock::now() + time_limit;
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) return -1;
    std::this_thread::sleep_for(kPollPause);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace winnow
