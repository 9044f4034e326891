#include "net/loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "base/check.hpp"
#include "net/clock.hpp"

namespace gw::net {
namespace {

constexpr size_t kScratchBytes = 128 * 1024;
constexpr int kMostEvents = 512;
constexpr Duration kLongWait = seconds(60);

Readiness readiness_of(uint32_t events) {
  return {.readable = (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0,
          .writable = (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0,
          .peer_closed = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0,
          .failed = (events & (EPOLLHUP | EPOLLERR)) != 0};
}

}  // namespace

Gate::~Gate() {
  if (scheduled_) {
    auto& list = index_ < loop_.opened_.size() && loop_.opened_[index_] == this ? loop_.opened_
                                                                                : loop_.resuming_;
    list[index_] = nullptr;
  }
}

void Gate::open() {
  open_ = true;
  if (waiter_) schedule();
}

void Gate::park(std::coroutine_handle<> waiter) {
  GW_CHECK(!waiter_);
  waiter_ = waiter;
  if (open_) schedule();
}

void Gate::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  index_ = loop_.opened_.size();
  loop_.opened_.push_back(this);
}

// Empties the eventfd; what was posted is run by the turn itself.
class Loop::Alarm final : public Watcher {
 public:
  explicit Alarm(const Fd& fd) : fd_(fd) {}
  void ready(Readiness) override {
    eventfd_t count = 0;
    ::eventfd_read(fd_.get(), &count);
  }

 private:
  const Fd& fd_;
};

Result<std::unique_ptr<Loop>> Loop::create() {
  Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return os_failure("make an event queue", errno);
  Fd alarm(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!alarm) return os_failure("make an event descriptor", errno);
  std::unique_ptr<Loop> loop(new Loop(std::move(epoll), std::move(alarm)));
  Result<void> watched = loop->watch(loop->alarm_, *loop->alarm_watcher_);
  if (!watched) return tl::unexpected(watched.error());
  return loop;
}

Loop::Loop(Fd epoll, Fd alarm)
    : epoll_(std::move(epoll)),
      alarm_(std::move(alarm)),
      alarm_watcher_(std::make_unique<Alarm>(alarm_)),
      now_(read_clock()),
      timers_(now_.mono),
      scratch_(kScratchBytes) {}

Loop::~Loop() = default;

Result<void> Loop::watch(const Fd& fd, Watcher& watcher) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watcher;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd.get(), &event) == 0) return {};
  return os_failure("watch a descriptor", errno);
}

void Loop::ring() const {
  ::eventfd_write(alarm_.get(), 1);
}

void Loop::post(std::function<void()> action) {
  bool first = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    posted_.push_back(std::move(action));
    first = !std::exchange(rung_, true);
  }
  if (first) ring();
}

void Loop::at_end_of_turn(std::function<void()> action) {
  endings_.push_back(std::move(action));
}

int Loop::wait_ms(Duration longest) const {
  if (!opened_.empty() || !endings_.empty()) return 0;
  Duration wait = longest;
  if (const std::optional<Instant> next = timers_.next()) {
    wait = std::min(wait, *next - now_.mono);
  }
  const int64_t ms = (std::max(wait, Duration{0}).ns + 999'999) / 1'000'000;
  return static_cast<int>(std::min(ms, kLongWait.ns / 1'000'000));
}

void Loop::turn(Duration longest) {
  std::array<epoll_event, kMostEvents> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), kMostEvents, wait_ms(longest));
  now_ = read_clock();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    static_cast<Watcher*>(event.data.ptr)->ready(readiness_of(event.events));
  }
  run_posted();
  timers_.advance(now_.mono);
  resume_open_gates();
  end_turn();
}

void Loop::run_posted() {
  std::vector<std::function<void()>> actions;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!rung_) return;
    rung_ = false;
    actions.swap(posted_);
  }
  for (const std::function<void()>& action : actions) action();
}

void Loop::resume_open_gates() {
  resuming_.swap(opened_);
  for (size_t i = 0; i < resuming_.size(); ++i) {
    Gate* gate = resuming_[i];
    if (gate == nullptr) continue;
    gate->scheduled_ = false;
    gate->open_ = false;
    std::exchange(gate->waiter_, {}).resume();
  }
  resuming_.clear();
}

void Loop::end_turn() {
  std::vector<std::function<void()>> actions;
  actions.swap(endings_);
  for (const std::function<void()>& action : actions) action();
}

void Loop::run() {
  while (!stopped_) turn(kLongWait);
}

void Loop::stop() {
  post([this] { stopped_ = true; });
}

}  // namespace gw::net
