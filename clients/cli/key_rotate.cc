#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/json.h"
#include "clients/cli/progress.h"
#include "clients/cli/secret_file.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

// How often winnowd is asked again where another one did all there was to do.
constexpr int kStepsIdleMax = 100;
constexpr absl::Duration kIdlePause = absl::Milliseconds(50);

struct RotateArguments {
  std::string key;
  std::string out;
  bool data = false;
  bool master = false;
  bool resume = false;
};

int WriteDone(Session& session, const v1::RotateDataKeyResponse& done) {
  Output& out = session.out();
  if (session.json()) {
    out.WriteLine(ToJsonLine(done));
    return kExitDone;
  }
  out.WriteLine(absl::StrCat(
      Counted(done.resealed_count(), "sealed email"), " now under ",
      SanitizeText(done.key_id(), Lines::kOne), "; the older keys are gone."));
  if (done.unreadable_count() > 0) {
    out.Complain(absl::StrCat(
        Counted(done.unreadable_count(), "sealed email"),
        " could not be opened and stay as they are; winnowd's log names the "
        "comments"));
  }
  return kExitDone;
}

int RotateData(Session& session, const RotateArguments& arguments) {
  const absl::StatusOr<std::string> site = session.Site();
  if (!site.ok()) return session.Fail(site.status());
  v1::RotateDataKeyRequest request;
  request.set_site(*site);
  request.set_resume(arguments.resume);
  Progress progress(session.out().stderr_is_terminal(), 0);
  bool is_begun = arguments.resume;
  while (true) {
    const absl::StatusOr<v1::RotateDataKeyResponse> step =
        session.Call(kRotateDataKey, request);
    if (!step.ok()) {
      progress.Clear();
      // Without an answer it may have begun.
      if (is_begun || absl::IsUnavailable(step.status()) ||
          absl::IsDeadlineExceeded(step.status())) {
        session.out().Complain(
            "it may not be finished, and nothing is lost: winnow key rotate "
            "--data --resume");
      }
      return session.Fail(step.status());
    }
    if (step->remaining_count() == 0) {
      progress.Clear();
      return WriteDone(session, *step);
    }
    is_begun = true;
    request.set_resume(true);
    progress.Update(step->resealed_count(),
                    absl::StrCat("addresses sealed again, ",
                                 Counted(step->remaining_count(), "comment"),
                                 " to look at"));
  }
}

int RotateMaster(Session& session) {
  Progress progress(session.out().stderr_is_terminal(), 0);
  v1::RotateMasterKeyResponse all;
  int idle = 0;  // answers in a row that did nothing
  while (true) {
    const absl::StatusOr<v1::RotateMasterKeyResponse> step =
        session.Call(kRotateMasterKey, {});
    if (!step.ok()) {
      progress.Clear();
      return session.Fail(step.status());
    }
    all.set_site_count(all.site_count() + step->site_count());
    all.set_remaining_count(step->remaining_count());
    if (step->remaining_count() == 0) break;
    idle = step->site_count() == 0 ? idle + 1 : 0;
    if (idle == kStepsIdleMax) {
      progress.Clear();
      return session.Fail(absl::AbortedError(absl::StrCat(
          Counted(step->remaining_count(), "site"),
          " could not be wrapped again, because somebody else changes their "
          "keys; repeat this")));
    }
    if (idle > 0) absl::SleepFor(kIdlePause);
    progress.Update(all.site_count(), "sites");
  }
  progress.Clear();
  if (session.json()) {
    session.out().WriteLine(ToJsonLine(all));
    return kExitDone;
  }
  session.out().WriteLine(absl::StrCat(
      all.site_count() == 0
          ? "All keys were wrapped with this master key already."
          : absl::StrCat("Keys of ", Counted(all.site_count(), "site"),
                         " wrapped again and read back."),
      "\nNothing needs an older master key: start every winnowd without\n"
      "--old_master_key_file, then take that file away. Backups of Redis from "
      "before\nstill need it."));
  return kExitDone;
}

int RotateApiKey(Session& session, const RotateArguments& arguments) {
  std::optional<SecretFile> file;
  if (!arguments.out.empty()) {
    absl::StatusOr<SecretFile> made = SecretFile::Create(arguments.out);
    if (!made.ok()) return session.Fail(MarkUsage(made.status()));
    file.emplace(*std::move(made));
  }
  v1::RotateKeyRequest request;
  request.set_name(absl::StartsWith(arguments.key, "keys/")
                       ? arguments.key
                       : absl::StrCat("keys/", arguments.key));
  absl::StatusOr<v1::RotateKeyResponse> answer =
      session.Call(kRotateKey, std::move(request));
  if (!answer.ok()) return session.Fail(answer.status());
  Output& out = session.out();
  if (file) {
    const absl::Status written = file->Write(answer->secret());
    if (!written.ok()) {
      out.Complain(
          "the old key has ended and the new one is lost; rotate it "
          "again");
      return session.Fail(written);
    }
    answer->clear_secret();
  }
  if (session.json()) {
    out.WriteLine(ToJsonLine(*answer));
    return kExitDone;
  }
  out.WriteLine(
      absl::StrCat(answer->key().name(), " of ",
                   SanitizeText(answer->key().display_name(), Lines::kOne),
                   ": the old key stops working within a second."));
  out.WriteLine(file ? absl::StrCat("The new one is in ", arguments.out, ".")
                     : absl::StrCat(SanitizeText(answer->secret(), Lines::kOne),
                                    "\nThis key is shown this once."));
  return kExitDone;
}

int RunRotate(Session& session, const RotateArguments& arguments) {
  const int chosen = (arguments.key.empty() ? 0 : 1) +
                     (arguments.data ? 1 : 0) + (arguments.master ? 1 : 0);
  if (chosen != 1) {
    return session.Fail(UsageError(
        "name one: an API key's id, --data for the site's addresses, or "
        "--master for the keys of all sites"));
  }
  if (arguments.resume && !arguments.data) {
    return session.Fail(UsageError("--resume goes with --data"));
  }
  if (!arguments.out.empty() && arguments.key.empty()) {
    return session.Fail(UsageError("--out goes with an API key"));
  }
  if (arguments.data) return RotateData(session, arguments);
  return arguments.master ? RotateMaster(session)
                          : RotateApiKey(session, arguments);
}

}  // namespace

void AddKeyRotateCommand(const CliCommand& key) {
  auto arguments = std::make_shared<RotateArguments>();
  const CliCommand rotate =
      key.AddCommand("rotate", "Put a new key in the place of an old one");
  rotate.Footer(
      "Of an API key: a new secret, under the same id and name.\n"
      "--data makes a new key for the addresses of the site in use, seals\n"
      "them again while comments go on arriving, and deletes the older keys\n"
      "when no address needs them. Cut short, it goes on with --resume.\n"
      "--master wraps the keys of all sites with winnowd's master key, after\n"
      "every winnowd was started with the new one and --old_master_key_file;\n"
      "safe to repeat. Takes an operator's key for all sites.\n\n"
      "Examples:\n"
      "  winnow key rotate KEY --out new.key\n"
      "  winnow key rotate --data\n"
      "  winnow key rotate --data --resume\n"
      "  winnow key rotate --master");
  rotate.AddOption("key", arguments->key, "Id of an API key");
  rotate.AddFlag("--data", arguments->data, "The key of the site's addresses");
  rotate.AddFlag("--master", arguments->master,
                 "The master key, of all sites' keys");
  rotate.AddFlag("--resume", arguments->resume,
                 "Go on with a rotation of --data that was cut short");
  rotate
      .AddOption("--out", arguments->out,
                 "Write the new API key to a new file, mode 600")
      .TypeName("FILE");
  rotate.Runs(
      [arguments](Session& session) { return RunRotate(session, *arguments); });
}

}  // namespace winnow
