#include "policy/emulate/envoy_gradient.hpp"

#include <algorithm>
#include <cmath>

namespace gw::emulate {

namespace {

constexpr Instant kNotSet{INT64_MAX};
constexpr int32_t kTimesLeastMax = 5;

}  // namespace

Entry EnvoyGradient::begin(Cell& cell, Instant now) const {
  settle(cell, now);
  if (cell.in_flight >= cell.limit) return {rejected(), {}};
  return {admitted(), {now, ++cell.in_flight}};
}

// A dropped request (reset, no answer) gives no sample.
void EnvoyGradient::end(Cell& cell, const Begun& begun, Instant now, bool dropped) const {
  settle(cell, now);
  --cell.in_flight;
  if (dropped || begun.at < cell.epoch) return;
  cell.latencies_us.push_back(static_cast<int32_t>((now - begun.at).ns / 1000));
  const bool enough = cell.latencies_us.size() >= static_cast<size_t>(measured_requests);
  if (cell.deferred > 0 && enough) measured(cell, now);
}

// Fires what was due up to now, in order. An update without samples changes nothing, so that of
// many idle ones only the last one's time is worked out.
void EnvoyGradient::settle(Cell& cell, Instant now) const {
  if (!cell.started) {
    cell.started = true;
    cell.limit = least;
    cell.next_update = now + update_every;
    cell.next_measure = kNotSet;
    measure(cell, now);
  }
  while (std::min(cell.next_update, cell.next_measure) <= now) {
    if (cell.next_measure <= cell.next_update) {
      measure(cell, cell.next_measure);
    } else if (cell.deferred > 0) {
      cell.next_update = kNotSet;  // `measured` sets it again
    } else if (!cell.latencies_us.empty()) {
      update(cell, cell.next_update);
    } else {
      const Instant until = std::min(now, cell.next_measure);
      const int64_t ticks = (until - cell.next_update).ns / update_every.ns + 1;
      cell.next_update = cell.next_update + update_every * ticks;
    }
  }
}

void EnvoyGradient::measure(Cell& cell, Instant now) const {
  cell.next_measure = kNotSet;
  if (cell.deferred > 0) return;
  cell.deferred = cell.limit;
  set_limit(cell, now, least);
  cell.latencies_us.clear();
  cell.epoch = now;
}

void EnvoyGradient::update(Cell& cell, Instant now) const {
  cell.next_update = now + update_every;
  const int64_t rtt_us = std::max(take_percentile(cell), int64_t{1});
  const double buffered = static_cast<double>(cell.least_rtt_us) * (1 + buffer);
  const double slope = std::max(0.5, std::min(2.0, buffered / static_cast<double>(rtt_us)));
  const double scaled = cell.limit * slope;
  const double next = scaled + std::sqrt(scaled);
  set_limit(cell, now, static_cast<int32_t>(std::clamp<double>(next, least, most)));
}

void EnvoyGradient::measured(Cell& cell, Instant now) const {
  cell.least_rtt_us = take_percentile(cell);
  set_limit(cell, now, cell.deferred);
  cell.deferred = 0;
  const int64_t every_ms = measure_every.ns / 1'000'000;
  const auto range = static_cast<uint64_t>(std::ceil(static_cast<double>(every_ms) * jitter));
  const uint64_t extra_ms =
      range == 0 ? 0 : draw(seed, cell.draws++, Purpose::kEmulation, 1) % range;
  cell.next_measure = now + measure_every + milliseconds(static_cast<int64_t>(extra_ms));
  cell.next_update = now + update_every;
}

void EnvoyGradient::set_limit(Cell& cell, Instant now, int32_t limit) const {
  const bool stays = cell.deferred == 0 && cell.limit == least && limit == least;
  cell.times_least = stays ? cell.times_least + 1 : 0;
  cell.limit = limit;
  if (cell.times_least >= kTimesLeastMax) cell.next_measure = now;
}

int64_t EnvoyGradient::take_percentile(Cell& cell) const {
  const auto count = static_cast<double>(cell.latencies_us.size());
  const auto rank = static_cast<int64_t>(std::ceil(count * percentile));
  const auto at = cell.latencies_us.begin() + std::max(rank - 1, int64_t{0});
  std::nth_element(cell.latencies_us.begin(), at, cell.latencies_us.end());
  const int64_t value = *at;
  cell.latencies_us.clear();
  return value;
}

}  // namespace gw::emulate
