#include "policy/emulate/netflix_limit.hpp"

#include <algorithm>
#include <cmath>

namespace gw::emulate {

namespace {

constexpr int64_t kWindowNs = 1'000'000'000;
constexpr int64_t kWindowSamples = 10;
constexpr int64_t kIgnoredRttNs = 100'000;
constexpr int64_t kProbeInterval = 1000;  // kGradient
constexpr int kProbeMultiplier = 30;      // kVegas
constexpr int64_t kLongWindow = 600;      // kGradient2
constexpr int64_t kWarmUp = 10;
constexpr double kQueue = 4;

int log10_of(int limit) {
  const int value = static_cast<int>(std::log10(limit));
  return limit < 1000 ? std::max(1, value) : value;
}

}  // namespace

Entry NetflixLimit::begin(Cell& cell, Instant now) const {
  start(cell);
  if (cell.in_flight >= limit(cell)) return {rejected(), {}};
  return {admitted(), {now, ++cell.in_flight}};
}

void NetflixLimit::end(Cell& cell, const Begun& begun, Instant now, bool dropped) const {
  --cell.in_flight;
  const int64_t rtt_ns = (now - begun.at).ns;
  if (windowed) {
    into_window(cell, begun.at, rtt_ns, begun.in_flight, dropped);
  } else {
    sample(cell, rtt_ns, begun.in_flight, dropped);
  }
}

int32_t NetflixLimit::limit(const Cell& cell) const {
  return cell.started ? static_cast<int32_t>(cell.estimate) : initial;
}

void NetflixLimit::sample(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const {
  start(cell);
  switch (growth) {
    case Growth::kAimd:
      cell.estimate = aimd(cell, rtt_ns, in_flight, dropped);
      break;
    case Growth::kVegas:
      cell.estimate = vegas(cell, rtt_ns, in_flight, dropped);
      break;
    case Growth::kGradient:
      cell.estimate = gradient(cell, rtt_ns, in_flight, dropped);
      break;
    case Growth::kGradient2:
      cell.estimate = gradient2(cell, rtt_ns, in_flight);
      break;
  }
}

void NetflixLimit::start(Cell& cell) const {
  if (cell.started) return;
  cell.started = true;
  cell.estimate = initial;
  if (growth == Growth::kVegas) {
    cell.jitter = 0.5 + 0.5 * (static_cast<double>(next_draw(cell) >> 11) * 0x1p-53);
  } else if (growth == Growth::kGradient) {
    cell.probe = kProbeInterval + static_cast<int64_t>(draw_below(next_draw(cell), kProbeInterval));
  }
}

uint64_t NetflixLimit::next_draw(Cell& cell) const {
  return draw(seed, cell.draws++, Purpose::kEmulation, 0);
}

void NetflixLimit::into_window(Cell& cell, Instant begun, int64_t rtt_ns, int32_t in_flight,
                               bool dropped) const {
  if (rtt_ns < kIgnoredRttNs) return;
  cell.rtt_least = cell.samples == 0 ? rtt_ns : std::min(cell.rtt_least, rtt_ns);
  cell.rtt_sum += rtt_ns;
  cell.in_flight_most = std::max(cell.in_flight_most, in_flight);
  cell.dropped = cell.dropped || dropped;
  ++cell.samples;
  const int64_t end_ns = begun.ns + rtt_ns;
  if (end_ns <= cell.next_update_ns) return;
  // The window is as long as two of its fastest requests, within bounds that are both a second.
  cell.next_update_ns = end_ns + kWindowNs;
  const Cell window = cell;
  cell.rtt_least = cell.rtt_sum = cell.samples = cell.in_flight_most = 0;
  cell.dropped = false;
  if (window.samples >= kWindowSamples) {
    sample(cell, window.rtt_sum / window.samples, window.in_flight_most, window.dropped);
  }
}

double NetflixLimit::aimd(const Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const {
  auto next = static_cast<int32_t>(cell.estimate);
  if (dropped || rtt_ns > timeout.ns) {
    next = static_cast<int32_t>(next * backoff);
  } else if (in_flight * 2 >= next) {
    ++next;
  }
  return std::min(most, std::max(least, next));
}

double NetflixLimit::vegas(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const {
  const double limit_now = cell.estimate;
  const auto rtt = static_cast<double>(rtt_ns);
  ++cell.probe;
  if (cell.jitter * kProbeMultiplier * limit_now <= static_cast<double>(cell.probe)) {
    cell.jitter = 0.5 + 0.5 * (static_cast<double>(next_draw(cell) >> 11) * 0x1p-53);
    cell.probe = 0;
    cell.no_load_ns = rtt;
    return limit_now;
  }
  if (cell.no_load_ns == 0 || rtt < cell.no_load_ns) {
    cell.no_load_ns = rtt;
    return limit_now;
  }
  const int queue = static_cast<int>(std::ceil(limit_now * (1 - cell.no_load_ns / rtt)));
  const int step = log10_of(static_cast<int>(limit_now));
  const bool sweet_spot = queue >= 3 * step && queue <= 6 * step;
  if (!dropped && (in_flight * 2 < limit_now || sweet_spot)) return limit_now;
  double next = limit_now - step;
  if (!dropped && queue <= step) {
    next = limit_now + 6 * step;
  } else if (!dropped && queue < 3 * step) {
    next = limit_now + step;
  }
  next = std::max(1.0, std::min<double>(most, next));
  return (1 - smoothing) * limit_now + smoothing * next;
}

double NetflixLimit::gradient(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const {
  const double limit_now = cell.estimate;
  const double queue = std::max(kQueue, std::floor(std::sqrt(std::floor(limit_now))));
  if (cell.probe-- <= 0) {
    cell.probe = kProbeInterval + static_cast<int64_t>(draw_below(next_draw(cell), kProbeInterval));
    cell.no_load_ns = 0;
    return std::max<double>(least, queue);
  }
  const auto rtt = static_cast<double>(rtt_ns);
  if (cell.no_load_ns == 0 || rtt < cell.no_load_ns) cell.no_load_ns = rtt;
  const double slope = std::max(0.5, std::min(1.0, tolerance * cell.no_load_ns / rtt));
  double next = limit_now * slope + queue;
  if (dropped) {
    next = limit_now * backoff;
  } else if (in_flight < limit_now / 2) {
    return limit_now;
  }
  if (next < limit_now) {
    next = std::max<double>(least, limit_now * (1 - smoothing) + smoothing * next);
  }
  return std::max(queue, std::min<double>(most, next));
}

double NetflixLimit::gradient2(Cell& cell, int64_t rtt_ns, int32_t in_flight) const {
  const double limit_now = cell.estimate;
  const auto rtt = static_cast<double>(rtt_ns);
  if (cell.warm_up_count < kWarmUp) {
    cell.warm_up_sum += rtt;
    cell.no_load_ns = cell.warm_up_sum / static_cast<double>(++cell.warm_up_count);
  } else {
    const double factor = 2.0 / (kLongWindow + 1);
    cell.no_load_ns = cell.no_load_ns * (1 - factor) + rtt * factor;
  }
  const double long_rtt = cell.no_load_ns;
  if (long_rtt / rtt > 2) cell.no_load_ns *= 0.95;
  if (in_flight < limit_now / 2) return limit_now;
  const double slope = std::max(0.5, std::min(1.0, tolerance * long_rtt / rtt));
  const double next = limit_now * slope + kQueue;
  const double smooth = limit_now * (1 - smoothing) + next * smoothing;
  return std::max<double>(least, std::min<double>(most, smooth));
}

}  // namespace gw::emulate
