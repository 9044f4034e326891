// Netflix' concurrency-limits: a SimpleLimiter whose limit follows measured durations, by one of
// four algorithms, each sample at once or as the mean of a window (WindowedLimit). One cell is one
// limiter. Source: Netflix/concurrency-limits 78a74b9, concurrency-limits-core/src/main/java/com/
// netflix/concurrency/limits/limit.
#pragma once

#include "base/draw.hpp"
#include "policy/emulate/concurrency.hpp"

namespace gw::emulate {

enum class Growth : uint8_t { kAimd, kVegas, kGradient, kGradient2 };

struct NetflixLimit {
  Growth growth = Growth::kAimd;
  int32_t initial = 20;
  int32_t least = 20;  // not used by kVegas, whose least is 1
  int32_t most = 200;
  double smoothing = 1;           // kVegas 1, both gradients 0.2
  double backoff = 0.9;           // kAimd, kGradient: what is left after a drop
  double tolerance = 1.5;         // kGradient2 1.5, kGradient 2
  Duration timeout = seconds(5);  // kAimd: slower is a drop
  bool windowed = false;          // windows of at least a second and ten samples of at least 100 us
  Seed seed{};                    // of the probes' jitter

  struct Cell {
    bool started = false;
    int32_t in_flight = 0;
    double estimate = 0;
    double no_load_ns = 0;      // kGradient2: the long mean
    int64_t warm_up_count = 0;  // kGradient2
    double warm_up_sum = 0;
    int64_t probe = 0;  // samples since the last probe, kGradient: until the next one
    double jitter = 0;  // kVegas
    uint32_t draws = 0;
    int64_t next_update_ns = 0;  // of the window, and what it holds
    int64_t rtt_least = 0;
    int64_t rtt_sum = 0;
    int32_t samples = 0;
    int32_t in_flight_most = 0;
    bool dropped = false;
  };

  Entry begin(Cell& cell, Instant now) const;
  void end(Cell& cell, const Begun& begun, Instant now, bool dropped) const;

  // The present limit.
  int32_t limit(const Cell& cell) const;
  // What `end` gives to the algorithm.
  void sample(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const;

 private:
  void start(Cell& cell) const;
  uint64_t next_draw(Cell& cell) const;
  void into_window(Cell& cell, Instant start, int64_t rtt_ns, int32_t in_flight,
                   bool dropped) const;
  double aimd(const Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const;
  double vegas(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const;
  double gradient(Cell& cell, int64_t rtt_ns, int32_t in_flight, bool dropped) const;
  double gradient2(Cell& cell, int64_t rtt_ns, int32_t in_flight) const;
};

}  // namespace gw::emulate
