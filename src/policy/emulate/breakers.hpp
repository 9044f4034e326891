// The circuit breakers of other products by name, as products.hpp is for limiters. Envoy's retry
// budget, which is none, is in envoy_retry_budget.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/draw.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "policy/emulate/cockatiel_breaker.hpp"
#include "policy/emulate/consecutive_breaker.hpp"
#include "policy/emulate/envoy_outlier.hpp"
#include "policy/emulate/gobreaker.hpp"
#include "policy/emulate/hystrix_breaker.hpp"
#include "policy/emulate/opossum_breaker.hpp"
#include "policy/emulate/oxy_breaker.hpp"
#include "policy/emulate/polly_breaker.hpp"
#include "policy/emulate/resilience4j_breaker.hpp"

namespace gw::emulate {

using Breaker =
    std::variant<ConsecutiveBreaker, Gobreaker, Resilience4jBreaker, PollyBreaker, OpossumBreaker,
                 CockatielBreaker, HystrixBreaker, OxyBreaker, EnvoyOutlier>;

// What a user asks for; what is left out is the product's default.
struct BreakerAsk {
  std::optional<int64_t> consecutive{};  // failures in a row
  std::optional<Ratio> failure_rate{};
  std::optional<Duration> window{};
  std::optional<int64_t> calls{};  // a window of so many calls instead
  std::optional<int64_t> minimum_calls{};
  std::optional<Duration> open_for{};
  std::optional<int64_t> probes{};
  std::optional<Duration> slow_call{};
  std::optional<Ratio> slow_rate{};
  std::optional<Duration> timeout{};
  std::optional<int64_t> hosts{};
  std::optional<Ratio> max_ejected{};  // of the hosts
  Seed seed{};
};

struct BreakerProduct {
  std::string_view name;
  std::string_view is;
  std::string_view takes;  // as the options are called: "failure-rate window minimum-calls"
  std::string_view not_modelled;
  Result<Breaker> (*make)(const BreakerAsk& ask);
};

std::span<const BreakerProduct> breaker_products();
const BreakerProduct* find_breaker_product(std::string_view name);

// An Error says what of the ask the product does not take or what is out of its range.
Result<Breaker> make_breaker(const BreakerProduct& product, const BreakerAsk& ask);

// How long a call takes at most before the product itself ends it as a failure, if it does.
std::optional<Duration> cut_off(const Breaker& breaker);

}  // namespace gw::emulate
