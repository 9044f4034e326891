#include <algorithm>
#include <string>

#include "policy/emulate/make.hpp"

namespace gw::emulate::make {

namespace {

Result<Limiter> refused_period(const Rate& rate, std::string_view product,
                               std::string_view periods) {
  return failure(std::string(product) + " counts by " + std::string(periods) + ", not by " +
                 to_string(rate.per));
}

bool is_one_of(Duration per, std::initializer_list<int64_t> all_s) {
  return std::ranges::any_of(all_s, [&](int64_t s) { return per == seconds(s); });
}

constexpr int64_t kDay = 86'400;
constexpr int64_t kWeek = 7 * kDay;
constexpr int64_t kMonth = 30 * kDay;
constexpr int64_t kYear = 365 * kDay;

Result<FixedWindow> js_window(const LimitAsk& ask, std::string_view product, Duration step) {
  if (ask.rate.per.ns % step.ns != 0) {
    return failure(std::string(product) + " counts in multiples of " + to_string(step) + "; " +
                   to_string(ask.rate.per) + " is none");
  }
  return FixedWindow{.limit = ask.rate.count,
                     .window = ask.rate.per,
                     .count_refused = true,
                     .tick = milliseconds(1)};
}

Result<Limiter> kong_window(const LimitAsk& ask, bool count_refused) {
  if (!is_one_of(ask.rate.per, {1, 60, 3600, kDay, kMonth, kYear})) {
    return refused_period(ask.rate, "Kong", "1s, 1m, 1h, 1d, 30d (a month) or 365d (a year)");
  }
  const Duration per = ask.rate.per;
  return FixedWindow{.limit = ask.rate.count,
                     .window = per,
                     .anchor = per == seconds(kMonth)  ? Anchor::kMonth
                               : per == seconds(kYear) ? Anchor::kYear
                                                       : Anchor::kEpoch,
                     .count_refused = count_refused,
                     .tick = seconds(1),
                     .retry_min = seconds(1)};
}

template <class Inner>
Result<Limiter> with_ban(const Inner& inner, std::optional<Duration> ban) {
  if (!ban) return inner;
  if (ban->ns <= 0) return failure("a ban lasts longer than " + to_string(*ban));
  return Banned<Inner>{inner, *ban};
}

Result<Limiter> min_time(const LimitAsk& ask, HighWater high_water) {
  const int64_t per_ms = ask.rate.per.ns / 1'000'000;
  if (ask.rate.per.ns % 1'000'000 != 0 || per_ms % ask.rate.count != 0) {
    return failure("bottleneck's minTime is a whole number of milliseconds; " +
                   to_string(ask.rate) + " is one request every " +
                   to_string(ask.rate.per / ask.rate.count));
  }
  const int64_t time_ms = per_ms / ask.rate.count;
  return Bottleneck{time_ms, high_water, time_ms == 0 ? 5000 : 15 * time_ms};
}

}  // namespace

Result<Limiter> haproxy(const LimitAsk& ask) {
  const int64_t ms = ask.rate.per.ns / 1'000'000;
  if (ask.rate.per.ns % 1'000'000 != 0 || ms < 1 || ms > 1 << 30) {
    return failure("a period of HAProxy is 1ms to 1073741824ms, whole milliseconds, not " +
                   to_string(ask.rate.per));
  }
  return FreqCounter{static_cast<uint32_t>(ask.rate.count), static_cast<uint32_t>(ms)};
}

Result<Limiter> envoy_global(const LimitAsk& ask) {
  if (!is_one_of(ask.rate.per, {1, 60, 3600, kDay, kWeek, kMonth, kYear})) {
    return refused_period(ask.rate, "Envoy's rate limit service",
                          "1s, 1m, 1h, 1d, 7d, 30d or 365d");
  }
  return FixedWindow{.limit = ask.rate.count,
                     .window = ask.rate.per,
                     .anchor = Anchor::kEpoch,
                     .count_refused = true,
                     .tick = seconds(1)};
}

Result<Limiter> kong(const LimitAsk& ask) {
  return kong_window(ask, false);
}

Result<Limiter> kong_redis(const LimitAsk& ask) {
  return kong_window(ask, true);
}

Result<Limiter> kong_advanced(const LimitAsk& ask) {
  if (ask.rate.per.ns % 1'000'000'000 != 0) {
    return refused_period(ask.rate, "Kong", "whole seconds");
  }
  return SlidingCounter{.limit = ask.rate.count, .window = ask.rate.per, .count_refused = true};
}

Result<Limiter> express(const LimitAsk& ask) {
  const Result<FixedWindow> window = js_window(ask, "express", milliseconds(1));
  if (!window) return tl::unexpected<Error>(window.error());
  return *window;
}

namespace {

Result<Limiter> flexible(const LimitAsk& ask, bool evenly) {
  Result<FixedWindow> window = js_window(ask, "rate-limiter-flexible", milliseconds(1));
  if (!window) return tl::unexpected<Error>(window.error());
  window->block = ask.ban.value_or(Duration{});
  window->evenly = evenly;
  return *window;
}

}  // namespace

Result<Limiter> rate_limiter_flexible(const LimitAsk& ask) {
  return flexible(ask, false);
}

Result<Limiter> rate_limiter_flexible_even(const LimitAsk& ask) {
  return flexible(ask, true);
}

Result<Limiter> apisix_count(const LimitAsk& ask) {
  Result<FixedWindow> window = js_window(ask, "apisix-count", milliseconds(1));
  if (!window) return tl::unexpected<Error>(window.error());
  window->through_end = true;
  return *window;
}

Result<Limiter> cloudflare(const LimitAsk& ask) {
  const SlidingCounter counter{
      .limit = ask.rate.count, .window = ask.rate.per, .count_refused = true};
  return with_ban(counter, ask.ban);
}

Result<Limiter> upstash_sliding(const LimitAsk& ask) {
  if (ask.rate.per.ns % 1'000'000 != 0) {
    return refused_period(ask.rate, "upstash-sliding", "whole milliseconds");
  }
  return SlidingCounter{.limit = ask.rate.count,
                        .window = ask.rate.per,
                        .weighing = Weighing::kFloor,
                        .tick = milliseconds(1)};
}

Result<Limiter> ingress_global(const LimitAsk& ask) {
  if (ask.rate.per.ns % 1'000'000 != 0) {
    return refused_period(ask.rate, "ingress-global", "whole milliseconds");
  }
  return SlidingCounter{.limit = ask.rate.count,
                        .window = ask.rate.per,
                        .weighing = Weighing::kCapped,
                        .tick = milliseconds(1)};
}

Result<Limiter> caddy(const LimitAsk& ask) {
  if (ask.rate.count > policy::kMaxRingStamps) {
    return failure("gw keeps at most " + std::to_string(policy::kMaxRingStamps) +
                   " times a key for caddy, not " + std::to_string(ask.rate.count));
  }
  return RingLog{.limit = ask.rate.count, .window = ask.rate.per};
}

Result<Limiter> aws_waf(const LimitAsk& ask) {
  const Duration step = ask.step.value_or(seconds(10));
  if (!is_one_of(ask.rate.per, {60, 120, 300, 600})) {
    return refused_period(ask.rate, "AWS WAF", "1m, 2m, 5m or 10m");
  }
  if (ask.rate.count < 10) {
    return failure("AWS WAF refuses a limit below 10, here " + std::to_string(ask.rate.count));
  }
  if (step < seconds(1) || ask.rate.per.ns % step.ns != 0) {
    return failure("a step is 1s or more and divides the window; " + to_string(step) +
                   " does not for " + to_string(ask.rate.per));
  }
  return EvaluatedWindow{.limit = ask.rate.count, .window = ask.rate.per, .step = step};
}

Result<Limiter> cloud_armor(const LimitAsk& ask) {
  return with_ban(
      FixedWindow{.limit = ask.rate.count, .window = ask.rate.per, .count_refused = true}, ask.ban);
}

Result<Limiter> bottleneck(const LimitAsk& ask) {
  return min_time(ask, HighWater::kNone);
}

Result<Limiter> bottleneck_drop(const LimitAsk& ask) {
  return min_time(ask, HighWater::kDrop);
}

Result<Limiter> bottleneck_block(const LimitAsk& ask) {
  return min_time(ask, HighWater::kBlock);
}

}  // namespace gw::emulate::make
