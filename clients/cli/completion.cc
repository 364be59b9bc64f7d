// `winnow completion`: scripts for shells, written from the command line's own
// description, so that they never lag behind it.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/commands.h"

namespace winnow {
namespace {

// One command with everything that may follow it.
struct Node {
  std::string path;  // `key create`, empty for winnow itself
  std::vector<std::pair<std::string, std::string>> words;  // word, help
};

void AppendOptions(const CliCommand& command, Node& node) {
  for (auto& option : command.options()) {
    node.words.push_back(std::move(option));
  }
}

void Walk(const CliCommand& root, const CliCommand& command,
          const std::string& path, std::vector<Node>& nodes) {
  Node node;
  node.path = path;
  const std::vector<CliCommand> subcommands = command.commands();
  for (const CliCommand& sub : subcommands) {
    node.words.emplace_back(sub.name(), sub.help());
  }
  AppendOptions(command, node);
  if (!path.empty()) AppendOptions(root, node);
  nodes.push_back(std::move(node));
  for (const CliCommand& sub : subcommands) {
    Walk(root, sub, absl::StrCat(path, path.empty() ? "" : " ", sub.name()),
         nodes);
  }
}

// Single quotes for a shell.
std::string Quoted(absl::string_view text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

std::string JoinedWords(const Node& node) {
  std::vector<std::string> words;
  for (const auto& [word, help] : node.words) words.push_back(word);
  return absl::StrJoin(words, " ");
}

// Both shells find the command by the words before the cursor that name
// subcommands.
std::string BashScript(const std::vector<Node>& nodes) {
  std::string out =
      "# winnow: completion for bash; put it into\n"
      "# /etc/bash_completion.d/winnow or source it.\n"
      "_winnow() {\n"
      "  local path= word words i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    case \"${path:+$path }$word\" in\n";
  std::vector<std::string> paths;
  for (const Node& node : nodes) {
    if (!node.path.empty()) paths.push_back(Quoted(node.path));
  }
  absl::StrAppend(&out, "      ", absl::StrJoin(paths, "|"),
                  ") path=\"${path:+$path }$word\" ;;\n"
                  "    esac\n"
                  "  done\n"
                  "  case $path in\n");
  for (const Node& node : nodes) {
    absl::StrAppend(&out, "    ", Quoted(node.path),
                    ") words=", Quoted(JoinedWords(node)), " ;;\n");
  }
  absl::StrAppend(&out,
                  "  esac\n"
                  "  COMPREPLY=($(compgen -W \"$words\" -- "
                  "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
                  "}\n"
                  "complete -o default -F _winnow winnow\n");
  return out;
}

std::string ZshScript(const std::vector<Node>& nodes) {
  std::string out =
      "#compdef winnow\n"
      "# winnow: completion for zsh; put it as _winnow into a directory of\n"
      "# $fpath.\n"
      "_winnow() {\n"
      "  local path_ word\n"
      "  local -a entries\n"
      "  for word in ${words[2,CURRENT-1]}; do\n"
      "    case \"${path_:+$path_ }$word\" in\n";
  std::vector<std::string> paths;
  for (const Node& node : nodes) {
    if (!node.path.empty()) paths.push_back(Quoted(node.path));
  }
  absl::StrAppend(&out, "      ", absl::StrJoin(paths, "|"),
                  ") path_=\"${path_:+$path_ }$word\" ;;\n"
                  "    esac\n"
                  "  done\n"
                  "  case $path_ in\n");
  for (const Node& node : nodes) {
    absl::StrAppend(&out, "    ", Quoted(node.path), ") entries=(\n");
    for (const auto& [word, help] : node.words) {
      const std::string escaped =
          absl::StrReplaceAll(help, {{":", "\\:"}, {"\n", " "}});
      absl::StrAppend(&out, "      ", Quoted(absl::StrCat(word, ":", escaped)),
                      "\n");
    }
    absl::StrAppend(&out, "    ) ;;\n");
  }
  absl::StrAppend(&out,
                  "  esac\n"
                  "  _describe winnow entries\n"
                  "  _files\n"
                  "}\n"
                  "_winnow \"$@\"\n");
  return out;
}

std::string FishScript(const std::vector<Node>& nodes) {
  std::string out =
      "# winnow: completion for fish; put it into\n"
      "# ~/.config/fish/completions/winnow.fish.\n"
      "function __winnow_at\n"
      "  set -l path\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch (string join ' ' $path $word)\n";
  std::vector<std::string> paths;
  for (const Node& node : nodes) {
    if (!node.path.empty()) paths.push_back(Quoted(node.path));
  }
  absl::StrAppend(&out, "      case ", absl::StrJoin(paths, " "),
                  "\n        set path $path $word\n"
                  "    end\n"
                  "  end\n"
                  "  test (string join ' ' $path) = \"$argv[1]\"\n"
                  "end\n");
  for (const Node& node : nodes) {
    for (const auto& [word, help] : node.words) {
      const bool option = word.substr(0, 2) == "--";
      absl::StrAppend(
          &out, "complete -c winnow -n ",
          Quoted(absl::StrCat("__winnow_at \"", node.path, "\"")),
          option ? " -l " : " -a ",
          Quoted(option ? absl::string_view(word).substr(2)
                        : absl::string_view(word)),
          " -d ",
          Quoted(absl::StrReplaceAll(help, {{"\n", " "}, {"\\", "\\\\"}})),
          "\n");
    }
  }
  return out;
}

}  // namespace

void AddCompletionCommand(const CliCommand& root) {
  auto shell = std::make_shared<std::string>();
  const CliCommand completion =
      root.AddCommand("completion", "Print a completion script for a shell");
  completion.Footer(
      "Examples:\n"
      "  winnow completion bash > /etc/bash_completion.d/winnow\n"
      "  winnow completion zsh > ~/.zfunc/_winnow\n"
      "  winnow completion fish > ~/.config/fish/completions/winnow.fish");
  completion.AddOption("shell", *shell, "Which")
      .Required()
      .OneOf({"bash", "zsh", "fish"});
  completion.Runs([shell, root](Session& session) {
    std::vector<Node> nodes;
    Walk(root, root, "", nodes);
    session.out().Write(*shell == "bash"  ? BashScript(nodes)
                        : *shell == "zsh" ? ZshScript(nodes)
                                          : FishScript(nodes));
    return static_cast<int>(kExitDone);
  });
}

}  // namespace winnow
