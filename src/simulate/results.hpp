// What a simulation found, as plain values: everything a report shows and nothing that it has to
// compute from text. Tables are in a defined order that depends on the input alone, never on
// threads or on the order of a hash table. All counts are of requests unless said otherwise; a
// request is a record that passed `--only` and `--between`. Times are wall times of the log (UTC).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "engine/plan.hpp"
#include "engine/verdict.hpp"
#include "policy/breaker.hpp"
#include "policy/leases.hpp"
#include "simulate/observed.hpp"

namespace gw::simulate {

// How a request ended, in four groups that add up to all requests.
enum class Group : uint8_t {
  kAnswered,  // an upstream or the route's mock answered, whatever the status below 500
  kFailed,    // let through, and failed: a status from 500 on, unreachable, broken, timed out
  kRejected,  // gw refused: limits, queues, breakers, saturation, credentials
  kUnrouted   // 400, 404 and 405: no route took it
};

constexpr int kGroupCount = 4;

// A request whose client left (499) is kAnswered when it reached an upstream or was still waiting:
// nothing failed and nothing was refused.
Group group_of(engine::Reason reason, uint16_t status);

struct GroupCounts {
  std::array<uint64_t, kGroupCount> of{};
  uint64_t operator[](Group group) const { return of[static_cast<size_t>(group)]; }
  uint64_t& operator[](Group group) { return of[static_cast<size_t>(group)]; }
  uint64_t total() const { return of[0] + of[1] + of[2] + of[3]; }
};

struct Totals {
  uint64_t requests = 0;
  GroupCounts groups;
  uint64_t delayed = 0;         // waited in a line for longer than nothing, whatever came of it
  uint64_t shadow_refused = 0;  // a limit in shadow mode would have refused
  uint64_t attempts = 0;        // sent to an upstream, retries included; mocks are not
  uint64_t retries = 0;         // attempts beyond a request's first
  uint64_t retried = 0;         // requests with at least one retry
  uint64_t steps = 0;           // that the engine took
};

struct ReasonStatus {
  engine::Reason reason = engine::Reason::kProxied;
  uint16_t status = 0;
  uint64_t requests = 0;
  // By how much `requests` may be off because upstream outcomes had to be sampled, see bounds.hpp.
  uint64_t bound = 0;
};

struct StatusCount {
  uint16_t status = 0;  // 0: the log does not say
  uint64_t requests = 0;
  bool operator==(const StatusCount&) const = default;
};

// Most in one second of the wall clock (seconds that start at a whole second).
struct Peak {
  uint64_t per_second = 0;
  WallTime at;  // start of the first such second; meaningless when per_second is 0
};

// One route of the Plan, in the Plan's order; routes without traffic are there with zeros.
struct RouteRow {
  std::string name;
  std::string path;     // the template as written
  std::string service;  // its name; empty for a mock
  uint64_t requests = 0;
  GroupCounts groups;
  std::vector<ReasonStatus> outcomes;  // most requests first, then by reason and status
  uint64_t delayed = 0;
  uint64_t shadow_refused = 0;
  uint64_t retries = 0;  // attempts beyond the first
  uint64_t sampled = 0;  // attempts answered by a sampled outcome
  Peak peak;             // of arrivals
};

// One limit of the Plan, in the Plan's order.
struct LimitRow {
  std::string name;
  bool shadow = false;
  uint64_t requests = 0;        // on routes that have it, refused before it included
  uint64_t refused = 0;         // by this limit: 429 and 503, lines included
  uint64_t shadow_refused = 0;  // would have been
  uint64_t delayed = 0;         // waited in its line
  uint64_t clients = 0;         // distinct clients with a refusal (or shadow refusal) by it
  Peak peak_refused;            // refusals, or shadow refusals of a shadow limit
  std::optional<WallTime> first_refused;
};

struct ClientRow {
  std::string client;
  uint64_t requests = 0;
  uint64_t rejected = 0;  // as in Group::kRejected
  uint64_t delayed = 0;
  uint64_t rejected_recorded_success = 0;  // of the rejected, those logged as 2xx or 3xx
  std::optional<WallTime> first_rejected;
  // The longest time without a request let through: from a rejected request to the last rejected
  // one before the next that was let through. 0 when no two rejected ones followed each other.
  Duration longest_stretch{0};
  uint64_t longest_stretch_requests = 0;  // rejected in it
  uint32_t limit = engine::kNone;         // into Results::limits: the first to refuse it
  // By the points of Results::series, with Options::lanes; empty without any rejected.
  std::vector<uint64_t> rejected_over_time = {};
};

// Who is hit.
struct Hit {
  uint64_t clients = 0;           // seen at all, those beyond the cap counted as one
  uint64_t clients_rejected = 0;  // with at least one request in Group::kRejected
  uint64_t clients_delayed = 0;
  uint64_t clients_only_rejected = 0;  // with no request let through
  uint64_t rejected = 0;               // requests
  uint64_t delayed = 0;
  uint64_t rejected_recorded_success = 0;   // logged as 2xx or 3xx: likely good traffic
  uint64_t rejected_recorded_rejected = 0;  // logged as 429 or as the gateway's own refusal
  uint64_t rejected_recorded_failure = 0;   // logged as any other 4xx or 5xx
  Peak peak;                                // of rejections
  std::optional<WallTime> first;
  // By rejected, then delayed, then requests, then name, then the times; at most
  // Options::top_clients.
  std::vector<ClientRow> top;
  // Requests of clients beyond Options::max_clients; they are one client named "(other)".
  uint64_t overflow_requests = 0;
};

// A shape of requests that no route took. Segments that look like identifiers are "{id}".
struct UnroutedRow {
  std::string method;   // as logged; "-" for a request line that could not be read
  std::string pattern;  // "/old/{id}/edit"
  engine::Reason reason = engine::Reason::kNoRoute;
  uint64_t requests = 0;
  uint64_t recorded_success = 0;  // logged as 2xx or 3xx: traffic that this config would break
  std::string example;            // the first target seen, printable and cut, its secrets hidden
  std::string host;               // that it was sent to, the same; empty unknown
};

struct Unrouted {
  uint64_t requests = 0;
  uint64_t recorded_success = 0;
  uint64_t patterns = 0;           // distinct, at most Options::max_patterns
  uint64_t overflow_requests = 0;  // of patterns beyond that
  std::vector<UnroutedRow> top;  // most requests first, then method, pattern; Options::top_patterns
};

// Load on one endpoint of a service, in the Plan's order.
struct EndpointRow {
  std::string service;
  std::string endpoint;  // "host:port"
  uint64_t attempts = 0;
  uint64_t errors = 0;    // status from 500 on, unreachable or broken
  uint64_t timeouts = 0;  // ended at the attempt's deadline
  uint64_t aborted = 0;   // the client left
  Peak peak;              // of attempts
  uint64_t in_flight_peak = 0;
  WallTime in_flight_peak_at;
};

struct BreakerChange {
  WallTime at;
  policy::BreakerState to = policy::BreakerState::kOpen;
};

// One breaker that ever changed or shed a call, in the order of the Plan's routes.
struct BreakerRow {
  std::string name;
  uint32_t slot = 0;
  std::string endpoint;                // of a breaker per endpoint; empty for all of them
  uint32_t replica = 0;                // counts from 0
  std::vector<BreakerChange> changes;  // at most Options::max_breaker_changes, the first ones
  uint64_t changes_total = 0;
  uint64_t opened = 0;  // times
  Duration open{0};     // time spent open, up to the last request
  Duration half_open{0};
  // Requests answered 503 because of it. Those shed because the breakers of all endpoints were open
  // stand in a row of their own, without an endpoint.
  uint64_t shed = 0;
  policy::BreakerState at_end = policy::BreakerState::kClosed;
};

// How long requests waited in lines. Percentiles are upper bounds within 1/16 of the true value.
struct QueueDelays {
  uint64_t count = 0;
  Duration p50{0};
  Duration p90{0};
  Duration p99{0};
  Duration max{0};
};

// Counts in steps of `width`, aligned to whole multiples of it since 1970.
template <class P>
struct SeriesOf {
  using Point = P;
  WallTime start;
  Duration width = seconds(1);  // 1s 5s 15s 1m 5m 15m 1h 6h 1d, then multiples of two days
  std::vector<Point> points;    // at most 720; no gaps: quiet steps are zeros
};

// A request is counted when its journey ends.
struct SeriesPoint {
  GroupCounts groups;
  uint64_t delayed = 0;
  SeriesPoint& operator+=(const SeriesPoint& other) {
    for (size_t group = 0; group < groups.of.size(); ++group) {
      groups.of[group] += other.groups.of[group];
    }
    delayed += other.delayed;
    return *this;
  }
};
using Series = SeriesOf<SeriesPoint>;

// How requests without a known upstream outcome were answered, and who counts as authenticated.
struct Assumptions {
  uint64_t outcomes_recorded = 0;      // attempts answered as the log says
  uint64_t outcomes_sampled = 0;       // first attempts that took an earlier outcome of their route
  uint64_t outcomes_default = 0;       // first attempts that found none to take: 200 at once
  uint64_t retries_sampled = 0;        // further attempts: the log knows no more than one outcome
  uint64_t durations_unknown = 0;      // attempts that took no time
  uint64_t statuses_unknown = 0;       // attempts that count as 200
  uint64_t clients_left = 0;           // logged as 499: left when the log says so
  uint64_t authenticated_by_user = 0;  // requests on routes that ask for credentials
  uint64_t authenticated_by_address = 0;  // the log names nobody, no credentials refused
  uint64_t consumers_by_address = 0;      // on routes that ask for none, where a key reads them
  uint64_t unauthenticated = 0;           // refused ones, or everybody under `auth=none`
};

// What a what-if on upstreams came to. A call is a request's attempt.
struct Injected {
  std::string text;  // as written, without "--inject"
  WallTime from;     // meaningless without requests
  std::optional<WallTime> to;
  uint16_t status = 0;
  Duration latency{0};
  uint64_t calls = 0;     // of what it concerns, begun in its time
  uint64_t failed = 0;    // of those, given the status
  uint64_t requests = 0;  // with a call that it changed
  bool operator==(const Injected&) const = default;
};

// What a what-if on the number of clients came to.
struct Scaled {
  std::string factor;  // "1.5x"
  uint64_t added = 0;  // requests of copies
  uint64_t dropped = 0;
  bool operator==(const Scaled&) const = default;
};

// What a run counts under the other reading of coarse stamps.
struct OtherReading {
  GroupCounts groups;
  uint64_t delayed = 0;
};

// What became of the permits that replicas take in batches.
struct Leased {
  int64_t permits = 1;  // of a batch, at most
  policy::LeaseCounts counts;
};

struct Reading {
  struct Source {
    std::string name;
    std::string format;  // as the reader calls it: "combined"
    uint64_t lines = 0;
    uint64_t records = 0;
    uint64_t malformed = 0;
    uint64_t comments = 0;
    struct Sample {
      uint64_t line = 0;
      std::string reason;
      std::string excerpt;  // printable
      bool operator==(const Sample&) const = default;
    };
    std::vector<Sample> samples;  // of the malformed ones, the first few
    bool operator==(const Source&) const = default;
  };
  std::vector<Source> sources;
  uint64_t records = 0;
  uint64_t left_out = 0;       // by --only and --between
  uint64_t backwards = 0;      // logged before an earlier line of the input
  Duration backwards_most{0};  // how far
  uint64_t reordered = 0;      // arrived before a request of an earlier line
  uint64_t late = 0;           // beyond the reorder window: arrive when they are read
  uint64_t coarse_stamps = 0;  // requests stamped in whole seconds or worse
  uint64_t without_duration = 0;
  uint64_t assumed_duration = 0;    // had none, and took the one that is assumed
  uint64_t refused_left_out = 0;    // by the gateway that wrote the log; no part of left_out
  uint64_t with_forwarded_for = 0;  // hold X-Forwarded-For
  uint64_t unnamed_clients = 0;     // count by their address: --client names nothing in them
  uint64_t without_key = 0;         // of a limit alone: nothing of what its key reads
  uint64_t without_route = 0;       // where groups are a configuration's: taken by no route
  uint64_t without_host = 0;
  uint64_t without_status = 0;
  uint64_t garbage = 0;               // request lines that hold no request
  uint64_t recorded_by_gateway = 0;   // 429, or marked as the gateway's own answer
  std::vector<StatusCount> statuses;  // as recorded, ascending
  // Header fields that the configuration reads and no request of the log holds.
  std::vector<std::string> missing_headers;
  std::vector<Injected> injected;
  std::optional<Scaled> scaled;
  bool operator==(const Reading&) const = default;
};

// Set when one private address sends most of the requests: then a proxy in front is the client.
struct OneAddress {
  std::string address;
  uint64_t requests = 0;
  std::string suggestion;  // "--client xff:1", or "--client user"; empty when the log has neither
};

// What the log cannot tell, each with its number.
struct Caveat {
  std::string code;     // stable, kebab-case: "no-durations"
  uint64_t count = 0;   // requests (or what the message names) concerned
  uint64_t of = 0;      // out of
  std::string message;  // a sentence without its numbers' share
};

struct Results {
  std::string config;  // the Plan's name
  std::string like;    // the product whose limits decide, as Plan::emulated_as; empty: gw's own
  uint64_t seed = 0;
  uint32_t replicas = 1;
  bool by_file = false;          // each of them has a log of its own
  std::optional<Leased> leased;  // with Store::kLease
  bool partial = false;          // stopped before the end of the log
  WallTime first;                // arrival of the first request; meaningless without requests
  WallTime last;                 // of the last one
  Totals totals;
  std::optional<OtherReading> clumped;  // with all coarse stamps clumped, when they were spread
  std::vector<RouteRow> routes;
  std::vector<ReasonStatus> outcomes;  // of all requests, most first, then by reason and status
  std::vector<LimitRow> limits;
  Hit hit;
  Unrouted unrouted;
  std::vector<EndpointRow> endpoints;
  std::vector<BreakerRow> breakers;
  QueueDelays delays;
  Series series;
  Assumptions assumptions;
  Reading reading;
  std::optional<OneAddress> one_address;
  std::vector<Caveat> caveats;
  std::optional<Observed> observed;  // with Options::observe
  uint64_t keys = 0;                 // limiter cells in use at the end, all replicas
  uint64_t journeys_peak = 0;        // requests in flight at once
  uint64_t digest = 0;               // of the final State (of the first replica)
};

}  // namespace gw::simulate
