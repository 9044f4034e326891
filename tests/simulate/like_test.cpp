#include <string>
#include <vector>

#include "engine/draft.hpp"
#include "policy/emulate/products.hpp"
#include "simulate/limit/replay.hpp"
#include "simulate/lines.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::simulate;
using namespace gw::testing;

namespace {

emulate::Limiter made(const emulate::Product& product) {
  emulate::LimitAsk ask{.rate = {60, seconds(60)}};
  if (product.name == "spring") ask.rate = {2, seconds(1)};
  if (emulate::burst_of(product) != emulate::Burst::kNone) ask.burst = 3;
  const auto limiter = emulate::make_limiter(product, ask);
  REQUIRE(limiter);
  return *limiter;
}

// Ten clients, bursts and pauses.
std::vector<Line> bursts() {
  std::vector<Line> lines;
  int64_t at = 0;
  for (int64_t i = 0; i < 3'000; ++i) {
    at += i * i % 17 == 3 ? 900 : 13;
    lines.push_back({.at_ms = at, .client = "192.0.2." + std::to_string(i * i % 11)});
  }
  return lines;
}

engine::LimitPlan& keyed(Draft& draft, uint32_t limit, engine::KeyPart::Kind kind) {
  draft.limit_at(limit).key = {{.kind = kind, .name = {}}};
  return draft.limit_at(limit);
}

std::shared_ptr<const engine::Plan> like(const std::string& name) {
  const emulate::Product& product = *emulate::find_product(name);
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", gcra(1, seconds(1)));
  keyed(draft, limit, engine::KeyPart::Kind::kClient);
  draft.emulate(limit, made(product), product.several);
  draft.route("/a", service).limits = {limit};
  return draft.finish();
}

}  // namespace

TEST_CASE("like: one limit of a configuration decides as replay limit --like, of every product",
          "[simulate]") {
  const std::vector<Line> lines = bursts();
  for (const emulate::Product& product : emulate::products()) {
    CAPTURE(product.name);
    LimitSettings settings;
    settings.limiter = made(product);
    std::vector<Source> sources;
    sources.push_back(source_of(lines));
    const auto alone = replay_limit(std::move(sources), settings, {}, nullptr);
    REQUIRE(alone);
    const Results whole = run(like(std::string(product.name)), lines);
    CHECK(whole.hit.rejected == alone->results.hit.rejected);
    CHECK(whole.hit.clients_rejected == alone->results.hit.clients_rejected);
    CHECK(whole.totals.delayed == alone->results.totals.delayed);
    CHECK(whole.delays.max == alone->results.delays.max);
    CHECK(whole.hit.rejected + whole.totals.delayed > 0);
    CHECK(whole.keys == whole.hit.clients);
  }
}

TEST_CASE("like: the report says whose limits decide, and which stay gw's own", "[simulate]") {
  const emulate::Product& nginx = *emulate::find_product("nginx");
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t rate = draft.limit("rate", gcra(1, seconds(1)));
  const uint32_t places = draft.limit("places", concurrency(1));
  draft.emulate(rate, made(nginx), nginx.several);
  draft.route("/a", service).limits = {rate, places};
  std::vector<Line> lines;
  for (int64_t i = 0; i < 10; ++i) lines.push_back({.at_ms = 1'000 + i * 2'000, .duration_ms = 10});
  for (int64_t i = 0; i < 3; ++i) lines.push_back({.at_ms = 50'000, .duration_ms = 10});
  const Results results = run(draft.finish(), lines);
  CHECK(outcomes(results.outcomes) == "proxied 200: 11, concurrency-limited 503: 2");
  CHECK(results.like == "another");
  REQUIRE(results.caveats.size() >= 2);
  CHECK(results.caveats[0].code == "emulated-limits");
  CHECK(results.caveats[0].count == 1);
  CHECK(results.caveats[0].of == 2);
  CHECK(results.caveats[0].message ==
        "limits decide as those of another; all else is gw's own. Not modelled: Nothing is left "
        "out.");
  CHECK(results.caveats[1].code == "own-limits");
}

TEST_CASE("like: of several limits the product's order says who is charged", "[simulate]") {
  // A limit for all that refuses, and one of the client behind it: with kChargeAll a refused
  // request counts at both, with kChargeNoneOnReject at none.
  const auto rejected = [](emulate::Order order) {
    Draft draft;
    const uint32_t service = draft.service("s");
    const uint32_t all = draft.limit("all", gcra(1, seconds(1)));
    const uint32_t one = draft.limit("one", gcra(1, seconds(1)));
    keyed(draft, all, engine::KeyPart::Kind::kGlobal);
    keyed(draft, one, engine::KeyPart::Kind::kClient);
    const emulate::FixedWindow window{.limit = 1, .window = seconds(1), .count_refused = true};
    emulate::FixedWindow longer = window;
    longer.limit = 2;
    longer.window = seconds(60);
    draft.emulate(all, window, order);
    draft.emulate(one, longer, order);
    draft.route("/a", service).limits = {all, one};
    // Of each second the first is another client's.
    std::vector<Line> lines;
    for (int64_t second = 0; second < 3; ++second) {
      lines.push_back({.at_ms = second * 2'000, .client = "192.0.2.9"});
      lines.push_back({.at_ms = second * 2'000 + 100});
    }
    lines.push_back({.at_ms = 10'000});
    const Results results = run(draft.finish(), lines);
    return results.hit.rejected;
  };
  CHECK(rejected(emulate::Order::kChargeNoneOnReject) == 3);
  CHECK(rejected(emulate::Order::kChargeAll) == 5);
}

TEST_CASE("like: a product's own order of limits is that whichever is written first",
          "[simulate]") {
  const auto rejected = [](const std::string& name, bool slow_first) {
    const emulate::Product& product = *emulate::find_product(name);
    Draft draft;
    const uint32_t service = draft.service("s");
    const auto limit = [&](const char* called, Rate rate, int64_t burst) {
      const uint32_t made = draft.limit(called, gcra(rate.count, rate.per));
      keyed(draft, made, engine::KeyPart::Kind::kClient);
      const emulate::LimitAsk ask{.rate = rate, .burst = burst};
      draft.emulate(made, *emulate::make_limiter(product, ask), product.several);
      return made;
    };
    const uint32_t fast = limit("fast", {5, seconds(1)}, 2);
    const uint32_t slow = limit("slow", {30, seconds(60)}, 10);
    draft.route("/a", service).limits =
        slow_first ? std::vector{slow, fast} : std::vector{fast, slow};
    // 20 at once drain the slow bucket when it is asked first, and not when the fast one refuses
    // before it.
    std::vector<Line> lines(20, Line{.at_ms = 10});
    for (int64_t i = 1; i <= 10; ++i) lines.push_back({.at_ms = 10 + i * 1'000});
    return run(draft.finish(), lines).hit.rejected;
  };
  CHECK(rejected("envoy-local", true) == rejected("envoy-local", false));
  CHECK(rejected("envoy-local-timer", true) == rejected("envoy-local-timer", false));
  CHECK(rejected("go-rate", true) == rejected("envoy-local", true));
  CHECK(rejected("go-rate", false) < rejected("envoy-local", false));
}

TEST_CASE("like: a limit in shadow mode counts and stops nobody", "[simulate]") {
  const emulate::Product& product = *emulate::find_product("express");
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", gcra(1, seconds(1)));
  draft.limit_at(limit).shadow = true;
  draft.emulate(limit, emulate::FixedWindow{.limit = 2, .window = seconds(1)}, product.several);
  draft.route("/a", service).limits = {limit};
  const Results results = run(draft.finish(), std::vector<Line>(5, Line{.at_ms = 10}));
  CHECK(outcomes(results.outcomes) == "proxied 200: 5");
  CHECK(results.totals.shadow_refused == 3);
  CHECK(results.limits[0].shadow_refused == 3);
}

TEST_CASE("like: who is held leaves when the client does", "[simulate]") {
  const emulate::Product& product = *emulate::find_product("nginx-delay");
  Draft draft;
  const uint32_t service = draft.service("s");
  const uint32_t limit = draft.limit("l", gcra(1, seconds(1)));
  draft.emulate(limit, emulate::NginxReq{.rate = 1'000, .burst = 5'000, .delay = 0},
                product.several);
  engine::RoutePlan& route = draft.route("/a", service);
  route.limits = {limit};
  route.timeout = milliseconds(500);
  // The second and third are held for one and two seconds; the third gives up after 300 ms. The
  // route's timeout begins when a request is let go.
  const Results results = run(draft.finish(), {{.at_ms = 10, .duration_ms = 0},
                                               {.at_ms = 10, .duration_ms = 0},
                                               {.at_ms = 310, .status = 499, .duration_ms = 300}});
  CHECK(outcomes(results.outcomes) == "proxied 200: 2, client-gone 499: 1");
  CHECK(results.endpoints[0].attempts == 2);
}
