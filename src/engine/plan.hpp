// The compiled, immutable form of a configuration: what every request is decided against. Names are
// gone but for messages; everything that changes lives in State under the slot numbers given here.
// Only `compile` builds one; many threads may read it at once.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "engine/route_table.hpp"
#include "policy/balancer.hpp"
#include "policy/breaker.hpp"
#include "policy/emulate/multi.hpp"
#include "policy/emulate/products.hpp"
#include "policy/limiter.hpp"

namespace gw::engine {

constexpr uint32_t kNone = UINT32_MAX;
// More limits on one route are refused by compile.
constexpr size_t kMaxLimitsPerRoute = 8;
// More endpoints in one service are refused by compile: those tried are kept as bits.
constexpr size_t kMaxEndpoints = 64;

// One piece of what a limit counts by. kDefault is the consumer when there is one, else the
// client's address; an absent header, query or param counts as the empty text, a key of its own.
struct KeyPart {
  enum class Kind : uint8_t {
    kDefault,
    kClient,
    kConsumer,
    kRoute,
    kGlobal,
    kHeader,
    kQuery,
    kParam
  };
  Kind kind = Kind::kDefault;
  std::string name;    // of kHeader, kQuery and kParam
  uint32_t param = 0;  // index into the route's params, for kParam
};

// A full line refuses; so does an expected wait above max_wait.
struct QueuePlan {
  Duration max_wait = seconds(1);
  uint32_t max_length = 100;  // requests, >= 1
};

struct LimitPlan {
  std::string name;   // as messages show it
  uint32_t slot = 0;  // cells with this number in State
  policy::LimitSpec spec;
  std::vector<KeyPart> key;
  bool shadow = false;       // counts and tells, never refuses
  bool before_auth = false;  // checked before credentials are
  bool admit_when_full = true;
  std::optional<QueuePlan> queue;
  // Into Plan::emulated: decides instead of `spec`, which then is what the configuration says.
  uint32_t emulated = kNone;
};

struct StatusSet {
  std::bitset<600> in;
  bool has(uint16_t status) const { return status < in.size() && in[status]; }
};

struct BreakerPlan {
  enum class Scope : uint8_t { kService, kRoute, kEndpoint };
  Scope scope = Scope::kService;
  std::vector<uint32_t> slots;  // one, or one for each endpoint of the service
  StatusSet failing;            // besides failed connections, timeouts and broken answers
  policy::BreakerSpec spec;
  std::string name;
};

struct RetryPlan {
  uint8_t attempts = 0;  // beyond the first, 0..10
  bool on_connect_failure = true;
  bool on_timeout = true;
  bool on_broken = true;  // the connection ended before the answer's head
  bool non_idempotent = false;
  StatusSet on_status{};
  Duration per_try_timeout{0};  // 0: bounded by the route's timeout alone
  Duration backoff_initial = milliseconds(25);
  Duration backoff_max = milliseconds(250);
  Ratio budget{200'000};  // retries as a share of the service's requests
  uint32_t budget_slot = 0;
};

struct EndpointPlan {
  std::string name;       // "host:port", as messages and the upstream Host header show it; unique
  std::string base_path;  // put before the request's path; empty or "/..." without a final slash
  std::string host;
  uint16_t port = 80;
  bool tls = false;
  uint32_t weight = 1;  // 1..1000
};

struct ServicePlan {
  std::string name;
  std::vector<EndpointPlan> endpoints;
  policy::Balance balance = policy::Balance::kRoundRobin;
  std::vector<KeyPart> balance_key;  // of consistent hashing
  uint32_t balancer_slot = 0;
  uint32_t in_flight_slot = 0;
  uint32_t max_in_flight = 0;  // 0: no bound
};

// A header value made of pieces, in order.
struct ValuePiece {
  enum class Kind : uint8_t { kLiteral, kGenerateUuid, kTraceId };
  Kind kind = Kind::kLiteral;
  std::string text;  // of kLiteral
};

struct HeaderEdit {
  std::string name;
  std::vector<ValuePiece> value;
};

// A fixed answer in place of an upstream.
struct MockPlan {
  uint16_t status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  Duration delay{0};
};

// What every request reads comes first, so that it lies in few cache lines.
struct RoutePlan {
  uint32_t service = kNone;  // kNone: `mock` answers
  bool auth_required = false;
  Duration timeout = seconds(30);  // from the request's head to the answer's
  std::vector<uint32_t> limits;    // into Plan::limits, in the order of checking
  std::optional<BreakerPlan> breaker;
  RetryPlan retry;
  Duration connect_timeout = seconds(5);
  std::string name;
  std::string path;                          // the template as written
  std::optional<std::string> upstream_path;  // replaces the matched path when set
  std::vector<HeaderEdit> add_headers;
  std::vector<std::string> remove_headers;
  std::optional<MockPlan> mock;
};

// Bounds of State that the configuration may set.
struct Bounds {
  uint64_t max_keys = 4'000'000;    // limiter cells over all limits, 32 bytes each
  uint32_t max_journeys = 100'000;  // requests in flight; more are answered 503
  uint32_t max_old_plans = 8;       // superseded plans that journeys may still hold
};

struct Plan {
  uint64_t id = 0;  // unique within a run; counts up with every reload
  std::string name;
  RouteTable table;
  std::vector<RoutePlan> routes;
  std::vector<LimitPlan> limits;
  std::vector<ServicePlan> services;
  // Limits by the arithmetic of another product, for simulations alone; empty otherwise.
  std::vector<emulate::Limiter> emulated;
  emulate::Order emulated_order = emulate::Order::kNoRefund;  // of several on one request
  std::string emulated_as;                                    // which product, in words
  std::string emulated_without;           // a sentence: what of it is not modelled
  std::vector<std::string> headers_read;  // by keys and predicates; lower case, sorted, unique
  Bounds bounds;
  uint64_t max_body_bytes = uint64_t{16} << 30;  // of a request; a longer one is refused with 413
  // How many slots of each kind exist so far in this run; slots of dropped names stay unused.
  uint32_t limit_slots = 0;
  uint32_t breaker_slots = 0;
  uint32_t balancer_slots = 0;
  uint32_t in_flight_slots = 0;
  uint32_t budget_slots = 0;
};

}  // namespace gw::engine
