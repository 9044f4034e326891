#include "net/listener.hpp"

#include <cerrno>
#include <utility>

namespace gw::net {
namespace {

constexpr Duration kRetryAfter = milliseconds(100);

bool is_passing(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO;
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, const SocketAddress& address,
                                                 std::function<void(Accepted)> accepted) {
  Result<Fd> socket = listen_on(address);
  if (!socket) return tl::unexpected(socket.error());
  std::unique_ptr<Listener> listener(new Listener(loop, std::move(*socket), std::move(accepted)));
  Result<void> watched = loop.watch(listener->socket_, *listener);
  if (!watched) return tl::unexpected(watched.error());
  return listener;
}

Listener::Listener(Loop& loop, Fd socket, std::function<void(Accepted)> accepted)
    : loop_(loop),
      socket_(std::move(socket)),
      accepted_(std::move(accepted)),
      retry_(loop.timers(), [this] { accept_waiting(); }) {}

void Listener::close() {
  accept_waiting();
  retry_.cancel();
  socket_.reset();
}

void Listener::ready(Readiness readiness) {
  if (readiness.readable) accept_waiting();
}

void Listener::accept_waiting() {
  while (socket_) {
    AcceptResult result = accept_one(socket_);
    if (result.accepted.socket) {
      accepted_(std::move(result.accepted));
    } else if (result.error == EAGAIN || result.error == EWOULDBLOCK) {
      return;
    } else if (!is_passing(result.error)) {
      return retry_.arm(loop_.now().mono + kRetryAfter);
    }
  }
}

}  // namespace gw::net
