// Limiters as slow and obvious as possible: they remember every counted request and start from the
// definition each time, with 128-bit rationals where there are fractions. Time is in microseconds
// from the first request after a time in which nothing counted.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "policy/limiter.hpp"

namespace gw::oracle {

using Wide = __int128;

struct Counted {
  int64_t ns;
  int64_t cost;
};

class NaiveLimiter {
 public:
  explicit NaiveLimiter(const policy::LimitSpec& spec) : spec_(spec) {}
  virtual ~NaiveLimiter() = default;
  // How many requests of cost 1 fit at this time; negative when overdrawn.
  virtual int64_t room(Instant now) const = 0;
  virtual void count(Instant now, int64_t cost, bool admitted) = 0;
  bool admits(Instant now, int64_t cost) const { return cost <= room(now); }

 protected:
  int64_t per_ns() const { return spec_.per_us * 1000; }
  policy::LimitSpec spec_;
};

// Walks all windows from the first request on.
class NaiveFixedWindow : public NaiveLimiter {
 public:
  using NaiveLimiter::NaiveLimiter;
  int64_t room(Instant now) const override {
    int64_t used = 0;
    int64_t start = INT64_MIN / 2;
    for (const Counted& request : requests_) {
      if (request.ns - start >= per_ns()) {
        start = request.ns;
        used = 0;
      }
      used += request.cost;
    }
    return now.ns - start >= per_ns() ? spec_.count : spec_.count - used;
  }
  void count(Instant now, int64_t cost, bool) override { requests_.push_back({now.ns, cost}); }

 private:
  std::vector<Counted> requests_;
};

// The theoretical arrival time of throttled and redis-cell, as a rational over `count`.
class NaiveGcra : public NaiveLimiter {
 public:
  using NaiveLimiter::NaiveLimiter;
  int64_t room(Instant now) const override {
    const Wide ahead = std::max<Wide>(arrival_ - time(now), 0);
    const Wide tolerance = Wide{spec_.per_us} * (spec_.burst + 1);
    return static_cast<int64_t>((tolerance - ahead) / spec_.per_us);
  }
  void count(Instant now, int64_t cost, bool admitted) override {
    if (arrival_ <= time(now)) {
      anchor_ = now;
      arrival_ = 0;
    }
    arrival_ += Wide{cost} * spec_.per_us;
    const Wide latest = time(now) + Wide{spec_.per_us} * (spec_.burst + 1);
    if (!admitted) arrival_ = std::min(arrival_, latest);
  }

 private:
  Wide time(Instant now) const { return Wide{(now - anchor_).ns / 1000} * spec_.count; }
  Instant anchor_;
  Wide arrival_ = 0;
};

// Tokens as a rational over per_us, refilled request by request from a full bucket.
class NaiveTokenBucket : public NaiveLimiter {
 public:
  using NaiveLimiter::NaiveLimiter;
  int64_t room(Instant now) const override {
    return static_cast<int64_t>(tokens(now) / spec_.per_us);
  }
  void count(Instant now, int64_t cost, bool) override {
    const bool full = tokens(now) == Wide{spec_.burst} * spec_.per_us;
    if (full) requests_.clear();
    requests_.push_back({now.ns, cost});
  }

 private:
  Wide tokens(Instant now) const {
    const Wide full = Wide{spec_.burst} * spec_.per_us;
    Wide tokens = full;
    int64_t last_us = 0;
    const auto refill = [&](int64_t ns) {
      const int64_t us = (ns - requests_.front().ns) / 1000;
      tokens = std::min(full, tokens + Wide{us - last_us} * spec_.count);
      last_us = us;
    };
    for (const Counted& request : requests_) {
      refill(request.ns);
      tokens = std::max<Wide>(tokens - Wide{request.cost} * spec_.per_us, 0);
    }
    if (!requests_.empty()) refill(now.ns);
    return tokens;
  }
  std::vector<Counted> requests_;
};

// Counts by window number from the first request.
class NaiveSlidingWindow : public NaiveLimiter {
 public:
  using NaiveLimiter::NaiveLimiter;
  int64_t room(Instant now) const override {
    if (idle(now)) return spec_.count;
    const int64_t us = (now.ns - anchor_ns_) / 1000;
    const int64_t window = us / spec_.per_us;
    const int64_t left = (window + 1) * spec_.per_us - us;
    const Wide weight = Wide{in(window - 1)} * left / spec_.per_us;
    return spec_.count - in(window) - static_cast<int64_t>(weight);
  }
  void count(Instant now, int64_t cost, bool) override {
    if (idle(now)) {
      windows_.clear();
      anchor_ns_ = now.ns;
    }
    windows_[(now.ns - anchor_ns_) / 1000 / spec_.per_us] += cost;
  }

 private:
  int64_t in(int64_t window) const {
    const auto it = windows_.find(window);
    return it == windows_.end() ? 0 : it->second;
  }
  bool idle(Instant now) const {
    const int64_t window = (now.ns - anchor_ns_) / 1000 / spec_.per_us;
    return in(window) == 0 && in(window - 1) == 0;
  }
  int64_t anchor_ns_ = 0;
  std::map<int64_t, int64_t> windows_;
};

// A list of times, all scanned.
class NaiveSlidingLog : public NaiveLimiter {
 public:
  using NaiveLimiter::NaiveLimiter;
  int64_t room(Instant now) const override { return spec_.count - live(now); }
  void count(Instant now, int64_t cost, bool) override {
    if (live(now) == 0) requests_.clear();
    requests_.push_back({now.ns, cost});
  }

 private:
  int64_t live(Instant now) const {
    int64_t sum = 0;
    for (const Counted& request : requests_) {
      const int64_t first = requests_.front().ns;
      const bool counts = (now.ns - first) / 1000 - (request.ns - first) / 1000 < spec_.per_us;
      sum += counts ? request.cost : 0;
    }
    return sum;
  }
  std::deque<Counted> requests_;
};

inline std::unique_ptr<NaiveLimiter> naive_limiter(const policy::LimitSpec& spec) {
  switch (spec.algorithm) {
    case policy::Algorithm::kGcra:
      return std::make_unique<NaiveGcra>(spec);
    case policy::Algorithm::kTokenBucket:
      return std::make_unique<NaiveTokenBucket>(spec);
    case policy::Algorithm::kSlidingWindow:
      return std::make_unique<NaiveSlidingWindow>(spec);
    case policy::Algorithm::kSlidingLog:
      return std::make_unique<NaiveSlidingLog>(spec);
    default:
      return std::make_unique<NaiveFixedWindow>(spec);
  }
}

}  // namespace gw::oracle
