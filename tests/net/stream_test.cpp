#include "net/stream.hpp"

#include <sys/resource.h>

#include <string>
#include <vector>

#include "net/listener.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::net;

namespace {

constexpr SocketAddress kAnyPort{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1}}, 0};

// A loop, a listener, and a pair of connected streams.
struct Pair {
  std::unique_ptr<Loop> loop = std::move(Loop::create().value());
  std::vector<Accepted> waiting;
  std::unique_ptr<Listener> listener =
      std::move(Listener::open(*loop, kAnyPort, [this](Accepted accepted) {
                  waiting.push_back(std::move(accepted));
                }).value());
  std::unique_ptr<Stream> client;
  std::unique_ptr<Stream> server;

  Pair() {
    client =
        std::move(Stream::adopt(*loop, std::move(*start_connect(listener->address()))).value());
    while (waiting.empty() || !client->is_connected()) loop->turn(seconds(10));
    server = std::move(Stream::adopt(*loop, std::move(waiting[0].socket)).value());
  }

  // Everything up to the end of the stream or `count` bytes.
  std::string receive(Stream& stream, size_t count) {
    std::string got;
    while (got.size() < count) {
      if (!stream.is_readable()) {
        loop->turn(seconds(10));
        continue;
      }
      const IoResult result = stream.read(loop->scratch());
      if (result.status == IoStatus::kEnd || result.status == IoStatus::kFailed) break;
      got.append(loop->scratch().data(), result.count);
    }
    return got;
  }
};

}  // namespace

TEST_CASE("stream: bytes go both ways and both pieces of a write are one", "[net]") {
  Pair pair;
  REQUIRE(pair.client->write("head ", "body"));
  CHECK(pair.client->sent() == 9);
  CHECK(pair.receive(*pair.server, 9) == "head body");
  CHECK_FALSE(pair.server->is_readable());
  REQUIRE(pair.server->write("answer"));
  CHECK(pair.receive(*pair.client, 6) == "answer");
  CHECK(pair.waiting[0].peer.ip == kAnyPort.ip);
}

TEST_CASE("stream: what does not fit is queued and sent in order", "[net]") {
  Pair pair;
  std::string sent;
  while (pair.client->unsent() < 3 * kHighWaterBytes) {
    const std::string piece(50'000, static_cast<char>('a' + sent.size() % 26));
    REQUIRE(pair.client->write(piece, "|"));
    sent += piece + "|";
  }
  CHECK(pair.client->sent() + pair.client->unsent() == sent.size());
  pair.client->finish_writing();
  CHECK(pair.receive(*pair.server, sent.size() + 1) == sent);
  CHECK(pair.client->unsent() == 0);
  CHECK(pair.server->peer_closed());
}

TEST_CASE("stream: a peer that goes away is noticed without a read", "[net]") {
  Pair pair;
  pair.client.reset();
  while (!pair.server->peer_closed()) pair.loop->turn(seconds(10));
  CHECK(pair.server->read(pair.loop->scratch()).status == IoStatus::kEnd);
}

TEST_CASE("stream: a write after a reset fails", "[net]") {
  Pair pair;
  REQUIRE(pair.client->write("unread"));
  pair.loop->turn(Duration{0});
  pair.server.reset();  // unread bytes make this a reset
  while (!pair.client->peer_closed()) pair.loop->turn(seconds(10));
  pair.client->read(pair.loop->scratch());
  CHECK(pair.client->failed());
  CHECK_FALSE(pair.client->write("more"));
}

TEST_CASE("stream: a refused connection says so", "[net]") {
  Pair pair;
  const SocketAddress address = pair.listener->address();
  pair.listener->close();
  Result<Fd> socket = start_connect(address);
  REQUIRE(socket);
  const auto stream = std::move(Stream::adopt(*pair.loop, std::move(*socket)).value());
  while (!stream->is_connected()) pair.loop->turn(seconds(10));
  CHECK(stream->failed());
  CHECK(stream->error() == ECONNREFUSED);
}

TEST_CASE("listener: without descriptors it waits and then accepts", "[net]") {
  Pair pair;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  Fd socket = std::move(*start_connect(pair.listener->address()));
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(socket.get());
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  pair.loop->turn(milliseconds(20));
  CHECK(pair.waiting.size() == 1);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  while (pair.waiting.size() < 2) pair.loop->turn(seconds(10));
  CHECK(pair.waiting[1].peer.ip == kAnyPort.ip);
}

TEST_CASE("listener: an address in use by another kind of socket is an error", "[net]") {
  const auto loop = std::move(Loop::create().value());
  SocketAddress foreign = *parse_socket_address("203.0.113.1:80");
  const auto listener = Listener::open(*loop, foreign, [](Accepted) {});
  REQUIRE_FALSE(listener);
  CHECK(listener.error().message ==
        "cannot listen on 203.0.113.1:80: Cannot assign requested address");
}
