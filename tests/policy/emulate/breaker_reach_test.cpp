#include "policy/emulate/breaker_reach.hpp"

#include "policy/emulate/called.hpp"
#include "support/catch.hpp"

namespace gw::emulate {

TEST_CASE("breaker_reach: of so few hosts that one is too many Envoy ejects none", "[emulate]") {
  for (int32_t hosts = 1; hosts <= 30; ++hosts) {
    for (int32_t percent = 1; percent <= 100; ++percent) {
      CAPTURE(hosts, percent);
      const EnvoyOutlier breaker{
          .hosts = hosts, .max_ejected_percent = percent, .consecutive_5xx = 1};
      Caller<EnvoyOutlier> caller{breaker};
      caller.calls("f");
      CHECK(reach_of(breaker).never.empty() == (caller.state.ejected == 1));
    }
  }
}

TEST_CASE("breaker_reach: why none is ejected is said in numbers", "[emulate]") {
  CHECK(reach_of(EnvoyOutlier{}).never ==
        "the only host is more than the 10% of them that max-ejected lets go");
  CHECK(reach_of(EnvoyOutlier{.hosts = 9}).never ==
        "one of 9 hosts is more than the 10% of them that max-ejected lets go");
  CHECK(reach_of(EnvoyOutlier{.always_eject_one = true}).never.empty());
  CHECK(reach_of(Breaker{PollyBreaker{}}).never.empty());
}

TEST_CASE("breaker_reach: max-ejected is a whole percentage", "[emulate]") {
  const BreakerProduct& envoy = *find_breaker_product("envoy-outlier");
  const auto half = make_breaker(envoy, {.max_ejected = Ratio{500'000}});
  REQUIRE(half);
  CHECK(std::get<EnvoyOutlier>(*half).max_ejected_percent == 50);
  CHECK(make_breaker(envoy, {.max_ejected = Ratio{505'000}}).error().message ==
        "Envoy's max_ejection_percent is a whole percentage, not 50.5%");
}

}  // namespace gw::emulate
