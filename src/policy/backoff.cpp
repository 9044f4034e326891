#include "policy/backoff.hpp"

#include <algorithm>

#include "base/draw.hpp"

namespace gw::policy {
namespace {

Duration doubled(const BackoffSpec& spec, uint32_t attempt) {
  const uint32_t doublings = std::max(attempt, uint32_t{1}) - 1;
  if (doublings >= 63 || spec.base.ns > spec.cap.ns >> doublings) return spec.cap;
  return Duration{spec.base.ns << doublings};
}

Duration up_to(Duration most, uint64_t number) {
  return Duration{static_cast<int64_t>(draw_below(number, static_cast<uint64_t>(most.ns) + 1))};
}

}  // namespace

Duration backoff(const BackoffSpec& spec, uint32_t attempt, uint64_t number) {
  const Duration full = doubled(spec, attempt);
  switch (spec.jitter) {
    case Jitter::kNone:
      return full;
    case Jitter::kFull:
      return up_to(full, number);
    case Jitter::kEqual:
      return full / 2 + up_to(full - full / 2, number);
  }
  return full;
}

}  // namespace gw::policy
