// Names to addresses without ever blocking a loop: one helper thread asks the system's resolver
// (getaddrinfo) and posts the answer to the loop that asked.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/address.hpp"
#include "base/result.hpp"
#include "net/loop.hpp"

namespace gw::net {

// At least one address, in the system's order (RFC 6724), without duplicates.
using Resolution = Result<std::vector<SocketAddress>>;

class Resolver {
 public:
  Resolver() = default;
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  // Waits for the query that is under way; those that wait are dropped.
  ~Resolver();

  // Calls `resolved` on the loop's thread: at once, before this returns, when `host` is an
  // address. `loop` must run until then or outlive the resolver.
  void resolve(Loop& loop, const std::string& host, uint16_t port,
               std::function<void(Resolution)> resolved);

 private:
  struct Query {
    Loop* loop = nullptr;
    std::string host;
    uint16_t port = 0;
    std::function<void(Resolution)> resolved;
  };

  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Query> queries_;  // under mutex_
  bool stopping_ = false;      // under mutex_
  std::thread thread_;         // started by the first name
};

}  // namespace gw::net
