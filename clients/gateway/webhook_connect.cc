#include "clients/gateway/webhook_connect.h"

#include <boost/asio/error.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace winnow {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

class Turns : public std::enable_shared_from_this<Turns> {
 public:
  Turns(boost::beast::tcp_stream& stream, std::vector<tcp::endpoint> endpoints,
        steady_clock::time_point deadline, std::function<void(error_code)> done)
      : stream_(stream),
        endpoints_(std::move(endpoints)),
        deadline_(deadline),
        done_(std::move(done)) {}

  void Next() {
    stream_.close();  // what the one before has left open
    const size_t left = endpoints_.size() - at_;
    if (left > 1) {
      stream_.expires_after((deadline_ - steady_clock::now()) /
                            static_cast<int64_t>(left));
    } else {
      stream_.expires_never();
    }
    stream_.async_connect(
        endpoints_[at_++],
        [self = shared_from_this()](error_code error) { self->Take(error); });
  }

 private:
  void Take(error_code error) {
    const bool more = at_ < endpoints_.size();
    if (error && more && error != boost::asio::error::operation_aborted) {
      return Next();
    }
    stream_.expires_never();
    done_(error);
  }

  boost::beast::tcp_stream& stream_;
  const std::vector<tcp::endpoint> endpoints_;
  const steady_clock::time_point deadline_;
  const std::function<void(error_code)> done_;
  size_t at_ = 0;  // the next one
};

}  // namespace

void ConnectInTurn(boost::beast::tcp_stream& stream,
                   std::vector<tcp::endpoint> endpoints,
                   steady_clock::time_point deadline,
                   std::function<void(error_code)> done) {
  std::make_shared<Turns>(stream, std::move(endpoints), deadline,
                          std::move(done))
      ->Next();
}

}  // namespace winnow
