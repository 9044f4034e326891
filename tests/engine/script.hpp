// Steps in, effects out, as text. A script has one step a line and behind it, each on a line that
// begins with "->", all its effects; a test asserts the whole.
//
//   0s GET /a from x as alice         a request arrives and gets the next ticket: 1, 2 ...
//   0s GET /a refused                 its credentials are not valid
//   1s 1.0 head 503                   the answer's head of attempt 0 of ticket 1
//   1s 1.0 answered 200 in 20ms       also: unreachable, timed-out, broken, aborted; then, in
//                                     any order, "relayed", "unrepeatable" and "in DURATION"
//   2s 1 leaves                       the client is gone
//   2s 1 wakes
//   3s reload 2                       the plan with that id
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/advance.hpp"

namespace gw::testing {

class Player {
 public:
  using Plans = std::vector<std::shared_ptr<const engine::Plan>>;

  // The first plan is adopted at 0 s.
  explicit Player(Plans plans, Seed seed = {1}, HashKey key = {1, 2});

  // The script with the effects that its steps have.
  std::string play(std::string_view script);

  // From now on the policies that requests meet are told too: "met 1 limit 0 passed 4".
  void tell_policies() { state_.tells_policies = true; }

  const engine::State& state() const { return state_; }
  uint64_t digest() const { return state_.digest(now_); }
  uint64_t digest(Duration at) const { return state_.digest({Instant{at.ns}, {}}); }

 private:
  void step(std::string_view line);
  void arrive(const std::vector<std::string_view>& words);
  engine::Event event_of(const std::vector<std::string_view>& words) const;
  engine::Ticket ticket_of(std::string_view name) const;
  void advance(engine::Ticket ticket, engine::Event event);

  Plans plans_;
  HashKey key_;
  engine::State state_;
  std::shared_ptr<const engine::Plan> plan_;
  Now now_;
  uint64_t seq_ = 0;
  std::map<uint64_t, engine::Ticket> tickets_;  // by their number
  engine::EffectBuffer effects_;
  std::string transcript_;
};

// The script without indentation and blank lines, as `play` writes it.
std::string plain(std::string_view script);

}  // namespace gw::testing
