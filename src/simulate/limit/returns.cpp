#include "simulate/limit/returns.hpp"

#include <algorithm>
#include <utility>

namespace gw::simulate {

namespace {

constexpr Duration kRoundTrip = milliseconds(10);
constexpr Duration kFirstBackoff = milliseconds(100);
constexpr int64_t kSecondNs = 1'000'000'000;

// Doubled with every try; between half and the whole of that.
Duration backoff(Seed seed, const Return& refused) {
  const int64_t most = kFirstBackoff.ns << std::min<uint32_t>(refused.tries, 20);
  const uint64_t number = draw(seed, refused.request.head.order, Purpose::kComeBack, refused.tries);
  return {most / 2 + static_cast<int64_t>(draw_below(number, static_cast<uint64_t>(most / 2) + 1))};
}

// As the field says it: whole seconds, one at least.
Duration whole_seconds(Duration wait) {
  return {std::max<int64_t>((wait.ns + kSecondNs - 1) / kSecondNs, 1) * kSecondNs};
}

}  // namespace

std::optional<Duration> Returns::wait(const Return& refused, Duration retry_after) const {
  constexpr Duration kLongest = seconds(86'400);
  if (refused.tries == kMostTries) return std::nullopt;
  switch (clients_) {
    case AfterRefusal::kNone:
      return std::nullopt;
    case AfterRefusal::kImmediate:
      return kRoundTrip;
    case AfterRefusal::kBackoff:
      return backoff(seed_, refused);
    case AfterRefusal::kRetryAfter:
      break;
  }
  if (retry_after.ns < 0) return backoff(seed_, refused);
  if (retry_after > kLongest) return std::nullopt;
  return whole_seconds(retry_after);
}

bool Returns::plan(Return refused, int64_t now_ns, Duration retry_after) {
  const std::optional<Duration> until = wait(refused, retry_after);
  if (!until) return false;
  refused.at_ns = now_ns + until->ns;
  ++refused.tries;
  waiting_.push(std::move(refused));
  return true;
}

std::optional<Return> Returns::next(int64_t until_ns) {
  if (waiting_.empty() || waiting_.top().at_ns > until_ns) return std::nullopt;
  Return one = waiting_.top();
  waiting_.pop();
  return one;
}

}  // namespace gw::simulate
