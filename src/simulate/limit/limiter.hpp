// The limiters that a log can be run through: gw's own, on the cells that the engine uses, and
// those of other products. Each is a type with a Cell and `take`, or, where a request counts until
// its end, `begin` and `end`.
#pragma once

#include <cstdint>
#include <variant>

#include "policy/emulate/products.hpp"
#include "policy/limiter.hpp"

namespace gw::simulate {

struct OwnLimit {
  using Cell = policy::Cell;

  policy::LimitSpec spec;
  policy::RingPool* rings = nullptr;

  emulate::Decision take(Cell& cell, Instant now) const {
    const policy::Decision decision = policy::peek(spec, cell, now, 1, *rings);
    if (decision.admitted) {
      policy::charge(spec, cell, now, 1, *rings);
      return emulate::admitted();
    }
    if (spec.count_refused) policy::charge_refused(spec, cell, now, 1, *rings);
    return emulate::rejected(decision.retry_after);
  }
};

// Algorithm::kConcurrency.
struct OwnConcurrency {
  using Cell = policy::Cell;

  policy::LimitSpec spec;
  policy::RingPool* rings = nullptr;

  emulate::Entry begin(Cell& cell, Instant now) const {
    if (!policy::peek(spec, cell, now, 1, *rings).admitted) return {emulate::rejected(), {}};
    policy::charge(spec, cell, now, 1, *rings);
    return {emulate::admitted(), {now, 0}};
  }
  void end(Cell& cell, const emulate::Begun&, Instant, bool) const {
    policy::release(spec, cell, 1);
  }
};

using AnyLimiter = std::variant<policy::LimitSpec, emulate::Limiter, emulate::ConcurrencyLimiter>;

// Calls `visit` with the one limiter in it, which uses `rings` as long as it lives.
template <class Visit>
auto visit_limiter(const AnyLimiter& any, policy::RingPool& rings, Visit&& visit) {
  if (const auto* own = std::get_if<policy::LimitSpec>(&any)) {
    if (own->algorithm == policy::Algorithm::kConcurrency) {
      return visit(OwnConcurrency{*own, &rings});
    }
    return visit(OwnLimit{*own, &rings});
  }
  const auto lend = [&](auto limiter) {
    if constexpr (requires { limiter.rings; }) limiter.rings = &rings;
    return visit(limiter);
  };
  if (const auto* other = std::get_if<emulate::Limiter>(&any)) return std::visit(lend, *other);
  return std::visit(lend, std::get<emulate::ConcurrencyLimiter>(any));
}

}  // namespace gw::simulate
