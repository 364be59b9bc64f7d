#include "tests/support/terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/support/run_program.h"

namespace winnow {
namespace {

constexpr auto kPollPause = std::chrono::milliseconds(20);
constexpr auto kPatience = std::chrono::seconds(60);

template <typename Condition>
bool WaitUntilTrue(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kPollPause);
  }
  return true;
}

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "tmux: %s\n", what.c_str());
  abort();
}

}  // namespace

Terminal::Terminal(
    std::vector<std::string> command,
    const std::vector<std::pair<std::string, std::string>>& environment,
    Size size) {
  dir_ = "/tmp/winnow-tmux-XXXXXX";
  if (mkdtemp(dir_.data()) == nullptr) Die("no temporary directory");
  // In the foreground it is our child and ends with us.
  server_ = StartProgram(
      {"tmux", "-D", "-u", "-f", "/dev/null", "-S", dir_ + "/socket"},
      dir_ + "/log");
  std::vector<std::string> start = {"new-session", "-d",
                                    "-x",          absl::StrCat(size.columns),
                                    "-y",          absl::StrCat(size.rows)};
  for (const auto& [name, value] : environment) {
    start.insert(start.end(), {"-e", absl::StrCat(name, "=", value)});
  }
  // The last screen is looked at after the end.
  if (!WaitUntilTrue(
          [this] { return access((dir_ + "/socket").c_str(), F_OK) == 0; })) {
    Die("its server does not start");
  }
  Tmux({"set-option", "-g", "remain-on-exit", "on", ";", "set-option", "-g",
        "default-terminal", "tmux-256color", ";", "set-option", "-g", "status",
        "off", ";", "set-option", "-g", "remain-on-exit-format", ""});
  // A shell keeps the exit status: tmux may miss that its child has ended.
  start.insert(start.end(),
               {"--", "sh", "-c", "\"$@\"; echo $? >\"$0\"", StatusFile()});
  start.insert(start.end(), command.begin(), command.end());
  Tmux(std::move(start));
}

Terminal::~Terminal() {
  if (server_ > 0) {
    kill(server_, SIGTERM);
    WaitForProgram(server_, std::chrono::seconds(20));
  }
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string Terminal::Tmux(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {"tmux", "-u", "-S", dir_ + "/socket"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ProgramResult result = RunProgram(command);
  if (result.exit_status != 0) Die(arguments[0] + ": " + result.errors);
  return std::move(result.output);
}

std::string Terminal::StatusFile() const { return dir_ + "/status"; }

std::string Terminal::Screen() const { return Tmux({"capture-pane", "-p"}); }

std::string Terminal::StyledScreen() const {
  return Tmux({"capture-pane", "-p", "-e"});
}

bool Terminal::WaitUntil(const std::string& text, bool there) const {
  const bool seen =
      WaitUntilTrue([&] { return absl::StrContains(Screen(), text) == there; });
  if (!seen) std::fprintf(stderr, "the screen is:\n%s\n", Screen().c_str());
  return seen;
}

bool Terminal::WaitFor(const std::string& text) const {
  return WaitUntil(text, true);
}

bool Terminal::WaitUntilGone(const std::string& text) const {
  return WaitUntil(text, false);
}

void Terminal::Type(const std::string& text) const {
  Tmux({"send-keys", "-l", "--", text});
}

void Terminal::Press(const std::string& key) const {
  Tmux({"send-keys", "--", key});
}

void Terminal::Paste(const std::string& text) const {
  Tmux({"set-buffer", "--", text});
  Tmux({"paste-buffer", "-p"});
}

void Terminal::Resize(int columns, int rows) const {
  Tmux(
      {"resize-window", "-x", absl::StrCat(columns), "-y", absl::StrCat(rows)});
}

int Terminal::WaitForExit() const {
  int status = -1;
  const bool ended = WaitUntilTrue([&] {
    std::ifstream file(StatusFile());
    std::string line;
    return std::getline(file, line) && !file.eof() &&
           absl::SimpleAtoi(line, &status);
  });
  if (ended) return status;
  std::fprintf(stderr, "it does not end; the screen is:\n%s\n",
               Screen().c_str());
  return -1;
}

}  // namespace winnow
