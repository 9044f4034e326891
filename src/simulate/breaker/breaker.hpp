// The breakers that a log can be run through: gw's own, which the engine uses, and those of other
// products. Each is a type with a State, `ask` for each call, `finish` for each that passed,
// `state_of` after either, and `state_at` for what a timer has done since.
#pragma once

#include <cstdint>
#include <variant>

#include "policy/breaker.hpp"
#include "policy/emulate/breaker_reach.hpp"

namespace gw::simulate {

using policy::BreakerState;
using AnyBreaker = std::variant<policy::BreakerSpec, emulate::Breaker>;

struct OwnBreaker {
  using State = policy::Breaker;

  policy::BreakerSpec spec;

  State make() const { return State(spec); }
  static emulate::Answer ask(State& state, Instant now, uint64_t) {
    const policy::Pass pass = state.try_pass(now);
    return pass.admitted ? emulate::passed({now, pass.generation}) : emulate::turned_away();
  }
  static void finish(State& state, const emulate::Call& call, const emulate::Ended& ended,
                     Instant now) {
    constexpr policy::Outcome kOutcomes[] = {policy::Outcome::kSuccess, policy::Outcome::kFailure,
                                             policy::Outcome::kIgnored};
    state.record(now, call.generation, kOutcomes[static_cast<size_t>(ended.result)],
                 now - call.begun);
  }
  static BreakerState state_of(const State& state) { return state.state(); }
  static BreakerState state_at(const State& state, Instant) { return state.state(); }
};

template <class Product>
struct OtherBreaker {
  using State = Product::State;

  Product product;

  State make() const { return {}; }
  emulate::Answer ask(State& state, Instant now, uint64_t) const { return product.ask(state, now); }
  void finish(State& state, const emulate::Call& call, const emulate::Ended& ended,
              Instant now) const {
    product.finish(state, call, ended, now);
  }
  static BreakerState state_of(const State& state) { return state.state; }
  // Of a closed one only Hystrix' timer opens it.
  BreakerState state_at(const State& state, Instant now) const {
    constexpr bool kOpensByTimer = std::is_same_v<Product, emulate::HystrixBreaker>;
    if (state.state == BreakerState::kClosed && !kOpensByTimer) return state.state;
    return product.state_at(state, now);
  }
};

// The calls go to the hosts in turn; it is open while any of them is ejected.
template <>
struct OtherBreaker<emulate::EnvoyOutlier> {
  using State = emulate::EnvoyOutlier::State;

  emulate::EnvoyOutlier product;

  State make() const { return {}; }
  emulate::Answer ask(State& state, Instant now, uint64_t number) const {
    const auto hosts = static_cast<uint64_t>(product.hosts);
    return product.ask(state, now, static_cast<int32_t>(number % hosts));
  }
  void finish(State& state, const emulate::Call& call, const emulate::Ended& ended,
              Instant now) const {
    product.finish(state, call, ended, now);
  }
  static BreakerState state_of(const State& state) {
    return state.ejected > 0 ? BreakerState::kOpen : BreakerState::kClosed;
  }
  BreakerState state_at(const State& state, Instant now) const {
    State copy = state;
    product.ask(copy, now);
    return state_of(copy);
  }
};

// Calls `visit` with the one breaker in it.
template <class Visit>
auto visit_breaker(const AnyBreaker& any, Visit&& visit) {
  if (const auto* own = std::get_if<policy::BreakerSpec>(&any)) return visit(OwnBreaker{*own});
  return std::visit(
      [&]<class Product>(const Product& product) { return visit(OtherBreaker<Product>{product}); },
      std::get<emulate::Breaker>(any));
}

}  // namespace gw::simulate
