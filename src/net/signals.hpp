// The signals that a server acts on, as events of a loop.
#pragma once

#include <functional>

#include "net/loop.hpp"

namespace gw::net {

enum class Signal { kTerminate, kInterrupt, kHangUp };

class Signals final : public Watcher {
 public:
  // Takes SIGTERM, SIGINT and SIGHUP away from their default actions and ignores SIGPIPE; call it
  // before other threads start, because they inherit the mask.
  static Result<std::unique_ptr<Signals>> open(Loop& loop, std::function<void(Signal)> received);
  ~Signals() override;

  void ready(Readiness readiness) override;

 private:
  Signals(Fd fd, std::function<void(Signal)> received);

  Fd fd_;
  std::function<void(Signal)> received_;
};

}  // namespace gw::net
