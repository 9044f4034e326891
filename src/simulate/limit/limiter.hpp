// The limiters that a log can be run through: gw's own, on the cells that the engine uses, and
// those of other products. Each is a type with a Cell and `take`, or, where a request counts until
// its end, `begin` and `end`.
#pragma once

#include <cstdint>
#include <cstring>
#include <variant>

#include "policy/emulate/products.hpp"
#include "policy/leases.hpp"
#include "policy/level.hpp"
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
    return refuse(cell, now, decision);
  }
  // With leases, of which `cell` is the store.
  emulate::Decision take(Cell& cell, Instant now, policy::Leases& leases,
                         const policy::Leases::Holder& holder) const {
    const policy::Decision decision = leases.peek(spec, holder, cell, now, *rings);
    if (!decision.admitted) return refuse(cell, now, decision);
    leases.charge(spec, holder, cell, now, *rings);
    return emulate::admitted();
  }

 private:
  emulate::Decision refuse(Cell& cell, Instant now, const policy::Decision& decision) const {
    if (spec.count_refused) policy::charge_refused(spec, cell, now, 1, *rings);
    return emulate::rejected(decision.retry_after);
  }
};

// Algorithm::kGcra and kTokenBucket where the level fits in 32 bits, as it nearly always does: 12
// bytes a key, for millions of them.
struct OwnLevel {
  struct Cell {
    uint32_t anchor_ns[2]{};  // the two halves of 64 bits, so that 12 bytes need no padding
    uint32_t level = 0;
  };

  policy::LimitSpec spec;

  static bool fits(const policy::LimitSpec& spec) {
    const bool leaks = spec.algorithm == policy::Algorithm::kGcra ||
                       spec.algorithm == policy::Algorithm::kTokenBucket;
    return leaks && policy::level::capacity(spec) <= UINT32_MAX;
  }

  emulate::Decision take(Cell& packed, Instant now) const {
    policy::Cell cell{.anchor_ns = 0, .value = packed.level};
    std::memcpy(&cell.anchor_ns, packed.anchor_ns, sizeof cell.anchor_ns);
    const policy::Decision decision = policy::level::take(spec, cell, now, 1);
    std::memcpy(packed.anchor_ns, &cell.anchor_ns, sizeof cell.anchor_ns);
    packed.level = static_cast<uint32_t>(cell.value);
    return decision.admitted ? emulate::admitted() : emulate::rejected(decision.retry_after);
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
    return OwnLevel::fits(*own) ? visit(OwnLevel{*own}) : visit(OwnLimit{*own, &rings});
  }
  const auto lend = [&](auto limiter) {
    if constexpr (requires { limiter.rings; }) limiter.rings = &rings;
    return visit(limiter);
  };
  if (const auto* other = std::get_if<emulate::Limiter>(&any)) return std::visit(lend, *other);
  return std::visit(lend, std::get<emulate::ConcurrencyLimiter>(any));
}

}  // namespace gw::simulate
