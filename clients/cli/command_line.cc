#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "clients/cli/session.h"

namespace winnow {

CliOption CliOption::Required() const {
  option_->required();
  return *this;
}

CliOption CliOption::TypeName(const std::string& name) const {
  option_->type_name(name);
  return *this;
}

CliOption CliOption::OneOf(std::vector<std::string> words) const {
  option_->check(CLI::IsMember(std::move(words)));
  return *this;
}

CliOption CliOption::OneOfAnyCase(std::vector<std::string> words) const {
  option_->check(CLI::IsMember(std::move(words), CLI::ignore_case));
  return *this;
}

CliOption CliOption::Between(int64_t min, int64_t max) const {
  option_->check(CLI::Range(min, max));
  return *this;
}

CliOption CliOption::Positive() const {
  option_->check(CLI::PositiveNumber);
  return *this;
}

CliOption CliOption::Excludes(CliOption other) const {
  option_->excludes(other.option_);
  return *this;
}

CliOption CliOption::OneEach() const {
  option_->allow_extra_args(false);
  return *this;
}

CliOption CliOption::TellDefault() const {
  option_->capture_default_str();
  return *this;
}

bool CliOption::given() const { return option_->count() > 0; }

CliCommand CliCommand::AddCommand(const std::string& name,
                                  const std::string& help) const {
  return CliCommand(app_->add_subcommand(name, help), chosen_);
}

void CliCommand::NeedsCommand() const { app_->require_subcommand(1); }

CliOption CliCommand::AddOption(const std::string& name, std::string& value,
                                const std::string& help) const {
  return CliOption(app_->add_option(name, value, help));
}

CliOption CliCommand::AddOption(const std::string& name,
                                std::vector<std::string>& values,
                                const std::string& help) const {
  return CliOption(app_->add_option(name, values, help));
}

CliOption CliCommand::AddOption(const std::string& name, int64_t& value,
                                const std::string& help) const {
  return CliOption(app_->add_option(name, value, help));
}

CliOption CliCommand::AddFlag(const std::string& name, bool& value,
                              const std::string& help) const {
  return CliOption(app_->add_flag(name, value, help));
}

void CliCommand::Footer(const std::string& text) const { app_->footer(text); }

void CliCommand::Runs(Action action) const {
  // CLI11 comes by here for a command after this word too, and last.
  app_->callback([app = app_, chosen = chosen_, action = std::move(action)] {
    if (app->get_subcommands().empty()) *chosen = action;
  });
}

const std::string& CliCommand::name() const { return app_->get_name(); }

std::string CliCommand::help() const { return app_->get_description(); }

std::vector<CliCommand> CliCommand::commands() const {
  std::vector<CliCommand> commands;
  for (CLI::App* app : app_->get_subcommands(nullptr)) {
    commands.emplace_back(app, chosen_);
  }
  return commands;
}

std::vector<std::pair<std::string, std::string>> CliCommand::options() const {
  std::vector<std::pair<std::string, std::string>> options;
  for (const CLI::Option* option : app_->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      options.emplace_back(absl::StrCat("--", name), option->get_description());
    }
  }
  return options;
}

CommandLine::CommandLine(const std::string& name,
                         const std::string& description,
                         const std::string& version)
    : app_(std::make_unique<CLI::App>(description, name)) {
  app_->set_version_flag("--version", version);
  app_->fallthrough();
  app_->require_subcommand(1);
}

CommandLine::~CommandLine() = default;

std::optional<int> CommandLine::Parse(int argc, const char* const* argv) {
  if (argc == 1) {
    std::cerr << app_->help();
    return kExitUsage;
  }
  try {
    app_->parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app_->exit(asked);
  } catch (const CLI::ParseError& wrong) {
    // CLI11 tells of an unknown word only after everything that is missing,
    // and reports wrong usage with a whole page.
    const std::vector<std::string> unknown = app_->remaining(true);
    const std::string what =
        unknown.empty() ? std::string(wrong.what())
                        : "there is no command or option " + unknown.front();
    Output(false, true).Complain(what + "; winnow --help says what there is");
    return kExitUsage;
  }
  return std::nullopt;
}

}  // namespace winnow
