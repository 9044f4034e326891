#include "policy/emulate/products.hpp"

#include <set>
#include <string>

#include "policy/emulate/asked.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

namespace {

// A rate and a burst that every product takes.
LimitAsk common_ask(const Product& product) {
  LimitAsk ask{{product.name == "aws-waf" ? 10 : 2, seconds(60)}};
  if (product.name == "spring") ask.rate.per = seconds(1);
  if (product.takes.find("burst") != std::string_view::npos) ask.burst = 3;
  return ask;
}

std::string refusal(std::string_view name, const LimitAsk& ask) {
  const Result<Limiter> made = make_limiter(*find_product(name), ask);
  return made ? "made" : made.error().message;
}

}  // namespace

TEST_CASE("products: every row has its own name, makes a limiter and admits a first request",
          "[emulate]") {
  std::set<std::string_view> names;
  for (const Product& product : products()) {
    INFO(product.name);
    REQUIRE(names.insert(product.name).second);
    REQUIRE(find_product(product.name) == &product);
    REQUIRE(product.takes.starts_with("rate"));
    REQUIRE(product.not_modelled.ends_with("."));
    // npm's bare bucket starts empty.
    const char* first = product.name == "limiter-npm-bucket" ? "x" : ".";
    REQUIRE(asked(product.name, common_ask(product), {0}) == first);
  }
  REQUIRE(find_product("nginy") == nullptr);
}

TEST_CASE("products: a cell is small, plain, and new when it is all zero", "[emulate]") {
  for (const Product& product : products()) {
    const Result<Limiter> limiter = make_limiter(product, common_ask(product));
    std::visit(
        [](const auto& each) {
          using Cell = typename std::decay_t<decltype(each)>::Cell;
          static_assert(std::is_trivially_copyable_v<Cell>);
          static_assert(sizeof(Cell) <= 32);
        },
        *limiter);
  }
  STATIC_REQUIRE(sizeof(NginxReq::Cell) == 16);
  STATIC_REQUIRE(sizeof(FreqCounter::Cell) == 12);
  STATIC_REQUIRE(sizeof(Gcra::Cell) == 8);
  STATIC_REQUIRE(sizeof(RingLog::Cell) == 8);
}

TEST_CASE("products: none admits more than a thousand requests at once for 2 in a minute",
          "[emulate]") {
  for (const Product& product : products()) {
    INFO(product.name);
    const std::string all = asked(product.name, common_ask(product), std::vector<int64_t>(100, 7));
    const auto passed = std::count(all.begin(), all.end(), '.');
    // AWS WAF looks every ten seconds.
    REQUIRE((product.name == "aws-waf" ? passed == 100 : passed <= 4));
  }
}

TEST_CASE("products: what a product does not take or refuses is said", "[emulate]") {
  const Rate rate{10, seconds(1)};
  LimitAsk banned{rate};
  banned.ban = seconds(1);
  REQUIRE(refusal("nginx", banned) == "nginx takes no ban; it takes rate, burst");
  REQUIRE(refusal("haproxy", {rate, 5}) == "haproxy takes no burst; it takes rate");
  REQUIRE(refusal("nginx", {rate, 0}) == "nginx refuses burst=0; leave the burst out for none");
  REQUIRE(refusal("nginx", {{1, seconds(10)}}) ==
          "nginx counts whole requests a second or a minute (10r/s, 30r/m), not 1/10s; write 6/m");
  REQUIRE(refusal("nginx-delay", {rate, 5, 0}) ==
          "nginx refuses delay=0; a delay is 1 to 2147483 requests, or left out for none");
  REQUIRE(refusal("envoy-local", {{1, milliseconds(49)}}) ==
          "Envoy refuses a fill_interval below 50ms, here 49ms");
  REQUIRE(refusal("envoy-global", {{1, seconds(10)}}) ==
          "Envoy's rate limit service counts by 1s, 1m, 1h, 1d, 7d, 30d or 365d, not by 10s");
  REQUIRE(refusal("kong", {{1, seconds(7)}}) ==
          "Kong counts by 1s, 1m, 1h, 1d, 30d (a month) or 365d (a year), not by 7s");
  REQUIRE(refusal("spring", {{1, seconds(60)}, 1}) ==
          "Spring's replenishRate is a whole number of requests a second, not 1/m; write N/s");
  REQUIRE(refusal("go-rate", {rate}) ==
          "go-rate needs a burst of 1 or more, the size of its bucket");
  REQUIRE(refusal("aws-waf", {{10, seconds(90)}}) ==
          "AWS WAF counts by 1m, 2m, 5m or 10m, not by 1m30s");
  REQUIRE(refusal("caddy", {{100'000, seconds(1)}}) ==
          "gw keeps at most 65535 times a key for caddy, not 100000");
  REQUIRE(refusal("bottleneck", {{3, seconds(1)}}) ==
          "bottleneck's minTime is a whole number of milliseconds; 3/s is one request every "
          "333ms333us333ns");
  REQUIRE(refusal("throttled", {{1, seconds(int64_t{3650} * 86'400)}, 1'000'000'000})
              .starts_with("a burst of 1000000000 at 1/3650d does not fit"));
  REQUIRE(refusal("haproxy", {{0, seconds(1)}})
              .starts_with("a rate is 1 to 1000000000 requests in at most 3650d"));
}

TEST_CASE("products: what limits concurrency is made from its table too", "[emulate]") {
  for (const ConcurrencyProduct& product : concurrency_products()) {
    INFO(product.name);
    REQUIRE(find_concurrency_product(product.name) == &product);
    ConcurrencyAsk ask;
    if (product.name.ends_with("-conn")) ask.limit = 5;
    Result<ConcurrencyLimiter> limiter = make_limiter(product, ask);
    REQUIRE(limiter.has_value());
    std::visit(
        [](const auto& each) {
          typename std::decay_t<decltype(each)>::Cell cell{};
          int passed = 0;
          while (passed < 2000 && each.begin(cell, at_ms(0)).decision.outcome == Outcome::kAdmit) {
            ++passed;
          }
          REQUIRE(passed >= 3);
          REQUIRE(passed <= 50);
        },
        *limiter);
  }
  ConcurrencyAsk ask;
  REQUIRE(make_limiter(*find_concurrency_product("nginx-conn"), ask).error().message ==
          "a limit is 1 to 65535 requests at a time here, not 0");
  ask.burst = 1;
  REQUIRE(make_limiter(*find_concurrency_product("nginx-conn"), ask).error().message ==
          "nginx-conn takes no burst; it takes limit");
}

}  // namespace gw::emulate
