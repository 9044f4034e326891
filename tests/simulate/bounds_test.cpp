#include "simulate/bounds.hpp"

#include <map>
#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

std::shared_ptr<const engine::Plan> two_routes(const policy::LimitSpec& spec) {
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", spec);
  draft.route("/a", service).limits = {limit};
  draft.route("/b", service);
  return draft.finish();
}

// Three on /a within a second, of which the log has an answer for two; one on /b, one on neither.
const std::vector<Line> kLines = {{.at_ms = 0, .duration_ms = 5},
                                  {.at_ms = 10, .status = 429},
                                  {.at_ms = 20, .duration_ms = 5},
                                  {.at_ms = 30, .target = "/b", .status = 429},
                                  {.at_ms = 40, .target = "/c"}};

std::map<std::string, uint64_t> bounds(const std::vector<ReasonStatus>& outcomes) {
  std::map<std::string, uint64_t> out;
  for (const ReasonStatus& one : outcomes) out[std::string(engine::name(one.reason))] = one.bound;
  return out;
}

}  // namespace

TEST_CASE("bounds: sampled attempts bound what upstreams have a part in", "[simulate]") {
  const Results results = run(two_routes(fixed_window(2, seconds(1))), kLines);
  CHECK(bounds(results.outcomes) ==
        std::map<std::string, uint64_t>{{"proxied", 2}, {"rate-limited", 0}, {"no-route", 0}});
  CHECK(bounds(results.routes[0].outcomes) ==
        std::map<std::string, uint64_t>{{"proxied", 1}, {"rate-limited", 0}});
  CHECK(bounds(results.routes[1].outcomes) == std::map<std::string, uint64_t>{{"proxied", 1}});
}

TEST_CASE("bounds: permits make refusals depend on upstreams", "[simulate]") {
  const Results results =
      run(two_routes(concurrency(1)), {{.at_ms = 1000, .duration_ms = 1000},
                                       {.at_ms = 1001, .duration_ms = 900},
                                       {.at_ms = 1500, .target = "/b", .status = 429}});
  CHECK(bounds(results.outcomes) ==
        std::map<std::string, uint64_t>{{"proxied", 1}, {"concurrency-limited", 1}});
}
