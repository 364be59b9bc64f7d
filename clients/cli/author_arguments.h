// Which author a command is about: by one of their comments, or by an address
// that is never an argument.

#ifndef WINNOW_CLIENTS_CLI_AUTHOR_ARGUMENTS_H_
#define WINNOW_CLIENTS_CLI_AUTHOR_ARGUMENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/command_line.h"
#include "clients/cli/session.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

struct AuthorArguments {
  std::string input;  // "-": the address is on the standard input
  std::string author_of;
  std::string email_file;
};

// Adds the options. `arguments` must outlive the command line.
void AddAuthorOptions(const CliCommand& command, AuthorArguments& arguments);

// The author that is meant; asks for the address on a terminal, without showing
// it, when nothing says who.
// Errors: wrong usage; NotFound for a file that cannot be read.
absl::StatusOr<v1::AuthorSelector> ReadAuthor(Session& session,
                                              const AuthorArguments& arguments);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_AUTHOR_ARGUMENTS_H_
