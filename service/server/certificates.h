// What winnowd shows on its TLS listeners and whom it lets in there, as files
// in PEM that an operator replaces while winnowd runs.
//
// Values and one function that reads three files.

#ifndef WINNOW_SERVICE_SERVER_CERTIFICATES_H_
#define WINNOW_SERVICE_SERVER_CERTIFICATES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/server/config.h"

namespace winnow {

struct Certificates {
  std::string chain;      // winnowd's own certificate first
  std::string key;        // of winnowd's own
  std::string client_ca;  // who signs clients, or clients that sign themselves
  absl::Time end;         // of winnowd's own; it may have passed already
};

// Reads the files and checks that they can be used together: every block of
// PEM whole, the key unencrypted, readable by its owner alone, and the one of
// the first certificate. Follows symbolic links.
// Errors: naming the flag and the file.
absl::StatusOr<Certificates> ReadCertificates(const TlsFiles& files);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_CERTIFICATES_H_
