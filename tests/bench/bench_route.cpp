// What a look-up costs with 100 and with 100,000 routes of four shapes, used uniformly, in
// interleaved rounds.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/draw.hpp"
#include "bench/timing.hpp"
#include "engine/route_table.hpp"
#include "support/path_template.hpp"
#include "support/request.hpp"

namespace {

using namespace gw;
using namespace gw::engine;

constexpr uint64_t kLookups = 1'000'000;
constexpr int kRounds = 11;

std::string path(uint64_t route, bool as_template, uint64_t value) {
  const std::string n = std::to_string(route);
  const std::string id = as_template ? "{id}" : std::to_string(value % 100'000);
  switch (route % 4) {
    case 0:
      return "/svc" + n + "/users/" + id + "/orders/" + (as_template ? "{order}" : "77");
    case 1:
      return "/svc" + n + "/items/" + id;
    case 2:
      return "/api/v1/svc" + n + "/status";
    default:
      return "/svc" + n + (as_template ? "/files/*" : "/files/a/b.txt");
  }
}

struct Bench {
  explicit Bench(uint64_t routes) {
    for (uint64_t i = 0; i < routes; ++i) {
      RouteSpec spec;
      spec.route = static_cast<uint32_t>(i);
      spec.path = testing::path_template(path(i, true, 0));
      spec.methods = 1U << static_cast<uint32_t>(http::Method::kGet);
      if (!table.add(spec)) std::abort();
    }
    table.finish();
    for (uint64_t i = 0; i < 8'192; ++i) {
      const uint64_t route = draw_below(draw({1}, i, Purpose::kSample, 0), routes);
      requests.push_back(std::make_unique<testing::Request>("GET " + path(route, false, i * 7919)));
      expected.push_back(static_cast<uint32_t>(route));
    }
  }

  void run(uint64_t count) {
    Match match;
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t at = i % requests.size();
      table.find(requests[at]->head(), match);
      if (match.outcome != MatchOutcome::kMatched || match.route != expected[at]) std::abort();
    }
  }

  RouteTable table;
  std::vector<std::unique_ptr<testing::Request>> requests;
  std::vector<uint32_t> expected;
};

}  // namespace

int main() {
  Bench small(100);
  Bench large(100'000);
  std::vector<double> few;
  std::vector<double> many;
  std::vector<double> ratios;
  for (int round = 0; round < kRounds; ++round) {
    few.push_back(gw::bench::once(kLookups, [&](uint64_t n) { small.run(n); }));
    many.push_back(gw::bench::once(kLookups, [&](uint64_t n) { large.run(n); }));
    ratios.push_back(many.back() / few.back());
  }
  std::printf("route look-up: 100 routes %.0f ns, 100,000 routes %.0f ns, ratio %.2f\n",
              gw::bench::median(few), gw::bench::median(many), gw::bench::median(ratios));
}
