// Whose credentials a log tells of.
#include <vector>

#include "engine/draft.hpp"
#include "simulate/lines.hpp"
#include "simulate/simulate.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

TEST_CASE("simulate: a 401 refuses credentials where a gateway asked for them", "[simulate]") {
  using Made = traffic::GatewayMade;
  const std::vector<Line> lines = {
      {.status = 401},
      {.at_ms = 1, .status = 401, .upstream_status = 401},
      {.at_ms = 2, .status = 401, .gateway_made = Made::kNo},
      {.at_ms = 3, .status = 401, .gateway_made = Made::kYes, .upstream_status = 401},
      {.at_ms = 4, .status = 401, .user = "ada"}};
  const auto plan_of = [](bool auth_required, int64_t most) {
    Draft draft;
    const uint32_t service = draft.service("s");
    const uint32_t limit = draft.limit("l", fixed_window(most, seconds(60)));
    engine::RoutePlan& route = draft.route("/a", service);
    route.limits = {limit};
    route.auth_required = auth_required;
    return draft.finish();
  };
  // Of a login they are answers, and the limit before it counts them; ada's are her own.
  const Results open = run(plan_of(false, 3), lines);
  CHECK(outcomes(open.outcomes) == "proxied 401: 4, rate-limited 429: 1");
  CHECK(open.assumptions.unauthenticated == 0);
  const Results closed = run(plan_of(true, 1), lines);
  CHECK(outcomes(closed.outcomes) == "unauthenticated 401: 3, proxied 401: 1, rate-limited 429: 1");
  CHECK(closed.assumptions.unauthenticated == 3);
}
