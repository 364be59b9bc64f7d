#include "service/server/certificates.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/support/run_program.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() {
    std::string pattern = "/tmp/winnow-certificates-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) abort();
    dir_ = pattern;
    Make("ec", {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"});
    files_ = {.certificate = dir_ + "/ec.pem",
              .key = dir_ + "/ec.key",
              .client_ca = dir_ + "/ec.pem"};
  }
  ~CertificatesTest() override { fs::remove_all(dir_); }

  // Makes NAME.key and NAME.pem, which signs itself and lasts ten days.
  void Make(const std::string& name, std::vector<std::string> key) {
    std::vector<std::string> command = {"openssl", "req",
                                        "-x509",   "-nodes",
                                        "-days",   "10",
                                        "-subj",   "/CN=" + name,
                                        "-keyout", dir_ + "/" + name + ".key",
                                        "-out",    dir_ + "/" + name + ".pem"};
    command.insert(command.end(), key.begin(), key.end());
    const ProgramResult made = RunProgram(command);
    ASSERT_EQ(made.exit_status, 0) << made.errors;
  }

  std::string Read(const std::string& name) {
    std::ifstream file(dir_ + "/" + name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_ + "/" + name) << text;
    chmod((dir_ + "/" + name).c_str(), 0600);
    return dir_ + "/" + name;
  }

  std::string dir_;
  TlsFiles files_;
};

TEST_F(CertificatesTest, ReadsEachUsualKindOfKeyAndTheEnd) {
  Make("rsa", {"-newkey", "rsa:2048"});
  Make("ed25519", {"-newkey", "ed25519"});
  for (const std::string kind : {"ec", "rsa", "ed25519"}) {
    const auto read =
        ReadCertificates({.certificate = dir_ + "/" + kind + ".pem",
                          .key = dir_ + "/" + kind + ".key",
                          .client_ca = files_.client_ca});
    ASSERT_THAT(read, IsOk()) << kind;
    EXPECT_GT(read->end, absl::Now() + absl::Hours(9 * 24));
    EXPECT_LT(read->end, absl::Now() + absl::Hours(11 * 24));
  }
}

TEST_F(CertificatesTest, FollowsLinksAndReadsBundles) {
  const std::string pem = Read("ec.pem");
  files_.client_ca = Write("bundle", "# Ann\n" + pem + "\n# Ben\n" + pem);
  fs::create_symlink(files_.certificate, dir_ + "/link.pem");
  files_.certificate = dir_ + "/link.pem";
  EXPECT_THAT(ReadCertificates(files_), IsOk());
}

TEST_F(CertificatesTest, NamesTheFlagAndTheFileThatCannotBeUsed) {
  Make("other", {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"});
  const std::string pem = Read("ec.pem");
  const std::string key = Read("ec.key");
  const std::string half = Write("half", pem.substr(0, pem.size() / 2));
  const std::string one_and_half =
      Write("one_and_half", pem + pem.substr(0, pem.size() / 2));
  const std::string half_key = Write("half_key", key.substr(0, key.size() / 2));
  const std::string empty = Write("empty", "");
  const std::string open = Write("open", key);
  chmod(open.c_str(), 0640);
  const ProgramResult locked =
      RunProgram({"openssl", "pkcs8", "-topk8", "-in", files_.key, "-passout",
                  "pass:secret", "-out", dir_ + "/locked"});
  ASSERT_EQ(locked.exit_status, 0) << locked.errors;
  chmod((dir_ + "/locked").c_str(), 0600);
  const struct {
    std::string TlsFiles::*field;
    std::string path;
    const char* flag;
  } kRows[] = {
      {&TlsFiles::certificate, dir_ + "/absent", "--tls_cert: "},
      {&TlsFiles::certificate, half, "--tls_cert: "},
      {&TlsFiles::certificate, one_and_half, "--tls_cert: "},
      {&TlsFiles::certificate, empty, "--tls_cert: "},
      {&TlsFiles::certificate, files_.key, "--tls_cert: "},
      {&TlsFiles::key, dir_ + "/absent", "--tls_key: "},
      {&TlsFiles::key, half_key, "--tls_key: "},
      {&TlsFiles::key, empty, "--tls_key: "},
      {&TlsFiles::key, dir_ + "/other.key", "--tls_key: "},
      {&TlsFiles::key, open, "chmod 600"},
      {&TlsFiles::key, dir_ + "/locked", "without a password"},
      {&TlsFiles::client_ca, dir_ + "/absent", "--tls_client_ca: "},
      {&TlsFiles::client_ca, one_and_half, "--tls_client_ca: "},
      {&TlsFiles::client_ca, empty, "--tls_client_ca: "},
  };
  for (const auto& row : kRows) {
    TlsFiles files = files_;
    files.*row.field = row.path;
    const absl::Status status = ReadCertificates(files).status();
    EXPECT_FALSE(status.ok()) << row.path;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.flag));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.path));
  }
}

}  // namespace
}  // namespace winnow
