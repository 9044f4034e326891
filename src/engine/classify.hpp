// The pure first half of a decision: which route a request takes and which keys it counts against.
// Workers do this in parallel; `advance` decides on the result in one order.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/hash.hpp"
#include "engine/plan.hpp"
#include "http/message.hpp"

namespace gw::engine {

// Who calls, as far as credentials told. kAnonymous: none were seen; kRefused: they are not valid,
// or the record of the request says 401.
enum class Identity : uint8_t { kAnonymous, kAuthenticated, kRefused };

struct Caller {
  std::string_view address;   // canonical text of the client's address, or a log's client name
  std::string_view consumer;  // empty when there is none
  Identity identity = Identity::kAnonymous;
  std::optional<uint64_t> address_hash;  // keyed_hash of `address`, where it is known already
};

// What State needs to know of a request: numbers alone, no text.
struct Classified {
  MatchOutcome outcome = MatchOutcome::kNoPath;
  Identity identity = Identity::kAnonymous;
  bool may_repeat = true;   // idempotent method
  uint16_t refused_as = 0;  // the status of a head that was refused before routing; 0: it was not
  uint8_t limit_count = 0;
  uint8_t replica = 0;  // which of several has it, where they share one State: see State::leases
  uint32_t route = 0;   // index into Plan::routes when matched
  uint32_t allowed_methods = 0;                     // of kNoMethod
  uint64_t balance_hash = 0;                        // the same in every run: not keyed
  std::array<uint64_t, kMaxLimitsPerRoute> keys{};  // in the order of RoutePlan::limits
};

// `key` is the run's secret for limiter keys. Allocates for consistent hashing alone.
Classified classify(const Plan& plan, const http::RequestHead& head, const Caller& caller,
                    HashKey key, Match& match);

// The text that a limit's key stands for ("consumer:alice", "client:10.0.0.1"), for reports: what
// may be a credential is "***".
std::string key_text(const Plan& plan, const LimitPlan& limit, const http::RequestHead& head,
                     const Caller& caller, const Match& match);

}  // namespace gw::engine
