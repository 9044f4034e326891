// Several limits on one request: products differ in what the others are charged when one refuses.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/units.hpp"
#include "policy/emulate/decision.hpp"

namespace gw::emulate {

enum class Order : uint8_t {
  kChargeNoneOnReject,  // nginx, npm limiter with parents: the first that refuses ends it,
                        // uncharged
  kNoRefund,            // in turn as written; what was taken stays taken when a later one refuses
  kSlowestFirst,        // Envoy local: the same, the lowest fill rate first
  kSlowestBySecond,     // Envoy local with a timer: by whole tokens a whole second
  kFastestFirst,        // Caddy: the same, the highest rate first, other than its comment says
  kChargeAll,           // Envoy global, Kong with Redis: all are charged, any of them refuses
  kCheckAllThenCharge,  // Kong local: all are looked at, and charged when none refuses
};

constexpr bool is_slower(const Rate& a, const Rate& b) {
  __extension__ using Wide = __int128;
  return Wide{a.count} * b.per.ns < Wide{b.count} * a.per.ns;
}

// Whether a limit of rate `a` is asked before one of rate `b` however they are written.
constexpr bool comes_first(Order order, const Rate& a, const Rate& b) {
  const auto by_second = [](const Rate& rate) {
    return rate.count / std::max(rate.per.ns / 1'000'000'000, int64_t{1});
  };
  if (order == Order::kSlowestFirst) return is_slower(a, b);
  if (order == Order::kSlowestBySecond) return by_second(a) < by_second(b);
  return order == Order::kFastestFirst && is_slower(b, a);
}

// What `take` would answer, without the change.
template <class Limiter>
Decision peek(const Limiter& limiter, const typename Limiter::Cell& cell, Instant now,
              uint32_t cost = 1) {
  if constexpr (requires { limiter.peek(cell, now, cost); }) {
    return limiter.peek(cell, now, cost);
  } else {
    typename Limiter::Cell copy = cell;
    return limiter.take(copy, now, cost);
  }
}

// A refusal before a delay before an admission; of two alike the longer one.
constexpr Decision stricter(Decision a, Decision b) {
  if (a.outcome != b.outcome) return a.outcome > b.outcome ? a : b;
  return {a.outcome, std::max(a.delay, b.delay), std::max(a.retry_after, b.retry_after)};
}

// Asks the limits 0 .. count - 1 in that order. `look(i)` and `take(i)` give the decision of one,
// the former without counting. Who refuses is always asked by `take`, for what its product keeps
// then.
template <class Look, class Take>
Decision take_all(Order order, size_t count, Look look, Take take) {
  Decision all = admitted();
  const bool looks_first =
      order == Order::kChargeNoneOnReject || order == Order::kCheckAllThenCharge;
  for (size_t i = 0; looks_first && i < count; ++i) {
    const bool refuses = look(i).outcome == Outcome::kReject;
    if (refuses) all = stricter(all, take(i));
    if (refuses && order == Order::kChargeNoneOnReject) return all;
  }
  if (all.outcome == Outcome::kReject) return all;
  const bool in_turn = !looks_first && order != Order::kChargeAll;
  for (size_t i = 0; i < count; ++i) {
    all = stricter(all, take(i));
    if (all.outcome == Outcome::kReject && in_turn) return all;
  }
  return all;
}

}  // namespace gw::emulate
