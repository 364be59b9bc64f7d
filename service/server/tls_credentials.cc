#include "service/server/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>

#include <string>

namespace winnow {
namespace {

// The C++ library can only make credentials that never change; the C library
// below it can.
class TlsCredentials final : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(const CertificateWatch& watch) : watch_(watch) {}
  ~TlsCredentials() override {
    if (credentials_) grpc_server_credentials_release(credentials_);
  }

  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>& /*unused*/) override {
  }

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, Fetch,
            this));
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    auto& credentials = *static_cast<TlsCredentials*>(self);
    auto current = credentials.watch_.current();
    if (current == credentials.given_) {
      return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    }
    const grpc_ssl_pem_key_cert_pair pair = {
        .private_key = current->key.c_str(),
        .cert_chain = current->chain.c_str()};
    *config = grpc_ssl_server_certificate_config_create(
        current->client_ca.c_str(), &pair, 1);
    credentials.given_ = std::move(current);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const CertificateWatch& watch_;
  std::shared_ptr<const Certificates> given_;  // to gRPC, last
  grpc_server_credentials* credentials_ = nullptr;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(
    const CertificateWatch& watch) {
  return std::make_shared<TlsCredentials>(watch);
}

}  // namespace winnow
