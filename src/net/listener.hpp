// Accepts connections on a loop. When the process has no descriptors left it waits a moment
// instead of spinning on a connection that it cannot take.
#pragma once

#include <functional>

#include "net/loop.hpp"
#include "net/socket.hpp"

namespace gw::net {

class Listener final : public Watcher {
 public:
  // `accepted` is called for each connection, on the loop's thread.
  static Result<std::unique_ptr<Listener>> open(Loop& loop, const SocketAddress& address,
                                                std::function<void(Accepted)> accepted);

  SocketAddress address() const { return local_address(socket_); }
  // Takes what already waits, then accepts no more: later connections are refused.
  void close();

  void ready(Readiness readiness) override;

 private:
  Listener(Loop& loop, Fd socket, std::function<void(Accepted)> accepted);
  void accept_waiting();

  Loop& loop_;
  Fd socket_;
  std::function<void(Accepted)> accepted_;
  Timer retry_;
};

}  // namespace gw::net
