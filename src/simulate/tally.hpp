// Counts what became of requests, by index, while the simulation runs: nothing here allocates for
// a request, but for the first of a kind. Everything that can be derived from the counts is derived
// at the end, when they become Results.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/effect.hpp"
#include "simulate/clients.hpp"
#include "simulate/delay_histogram.hpp"
#include "simulate/options.hpp"
#include "simulate/peak.hpp"
#include "simulate/results.hpp"
#include "simulate/series_builder.hpp"

namespace gw::simulate {

// Requests by reason and status of one route. Few pairs are common and come first in no time.
class OutcomeCounts {
 public:
  void add(engine::Reason reason, uint16_t status) {
    const uint64_t kind = static_cast<uint64_t>(reason) << 16 | status;
    for (uint64_t& packed : first_) {
      if (packed >> kCountBits == kind && packed != 0) {
        ++packed;
        return;
      }
      if (packed == 0) {
        packed = kind << kCountBits | 1;
        return;
      }
    }
    add_further(kind);
  }
  // In order of first sight.
  std::vector<ReasonStatus> list() const;

 private:
  static constexpr int kCountBits = 40;
  static constexpr uint64_t kCountMask = (uint64_t{1} << kCountBits) - 1;

  void add_further(uint64_t kind);

  std::array<uint64_t, 6> first_{};  // kind and count; 0: free
  std::vector<ReasonStatus> further_;
};

// The moment of a step.
struct Moment {
  int64_t ns = 0;
  int64_t second = 0;
};

// What the log says of a request, beside its verdict.
struct Recorded {
  uint64_t order = 0;   // Arrival::order
  uint32_t number = 0;  // of the request, in the order of arrival; begins anew after 2^32
  uint32_t client = 0;
  uint32_t route = engine::kNone;  // kNone: none took it
  uint16_t status = 0;
  bool by_gateway = false;
  uint8_t replica = 0;
};

class Tally {
 public:
  // Both outlive the Tally.
  Tally(const engine::Plan& plan, const Options& options, Clients& clients);

  void arrived(const Moment& at, uint32_t route) {
    if (first_ns_ == INT64_MIN) first_ns_ = at.ns;
    last_ns_ = at.ns;
    if (route != engine::kNone) routes_[route].peak.add(at.second);
  }
  void concluded(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded);
  void attempted(const Moment& at, uint32_t route, uint32_t endpoint, uint8_t number);
  void ended(uint32_t route, uint32_t endpoint, engine::AttemptEnd end, uint16_t status);
  void sampled(uint32_t route) { ++routes_[route].sampled; }
  void breaker_moved(const Moment& at, uint32_t replica, const engine::BreakerMoved& moved);

  int64_t last_ns() const { return last_ns_; }
  // Fills in everything that was counted here; leaves the rest of `results` as it is.
  void finish(Results& results);

 private:
  struct RouteCounts {
    OutcomeCounts outcomes;
    PeakCounter peak;
    uint64_t delayed = 0;
    uint64_t shadow_refused = 0;
    uint64_t retries = 0;
    uint64_t sampled = 0;
  };
  struct LimitCounts {
    uint64_t refused = 0;
    uint64_t shadow_refused = 0;
    uint64_t delayed = 0;
    uint64_t clients = 0;
    int64_t first_ns = INT64_MIN;
    PeakCounter peak;

    void at(const Moment& moment) {
      peak.add(moment.second);
      if (first_ns == INT64_MIN) first_ns = moment.ns;
    }
  };
  struct EndpointCounts {
    uint64_t attempts = 0;
    uint64_t errors = 0;
    uint64_t timeouts = 0;
    uint64_t aborted = 0;
    uint32_t in_flight = 0;
    uint32_t in_flight_peak = 0;
    int64_t in_flight_peak_ns = 0;
    PeakCounter peak;
  };
  struct BreakerCounts {
    std::vector<BreakerChange> changes;
    uint64_t changes_total = 0;
    uint64_t opened = 0;
    uint64_t shed = 0;
    int64_t open_ns = 0;
    int64_t half_open_ns = 0;
    int64_t since_ns = 0;
    policy::BreakerState state = policy::BreakerState::kClosed;
  };

  void refused(const Moment& at, const engine::Verdict& verdict, const Recorded& recorded);
  void count_shadow_refusals(const Moment& at, const engine::Verdict& verdict,
                             const Recorded& recorded);
  void count_delay(const engine::Verdict& verdict, const Recorded& recorded, Series::Point& point);
  uint32_t endpoint_index(uint32_t route, uint32_t endpoint) const {
    return first_endpoint_[plan_.routes[route].service] + endpoint;
  }
  BreakerCounts& breaker(uint32_t replica, uint32_t slot);
  static void pass_time(BreakerCounts& breaker, int64_t now_ns);

  std::vector<RouteRow> route_rows(Results& results) const;
  std::vector<LimitRow> limit_rows(const std::vector<RouteRow>& routes) const;
  std::vector<EndpointRow> endpoint_rows() const;
  std::vector<BreakerRow> breaker_rows();

  const engine::Plan& plan_;
  const Options& options_;
  Clients& clients_;
  std::vector<RouteCounts> routes_;
  OutcomeCounts unrouted_;
  std::vector<LimitCounts> limits_;
  std::vector<uint32_t> first_endpoint_;  // of each service, in endpoints_
  std::vector<EndpointCounts> endpoints_;
  std::vector<BreakerCounts> breakers_;  // by replica and slot
  std::vector<uint64_t> shed_by_all_;    // the same, by the slot of a service's first endpoint
  SeriesBuilder series_;
  DelayHistogram delays_;
  int64_t first_ns_ = INT64_MIN;
  int64_t last_ns_ = INT64_MIN;
};

}  // namespace gw::simulate
