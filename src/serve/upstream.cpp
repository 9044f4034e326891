#include "serve/upstream.hpp"

#include <algorithm>
#include <utility>

namespace gw::serve {
namespace {

constexpr size_t kMostIdle = 1024;  // connections of one worker to one address
// Below the 60 s after which common servers close (Node 5 s, nginx 75 s, Go none).
constexpr Duration kIdleFor = seconds(50);
constexpr Duration kRefreshAfter = seconds(30);
constexpr Duration kRetryAfter = seconds(1);

}  // namespace

Upstream::Upstream(net::Loop& loop, net::Resolver& resolver, Transport transport, std::string host,
                   uint16_t port)
    : loop_(loop),
      resolver_(resolver),
      transport_(transport),
      host_(std::move(host)),
      port_(port),
      next_look_(loop.now().mono) {}

std::unique_ptr<net::Stream> Upstream::take_idle() {
  while (!idle_.empty()) {
    std::unique_ptr<net::Stream> stream = std::move(idle_.back().stream);
    idle_.pop_back();
    // Readable means closed, or bytes that nobody asked for: neither can be used.
    if (!stream->is_readable()) return stream;
  }
  return nullptr;
}

void Upstream::keep(std::unique_ptr<net::Stream> stream) {
  if (idle_.size() >= kMostIdle || stream->is_readable()) return;
  stream->set_gate(nullptr);
  idle_.push_back({std::move(stream), loop_.now().mono});
}

void Upstream::sweep() {
  const Instant oldest = loop_.now().mono - kIdleFor;
  std::erase_if(
      idle_, [&](const Idle& idle) { return idle.since < oldest || idle.stream->is_readable(); });
}

Upstream::Name Upstream::name() {
  if (transport_ == Transport::kTls) return Name::kFailed;
  if (!resolving_ && loop_.now().mono >= next_look_) resolve();
  if (!addresses_.empty()) return Name::kResolved;
  return resolving_ ? Name::kResolving : Name::kFailed;
}

void Upstream::resolve() {
  resolving_ = true;
  resolver_.resolve(loop_, host_, port_,
                    [this](net::Resolution answer) { resolved(std::move(answer)); });
}

// An address that worked stays when a later look-up fails.
void Upstream::resolved(net::Resolution answer) {
  resolving_ = false;
  next_look_ = loop_.now().mono + (answer ? kRefreshAfter : kRetryAfter);
  if (answer && *answer != addresses_) {
    addresses_ = std::move(*answer);
    current_ = 0;
  }
  for (net::Gate* gate : std::exchange(waiters_, {})) gate->open();
}

}  // namespace gw::serve
