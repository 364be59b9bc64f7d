#include "service/server/certificate_watch.h"

#include <sys/stat.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"

namespace winnow {
namespace {

constexpr std::chrono::seconds kLookInterval(1);
constexpr absl::Duration kWarnInterval = absl::Hours(24);

// Tells one state of the files from another without reading them. stat()
// follows links, so a link that is turned to other files shows as well.
std::string StateOf(const TlsFiles& files) {
  std::string state;
  for (const std::string& path :
       {files.certificate, files.key, files.client_ca}) {
    struct stat found = {};
    if (stat(path.c_str(), &found) != 0) found = {};
    absl::StrAppend(&state, found.st_dev, " ", found.st_ino, " ", found.st_mode,
                    " ", found.st_size, " ", found.st_mtim.tv_sec, " ",
                    found.st_mtim.tv_nsec, " ", found.st_ctim.tv_sec, " ",
                    found.st_ctim.tv_nsec, "\n");
  }
  return state;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CertificateWatch>> CertificateWatch::Start(
    const TlsFiles& files, Metrics& metrics) {
  // Before they are read: what changes meanwhile is looked at again.
  std::string state = StateOf(files);
  auto first = ReadCertificates(files);
  if (!first.ok()) return first.status();
  return std::unique_ptr<CertificateWatch>(new CertificateWatch(
      files, std::move(state), *std::move(first), metrics));
}

CertificateWatch::CertificateWatch(TlsFiles files, std::string state,
                                   Certificates first, Metrics& metrics)
    : files_(std::move(files)),
      end_(metrics.MakeGauge(
          "winnow_tls_certificate_end_timestamp_seconds",
          "When winnowd's own certificate ends, in seconds since 1970.")),
      unusable_(metrics.MakeGauge(
          "winnow_tls_files_unusable",
          "1 while the files of --tls_... cannot be used and winnowd goes on "
          "with what it read before.")),
      state_(std::move(state)),
      current_(std::make_shared<const Certificates>(std::move(first))) {
  end_.Set(static_cast<double>(absl::ToUnixSeconds(current_->end)));
  WarnOfEnd();
  thread_ = std::thread([this] { Run(); });
}

CertificateWatch::~CertificateWatch() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::shared_ptr<const Certificates> CertificateWatch::current() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return current_;
}

void CertificateWatch::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!wake_.wait_for(lock, kLookInterval, [this] { return stopping_; })) {
    lock.unlock();
    Look();
    lock.lock();
  }
}

void CertificateWatch::Look() {
  std::string state = StateOf(files_);
  if (state != state_) {
    state_ = std::move(state);
    Reload();
  }
  WarnOfEnd();
}

void CertificateWatch::Reload() {
  auto read = ReadCertificates(files_);
  absl::Status fault = read.status();
  // Whoever puts an old backup there has clients cut off; the old one may last.
  if (read.ok() && read->end <= absl::Now() && current()->end > read->end) {
    fault = absl::FailedPreconditionError(absl::StrCat(
        "--tls_cert: ", files_.certificate, " ended ",
        absl::FormatTime(absl::RFC3339_sec, read->end, absl::UTCTimeZone())));
  }
  unusable_.Set(fault.ok() ? 0 : 1);
  if (!fault.ok()) {
    if (fault.message() == fault_) return;
    fault_ = std::string(fault.message());
    Log(Severity::kWarning, "tls_files_unusable",
        {{"reason", fault_}, {"advice", "the ones read before stay in use"}});
    return;
  }
  fault_.clear();
  warned_ = absl::InfinitePast();
  const absl::Time end = read->end;
  auto next = std::make_shared<const Certificates>(*std::move(read));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    current_ = std::move(next);
  }
  end_.Set(static_cast<double>(absl::ToUnixSeconds(end)));
  Log(Severity::kInfo, "tls_files_read",
      {{"file", files_.certificate},
       {"end", absl::FormatTime(absl::RFC3339_sec, end, absl::UTCTimeZone())}});
}

void CertificateWatch::WarnOfEnd() {
  const absl::Time now = absl::Now();
  const absl::Time end = current()->end;
  if (end - now > kCertificateWarning || now - warned_ < kWarnInterval) return;
  warned_ = now;
  Log(end > now ? Severity::kWarning : Severity::kError,
      end > now ? "tls_certificate_ends" : "tls_certificate_ended",
      {{"file", files_.certificate},
       {"end", absl::FormatTime(absl::RFC3339_sec, end, absl::UTCTimeZone())},
       {"advice", "put a new one there; no restart is needed"}});
}

}  // namespace winnow
