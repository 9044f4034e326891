#include <algorithm>
#include <cmath>
#include <string>

#include "policy/emulate/make.hpp"

namespace gw::emulate::make {

namespace {

double per_second(const Rate& rate) {
  return static_cast<double>(rate.count) / (static_cast<double>(rate.per.ns) / 1e9);
}

// nginx and APISIX with `N r/s` and `N r/m`; thousandths of a request a second.
Result<int64_t> nginx_rate(const Rate& rate) {
  if (rate.per == seconds(1)) return rate.count * 1000;
  if (rate.per == seconds(60)) return rate.count * 1000 / 60;
  const int64_t a_minute = rate.count * 60 / std::max(rate.per.ns / 1'000'000'000, int64_t{1});
  return failure("nginx counts whole requests a second or a minute (10r/s, 30r/m), not " +
                 to_string(rate) + "; write " +
                 to_string(Rate{std::max(a_minute, int64_t{1}), seconds(60)}));
}

Result<NginxReq> nginx_req(const LimitAsk& ask) {
  const Result<int64_t> rate = nginx_rate(ask.rate);
  if (!rate) return tl::unexpected<Error>(rate.error());
  if (ask.burst == 0) return failure("nginx refuses burst=0; leave the burst out for none");
  return NginxReq{.rate = *rate, .burst = ask.burst.value_or(0) * 1000};
}

Result<Limiter> gcra(Duration emission, const LimitAsk& ask) {
  const int64_t limit = ask.burst.value_or(0) + 1;
  int64_t tolerance = 0;
  if (emission.ns < 1 || __builtin_mul_overflow(emission.ns, limit, &tolerance)) {
    return failure("a burst of " + std::to_string(limit - 1) + " at " + to_string(ask.rate) +
                   " does not fit 64-bit nanoseconds; a rate is at most one request a nanosecond");
  }
  return Gcra{emission, {tolerance}};
}

Result<int64_t> needed_burst(const LimitAsk& ask, std::string_view name) {
  if (ask.burst && *ask.burst >= 1) return *ask.burst;
  return failure(std::string(name) + " needs a burst of 1 or more, the size of its bucket");
}

Result<Duration> whole_ms(const Rate& rate, std::string_view name) {
  if (rate.per.ns % 1'000'000 == 0) return rate.per;
  return failure(std::string(name) + " counts in milliseconds; " + to_string(rate.per) +
                 " is no whole number of them");
}

}  // namespace

Result<Limiter> nginx(const LimitAsk& ask) {
  Result<NginxReq> req = nginx_req(ask);
  if (!req) return tl::unexpected<Error>(req.error());
  return *req;
}

Result<Limiter> nginx_delay(const LimitAsk& ask) {
  Result<NginxReq> req = nginx_req(ask);
  if (!req) return tl::unexpected<Error>(req.error());
  if (ask.delay && (*ask.delay < 1 || *ask.delay > NginxReq::kNoDelay / 1000)) {
    return failure("nginx refuses delay=" + std::to_string(*ask.delay) +
                   "; a delay is 1 to 2147483 requests, or left out for none");
  }
  req->delay = ask.delay.value_or(0) * 1000;
  return *req;
}

Result<Limiter> apisix_req(const LimitAsk& ask) {
  return LuaReq{.rate = per_second(ask.rate) * 1000,
                .burst = static_cast<double>(ask.burst.value_or(0)) * 1000};
}

Result<Limiter> throttled(const LimitAsk& ask) {
  return gcra(ask.rate.per / ask.rate.count, ask);
}

Result<Limiter> redis_cell(const LimitAsk& ask) {
  if (ask.rate.per.ns % 1'000'000'000 != 0) {
    return failure("redis-cell takes its period in whole seconds, not " + to_string(ask.rate.per));
  }
  const double ns = static_cast<double>(ask.rate.per.ns) / static_cast<double>(ask.rate.count);
  return gcra({static_cast<int64_t>(ns)}, ask);
}

Result<Limiter> resilience4j(const LimitAsk& ask) {
  if (ask.rate.count > INT32_MAX) return failure("limitForPeriod is at most 2147483647");
  return FixedCycle{static_cast<int32_t>(ask.rate.count), ask.rate.per,
                    ask.timeout.value_or(seconds(5))};
}

Result<Limiter> envoy_local(const LimitAsk& ask) {
  if (ask.rate.per < milliseconds(50)) {
    return failure("Envoy refuses a fill_interval below 50ms, here " + to_string(ask.rate.per));
  }
  // Envoy fills no slower than this.
  constexpr Rate kLeastFill{1, seconds(365 * 86'400)};
  return VirtualBucket{ask.burst.value_or(ask.rate.count),
                       is_slower(ask.rate, kLeastFill) ? kLeastFill : ask.rate};
}

Result<Limiter> envoy_local_timer(const LimitAsk& ask) {
  if (ask.rate.per < milliseconds(50)) {
    return failure("Envoy refuses a fill_interval below 50ms, here " + to_string(ask.rate.per));
  }
  return IntervalBucket{.interval = ask.rate.per,
                        .quantum = ask.rate.count,
                        .capacity = ask.burst.value_or(ask.rate.count),
                        .origin = ask.origin.ns == 0 ? Instant{ask.rate.per.ns} : ask.origin};
}

Result<Limiter> go_rate(const LimitAsk& ask) {
  const Result<int64_t> burst = needed_burst(ask, "go-rate");
  if (!burst) return tl::unexpected<Error>(burst.error());
  const auto size = static_cast<double>(*burst);
  return TokenBucket{.per_unit = per_second(ask.rate), .capacity = size, .start = size};
}

Result<Limiter> traefik(const LimitAsk& ask) {
  const double rate =
      static_cast<double>(ask.rate.count * 1'000'000'000) / static_cast<double>(ask.rate.per.ns);
  const auto whole = static_cast<int64_t>(rate);
  const auto size = static_cast<double>(std::max(ask.burst.value_or(1), int64_t{1}));
  return TokenBucket{.per_unit = rate,
                     .capacity = size,
                     .start = size,
                     .stamp_refused = true,
                     .wait_max = rate < 1 ? milliseconds(500) : seconds(1) / (whole * 2),
                     .forget_s = rate < 1 ? 1 + static_cast<int64_t>(1 / rate) : 2};
}

// NewBucketWithRate: the first quantum in a growing row whose whole nanoseconds come within 1 %.
Result<Limiter> krakend(const LimitAsk& ask) {
  const Result<int64_t> burst = needed_burst(ask, "krakend");
  if (!burst) return tl::unexpected<Error>(burst.error());
  const double rate = per_second(ask.rate);
  for (int64_t quantum = 1; quantum < int64_t{1} << 50;) {
    const auto ns = static_cast<int64_t>(1e9 * static_cast<double>(quantum) / rate);
    const double got = 1e9 * static_cast<double>(quantum) / static_cast<double>(ns);
    if (ns > 0 && std::abs(got - rate) / rate <= 0.01) {
      return IntervalBucket{.interval = {ns}, .quantum = quantum, .capacity = *burst};
    }
    quantum = std::max(quantum * 11 / 10, quantum + 1);
  }
  return failure("juju/ratelimit finds no quantum for " + to_string(ask.rate));
}

Result<Limiter> spring(const LimitAsk& ask) {
  if (ask.rate.per != seconds(1)) {
    return failure("Spring's replenishRate is a whole number of requests a second, not " +
                   to_string(ask.rate) + "; write N/s");
  }
  const Result<int64_t> burst = needed_burst(ask, "spring");
  if (!burst) return tl::unexpected<Error>(burst.error());
  const auto size = static_cast<double>(*burst);
  return TokenBucket{.per_unit = static_cast<double>(ask.rate.count),
                     .capacity = size,
                     .start = size,
                     .tick = seconds(1),
                     .stamp_refused = true};
}

Result<Limiter> upstash_token(const LimitAsk& ask) {
  const Result<Duration> interval = whole_ms(ask.rate, "upstash-token");
  if (!interval) return tl::unexpected<Error>(interval.error());
  return IntervalBucket{.interval = *interval,
                        .quantum = ask.rate.count,
                        .capacity = std::max(ask.burst.value_or(ask.rate.count), int64_t{1}),
                        .tick = milliseconds(1),
                        .drop_when_full = true};
}

Result<Limiter> aws(const LimitAsk& ask) {
  const Result<int64_t> burst = needed_burst(ask, "aws");
  if (!burst) return tl::unexpected<Error>(burst.error());
  const auto size = static_cast<double>(*burst);
  return TokenBucket{.per_unit = per_second(ask.rate), .capacity = size, .start = size};
}

namespace {

TokenBucket npm_bucket(const Rate& rate, int64_t size, double start) {
  const int64_t interval_ms = rate.per.ns / 1'000'000;
  return {.per_unit = static_cast<double>(rate.count) / static_cast<double>(interval_ms),
          .unit = milliseconds(1),
          .capacity = static_cast<double>(size),
          .start = start,
          .tick = milliseconds(1),
          .stamp_refused = true,
          .strict = true};
}

}  // namespace

Result<Limiter> limiter_npm(const LimitAsk& ask) {
  const Result<Duration> interval = whole_ms(ask.rate, "limiter-npm");
  if (!interval) return tl::unexpected<Error>(interval.error());
  const int64_t count = ask.rate.count;
  return NpmLimiter{npm_bucket(ask.rate, count, static_cast<double>(count)), count, *interval};
}

Result<Limiter> limiter_npm_bucket(const LimitAsk& ask) {
  const Result<Duration> interval = whole_ms(ask.rate, "limiter-npm-bucket");
  if (!interval) return tl::unexpected<Error>(interval.error());
  return npm_bucket(ask.rate, std::max(ask.burst.value_or(ask.rate.count), int64_t{1}), 0);
}

}  // namespace gw::emulate::make
