#include "service/server/certificates.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/base/file.h"

namespace winnow {
namespace {

// A bundle of all public authorities has 220 KB.
constexpr size_t kPemBytesMax = 1 << 20;

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

absl::Status Named(absl::string_view flag, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat("--", flag, ": ", status.message()));
}

absl::Status Unusable(absl::string_view flag, const std::string& path,
                      absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag, ": ", path, " ", what));
}

Bio Open(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// All certificates of a text, or none if any of it is broken: a file that is
// still being written ends within a block.
std::vector<Certificate> ParseAll(const std::string& pem) {
  const Bio bio = Open(pem);
  std::vector<Certificate> found;
  ERR_clear_error();
  while (X509* next =
             PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    found.emplace_back(next);
  }
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool ended = ERR_GET_LIB(error) == ERR_LIB_PEM &&
                     ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!ended) found.clear();
  return found;
}

// Never asks a terminal for the password of an encrypted key.
PrivateKey ParseKey(const std::string& pem) {
  const Bio bio = Open(pem);
  char no_password[] = "";
  PrivateKey key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_password));
  ERR_clear_error();
  return key;
}

absl::Time EndOf(const Certificate& certificate) {
  std::tm end = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return absl::InfinitePast();
  }
  return absl::FromTM(end, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<Certificates> ReadCertificates(const TlsFiles& files) {
  auto chain = ReadFile(files.certificate, kPemBytesMax);
  if (!chain.ok()) return Named("tls_cert", chain.status());
  auto key = ReadSecretFile(files.key, kPemBytesMax);
  if (!key.ok()) return Named("tls_key", key.status());
  auto client_ca = ReadFile(files.client_ca, kPemBytesMax);
  if (!client_ca.ok()) return Named("tls_client_ca", client_ca.status());

  const std::vector<Certificate> own = ParseAll(*chain);
  if (own.empty()) {
    return Unusable("tls_cert", files.certificate,
                    "does not hold whole PEM certificates");
  }
  const PrivateKey parsed_key = ParseKey(*key);
  if (!parsed_key) {
    return Unusable("tls_key", files.key,
                    "does not hold a whole PEM key without a password");
  }
  const bool match =
      X509_check_private_key(own.front().get(), parsed_key.get()) == 1;
  ERR_clear_error();
  if (!match) {
    return Unusable("tls_key", files.key,
                    absl::StrCat("is not the key of the first certificate in ",
                                 files.certificate));
  }
  if (ParseAll(*client_ca).empty()) {
    return Unusable("tls_client_ca", files.client_ca,
                    "does not hold whole PEM certificates");
  }
  return Certificates{.chain = *std::move(chain),
                      .key = *std::move(key),
                      .client_ca = *std::move(client_ca),
                      .end = EndOf(own.front())};
}

}  // namespace winnow
