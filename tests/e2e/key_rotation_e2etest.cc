// New keys with the `winnow` command: for a site's addresses, for the master
// key with two servers side by side, and in the place of a master key that is
// lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "clients/cpp/methods.h"
#include "tests/support/eventually.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

class KeyRotation : public testing::Test {
 protected:
  KeyRotation() {
    system_.CreateSite("daily");
    MakeKeys();
  }

  // Of the site, and of somebody who may see addresses.
  void MakeKeys() {
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
    revealer_ =
        system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::MODERATOR,
                                             {v1::ApiKey::REVEAL_EMAIL}),
                           "daily");
  }

  ProgramResult Run(std::vector<std::string> arguments,
                    ProgramOptions options = {}) {
    return system_.Winnow(std::move(arguments), "daily", std::move(options));
  }

  // A reader's comment; its resource name.
  std::string Submit(const std::string& body, const std::string& email) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/42");
    request.set_display_name("Ann");
    request.set_email(email);
    request.set_body(body);
    request.set_network_address("198.51.100.7");
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->comment().name() : "";
  }

  absl::StatusOr<std::string> Reveal(const std::string& name) {
    v1::RevealEmailRequest request;
    request.set_name(name);
    request.set_why("a test");
    const auto revealed = revealer_->Call(kRevealEmail, request);
    if (!revealed.ok()) return revealed.status();
    return revealed->email();
  }

  std::string Redis(const std::string& command) {
    ProgramOptions options;
    options.standard_input = command + "\n";
    std::string answer =
        RunProgram({"redis-cli", "-s", system_.redis().socket_path(), "--user",
                    "winnow", "--pass", WinnowSystem::kRedisPassword,
                    "--no-auth-warning"},
                   options)
            .output;
    while (!answer.empty() && answer.back() == '\n') answer.pop_back();
    return answer;
  }

  // Winnowd's own program, to its end.
  ProgramResult Winnowd(std::vector<std::string> flags) {
    std::vector<std::string> command = {WinnowSystem::winnowd_path(),
                                        "--flagfile=" + system_.flag_file()};
    command.insert(command.end(), flags.begin(), flags.end());
    return RunProgram(command);
  }

  std::string NewMasterKey() {
    const std::string path = system_.dir() + "/new.key";
    EXPECT_EQ(RunProgram(
                  {WinnowSystem::winnowd_path(), "--create_master_key=" + path})
                  .exit_status,
              0);
    return path;
  }

  // Imports comments of `count` readers, each with an address of its own.
  void Import(int count) {
    const std::string file = system_.dir() + "/old.jsonl";
    std::ofstream out(file);
    for (int i = 0; i < count; ++i) {
      out << R"({"source_id":")" << i
          << R"(","thread":{"id":"news/42"},"state":"APPROVED",)"
          << R"("create_time":"2020-01-01T12:00:00Z","name":"Reader","body":)"
          << R"("The heron flew over the harbour, no )" << i
          << R"(","email":"reader)" << i << R"(@mail.example"})"
          << "\n";
    }
    out.close();
    const ProgramResult imported = Run({"import", "jsonl", file});
    EXPECT_EQ(imported.exit_status, 0) << imported.errors;
  }

  // The addresses of all comments, as an operator exports them.
  std::set<std::string> ExportedEmails() {
    const std::string key = system_.dir() + "/export.key";
    Run({"key", "create", "--name", "Exporter", "--role", "operator",
         "--reveal-email", "--out", key});
    ProgramOptions options;
    options.environment = {{"WINNOW_KEY_FILE", key}};
    const ProgramResult exported =
        Run({"export", "--with-emails", "--why", "a test"}, options);
    EXPECT_EQ(exported.exit_status, 0) << exported.errors;
    std::set<std::string> emails;
    for (absl::string_view line : absl::StrSplit(exported.output, '\n')) {
      const size_t at = line.find("reader");
      const size_t end = line.find("@mail.example");
      if (at == line.npos || end == line.npos) continue;
      emails.insert(std::string(line.substr(at, end - at)));
    }
    return emails;
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Client> revealer_;
};

TEST_F(KeyRotation, GivesAddressesANewKeyAndStillShowsThem) {
  const std::string name = Submit("I like the bridge", "ann@mail.example");
  const ProgramResult rotated = Run({"key", "rotate", "--data"});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.errors;
  EXPECT_THAT(rotated.output, HasSubstr("1 sealed email now under email.2"));
  const auto email = Reveal(name);
  ASSERT_TRUE(email.ok()) << email.status();
  EXPECT_EQ(*email, "ann@mail.example");
  EXPECT_EQ(Redis("HEXISTS winnow:{daily}:keys email.1"), "0");
  EXPECT_EQ(Redis("HEXISTS winnow:{daily}:keys email.2"), "1");
  const std::string history = Run({"history"}).output;
  EXPECT_THAT(history, HasSubstr("DATA_KEY_ROTATED"));
  EXPECT_THAT(history, Not(HasSubstr("ann@")));
  EXPECT_EQ(Run({"audit", "verify"}).exit_status, 0);
  const ProgramResult json = Run({"key", "rotate", "--data", "--json"});
  EXPECT_THAT(json.output, HasSubstr(R"("key_id":"email.3")"));
  EXPECT_THAT(json.output, HasSubstr(R"("remaining_count":"0")"));
}

TEST_F(KeyRotation, SaysWhatIsWrong) {
  EXPECT_EQ(Run({"key", "rotate"}).exit_status, 2);
  EXPECT_EQ(Run({"key", "rotate", "--data", "--master"}).exit_status, 2);
  EXPECT_EQ(Run({"key", "rotate", "--master", "--resume"}).exit_status, 2);
  const ProgramResult none = Run({"key", "rotate", "--data", "--resume"});
  EXPECT_EQ(none.exit_status, 1);
  EXPECT_THAT(none.errors, HasSubstr("begin one"));
  ProgramOptions site_key;
  const std::string key = system_.dir() + "/site.key";
  Run({"key", "create", "--name", "s", "--role", "site", "--out", key});
  site_key.environment = {{"WINNOW_KEY_FILE", key}};
  EXPECT_THAT(Run({"key", "rotate", "--data"}, site_key).errors,
              HasSubstr("operator"));
}

TEST_F(KeyRotation, GivesAnApiKeyANewSecret) {
  const std::string key = system_.dir() + "/ada.key";
  const std::string made = Run({"key", "create", "--name", "Ada", "--role",
                                "moderator", "--out", key})
                               .output;
  const std::string id(made.substr(5, made.find(' ') - 5));  // keys/ID
  const std::string fresh = system_.dir() + "/ada2.key";
  const ProgramResult rotated = Run({"key", "rotate", id, "--out", fresh});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.errors;
  ProgramOptions as;
  as.environment = {{"WINNOW_KEY_FILE", fresh}};
  EXPECT_TRUE(Eventually([&] { return Run({"whoami"}, as).exit_status == 0; }));
  as.environment = {{"WINNOW_KEY_FILE", key}};
  EXPECT_TRUE(Eventually([&] { return Run({"whoami"}, as).exit_status == 1; }));
}

TEST_F(KeyRotation, GoesOnAfterWinnowdWasKilledInTheMiddle) {
  constexpr int kComments = 12000;
  Import(kComments);
  const std::string log = system_.dir() + "/rotate.log";
  const pid_t rotating =
      system_.StartWinnow({"key", "rotate", "--data"}, "daily", log);
  int64_t resealed = 0;
  ASSERT_TRUE(Eventually(
      [&] {
        return absl::SimpleAtoi(Redis("HGET winnow:{daily}:rotation resealed"),
                                &resealed) &&
               resealed > 0;
      },
      absl::Milliseconds(1)));
  system_.KillWinnowd();
  EXPECT_EQ(Redis("HEXISTS winnow:{daily}:rotation key"), "1");
  EXPECT_EQ(Redis("HLEN winnow:{daily}:keys"), "7");  // both keys are there
  kill(rotating, SIGTERM);
  WaitForProgram(rotating, std::chrono::seconds(60));
  system_.StartWinnowd();
  system_.WaitUntilReady();

  const ProgramResult again = Run({"key", "rotate", "--data"});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.errors, HasSubstr("--resume"));
  const ProgramResult resumed = Run({"key", "rotate", "--data", "--resume"});
  EXPECT_EQ(resumed.exit_status, 0) << resumed.errors;
  EXPECT_THAT(resumed.output,
              HasSubstr(absl::StrCat(kComments, " sealed emails now under")));
  EXPECT_EQ(Redis("HLEN winnow:{daily}:keys"), "6");
  EXPECT_EQ(ExportedEmails().size(), static_cast<size_t>(kComments));
}

TEST_F(KeyRotation, GoesOverToANewMasterKeyWithTwoServersSideBySide) {
  const std::string name = Submit("I like the bridge", "ann@mail.example");
  const std::string fresh = NewMasterKey();
  // A new key alone opens nothing, and the error says how to go on.
  system_.StopWinnowd();
  const ProgramResult alone = Winnowd({"--master_key_file=" + fresh});
  EXPECT_EQ(alone.exit_status, 1);
  EXPECT_THAT(alone.errors, HasSubstr("--old_master_key_file"));

  system_.AddFlag("--master_key_file=" + fresh);
  system_.AddFlag("--old_master_key_file=" + system_.master_key_file());
  system_.StartWinnowd();
  system_.WaitUntilReady();
  const std::string socket = system_.dir() + "/second.sock";
  const pid_t second = StartProgram(
      {WinnowSystem::winnowd_path(), "--flagfile=" + system_.flag_file(),
       "--listen=", "--metrics_listen=", "--unix_socket=" + socket},
      system_.dir() + "/second.log");
  ProgramOptions other;
  other.environment = {{"WINNOW_ADDRESS", "unix:" + socket}};
  ASSERT_TRUE(
      Eventually([&] { return Run({"whoami"}, other).exit_status == 0; }));

  const ProgramResult rotated = Run({"key", "rotate", "--master"});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.errors;
  EXPECT_THAT(rotated.output, HasSubstr("Keys of 1 site wrapped again"));
  // The other one has nothing left to do, and serves; so does its data key.
  const ProgramResult again =
      Run({"key", "rotate", "--master", "--json"}, other);
  EXPECT_EQ(again.exit_status, 0) << again.errors;
  EXPECT_THAT(again.output, HasSubstr(R"("remaining_count":"0")"));
  EXPECT_EQ(Run({"key", "rotate", "--data"}, other).exit_status, 0);
  EXPECT_EQ(*Reveal(name), "ann@mail.example");
  kill(second, SIGTERM);
  EXPECT_EQ(WaitForProgram(second, std::chrono::seconds(60)), 0);

  // Without the old key from now on; it opens nothing any more.
  system_.StopWinnowd();
  std::remove(system_.master_key_file().c_str());
  system_.AddFlag("--old_master_key_file=");
  system_.StartWinnowd();
  system_.WaitUntilReady();
  EXPECT_EQ(*Reveal(name), "ann@mail.example");
  EXPECT_EQ(*Reveal(Submit("I like the river", "ben@mail.example")),
            "ben@mail.example");
}

TEST_F(KeyRotation, OpensAddressesAgainWhenALostMasterKeyIsFound) {
  const std::string name = Submit("I like the bridge", "ann@mail.example");
  system_.StopWinnowd();
  const std::string found = system_.dir() + "/found.key";
  ASSERT_EQ(std::rename(system_.master_key_file().c_str(), found.c_str()), 0);
  system_.AddFlag("--master_key_file=" + NewMasterKey());
  ASSERT_EQ(Winnowd({"--replace_lost_keys"}).exit_status, 0);
  std::remove(system_.operator_key_file().c_str());
  ASSERT_EQ(Winnowd({"--create_operator_key=" + system_.operator_key_file()})
                .exit_status,
            0);
  system_.StartWinnowd();
  system_.WaitUntilReady();
  MakeKeys();
  EXPECT_FALSE(Reveal(name).ok());
  const std::string later = Submit("I like the river", "ben@mail.example");
  // Another that was never this data's changes nothing.
  const std::string other = system_.dir() + "/other.key";
  ASSERT_EQ(Winnowd({"--create_master_key=" + other}).exit_status, 0);
  const ProgramResult wrong =
      Winnowd({"--bring_back_lost_keys", "--old_master_key_file=" + other});
  EXPECT_EQ(wrong.exit_status, 1);
  EXPECT_THAT(wrong.errors, HasSubstr("none of the lost keys opens"));

  // Nor do the two the wrong way round.
  const ProgramResult swapped =
      Winnowd({"--bring_back_lost_keys", "--master_key_file=" + found,
               "--old_master_key_file=" + system_.dir() + "/new.key"});
  EXPECT_EQ(swapped.exit_status, 1);
  EXPECT_THAT(swapped.errors, HasSubstr("belongs into --old_master_key_file"));

  // While it serves.
  const ProgramResult back =
      Winnowd({"--bring_back_lost_keys", "--old_master_key_file=" + found});
  EXPECT_EQ(back.exit_status, 0) << back.errors;
  EXPECT_THAT(back.output, HasSubstr("Addresses open again of: daily."));
  EXPECT_TRUE(Eventually([&] { return Reveal(name).ok(); }));
  EXPECT_EQ(*Reveal(name), "ann@mail.example");
  EXPECT_EQ(*Reveal(later), "ben@mail.example");
  const ProgramResult again =
      Winnowd({"--bring_back_lost_keys", "--old_master_key_file=" + found});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.errors, HasSubstr("nothing was changed"));

  // Nothing needs the found one any more.
  std::remove(found.c_str());
  const ProgramResult rotated = Run({"key", "rotate", "--data"});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.errors;
  EXPECT_THAT(rotated.output, HasSubstr("2 sealed emails now under"));
  EXPECT_EQ(*Reveal(name), "ann@mail.example");
}

TEST_F(KeyRotation, GoesOnWithoutAddressesWhenTheMasterKeyIsLost) {
  const std::string name = Submit("I like the bridge", "ann@mail.example");
  const std::string late = Submit("I like the tower", "eve@mail.example");
  system_.StopWinnowd();
  // Nothing is lost yet, and nothing happens.
  const ProgramResult early = Winnowd({"--replace_lost_keys"});
  EXPECT_EQ(early.exit_status, 1);
  EXPECT_THAT(early.errors, HasSubstr("nothing was changed"));

  system_.AddFlag("--master_key_file=" + NewMasterKey());
  std::remove(system_.master_key_file().c_str());
  const ProgramResult refused = Winnowd({});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("--replace_lost_keys"));
  const ProgramResult replaced = Winnowd({"--replace_lost_keys"});
  EXPECT_EQ(replaced.exit_status, 0) << replaced.errors;
  EXPECT_THAT(replaced.output, HasSubstr("New keys for: daily."));
  EXPECT_THAT(replaced.output, HasSubstr("All API keys have ended."));
  std::remove(system_.operator_key_file().c_str());
  const ProgramResult key =
      Winnowd({"--create_operator_key=" + system_.operator_key_file()});
  ASSERT_EQ(key.exit_status, 0) << key.errors;
  system_.StartWinnowd();
  system_.WaitUntilReady();
  MakeKeys();

  // Texts can be listed, decided and published; addresses are gone.
  EXPECT_THAT(Run({"queue", "--state", "approved"}).output,
              HasSubstr("I like the bridge"));
  EXPECT_EQ(Run({"reject", late}).exit_status, 0);
  EXPECT_EQ(Run({"approve", late}).exit_status, 0);
  EXPECT_THAT(Run({"feed", "--json"}).output, HasSubstr("I like the tower"));
  const auto gone = Reveal(name);
  EXPECT_EQ(gone.status().code(), absl::StatusCode::kFailedPrecondition)
      << gone.status();
  EXPECT_THAT(std::string(gone.status().message()), HasSubstr("is gone"));
  // New ones are not, and the key rotates past those that are lost.
  const std::string fresh = Submit("I like the river", "ben@mail.example");
  EXPECT_EQ(*Reveal(fresh), "ben@mail.example");
  const ProgramResult rotated = Run({"key", "rotate", "--data"});
  EXPECT_EQ(rotated.exit_status, 0) << rotated.errors;
  EXPECT_THAT(rotated.errors, HasSubstr("2 sealed emails could not be opened"));
  EXPECT_EQ(*Reveal(fresh), "ben@mail.example");
}

}  // namespace
}  // namespace winnow
