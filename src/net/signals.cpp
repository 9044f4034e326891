#include "net/signals.hpp"

#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace gw::net {
namespace {

sigset_t handled() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set, number);
  return set;
}

Signal to_signal(uint32_t number) {
  if (number == SIGINT) return Signal::kInterrupt;
  return number == SIGHUP ? Signal::kHangUp : Signal::kTerminate;
}

}  // namespace

void leave_signals_to_others() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

Result<std::unique_ptr<Signals>> Signals::open(Loop& loop, std::function<void(Signal)> received) {
  const sigset_t set = handled();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  Fd fd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) return os_failure("receive signals", errno);
  std::unique_ptr<Signals> signals(new Signals(std::move(fd), std::move(received)));
  Result<void> watched = loop.watch(signals->fd_, *signals);
  if (!watched) return tl::unexpected(watched.error());
  return signals;
}

Signals::Signals(Fd fd, std::function<void(Signal)> received)
    : fd_(std::move(fd)), received_(std::move(received)) {}

Signals::~Signals() {
  const sigset_t set = handled();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void Signals::ready(Readiness) {
  signalfd_siginfo info{};
  while (::read(fd_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    received_(to_signal(info.ssi_signo));
  }
}

}  // namespace gw::net
