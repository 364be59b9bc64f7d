// `winnow lists import`, and what the commands about lists share.

#ifndef WINNOW_CLIENTS_CLI_LISTS_IMPORT_H_
#define WINNOW_CLIENTS_CLI_LISTS_IMPORT_H_

#include <map>
#include <string>

#include "clients/cli/commands.h"
#include "winnow/v1/policy.pb.h"

namespace winnow {

// The kinds of lists as the command line spells them.
const std::map<std::string, v1::TermList::Kind>& ListKinds();

std::string ListName(const std::string& site, const std::string& list);

// The name of the list that a file is for when nobody says it: "Bad_Words.txt"
// is for bad-words. Empty if its name makes none.
std::string ListNameFromFile(const std::string& path);

// Adds the subcommand to `lists`.
void AddListsImport(const CliCommand& lists);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_LISTS_IMPORT_H_
