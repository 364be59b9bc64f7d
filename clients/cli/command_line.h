// The command line as the commands describe it: words, options and help texts.
//
// CLI11 does the work behind it. That library is all headers, and compiling
// them takes two seconds: with them in every command, `winnow` would take half
// of the time that building everything takes. So only command_line.cc includes
// it.

#ifndef WINNOW_CLIENTS_CLI_COMMAND_LINE_H_
#define WINNOW_CLIENTS_CLI_COMMAND_LINE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace winnow {

class Session;

// An option, or an argument by its place. A handle: copies are about the same
// option, and all are good as long as the CommandLine is there.
class CliOption {
 public:
  explicit CliOption(CLI::Option* option) : option_(option) {}

  // The line is wrong usage without it.
  CliOption Required() const;
  // What stands for the value in the help; else TEXT or INT.
  CliOption TypeName(const std::string& name) const;
  // The value is one of these words, or keys; AnyCase: however capitalized.
  CliOption OneOf(std::vector<std::string> words) const;
  template <typename Value>
  CliOption OneOf(const std::map<std::string, Value>& words) const {
    std::vector<std::string> keys;
    keys.reserve(words.size());
    for (const auto& [word, value] : words) keys.push_back(word);
    return OneOf(std::move(keys));
  }
  CliOption OneOfAnyCase(std::vector<std::string> words) const;
  // The number is at least `min` and at most `max`.
  CliOption Between(int64_t min, int64_t max) const;
  CliOption Positive() const;
  // The line has this one or `other`, never both.
  CliOption Excludes(CliOption other) const;
  // One value each time it is named; a list else takes all words that follow.
  CliOption OneEach() const;
  // The help tells the value that it has now as the default.
  CliOption TellDefault() const;

  // Whether the line has it. Only once the line is parsed.
  bool given() const;

 private:
  CLI::Option* option_;
};

// A word of the line that is a command, or has commands after it. A handle, as
// CliOption is.
class CliCommand {
 public:
  // The chosen one; takes the session and returns the exit status.
  using Action = std::function<int(Session&)>;

  CliCommand(CLI::App* app, Action* chosen) : app_(app), chosen_(chosen) {}

  // Adds a command after this word.
  CliCommand AddCommand(const std::string& name, const std::string& help) const;
  // One of the commands after this word has to be there.
  void NeedsCommand() const;

  // Adds an option `--name`, or an argument if the name has no dashes. Parsing
  // puts its value into `value`, which must outlive the CommandLine.
  CliOption AddOption(const std::string& name, std::string& value,
                      const std::string& help) const;
  CliOption AddOption(const std::string& name, std::vector<std::string>& values,
                      const std::string& help) const;
  CliOption AddOption(const std::string& name, int64_t& value,
                      const std::string& help) const;
  CliOption AddFlag(const std::string& name, bool& value,
                    const std::string& help) const;

  // What the help ends with: details, then examples.
  void Footer(const std::string& text) const;

  // What is done if this command is chosen. What it captures lives as long as
  // the CommandLine, and so may the values of its options.
  void Runs(Action action) const;

  // What there is, for completion: commands in the order of the help, and
  // options with their dashes, each with its help.
  const std::string& name() const;
  std::string help() const;
  std::vector<CliCommand> commands() const;
  std::vector<std::pair<std::string, std::string>> options() const;

 private:
  CLI::App* app_;
  Action* chosen_;
};

// The whole line. Owns all commands and options.
class CommandLine {
 public:
  // `description` and `version` are what --help begins with and --version says.
  CommandLine(const std::string& name, const std::string& description,
              const std::string& version);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // The program itself. Its options may stand anywhere on the line.
  CliCommand root() { return CliCommand(app_.get(), &chosen_); }

  // Parses the arguments of main(). Returns nothing if a command is to run;
  // else the exit status: help was asked for and given, or the usage is wrong,
  // which one sentence on stderr says.
  std::optional<int> Parse(int argc, const char* const* argv);

  // Runs the chosen command. Only after Parse() returned nothing.
  int Run(Session& session) const { return chosen_(session); }

 private:
  const std::unique_ptr<CLI::App> app_;
  CliCommand::Action chosen_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_COMMAND_LINE_H_
