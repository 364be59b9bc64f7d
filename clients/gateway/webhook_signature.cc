#include "clients/gateway/webhook_signature.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/gateway/hmac.h"

namespace winnow {

std::string SignWebhook(const std::vector<std::string>& secrets,
                        absl::Time time, absl::string_view body) {
  const std::string seconds = absl::StrCat(absl::ToUnixSeconds(time));
  std::string header = absl::StrCat("t=", seconds);
  for (const std::string& secret : secrets) {
    const HmacCode code = HmacSha256(secret, {seconds, ".", body});
    absl::StrAppend(
        &header, ",v1=",
        absl::BytesToHexString(absl::string_view(
            reinterpret_cast<const char*>(code.data()), code.size())));
  }
  return header;
}

}  // namespace winnow
