// One thread's event loop. A turn waits for descriptors, reads the clock once, tells watchers what
// became ready, runs what other threads posted, fires timers, and then resumes the coroutines
// whose gates were opened on the way. Only post() and stop() may be called from another thread.
#pragma once

#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/fd.hpp"
#include "net/timers.hpp"

namespace gw::net {

class Loop;

// What became true of a descriptor since the last report (edge-triggered).
struct Readiness {
  bool readable = false;
  bool writable = false;
  bool peer_closed = false;  // the peer sends no more (EPOLLRDHUP)
  bool failed = false;       // reset or broken in both directions
};

// Told about one descriptor. It may destroy itself in ready(), but no other watcher.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void ready(Readiness readiness) = 0;
};

// Where one coroutine waits until somebody opens the gate; opening it before the wait, or twice,
// lets one wait through. Whoever resumes must look again at what it waited for. Leaves its loop
// when it goes, and the coroutine is then never resumed.
class Gate {
 public:
  explicit Gate(Loop& loop) : loop_(loop) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate();

  // The waiter runs at the end of this turn or, when opened from a resumed coroutine, of the next.
  void open();

  auto wait() { return Wait{*this}; }

 private:
  friend class Loop;
  struct Wait {
    Gate& gate;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) const { gate.park(waiter); }
    void await_resume() const noexcept {}
  };

  void park(std::coroutine_handle<> waiter);
  void schedule();

  Loop& loop_;
  std::coroutine_handle<> waiter_;
  size_t index_ = 0;  // into the loop's list, while scheduled
  bool scheduled_ = false;
  bool open_ = false;
};

class Loop {
 public:
  // Fails when the process has no descriptors left.
  static Result<std::unique_ptr<Loop>> create();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // The clocks as of this turn.
  const Now& now() const { return now_; }
  Timers& timers() { return timers_; }

  // Bytes for reads, shared by every connection of the loop: valid until the caller next waits.
  std::span<char> scratch() { return scratch_; }

  // Reports on `fd` until it is closed. `watcher` must outlive the descriptor.
  Result<void> watch(const Fd& fd, Watcher& watcher);

  // Runs `action` in a coming turn of the loop, in the order of the calls. Any thread.
  void post(std::function<void()> action);

  // Runs `action` after the coroutines of this turn: where objects in use by them are destroyed.
  void at_end_of_turn(std::function<void()> action);

  // Waits at most `longest` for something to do and does it.
  void turn(Duration longest);
  // Turns until stop().
  void run();
  // Any thread.
  void stop();

 private:
  friend class Gate;
  class Alarm;

  Loop(Fd epoll, Fd alarm);
  int wait_ms(Duration longest) const;
  void run_posted();
  void resume_open_gates();
  void end_turn();
  void ring() const;

  Fd epoll_;
  Fd alarm_;  // an eventfd that other threads write to
  std::unique_ptr<Alarm> alarm_watcher_;
  Now now_;
  Timers timers_;
  std::vector<char> scratch_;
  std::vector<Gate*> opened_;    // null where a gate has gone
  std::vector<Gate*> resuming_;  // reused
  std::vector<std::function<void()>> endings_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // under mutex_
  bool rung_ = false;                          // under mutex_: the eventfd has been written
  bool stopped_ = false;
};

}  // namespace gw::net
