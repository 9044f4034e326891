// Made-up traffic with the shapes that limits and breakers meet: arrivals at random (Poisson), the
// wave of a day, bursts, few clients that ask much (Zipf), attacks, outages. Every number is drawn
// from the seed by its place, in integers, so that the same settings give the same requests on any
// machine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/draw.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "traffic/generator.hpp"

namespace gw::traffic {

// Half-open, from the start of the traffic on.
struct Window {
  Duration from{0};
  Duration length{0};
  bool contains(Duration at) const { return at >= from && at < from + length; }
};

// One client sends `size` requests evenly over `within`, on average once in `every`, at random.
struct Bursts {
  Duration every = seconds(60);
  uint64_t size = 20;  // 1..100'000
  Duration within = seconds(1);
};

// Clients of their own, 198.18.0.0/15, all asking for one thing; at random, like the others.
struct Attack {
  Window window;
  Rate rate{100, seconds(1)};
  uint64_t clients = 1;  // 1..131'072
  std::string path = "/login";
  uint16_t status = 401;
};

// Requests whose path begins with `path` fail and wait.
struct Outage {
  Window window;
  Ratio errors{1'000'000};
  Duration latency{0};  // on top
  std::string path;     // empty: all
};

struct SyntheticTraffic {
  Seed seed{1};
  WallTime start{1'764'000'000'000'000'000};  // 2025-11-24T16:00:00Z
  Duration length = seconds(600);
  Rate rate{10, seconds(1)};  // on average over a day
  Ratio diurnal{0};           // how far it swings to either side, at most all; highest at 14:00 UTC
  uint64_t clients = 1'000;   // 1..2^24
  Popularity popularity = Popularity::kZipf;
  uint64_t routes = 20;
  Ratio errors{10'000};                       // share of 502 and 503
  Duration duration_max = milliseconds(200);  // log-uniform from 1 ms on
  std::optional<Bursts> bursts;
  std::vector<Attack> attacks;  // at most 1000
  std::vector<Outage> outages;
};

struct SyntheticRequest {
  WallTime arrived;
  Duration duration{0};
  std::string client;
  std::string method;
  std::string target;
  uint16_t status = 200;
  int64_t bytes = 0;
  std::string_view user_agent;
};

// -ln(number / 2^64) in units of 2^-32, cut; `number` >= 1. Exact to 2^-30.
uint64_t exponential(uint64_t number);

// The requests in the order of arrival.
class SyntheticRequests {
 public:
  explicit SyntheticRequests(SyntheticTraffic traffic);
  ~SyntheticRequests();

  // False at the end.
  bool next(SyntheticRequest& request);

 private:
  class Timeline;
  std::unique_ptr<Timeline> timeline_;
};

}  // namespace gw::traffic
