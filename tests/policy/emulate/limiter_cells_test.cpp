#include "policy/emulate/limiter_cells.hpp"

#include <random>
#include <unordered_map>

#include "support/catch.hpp"

using namespace gw;
using namespace gw::emulate;

namespace {

// Some start full and some need a burst.
Limiter made(const Product& product) {
  LimitAsk ask{.rate = {60, seconds(60)}};
  if (product.name == "spring") ask.rate = {1, seconds(1)};
  if (burst_of(product) != Burst::kNone) ask.burst = 7;
  const auto limiter = make_limiter(product, ask);
  REQUIRE(limiter);
  return *limiter;
}

}  // namespace

TEST_CASE("limiter_cells: each key has the product's cell, of every product", "[policy]") {
  for (const Product& product : products()) {
    CAPTURE(product.name);
    const Limiter any = made(product);
    LimiterCells cells(any, 100);
    policy::RingPool rings;
    std::visit(
        [&]<class One>(One one) {
          if constexpr (requires { one.rings; }) one.rings = &rings;
          std::unordered_map<uint64_t, typename One::Cell> each;
          std::mt19937_64 random(1);
          Instant now{1'767'225'600'000'000'000};
          uint64_t refused = 0;
          for (int i = 0; i < 3'000; ++i) {
            now = now + microseconds(static_cast<int64_t>(random() % 200'000));
            const uint64_t key = random() % 5;
            const Decision seen = cells.look(key, now);
            const std::optional<Decision> taken = cells.take(key, now);
            const Decision expected = one.take(each[key], now, 1);
            REQUIRE(taken == expected);
            REQUIRE(seen == expected);
            refused += expected.outcome == Outcome::kAdmit ? 0 : 1;
          }
          CHECK(refused > 0);
        },
        any);
    CHECK(cells.keys() == 5);
  }
}

TEST_CASE("limiter_cells: a new key beyond the bound counts nowhere", "[policy]") {
  LimiterCells cells(made(*find_product("express")), 2);
  const Instant now{1'767'225'600'000'000'000};
  CHECK(cells.take(1, now) == admitted());
  CHECK(cells.take(2, now) == admitted());
  CHECK(cells.take(3, now) == std::nullopt);
  CHECK(cells.take(1, now) == admitted());
  CHECK(cells.keys() == 2);
}

TEST_CASE("products: what a limit lets pass at once becomes the product's burst", "[policy]") {
  struct Row {
    const char* product;
    int64_t at_once;
    std::optional<int64_t> burst;
  };
  for (const Row& row : std::initializer_list<Row>{{"nginx", 1, std::nullopt},
                                                   {"nginx", 21, 20},
                                                   {"nginx-delay", 21, 20},
                                                   {"throttled", 21, 20},
                                                   {"redis-cell", 21, 20},
                                                   {"apisix-req", 21, 20},
                                                   {"envoy-local", 21, 21},
                                                   {"go-rate", 1, 1},
                                                   {"traefik", 21, 21},
                                                   {"aws", 21, 21},
                                                   {"express", 10, std::nullopt},
                                                   {"kong", 1, std::nullopt}}) {
    CAPTURE(row.product);
    const auto ask = ask_for(*find_product(row.product), {10, seconds(1)}, row.at_once);
    REQUIRE(ask);
    CHECK(ask->burst == row.burst);
  }
  CHECK(ask_for(*find_product("express"), {10, seconds(1)}, 21).error().message ==
        "express takes no burst: of 10/s it lets at most 10 pass at once, and this limit lets 21");
}
