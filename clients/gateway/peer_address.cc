#include "clients/gateway/peer_address.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

namespace ip = boost::asio::ip;

}  // namespace

IpAddress PeerAddressOf(const ip::tcp::socket& socket) {
  boost::system::error_code error;
  const ip::tcp::endpoint peer = socket.remote_endpoint(error);
  IpAddress address;
  if (error) return address;
  const ip::address_v6 v6 =
      peer.address().is_v4()
          ? ip::make_address_v6(ip::v4_mapped, peer.address().to_v4())
          : peer.address().to_v6();
  const ip::address_v6::bytes_type bytes = v6.to_bytes();
  std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
  return address;
}

absl::StatusOr<ip::tcp::endpoint> ParseListenAddress(
    absl::string_view setting, absl::string_view address) {
  const size_t colon = address.rfind(':');
  absl::string_view host =
      address.substr(0, colon == absl::string_view::npos ? 0 : colon);
  if (absl::ConsumePrefix(&host, "[") != absl::ConsumeSuffix(&host, "]")) {
    host = "";
  }
  if (host == "localhost") host = "127.0.0.1";
  int port = -1;
  boost::system::error_code error;
  const ip::address parsed = ip::make_address(std::string(host), error);
  if (error || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", setting,
                     " must be ADDRESS:PORT, as 127.0.0.1:7480, "
                     "not ",
                     address));
  }
  return ip::tcp::endpoint(parsed, static_cast<uint16_t>(port));
}

}  // namespace winnow
