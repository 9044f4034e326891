// One call of `advance`: the step, the State it changes and the effects it has, with the moves that
// a journey makes. Split over the files admit, line, attempt and finish in the order of a journey.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/effect.hpp"
#include "engine/state.hpp"
#include "engine/step.hpp"

namespace gw::engine {

class Turn {
 public:
  Turn(State& state, const Step& step, EffectBuffer& effects)
      : state_(state), now_(step.now.mono), ticket_(step.ticket), effects_(effects) {}

  void on(const Arrived& event);
  void on(const ResponseHead& event);
  void on(const Finished& event);
  void on(const Cancelled& event);
  void on(const Woke& event);
  void on(const Reloaded& event);

 private:
  enum class Admission : uint8_t { kAdmitted, kRefused, kWaits };

  struct Refusal {
    Reason reason = Reason::kRateLimited;
    uint16_t status = 429;
    Duration retry_after{0};
  };

  // The limits of one stage of a request's route, each looked up once; by index into request.keys.
  struct Checked {
    std::array<policy::Entry*, kMaxLimitsPerRoute> entries;  // of those looked up
    uint32_t charged = 0;                                    // bit i: to be charged
    uint32_t shadow_refused = 0;  // bit i: would refuse, but is in shadow mode
    Refusal refusal;
  };

  // admit.cpp
  Admission pass_limits(Journey& journey, bool before_auth);
  Admission check_limit(Journey& journey, uint8_t i, Checked& checked);
  void refuse(Journey& journey, uint8_t i, Checked& checked);
  void tell_shadow(Journey& journey, const Checked& checked);
  void count_refused(const Journey& journey, uint8_t i);
  bool charge_limits(Journey& journey, const Checked& checked);
  size_t missing_cells(const Journey& journey, const Checked& checked);
  bool make_room(const Journey& journey, const Checked& checked);
  void charge(Journey& journey, uint8_t i, policy::Entry& entry);
  void release_limits(Journey& journey);

  // emulated.cpp
  emulate::Decision ask(const Journey& journey, uint8_t i, bool counts);
  bool pass_emulated(Journey& journey, bool before_auth);
  void tell_emulated_shadow(Journey& journey, uint8_t i);
  void hold(Journey& journey);
  void proceed(Journey& journey) {
    if (journey.held.ns > 0) [[unlikely]]
      return hold(journey);
    start_attempt(journey);
  }

  // line.cpp
  Admission join_line(Journey& journey, uint8_t i, const policy::Decision& decision,
                      Checked& checked);
  void append(policy::Entry& entry, Journey& journey, uint8_t i);
  void unlink(policy::Entry& entry, const Journey& journey);
  void leave_line(const Journey& journey);
  void serve_line(const Journey& waiting);
  bool is_served(Journey& first, const policy::Entry& entry);
  void wake(Journey& journey, Instant at);
  Journey& first_of(const policy::Entry& entry) { return state_.journeys_.at(entry.aux - 1); }

  // attempt.cpp
  void start_attempt(Journey& journey);
  bool choose_endpoint(Journey& journey, const RoutePlan& route);
  bool take_pass(Journey& journey, uint32_t slot);
  void refuse_open(Journey& journey, const BreakerPlan& breaker);
  void emit_attempt(Journey& journey, const RoutePlan& route);
  void settle(Journey& journey, const Finished& event);
  void settle_breaker(Journey& journey, const Finished& event);
  void report(uint32_t slot, const std::optional<policy::Transition>& transition);

  // finish.cpp
  Duration backoff_of(const Journey& journey) const;
  bool plan_retry(const Journey& journey, bool was_sent, bool can_repeat);
  void back_off(Journey& journey);
  void fail(Journey& journey, const Finished& event);
  void respond(Journey& journey, const Refusal& refusal);
  void leave(Journey& journey);
  void conclude(Journey& journey);

  static const RoutePlan& route_of(const Journey& j) { return *j.route; }
  static const LimitPlan& limit_of(const Journey& j, uint8_t i) {
    return j.plan->limits[j.route->limits[i]];
  }
  bool is_leased(const LimitPlan& limit) const {
    return state_.leases && !limit.queue && limit.spec.algorithm != policy::Algorithm::kConcurrency;
  }
  static policy::Leases::Holder holder_of(const Journey& j, uint8_t i) {
    return {limit_of(j, i).slot, j.request.keys[i], j.request.replica};
  }
  static uint32_t index_of(const Journey& j) {
    return static_cast<uint32_t>(j.ticket & kNoJourney);
  }
  void note(const Journey& journey, const TrailEntry& entry) {
    if (state_.tells_policies) effects_.push_back(Met{Ticket{journey.ticket}, entry});
  }
  // A new effect at the end of the buffer, to be filled in where it lies.
  template <class T>
  T& emit() {
    return *std::get_if<T>(&effects_.emplace_back(std::in_place_type<T>));
  }

  State& state_;
  Instant now_;
  Ticket ticket_;
  EffectBuffer& effects_;
};

}  // namespace gw::engine
