#include "service/store/redis/handshake.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/base/file.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

constexpr size_t kPasswordBytesMax = 1024;

absl::Status CheckNoError(const Reply& reply) {
  return reply.is_error() ? StatusFromError(reply.text()) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<Handshake> Handshake::Make(const ConnectionOptions& options) {
  Handshake handshake;
  if (!options.password_file.empty()) {
    const absl::StatusOr<std::string> content =
        ReadSecretFile(options.password_file, kPasswordBytesMax);
    if (!content.ok()) return content.status();
    Command auth("AUTH");
    if (!options.user.empty()) auth.Append(options.user);
    auth.Append(absl::StripTrailingAsciiWhitespace(*content));
    handshake.Say(auth, CheckNoError);
  }
  if (options.setup) {
    for (SetupCommand& setup : options.setup()) {
      handshake.Say(setup.command,
                    setup.check ? std::move(setup.check) : CheckNoError);
    }
  }
  handshake.Say(Command("PING"), CheckNoError);
  return handshake;
}

absl::Status Handshake::Take(const Reply& reply) {
  if (finished()) {
    return absl::InternalError("Redis answered more than it was asked");
  }
  return checks_[taken_++](reply);
}

void Handshake::Say(const Command& command, Check check) {
  absl::StrAppend(&bytes_, command.encoded());
  checks_.push_back(std::move(check));
}

}  // namespace winnow
