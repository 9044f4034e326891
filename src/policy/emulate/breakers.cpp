#include "policy/emulate/breakers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace gw::emulate {

namespace {

double percent(Ratio ratio) {
  return static_cast<double>(ratio.ppm) / 10'000;
}

double fraction(Ratio ratio) {
  return static_cast<double>(ratio.ppm) / 1'000'000;
}

template <class T, class U>
void set(T& to, const std::optional<U>& from) {
  if (from) to = static_cast<T>(*from);
}

Result<Breaker> consecutive(const BreakerAsk& ask) {
  ConsecutiveBreaker breaker;
  set(breaker.failures, ask.consecutive);
  set(breaker.open_for, ask.open_for);
  set(breaker.probes, ask.probes);
  return breaker;
}

Result<Breaker> gobreaker(const BreakerAsk& ask) {
  Gobreaker breaker;
  set(breaker.interval, ask.window);
  set(breaker.timeout, ask.open_for);
  set(breaker.max_requests, ask.probes);
  if (ask.failure_rate) {
    breaker.ratio = fraction(*ask.failure_rate);
    breaker.consecutive = UINT32_MAX;
  }
  set(breaker.consecutive, ask.consecutive);
  set(breaker.minimum_requests, ask.minimum_calls);
  return breaker;
}

Result<Breaker> resilience4j(const BreakerAsk& ask) {
  Resilience4jBreaker breaker;
  if (ask.failure_rate) breaker.failure_rate = static_cast<float>(percent(*ask.failure_rate));
  if (ask.slow_rate) breaker.slow_rate = static_cast<float>(percent(*ask.slow_rate));
  set(breaker.slow_call, ask.slow_call);
  set(breaker.window, ask.calls);
  if (ask.window) {
    if (ask.calls) return failure("resilience4j has a window or a number of calls, not both");
    if (ask.window->ns % 1'000'000'000 != 0) {
      return failure("resilience4j's window is in whole seconds, not " + to_string(*ask.window));
    }
    breaker.by_time = true;
    breaker.window = static_cast<int32_t>(ask.window->ns / 1'000'000'000);
  }
  set(breaker.minimum_calls, ask.minimum_calls);
  set(breaker.permitted_half_open, ask.probes);
  set(breaker.open_for, ask.open_for);
  return breaker;
}

Result<Breaker> polly(const BreakerAsk& ask) {
  PollyBreaker breaker;
  if (ask.failure_rate) breaker.failure_ratio = fraction(*ask.failure_rate);
  set(breaker.minimum_throughput, ask.minimum_calls);
  set(breaker.sampling, ask.window);
  set(breaker.break_duration, ask.open_for);
  constexpr Duration kLeast = milliseconds(500);
  if (breaker.sampling < kLeast || breaker.break_duration < kLeast) {
    return failure("Polly refuses a window or an open-for below 500ms");
  }
  if (breaker.minimum_throughput < 2) return failure("Polly refuses minimum-calls below 2");
  return breaker;
}

Result<Breaker> opossum(const BreakerAsk& ask) {
  OpossumBreaker breaker;
  if (ask.failure_rate) breaker.error_percentage = percent(*ask.failure_rate);
  set(breaker.rolling_window, ask.window);
  set(breaker.volume_threshold, ask.minimum_calls);
  set(breaker.reset_timeout, ask.open_for);
  set(breaker.timeout, ask.timeout);
  return breaker;
}

Result<Breaker> cockatiel(const BreakerAsk& ask) {
  CockatielBreaker breaker;
  if (ask.failure_rate) breaker.threshold = fraction(*ask.failure_rate);
  if (ask.window) {
    breaker.counter = CockatielBreaker::Counter::kSampling;
    breaker.duration = *ask.window;
    if (ask.minimum_calls) {
      breaker.minimum_rps =
          static_cast<double>(*ask.minimum_calls) / (static_cast<double>(ask.window->ns) / 1e9);
    }
  } else if (ask.failure_rate || ask.calls) {
    breaker.counter = CockatielBreaker::Counter::kCount;
    set(breaker.size, ask.calls);
    breaker.minimum_calls = breaker.size;
    set(breaker.minimum_calls, ask.minimum_calls);
  }
  set(breaker.consecutive, ask.consecutive);
  set(breaker.half_open_after, ask.open_for);
  set(breaker.half_open_calls, ask.probes);
  if (breaker.threshold >= 1) return failure("cockatiel refuses a failure-rate of 100%");
  if (breaker.minimum_calls > breaker.size) {
    return failure("cockatiel refuses minimum-calls above its calls, " +
                   std::to_string(breaker.size));
  }
  return breaker;
}

Result<Breaker> hystrix(const BreakerAsk& ask) {
  HystrixBreaker breaker;
  if (ask.failure_rate)
    breaker.error_percentage = static_cast<int32_t>(ask.failure_rate->ppm / 10'000);
  set(breaker.request_volume, ask.minimum_calls);
  set(breaker.window, ask.window);
  set(breaker.sleep_window, ask.open_for);
  if (breaker.window.ns % breaker.snapshot.ns != 0) {
    return failure("Hystrix' window is a multiple of its 500ms snapshots, not " +
                   to_string(breaker.window));
  }
  if (ask.failure_rate && ask.failure_rate->ppm % 10'000 != 0) {
    return failure("Hystrix' failure-rate is a whole percentage, not " +
                   to_string(*ask.failure_rate));
  }
  return breaker;
}

Result<Breaker> traefik(const BreakerAsk& ask) {
  OxyBreaker breaker;
  if (ask.slow_call.has_value() != ask.slow_rate.has_value()) {
    return failure("Traefik's LatencyAtQuantileMS takes slow-after and slow-rate together");
  }
  if (ask.slow_call) {
    breaker.latency_ms = ask.slow_call->ns / 1'000'000;
    breaker.latency_quantile = 100 - percent(*ask.slow_rate);
  }
  if (ask.failure_rate || !ask.slow_call) {
    breaker.server_error_ratio = fraction(ask.failure_rate.value_or(Ratio{500'000}));
  }
  set(breaker.fallback_duration, ask.open_for);
  return breaker;
}

Result<Breaker> envoy_outlier(const BreakerAsk& ask) {
  EnvoyOutlier breaker;
  set(breaker.consecutive_5xx, ask.consecutive);
  set(breaker.interval, ask.window);
  set(breaker.base_ejection, ask.open_for);
  set(breaker.hosts, ask.hosts);
  if (ask.max_ejected) {
    if (ask.max_ejected->ppm % 10'000 != 0) {
      return failure("Envoy's max_ejection_percent is a whole percentage, not " +
                     to_string(*ask.max_ejected));
    }
    breaker.max_ejected_percent = static_cast<int32_t>(ask.max_ejected->ppm / 10'000);
  }
  breaker.max_ejection = std::max(breaker.max_ejection, breaker.base_ejection);
  breaker.seed = ask.seed;
  return breaker;
}

constexpr BreakerProduct kProducts[] = {
    {"consecutive", "gw's baseline, failures in a row", "consecutive open-for half-open",
     "Nothing is left out.", consecutive},
    {"gobreaker", "sony/gobreaker fed8e9e (v2)",
     "consecutive failure-rate minimum-calls window open-for half-open",
     "BucketPeriod is off; consecutive is the N of a ReadyToTrip with ConsecutiveFailures > N (5 "
     "unless it is given), which opens at failure N + 1; a failure-rate is the ReadyToTrip of its "
     "README.",
     gobreaker},
    {"krakend", "KrakenD's circuit breaker, which is gobreaker", "consecutive window open-for",
     "Nothing is left out; consecutive is max_errors, which opens at one failure in a row more, "
     "window interval, open-for timeout.",
     gobreaker},
    {"resilience4j", "resilience4j af9e7c9, CircuitBreaker",
     "failure-rate slow-rate slow-after calls window minimum-calls open-for half-open",
     "Wait intervals that grow, its three manual states and the lock-free window of seconds.",
     resilience4j},
    {"polly", "Polly 173d6d1 (v8), CircuitBreakerStrategy",
     "failure-rate window minimum-calls open-for", "BreakDurationGenerator and isolation.", polly},
    {"opossum", "opossum 9.0.0 and 10.0.0", "failure-rate window minimum-calls open-for timeout",
     "Warm-up, cache and coalescing; its timers start with the first call.", opossum},
    {"cockatiel", "cockatiel 4.0.0, Consecutive-, Count- (calls) or SamplingBreaker (window)",
     "consecutive failure-rate calls window minimum-calls open-for half-open",
     "Back-offs that grow and isolation.", cockatiel},
    {"hystrix", "Hystrix 7c03baf", "failure-rate window minimum-calls open-for",
     "Rejections by its own thread pools and semaphores; a probe that is ignored.", hystrix},
    {"traefik",
     "Traefik's CircuitBreaker (vulcand/oxy db4bdb4): ResponseCodeRatio(500,600,0,600) > "
     "failure-rate || LatencyAtQuantileMS(100 - slow-rate) > slow-after",
     "failure-rate slow-rate slow-after open-for",
     "Other expressions than these two, such as those with NetworkErrorRatio().", traefik},
    {"envoy-outlier", "Envoy 00c7146, outlier detection, a breaker for each of `hosts`",
     "consecutive window open-for hosts max-ejected",
     "Local-origin failures, active health checks and what the load balancer does in panic. "
     "max-ejected is max_ejection_percent, 10% unless it is given: fewer than 10 hosts lose none.",
     envoy_outlier},
};

}  // namespace

std::span<const BreakerProduct> breaker_products() {
  return kProducts;
}

const BreakerProduct* find_breaker_product(std::string_view name) {
  const auto* row = std::ranges::find(kProducts, name, &BreakerProduct::name);
  return row == std::end(kProducts) ? nullptr : row;
}

Result<Breaker> make_breaker(const BreakerProduct& product, const BreakerAsk& ask) {
  const auto words = split(product.takes, ' ');
  const auto number = [](const auto& given) {
    return given ? std::optional(int64_t{*given}) : std::nullopt;
  };
  const auto length = [](const auto& given) {
    return given ? std::optional(given->ns) : std::nullopt;
  };
  const auto share = [](const auto& given) {
    return given ? std::optional(given->ppm) : std::nullopt;
  };
  struct Given {
    std::string_view word;
    std::optional<int64_t> value;
    int64_t most;
    std::string_view range;
  };
  constexpr int64_t kMost = 100'000;
  constexpr std::string_view kNumbers = "1 to 100000";
  constexpr std::string_view kShares = "above 0% and at most 100%";
  constexpr int64_t kDayNs = 86'400'000'000'000;
  constexpr std::string_view kTimes = "1ms to 1d";
  const Given all[] = {{"consecutive", number(ask.consecutive), kMost, kNumbers},
                       {"failure-rate", share(ask.failure_rate), 1'000'000, kShares},
                       {"slow-rate", share(ask.slow_rate), 1'000'000, kShares},
                       {"max-ejected", share(ask.max_ejected), 1'000'000, kShares},
                       {"calls", number(ask.calls), kMost, kNumbers},
                       {"minimum-calls", number(ask.minimum_calls), kMost, kNumbers},
                       {"half-open", number(ask.probes), kMost, kNumbers},
                       {"hosts", number(ask.hosts), kMost, kNumbers},
                       {"window", length(ask.window), kDayNs, kTimes},
                       {"open-for", length(ask.open_for), kDayNs, kTimes},
                       {"slow-after", length(ask.slow_call), kDayNs, kTimes},
                       {"timeout", length(ask.timeout), kDayNs, kTimes}};
  for (const Given& given : all) {
    if (!given.value) continue;
    const std::string name(given.word);
    if (std::ranges::find(words, given.word) == words.end()) {
      std::string takes;
      for (const auto word : words) takes += (takes.empty() ? "" : ", ") + std::string(word);
      return failure(std::string(product.name) + " takes no " + name + "; it takes " + takes);
    }
    const int64_t least = given.range == kTimes ? 1'000'000 : 1;
    if (*given.value < least || *given.value > given.most) {
      return failure(name + " is " + std::string(given.range));
    }
  }
  return product.make(ask);
}

std::optional<Duration> cut_off(const Breaker& breaker) {
  const auto* opossum = std::get_if<OpossumBreaker>(&breaker);
  if (opossum == nullptr || opossum->timeout.ns == 0) return std::nullopt;
  return opossum->timeout;
}

}  // namespace gw::emulate
