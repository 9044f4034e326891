// How each product of the table is set up from what a user asks for, and what it refuses.
#pragma once

#include "policy/emulate/products.hpp"

namespace gw::emulate::make {

Result<Limiter> nginx(const LimitAsk& ask);
Result<Limiter> nginx_delay(const LimitAsk& ask);
Result<Limiter> haproxy(const LimitAsk& ask);
Result<Limiter> resilience4j(const LimitAsk& ask);
Result<Limiter> envoy_local(const LimitAsk& ask);
Result<Limiter> envoy_local_timer(const LimitAsk& ask);
Result<Limiter> envoy_global(const LimitAsk& ask);
Result<Limiter> throttled(const LimitAsk& ask);
Result<Limiter> redis_cell(const LimitAsk& ask);
Result<Limiter> go_rate(const LimitAsk& ask);
Result<Limiter> traefik(const LimitAsk& ask);
Result<Limiter> krakend(const LimitAsk& ask);
Result<Limiter> spring(const LimitAsk& ask);
Result<Limiter> upstash_token(const LimitAsk& ask);
Result<Limiter> upstash_sliding(const LimitAsk& ask);
Result<Limiter> aws(const LimitAsk& ask);
Result<Limiter> limiter_npm(const LimitAsk& ask);
Result<Limiter> limiter_npm_bucket(const LimitAsk& ask);
Result<Limiter> kong(const LimitAsk& ask);
Result<Limiter> kong_redis(const LimitAsk& ask);
Result<Limiter> kong_advanced(const LimitAsk& ask);
Result<Limiter> express(const LimitAsk& ask);
Result<Limiter> rate_limiter_flexible(const LimitAsk& ask);
Result<Limiter> rate_limiter_flexible_even(const LimitAsk& ask);
Result<Limiter> apisix_count(const LimitAsk& ask);
Result<Limiter> apisix_req(const LimitAsk& ask);
Result<Limiter> cloudflare(const LimitAsk& ask);
Result<Limiter> ingress_global(const LimitAsk& ask);
Result<Limiter> caddy(const LimitAsk& ask);
Result<Limiter> aws_waf(const LimitAsk& ask);
Result<Limiter> cloud_armor(const LimitAsk& ask);
Result<Limiter> bottleneck(const LimitAsk& ask);
Result<Limiter> bottleneck_drop(const LimitAsk& ask);
Result<Limiter> bottleneck_block(const LimitAsk& ask);

Result<ConcurrencyLimiter> nginx_conn(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> apisix_conn(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> netflix_aimd(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> netflix_vegas(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> netflix_gradient(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> netflix_gradient2(const ConcurrencyAsk& ask);
Result<ConcurrencyLimiter> envoy_adaptive(const ConcurrencyAsk& ask);

}  // namespace gw::emulate::make
