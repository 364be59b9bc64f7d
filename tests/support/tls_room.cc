#include "tests/support/tls_room.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TlsRoom::TlsRoom() : port_(FreeTcpPort()), plain_port_(FreeTcpPort()) {
  std::string pattern = "/tmp/winnow-tls-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) abort();
  dir_ = pattern;
  Certificates({"server", "localhost", "127.0.0.1"});
  Certificates({"add", "desk"});
  // As certbot has it: the files in use are links.
  std::filesystem::create_directory(live());
  for (const char* name : {"server.pem", "server.key", "clients.pem"}) {
    std::filesystem::create_symlink(files() + "/" + name, live() + "/" + name);
  }
  system_ = std::make_unique<WinnowSystem>(WinnowSystem::Options{
      .flags = {absl::StrCat("--listen=127.0.0.1:", port_),
                absl::StrCat("--plaintext_listen=127.0.0.1:", plain_port_),
                "--tls_cert=" + live() + "/server.pem",
                "--tls_key=" + live() + "/server.key",
                "--tls_client_ca=" + live() + "/clients.pem"}});
}

TlsRoom::~TlsRoom() {
  system_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

std::string TlsRoom::address() const {
  return absl::StrCat("localhost:", port_);
}

std::string TlsRoom::Certificates(std::vector<std::string> command) {
  command.insert(command.begin(),
                 {WINNOW_SOURCE_DIR "/deploy/certificates", "--dir", files(),
                  "--owner", RunProgram({"id", "-un"}).output});
  std::string& owner = command[4];
  owner.resize(owner.find_last_not_of('\n') + 1);
  const ProgramResult result = RunProgram(command);
  if (result.exit_status != 0) {
    fprintf(stderr, "deploy/certificates: %s\n", result.errors.c_str());
    abort();
  }
  return result.output;
}

bool TlsRoom::Connects(const std::string& ca, const std::string& client) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadAll(ca);
  if (!client.empty()) {
    options.pem_cert_chain = ReadAll(client + "/cert.pem");
    options.pem_private_key = ReadAll(client + "/key.pem");
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(
      address(), grpc::SslCredentials(options), arguments);
  const auto deadline =
      std::chrono::system_clock::now() + std::chrono::seconds(30);
  grpc_connectivity_state state = channel->GetState(/*try_to_connect=*/true);
  while (state != GRPC_CHANNEL_READY &&
         state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel->WaitForStateChange(state, deadline)) break;
    state = channel->GetState(true);
  }
  return state == GRPC_CHANNEL_READY;
}

bool TlsRoom::Connects(const std::string& name) const {
  const std::string client = files() + "/clients/" + name;
  return Connects(client + "/ca.pem", client);
}

ProgramResult TlsRoom::Winnow(std::vector<std::string> arguments,
                              bool with_key) const {
  const std::string client = files() + "/clients/desk";
  arguments.insert(arguments.begin(),
                   {WinnowSystem::command_path(), "--address", address(),
                    "--ca", client + "/ca.pem", "--cert", client + "/cert.pem",
                    "--cert-key", client + "/key.pem"});
  ProgramOptions options;
  options.environment = {{"HOME", dir_}, {"XDG_CONFIG_HOME", dir_}};
  if (with_key) {
    options.environment.emplace_back("WINNOW_KEY_FILE",
                                     system_->operator_key_file());
  }
  return RunProgram(arguments, options);
}

std::string TlsRoom::Log() const { return ReadAll(system_->log_file()); }

}  // namespace winnow
