#include "clients/cli/session.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "winnow/v1/site_admin.pb.h"

namespace winnow {
namespace {

// Somebody waits at a terminal: a server that restarts is worth a moment, one
// that is gone should be told of at once.
constexpr absl::Duration kRetryFor = absl::Seconds(3);

// Marks an error that the command found in its own arguments.
constexpr absl::string_view kUsageMark = "winnow/usage";

// The one that whoever runs the command gave it. gRPC would end the process for
// metadata with other bytes; winnowd looks closer.
std::string TraceParentFromEnvironment() {
  constexpr size_t kBytesMax = 256;
  std::string text = SystemEnvironment("TRACEPARENT");
  const bool sendable =
      text.size() <= kBytesMax &&
      std::all_of(text.begin(), text.end(), [](unsigned char byte) {
        return absl::ascii_isalnum(byte) || byte == '-';
      });
  return sendable ? text : "";
}

}  // namespace

absl::Status MarkUsage(absl::Status status) {
  status.SetPayload(kUsageMark, absl::Cord());
  return status;
}

absl::Status UsageError(absl::string_view message) {
  return MarkUsage(absl::InvalidArgumentError(message));
}

Session::Session(const GlobalFlags& flags)
    : flags_(flags),
      places_(FindPlaces(SystemEnvironment, geteuid() == 0)),
      out_(flags.json, flags.no_color) {}

absl::Status Session::Connect() {
  if (connected_) return *connected_;
  const absl::StatusOr<Settings> settings =
      LoadSettings(flags_.settings, SystemEnvironment, places_);
  if (!settings.ok()) {
    connected_ = settings.status();
    return *connected_;
  }
  settings_ = *settings;
  ClientOptions options;
  options.address = settings_.address;
  options.key_file = settings_.key_file;
  options.site = settings_.site;
  options.ca_file = settings_.ca;
  options.cert_file = settings_.cert;
  options.cert_key_file = settings_.cert_key;
  options.retry_for = kRetryFor;
  options.user_agent = "winnow";
  options.traceparent = TraceParentFromEnvironment();
  absl::StatusOr<std::unique_ptr<Client>> client =
      Client::Connect(std::move(options));
  connected_ = client.status();
  if (client.ok()) client_ = *std::move(client);
  return *connected_;
}

absl::StatusOr<std::string> Session::SiteIfSet() {
  const absl::Status connected = Connect();
  if (!connected.ok()) return connected;
  return settings_.site;
}

absl::StatusOr<std::string> Session::Site() {
  absl::StatusOr<std::string> site = SiteIfSet();
  if (!site.ok() || !site->empty()) return site;
  const absl::StatusOr<v1::WhoAmIResponse> me = Call(kWhoAmI, {});
  if (!me.ok()) return me.status();
  if (me->key().site() == "*") {
    return UsageError("the key is for all sites: say which one with --site");
  }
  settings_.site = me->key().site();
  return settings_.site;
}

absl::StatusOr<std::string> Session::ResolveComment(absl::string_view text) {
  absl::StatusOr<std::string> site = SiteIfSet();
  if (!site.ok()) return site.status();
  const Listing listing = LoadListing(places_.state_dir);
  absl::StatusOr<std::string> name = ResolveCommentName(text, "any", listing);
  if (!name.ok()) {
    return absl::IsInvalidArgument(name.status()) ? MarkUsage(name.status())
                                                  : name.status();
  }
  if (IsCommentName(text) || IdOf(*name) != text) return name;
  // Only a bare id needs the site, and only then is a call worth it.
  site = Site();
  if (!site.ok()) return site.status();
  return ResolveCommentName(text, *site, listing);
}

absl::StatusOr<std::string> Session::ResolveFilterText(
    absl::string_view filter) {
  absl::StatusOr<std::string> resolved =
      ResolveFilter(filter, "any", LoadListing(places_.state_dir));
  if (!resolved.ok()) return MarkUsage(resolved.status());
  return resolved;
}

void Session::KeepListing(std::vector<std::string> names) {
  // A listing that cannot be kept costs @N, not the command.
  SaveListing(places_.state_dir, std::move(names)).IgnoreError();
}

void Session::Remember(const std::vector<std::string>& names) {
  RememberNames(places_.state_dir, names).IgnoreError();
}

int Session::ExitCodeFor(const absl::Status& status) const {
  // Without a client the settings were wrong.
  if (client_ == nullptr || status.GetPayload(kUsageMark)) return kExitUsage;
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return kExitUnreachable;
  }
  return kExitFailed;
}

std::string Session::Explain(const absl::Status& status) const {
  if (client_ == nullptr || status.GetPayload(kUsageMark)) {
    return std::string(status.message());
  }
  return ExplainCallError(status, address());
}

int Session::Fail(const absl::Status& status) {
  out_.Complain(Explain(status));
  return ExitCodeFor(status);
}

}  // namespace winnow
