// One upstream address as one worker sees it: where its name leads, and the idle connections to
// it, last used first, so that few stay warm and the others time out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/resolver.hpp"
#include "net/stream.hpp"

namespace gw::serve {

class Upstream {
 public:
  // TLS is not spoken yet: such an upstream cannot be reached.
  enum class Transport { kPlain, kTls };
  // The loop and the resolver must outlive it.
  Upstream(net::Loop& loop, net::Resolver& resolver, Transport transport, std::string host,
           uint16_t port);
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  // An open connection that is not known to be dead, or null. Its gate is not set.
  std::unique_ptr<net::Stream> take_idle();
  // Keeps a connection whose last exchange ended cleanly, unless enough are kept.
  void keep(std::unique_ptr<net::Stream> stream);
  // Closes what has been idle too long or was closed by the peer; for once a second.
  void sweep();
  void close_idle() { idle_.clear(); }

  enum class Name { kResolving, kResolved, kFailed };
  // Starts to resolve when there is nothing to go by. A failed name is tried again after a second,
  // a resolved one is refreshed in the background after half a minute.
  Name name();
  // kResolved only. The next call after connect_failed() gives another address, if there are more.
  const SocketAddress& address() const { return addresses_[current_]; }
  size_t address_count() const { return addresses_.size(); }
  void connect_failed() { current_ = (current_ + 1) % addresses_.size(); }
  // The gate opens when name() changes.
  void add_waiter(net::Gate& gate) { waiters_.push_back(&gate); }
  void remove_waiter(net::Gate& gate) { std::erase(waiters_, &gate); }

 private:
  struct Idle {
    std::unique_ptr<net::Stream> stream;
    Instant since;
  };

  void resolve();
  void resolved(net::Resolution answer);

  net::Loop& loop_;
  net::Resolver& resolver_;
  Transport transport_;
  std::string host_;
  uint16_t port_;
  std::vector<Idle> idle_;  // the last used at the end
  std::vector<SocketAddress> addresses_;
  size_t current_ = 0;
  bool resolving_ = false;
  Instant next_look_;  // not before this
  std::vector<net::Gate*> waiters_;
};

}  // namespace gw::serve
