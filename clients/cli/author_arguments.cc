#include "clients/cli/author_arguments.h"

#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <utility>

#include "absl/strings/ascii.h"
#include "clients/cli/read_all.h"

namespace winnow {
namespace {

// The terminal as it was, for the handler below.
termios terminal_before = {};

// Async-signal-safe: tcsetattr and raise are.
void RestoreAndEnd(int signal) {
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

// Turns the terminal's echo off while it lives, and on again when Ctrl-C ends
// the program; Ctrl-Z does nothing.
class NoEcho {
 public:
  NoEcho() {
    if (tcgetattr(STDIN_FILENO, &terminal_before) != 0) return;
    std::signal(SIGINT, RestoreAndEnd);
    std::signal(SIGTERM, RestoreAndEnd);
    std::signal(SIGTSTP, SIG_IGN);
    termios silent = terminal_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~NoEcho() {
    if (!changed_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
    for (const int signal : {SIGINT, SIGTERM, SIGTSTP}) {
      std::signal(signal, SIG_DFL);
    }
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  bool changed_ = false;
};

absl::StatusOr<std::string> ReadEmail(const AuthorArguments& arguments) {
  const bool is_terminal = isatty(STDIN_FILENO) == 1;
  if (!arguments.email_file.empty() ||
      (arguments.input == "-" && !is_terminal)) {
    auto text = ReadFileOrInput(
        arguments.email_file.empty() ? "-" : arguments.email_file);
    if (!text.ok()) return MarkUsage(text.status());
    return std::string(absl::StripAsciiWhitespace(*text));
  }
  if (!is_terminal) {
    return UsageError(
        "say whose: --author-of C, --email-file FILE, or - for an address on "
        "the standard input");
  }
  std::cerr << "Address (it is not shown): " << std::flush;
  std::string line;
  {
    const NoEcho silent;
    std::getline(std::cin, line);
  }
  std::cerr << '\n';
  return std::string(absl::StripAsciiWhitespace(line));
}

}  // namespace

void AddAuthorOptions(const CliCommand& command, AuthorArguments& arguments) {
  command.AddOption("address", arguments.input, "- reads it from stdin")
      .TypeName("-");
  command
      .AddOption("--author-of", arguments.author_of, "Who wrote this comment")
      .TypeName("C");
  command.AddOption("--email-file", arguments.email_file, "Has the address")
      .TypeName("FILE");
}

absl::StatusOr<v1::AuthorSelector> ReadAuthor(
    Session& session, const AuthorArguments& arguments) {
  // Said without repeating it: it is in the shell's history already.
  if (!arguments.input.empty() && arguments.input != "-") {
    return UsageError(
        "an address is never an argument, which other users of this machine "
        "can read: type it when asked, or give it in a file or on the standard "
        "input");
  }
  const int ways = (arguments.author_of.empty() ? 0 : 1) +
                   (arguments.email_file.empty() ? 0 : 1) +
                   (arguments.input.empty() ? 0 : 1);
  if (ways > 1) {
    return UsageError("--author-of, --email-file and - exclude each other");
  }
  v1::AuthorSelector author;
  if (!arguments.author_of.empty()) {
    auto name = session.ResolveComment(arguments.author_of);
    if (!name.ok()) return name.status();
    author.set_comment_name(*std::move(name));
    return author;
  }
  auto email = ReadEmail(arguments);
  if (!email.ok()) return email.status();
  if (email->empty()) return UsageError("there was no address");
  author.set_email(*std::move(email));
  return author;
}

}  // namespace winnow
