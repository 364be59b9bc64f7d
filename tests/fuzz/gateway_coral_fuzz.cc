// Anybody can send X-Coral-Signature and a body: no signature is right but the
// body's own, and what is read of a body fits into a message.
//
// The first line is the header, the rest the body.
#include <sodium.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/coral_answers.h"
#include "clients/gateway/coral_signature.h"
#include "winnow/v1/analysis_service.pb.h"

namespace winnow {
namespace {

// A key of the length for which libsodium has a function of its own.
const std::string& Secret() {
  static const auto* const secret =
      new std::string(crypto_auth_hmacsha256_KEYBYTES, 's');
  return *secret;
}

std::string HexOfMac(absl::string_view body) {
  uint8_t mac[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256(mac, reinterpret_cast<const uint8_t*>(body.data()),
                         body.size(),
                         reinterpret_cast<const uint8_t*>(Secret().data()));
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(mac), sizeof(mac)));
}

void Check(absl::string_view header, absl::string_view body) {
  const std::string right = HexOfMac(body);
  if (HasCoralSignature(header, body, {Secret()}) &&
      !absl::StrContains(absl::AsciiStrToLower(header), right)) {
    std::abort();
  }
  if (!HasCoralSignature(absl::StrCat("sha256=", right, ",", header), body,
                         {"another", Secret()})) {
    std::abort();
  }
  if (HasCoralSignature(header, body, {})) std::abort();
  const auto request = ReadCoralRequest(body);
  if (!request) return;
  v1::AnalyzeTextRequest analyze;
  analyze.set_text(request->body);
  analyze.set_thread_id(request->story_id);
  if (analyze.thread_id().size() > 255) std::abort();
  // Parsing refuses what is not UTF-8.
  v1::AnalyzeTextRequest again;
  if (!again.ParseFromString(analyze.SerializeAsString())) std::abort();
}

}  // namespace
}  // namespace winnow

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) {
    winnow::Check(text, "");
  } else {
    winnow::Check(text.substr(0, end), text.substr(end + 1));
  }
  return 0;
}
