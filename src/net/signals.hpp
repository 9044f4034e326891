// The signals that a server acts on, as events of a loop.
#pragma once

#include <functional>

#include "net/loop.hpp"

namespace gw::net {

enum class Signal { kTerminate, kInterrupt, kHangUp };

// No signal is handled on the calling thread; the first thing that a helper thread does.
void leave_signals_to_others();

class Signals final : public Watcher {
 public:
  // Takes SIGTERM, SIGINT and SIGHUP away from their default actions and ignores SIGPIPE. Threads
  // that run already must have left signals to others.
  static Result<std::unique_ptr<Signals>> open(Loop& loop, std::function<void(Signal)> received);
  ~Signals() override;

  void ready(Readiness readiness) override;

 private:
  Signals(Fd fd, std::function<void(Signal)> received);

  Fd fd_;
  std::function<void(Signal)> received_;
};

}  // namespace gw::net
