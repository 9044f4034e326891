// A test's script on virtual time: requests arrive and upstreams answer as it says, everything in
// between is the engine. At equal times what is under way comes before what the script does next.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/address.hpp"
#include "base/draw.hpp"
#include "engine/effect.hpp"
#include "engine/plan.hpp"
#include "scenario/script.hpp"

namespace gw::scenario {

// What became of one request.
struct Played {
  uint32_t step = 0;    // of the test
  uint32_t number = 0;  // of the step's requests, from 0
  engine::Ticket ticket;
  Instant arrived;
  Instant ended;
  engine::Verdict verdict;
  std::optional<engine::Respond> respond;  // gw's own answer
  const Answer* answer = nullptr;          // the upstream's of the last attempt; null: none came
  engine::Trail trail;
};

// The state of every breaker by slot after a step, kept where its expectations ask for it.
struct BreakerStates {
  uint32_t step = 0;
  std::vector<BreakerStatus> of;
};

struct Performance {
  std::span<const Cidr> trusted_proxies;  // that were believed
  std::vector<Played> requests;           // in the order of arrival
  std::vector<BreakerStates> breakers;
  std::vector<bool> opened;  // breakers by slot
  Instant end;               // of the script, not of what was still under way then
};

// All of it; the plan, the test and the configuration's trusted proxies outlive the result.
Performance play(const std::shared_ptr<const engine::Plan>& plan, const Test& test,
                 std::span<const Cidr> trusted_proxies);

// What a request's journey draws from is the same in every run.
inline constexpr Seed kTestSeed{1};

}  // namespace gw::scenario
