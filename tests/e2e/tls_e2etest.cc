// winnowd as other machines see it: who gets in, and certificates that change
// while it serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/tls_room.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Tls : public testing::Test {
 protected:
  // Makes a key and a certificate of its own authority in a new directory.
  std::string Stranger(const std::string& name, const std::string& days) {
    const std::string dir = room_.files() + "/" + name;
    fs::create_directory(dir);
    Run({"openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-keyout", dir + "/key.pem",
         "-out", dir + "/request", "-subj", "/CN=" + name});
    Run({"openssl", "x509", "-req", "-in", dir + "/request", "-signkey",
         dir + "/key.pem", "-days", days, "-out", dir + "/cert.pem"});
    return dir;
  }

  static void Run(const std::vector<std::string>& command) {
    const ProgramResult result = RunProgram(command);
    ASSERT_EQ(result.exit_status, 0) << result.errors;
  }

  // Puts a file in place in one step, as whoever renews certificates should.
  static void Put(const std::string& from, const std::string& to,
                  int mode = 0600) {
    fs::copy_file(from, to + ".new");
    chmod((to + ".new").c_str(), static_cast<mode_t>(mode));
    fs::rename(to + ".new", to);
  }

  bool Logs(const std::string& text) {
    return Eventually([&] { return absl::StrContains(room_.Log(), text); });
  }

  std::string ca() const { return room_.files() + "/ca.pem"; }

  TlsRoom room_;
};

TEST_F(Tls, LetsInWhoHasACertificateAndAsksForAKeyAsWell) {
  const ProgramResult known = room_.Winnow({"whoami"});
  EXPECT_EQ(known.exit_status, 0) << known.errors;
  const ProgramResult keyless = room_.Winnow({"whoami"}, /*with_key=*/false);
  EXPECT_EQ(keyless.exit_status, 1);
  EXPECT_THAT(keyless.errors, HasSubstr("key"));
  EXPECT_TRUE(room_.Connects("desk"));
}

TEST_F(Tls, LetsNobodyElseIn) {
  EXPECT_FALSE(room_.Connects(ca(), "")) << "without a certificate";
  EXPECT_FALSE(room_.Connects(ca(), Stranger("stranger", "10")))
      << "of another authority";
  const std::string ended = Stranger("ended", "-1");
  std::ofstream(room_.files() + "/clients.pem", std::ios::app)
      << std::ifstream(ended + "/cert.pem").rdbuf();
  ASSERT_TRUE(Logs("event=tls_files_read"));
  EXPECT_FALSE(room_.Connects(ca(), ended)) << "known, but ended";
  // And nobody who does not trust winnowd's authority.
  const std::string desk = room_.files() + "/clients/desk";
  EXPECT_FALSE(room_.Connects(desk + "/cert.pem", desk));
  const ProgramResult plain = room_.system().Winnow(
      {"--address", absl::StrCat("127.0.0.1:", room_.port()), "whoami"}, "");
  EXPECT_EQ(plain.exit_status, 3) << "without TLS";
  EXPECT_TRUE(room_.Connects("desk"));
}

TEST_F(Tls, ShowsNewCertificatesWhileOpenConnectionsGoOn) {
  const std::string desk = room_.files() + "/clients/desk";
  ClientOptions options;
  options.address = room_.address();
  options.key_file = room_.system().operator_key_file();
  options.ca_file = desk + "/ca.pem";
  options.cert_file = desk + "/cert.pem";
  options.cert_key_file = desk + "/key.pem";
  options.retry_for = absl::ZeroDuration();
  const auto client = Client::Connect(options);
  ASSERT_THAT(client, IsOk());
  ASSERT_THAT((*client)->Call(kWhoAmI, v1::WhoAmIRequest()), IsOk());

  // All of it anew: the client above could not connect again.
  const std::string before = room_.files() + ".before";
  fs::rename(room_.files(), before);
  room_.Certificates({"server", "localhost"});
  room_.Certificates({"add", "other"});
  ASSERT_TRUE(Eventually([&] { return room_.Connects("other"); }));
  EXPECT_FALSE(room_.Connects(before + "/ca.pem", before + "/clients/desk"));
  EXPECT_THAT((*client)->Call(kWhoAmI, v1::WhoAmIRequest()), IsOk());
  fs::remove_all(before);
}

TEST_F(Tls, KeepsTheLastGoodFilesAndNamesTheBadOne) {
  const std::string other = Stranger("other", "10");
  const std::string good = room_.files() + "/good";
  fs::create_directory(good);
  const std::vector<std::string> names = {"server.pem", "server.key",
                                          "clients.pem"};
  for (const std::string& name : names) {
    Put(room_.files() + "/" + name, good + "/" + name);
  }
  const std::string live = room_.live();
  const struct {
    const char* name;
    const char* file;
    std::function<void(const std::string&)> spoil;
    std::string logged;
  } kRows[] = {
      {"gone", "server.pem", [](const std::string& file) { fs::remove(file); },
       "--tls_cert: cannot read " + live + "/server.pem"},
      {"half written", "server.pem",
       [](const std::string& file) {
         fs::resize_file(file, fs::file_size(file) / 2);
       },
       live + "/server.pem does not hold whole PEM certificates"},
      {"empty", "clients.pem",
       [](const std::string& file) { fs::resize_file(file, 0); },
       live + "/clients.pem does not hold whole PEM certificates"},
      {"of another", "server.key",
       [&](const std::string& file) { Put(other + "/key.pem", file); },
       live + "/server.key is not the key of the first certificate"},
      {"for all to read", "server.key",
       [](const std::string& file) { chmod(file.c_str(), 0644); },
       live + "/server.key holds a secret that other users may read"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    EXPECT_THAT(room_.Log(), Not(HasSubstr(row.logged)));
    row.spoil(room_.files() + "/" + row.file);
    EXPECT_TRUE(Logs(row.logged)) << room_.Log();
    EXPECT_TRUE(room_.Connects("desk"));
    Put(good + "/" + row.file, room_.files() + "/" + row.file);
  }
  // The good ones are back, and what comes next is taken again.
  room_.Certificates({"add", "web"});
  EXPECT_TRUE(Eventually([&] { return room_.Connects("web"); }));
}

TEST_F(Tls, RevokingShutsOutOneClientAndNoOther) {
  room_.Certificates({"add", "web"});
  ASSERT_TRUE(Eventually([&] { return room_.Connects("web"); }));
  const std::string kept = room_.files() + ".kept";
  fs::copy(room_.files() + "/clients/web", kept);
  room_.Certificates({"revoke", "web"});
  EXPECT_TRUE(Eventually([&] { return !room_.Connects(ca(), kept); }));
  // As often as it takes: one network may begin ten connections a second.
  EXPECT_TRUE(Eventually([&] { return room_.Connects("desk"); }));
  room_.Certificates({"revoke", "desk"});
  EXPECT_TRUE(Eventually([&] {
    return !room_.Winnow({"whoami"}).output.size();
  })) << "the list may become empty";
  fs::remove_all(kept);
}

TEST_F(Tls, TellsWhenTheCertificateEnds) {
  const auto metrics = [this] {
    return RunProgram(
               {"curl", "-s",
                "http://" + room_.system().metrics_address() + "/metrics"})
        .output;
  };
  EXPECT_THAT(metrics(), HasSubstr("winnow_tls_files_unusable 0"));
  EXPECT_THAT(metrics(),
              HasSubstr("winnow_tls_certificate_end_timestamp_seconds"));
  EXPECT_THAT(room_.Log(), Not(HasSubstr("tls_certificate_ends")));
  const std::string soon = Stranger("soon", "13");
  Put(soon + "/key.pem", room_.files() + "/server.key");
  Put(soon + "/cert.pem", room_.files() + "/server.pem");
  EXPECT_TRUE(Logs("event=tls_certificate_ends")) << room_.Log();
}

}  // namespace
}  // namespace winnow
