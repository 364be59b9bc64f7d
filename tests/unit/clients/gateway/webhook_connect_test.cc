#include "clients/gateway/webhook_connect.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace winnow {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

tcp::endpoint AnyPort() { return {boost::asio::ip::address_v4::loopback(), 0}; }

// Nobody listens there.
tcp::endpoint Closed(boost::asio::io_context& io) {
  return tcp::acceptor(io, AnyPort()).local_endpoint();
}

// The queue before it is full, and the kernel drops what more arrives, as a
// dead machine would.
class Silent {
 public:
  explicit Silent(boost::asio::io_context& io) : acceptor_(io), first_(io) {
    acceptor_.open(tcp::v4());
    acceptor_.bind(AnyPort());
    acceptor_.listen(0);
    first_.connect(endpoint());
  }
  tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

 private:
  tcp::acceptor acceptor_;
  tcp::socket first_;
};

class WebhookConnect : public testing::Test {
 protected:
  error_code Connect(std::vector<tcp::endpoint> endpoints,
                     steady_clock::duration time) {
    std::optional<error_code> ended;
    ConnectInTurn(stream_, std::move(endpoints), steady_clock::now() + time,
                  [&](error_code error) { ended = error; });
    io_.restart();
    while (!ended) io_.run_one();
    return *ended;
  }

  boost::asio::io_context io_;
  boost::beast::tcp_stream stream_{io_};
};

TEST_F(WebhookConnect, PassesOverAddressesThatDoNotAnswer) {
  const Silent silent(io_);
  const tcp::endpoint closed = Closed(io_);
  const tcp::acceptor good(io_, AnyPort());
  const std::vector<tcp::endpoint> endpoints = {
      silent.endpoint(), closed, silent.endpoint(), good.local_endpoint()};
  EXPECT_EQ(Connect(endpoints, std::chrono::milliseconds(400)), error_code());
  EXPECT_EQ(stream_.socket().remote_endpoint(), good.local_endpoint());
}

TEST_F(WebhookConnect, TellsOfTheLastOne) {
  const tcp::endpoint closed = Closed(io_);
  const Silent silent(io_);
  EXPECT_EQ(Connect({closed}, std::chrono::minutes(1)),
            boost::asio::error::connection_refused);
  EXPECT_EQ(Connect({silent.endpoint(), closed}, std::chrono::milliseconds(20)),
            boost::asio::error::connection_refused);
}

TEST_F(WebhookConnect, EndsWhenTheStreamIsClosed) {
  const Silent silent(io_);
  const tcp::acceptor good(io_, AnyPort());
  boost::asio::post(io_, [&] { stream_.close(); });
  EXPECT_EQ(Connect({silent.endpoint(), good.local_endpoint()},
                    std::chrono::minutes(1)),
            boost::asio::error::operation_aborted);
}

}  // namespace
}  // namespace winnow
