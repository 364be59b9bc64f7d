// Mutual TLS for gRPC with certificates that change while it serves.
//
// gRPC asks for certificates at each new connection; connections that are open
// go on with theirs. The library's own watcher of files does not do: it stops
// serving when a file vanishes or a key does not match its certificate.

#ifndef WINNOW_SERVICE_SERVER_TLS_CREDENTIALS_H_
#define WINNOW_SERVICE_SERVER_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "service/server/certificate_watch.h"

namespace winnow {

// Clients must show a certificate that is signed by one of client_ca.
// Threads: gRPC 1.51 changes certificates safely only if all connections are
// begun by one thread, as TlsDoor does.
// Input: `watch` must outlive the server.
std::shared_ptr<grpc::ServerCredentials> MakeTlsCredentials(
    const CertificateWatch& watch);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_TLS_CREDENTIALS_H_
