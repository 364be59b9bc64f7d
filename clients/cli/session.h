// One run of the command: its settings, its connection, its output.

#ifndef WINNOW_CLIENTS_CLI_SESSION_H_
#define WINNOW_CLIENTS_CLI_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/config.h"
#include "clients/cli/names.h"
#include "clients/cli/output.h"
#include "clients/cpp/client.h"

namespace winnow {

// Exit statuses, part of the contract with scripts.
enum ExitCode : int {
  kExitDone = 0,         // whatever the verdict
  kExitFailed = 1,       // refused or failed; a batch: any row
  kExitUsage = 2,        // wrong usage or configuration
  kExitUnreachable = 3,  // winnowd does not answer
  kExitInterrupted = 130,
};

// What the command line says for every command.
struct GlobalFlags {
  Settings settings;
  bool json = false;
  bool no_color = false;
};

// Marks an error as one in the command's own arguments: Session::Fail() then
// returns kExitUsage.
absl::Status MarkUsage(absl::Status status);
absl::Status UsageError(absl::string_view message);

// Threads: one at a time, but for client(), which any may use once Connect() is
// done.
class Session {
 public:
  explicit Session(const GlobalFlags& flags);

  Output& out() { return out_; }
  bool json() const { return out_.json(); }

  // Reads the configuration and makes the client, once; later calls return the
  // first one's result.
  // Errors: InvalidArgument and others about flags, files and addresses; they
  // are wrong usage, see Fail().
  absl::Status Connect();

  // The client. Only after Connect() was OK.
  Client& client() { return *client_; }

  // The address in use. Only after Connect() was OK.
  const std::string& address() const { return client_->options().address; }

  // Calls a method, connecting first.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(const Method<Request, Response>& method,
                                Request request) {
    const absl::Status connected = Connect();
    if (!connected.ok()) return connected;
    return client_->Call(method, std::move(request));
  }

  // Returns the site: from the settings, else that of the key.
  // Errors: those of the call; InvalidArgument if the key is for all sites.
  absl::StatusOr<std::string> Site();

  // Returns the site of the settings, else nothing; connects.
  absl::StatusOr<std::string> SiteIfSet();

  // Returns the site of --site alone; empty without it.
  const std::string& SiteFlag() const { return flags_.settings.site; }

  // Finds the comment that an argument means, see names.h.
  absl::StatusOr<std::string> ResolveComment(absl::string_view text);

  // Replaces the references in a filter, see names.h.
  absl::StatusOr<std::string> ResolveFilterText(absl::string_view filter);

  // Makes these rows @1, @2 …; or only learns their endings.
  void KeepListing(std::vector<std::string> names);
  void Remember(const std::vector<std::string>& names);

  // Reports an error in one sentence and returns the exit status for it.
  int Fail(const absl::Status& status);

  // Returns the exit status of an error without reporting it.
  int ExitCodeFor(const absl::Status& status) const;

  // Returns what Fail() would write.
  std::string Explain(const absl::Status& status) const;

 private:
  const GlobalFlags flags_;
  const Places places_;
  Output out_;
  Settings settings_;
  std::optional<absl::Status> connected_;
  std::unique_ptr<Client> client_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_SESSION_H_
