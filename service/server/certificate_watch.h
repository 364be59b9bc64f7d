// Keeps the certificates of the TLS listeners as new as their files.
//
// Looks at the files once a second and takes them when they have changed and
// can be used together; otherwise goes on with the last good ones and logs one
// line that names the file. Warns once a day from two weeks before the end of
// winnowd's own certificate; a gauge has its time.
//
// Owns one thread. Threads: any.

#ifndef WINNOW_SERVICE_SERVER_CERTIFICATE_WATCH_H_
#define WINNOW_SERVICE_SERVER_CERTIFICATE_WATCH_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/metrics.h"
#include "service/server/certificates.h"
#include "service/server/config.h"

namespace winnow {

// From this long before its end on a certificate is warned of.
inline constexpr absl::Duration kCertificateWarning = absl::Hours(14 * 24);

class CertificateWatch {
 public:
  // Reads the files and begins to watch them. `metrics` must outlive it.
  // Errors: those of ReadCertificates(). A certificate that has ended is only
  // logged: winnowd's other listeners need none.
  static absl::StatusOr<std::unique_ptr<CertificateWatch>> Start(
      const TlsFiles& files, Metrics& metrics);
  ~CertificateWatch();

  // The ones to use for the next connection; never null.
  std::shared_ptr<const Certificates> current() const;

 private:
  CertificateWatch(TlsFiles files, std::string state, Certificates first,
                   Metrics& metrics);
  void Run();
  void Look();
  // Takes the files' present content or says why not.
  void Reload();
  void WarnOfEnd();

  const TlsFiles files_;
  Gauge& end_;
  Gauge& unusable_;
  std::string state_;  // of the files when last read
  std::string fault_;  // as last logged; empty: none
  absl::Time warned_ = absl::InfinitePast();

  mutable std::mutex mutex_;
  std::shared_ptr<const Certificates> current_;  // guarded by mutex_
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_CERTIFICATE_WATCH_H_
