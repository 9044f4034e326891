#include <string>

#include "policy/emulate/make.hpp"

namespace gw::emulate::make {

namespace {

Result<int32_t> limit_of(const ConcurrencyAsk& ask, int64_t least, int64_t otherwise,
                         int64_t most) {
  const int64_t limit = ask.limit.value_or(otherwise);
  if (limit >= least && limit <= most) return static_cast<int32_t>(limit);
  return failure("a limit is " + std::to_string(least) + " to " + std::to_string(most) +
                 " requests at a time here, not " + std::to_string(limit));
}

Result<ConcurrencyLimiter> netflix(NetflixLimit limiter, const ConcurrencyAsk& ask) {
  const Result<int32_t> most = limit_of(ask, limiter.initial, limiter.most, 1'000'000);
  if (!most) return tl::unexpected<Error>(most.error());
  limiter.most = *most;
  limiter.seed = ask.seed;
  return limiter;
}

}  // namespace

Result<ConcurrencyLimiter> nginx_conn(const ConcurrencyAsk& ask) {
  const Result<int32_t> limit = limit_of(ask, 1, 0, 65'535);
  if (!limit) return tl::unexpected<Error>(limit.error());
  return NginxConn{*limit};
}

Result<ConcurrencyLimiter> apisix_conn(const ConcurrencyAsk& ask) {
  const Result<int32_t> limit = limit_of(ask, 1, 0, 1'000'000);
  if (!limit) return tl::unexpected<Error>(limit.error());
  const int64_t burst = ask.burst.value_or(0);
  if (burst < 0 || burst > 1'000'000) {
    return failure("a burst is 0 to 1000000 requests, not " + std::to_string(burst));
  }
  const Duration delay = ask.delay.value_or(milliseconds(100));
  if (delay.ns <= 0) return failure("default_conn_delay is above 0, not " + to_string(delay));
  return LuaConn{*limit, static_cast<int32_t>(burst), in_units(delay, seconds(1))};
}

Result<ConcurrencyLimiter> netflix_aimd(const ConcurrencyAsk& ask) {
  return netflix({.growth = Growth::kAimd}, ask);
}

Result<ConcurrencyLimiter> netflix_vegas(const ConcurrencyAsk& ask) {
  return netflix({.growth = Growth::kVegas, .initial = 20, .most = 1000}, ask);
}

Result<ConcurrencyLimiter> netflix_gradient(const ConcurrencyAsk& ask) {
  return netflix({.growth = Growth::kGradient,
                  .initial = 50,
                  .least = 1,
                  .most = 1000,
                  .smoothing = 0.2,
                  .tolerance = 2},
                 ask);
}

Result<ConcurrencyLimiter> netflix_gradient2(const ConcurrencyAsk& ask) {
  return netflix({.growth = Growth::kGradient2, .smoothing = 0.2, .windowed = true}, ask);
}

Result<ConcurrencyLimiter> envoy_adaptive(const ConcurrencyAsk& ask) {
  const Result<int32_t> most = limit_of(ask, 3, 1000, 1'000'000);
  if (!most) return tl::unexpected<Error>(most.error());
  return EnvoyGradient{.most = *most, .seed = ask.seed};
}

}  // namespace gw::emulate::make
