#include "lint/limit_order.hpp"

#include <algorithm>
#include <limits>

#include "lint/facts.hpp"

namespace gw::lint {
namespace {

using config::Algorithm;
using config::KeyPart;
using config::RateLimit;

__extension__ using Wide = __int128;

bool is_paced(const RateLimit& limit) {
  return limit.algorithm == Algorithm::kGcra || limit.algorithm == Algorithm::kTokenBucket;
}

// Requests that pass within a moment: all of one window and all of the next one.
Wide most_at_once(const RateLimit& limit) {
  switch (limit.algorithm) {
    case Algorithm::kGcra:
      return Wide{limit.burst} + 1;
    case Algorithm::kTokenBucket:
      return limit.burst;
    case Algorithm::kFixedWindow:
    case Algorithm::kSlidingWindow:
      return Wide{limit.rate.count} * 2;
    default:
      return limit.rate.count;
  }
}

bool is_slower(const RateLimit& one, const RateLimit& other) {
  return Wide{one.rate.count} * other.rate.per.ns <= Wide{other.rate.count} * one.rate.per.ns;
}

// Two windows that open and close with the same requests.
bool are_in_step(const RateLimit& one, const RateLimit& other, Counted counted) {
  const bool windows = one.algorithm == other.algorithm && !is_paced(one);
  return windows && one.rate.per == other.rate.per && counted == Counted::kSame;
}

}  // namespace

int64_t most_within(const RateLimit& limit, Duration length) {
  const Wide count = limit.rate.count;
  const Wide more = is_paced(limit) ? count * length.ns / limit.rate.per.ns
                                    : Wide{(length.ns - 1) / limit.rate.per.ns} * count;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::min<Wide>(most_at_once(limit) + more, kMost));
}

bool is_implied(const RateLimit& limit, const RateLimit& tighter, Counted counted) {
  if (limit.algorithm == Algorithm::kConcurrency) {
    return tighter.max_concurrent <= limit.max_concurrent;
  }
  if (tighter.queue || limit.count_refused) return false;  // what waits was counted here before
  if (is_paced(limit)) {
    return most_at_once(tighter) <= most_at_once(limit) && is_slower(tighter, limit);
  }
  if (are_in_step(limit, tighter, counted)) return tighter.rate.count <= limit.rate.count;
  // The estimate of a sliding window may count all of the window before.
  const bool estimates = limit.algorithm == Algorithm::kSlidingWindow;
  const Duration seen{limit.rate.per.ns * (estimates ? 2 : 1)};
  return most_within(tighter, seen) <= limit.rate.count;
}

std::set<std::string> parts_that_tell(const RateLimit& limit, bool anonymous) {
  const bool by_address = anonymous || limit.stage == config::LimitStage::kBeforeAuth;
  std::set<std::string> out;
  for (const KeyPart& part : limit.key) {
    switch (part.kind) {
      case KeyPart::Kind::kRoute:
      case KeyPart::Kind::kGlobal:
        break;
      case KeyPart::Kind::kDefault:
        out.insert(by_address ? "client" : "default");
        break;
      case KeyPart::Kind::kConsumer:
        if (!by_address) out.insert("consumer");
        break;
      default:
        out.insert(text_of(part));
    }
  }
  return out;
}

}  // namespace gw::lint
