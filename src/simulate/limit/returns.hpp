// Clients that are refused and come back: when each does, until it is let through or gives up.
// What real clients do is not in a log; these are three plain kinds of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "base/draw.hpp"
#include "base/time.hpp"
#include "simulate/options.hpp"
#include "simulate/reorder.hpp"

namespace gw::simulate {

// A request that waits for its next attempt, its `tries`-th after the first.
struct Return {
  int64_t at_ns = 0;
  uint32_t tries = 0;
  int64_t first_ns = 0;
  ArrivalWithExtra request;

  bool operator>(const Return& other) const {
    if (at_ns != other.at_ns) return at_ns > other.at_ns;
    return request.head.order > other.request.head.order;
  }
};

class Returns {
 public:
  static constexpr uint32_t kMostTries = 5;

  Returns(AfterRefusal clients, Seed seed) : clients_(clients), seed_(seed) {}

  // After a refusal at `now_ns`, which told to wait that long, or nothing: plans the next attempt.
  // False when the client gives up.
  bool plan(Return refused, int64_t now_ns, Duration retry_after);

  // The next attempt at or before that time.
  std::optional<Return> next(int64_t until_ns);

 private:
  std::optional<Duration> wait(const Return& refused, Duration retry_after) const;

  AfterRefusal clients_;
  Seed seed_;
  std::priority_queue<Return, std::vector<Return>, std::greater<>> waiting_;
};

}  // namespace gw::simulate
