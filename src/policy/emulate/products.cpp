#include "policy/emulate/products.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "policy/emulate/make.hpp"

namespace gw::emulate {

namespace {

constexpr Product kProducts[] = {
    {"nginx", "nginx 3f6f782, limit_req with nodelay", "rate burst", "The zone never fills up.",
     Order::kChargeNoneOnReject, make::nginx},
    {"nginx-delay", "nginx 3f6f782, limit_req with delay= (0 unless given)", "rate burst delay",
     "The zone never fills up; a client that leaves while it waits stays counted.",
     Order::kChargeNoneOnReject, make::nginx_delay},
    {"haproxy", "HAProxy 50872da, 'sc_http_req_rate(0) gt COUNT' over http_req_rate(PERIOD)",
     "rate", "The table never fills up and its expire is at least two periods.", Order::kChargeAll,
     make::haproxy},
    {"resilience4j", "resilience4j af9e7c9, AtomicRateLimiter", "rate timeout",
     "Cycles start with the key's first request instead of the limiter's construction.",
     Order::kNoRefund, make::resilience4j},
    {"envoy-local", "Envoy 00c7146, local_ratelimit with AtomicTokenBucketImpl", "rate burst",
     "Shares of a bucket among peers (share_provider), the LRU of wildcard descriptors, and how "
     "its "
     "doubles round, which depends on when the machine was booted: here nothing is rounded and a "
     "key's bucket is full at its first request.",
     Order::kSlowestFirst, make::envoy_local},
    {"envoy-local-timer", "Envoy up to 1.31, local_ratelimit filled by a timer", "rate burst",
     "When Envoy was started, from which its timer ticks: here at multiples of fill_interval since "
     "1970.",
     Order::kSlowestBySecond, make::envoy_local_timer},
    {"envoy-global", "envoyproxy/ratelimit f2fb157", "rate",
     "The local cache, which keeps refused requests from being counted, is off, and so is "
     "shadow_mode.",
     Order::kChargeAll, make::envoy_global},
    {"throttled", "throttled 9e814f2, GCRARateLimiter", "rate burst", "Nothing is left out.",
     Order::kNoRefund, make::throttled},
    {"redis-cell", "redis-cell 4d42338, CL.THROTTLE", "rate burst", "Nothing is left out.",
     Order::kNoRefund, make::redis_cell},
    {"go-rate", "golang.org/x/time 2b4e439, rate.Limiter.Allow", "rate burst",
     "Nothing is left out.", Order::kNoRefund, make::go_rate},
    {"traefik", "Traefik 26978da, RateLimit in memory", "rate burst",
     "The map of sources never exceeds its 65536 entries.", Order::kNoRefund, make::traefik},
    {"krakend", "juju/ratelimit f60b320, TakeAvailable(1), as KrakenD's juju limiter", "rate burst",
     "Idle clients are never cleaned up.", Order::kNoRefund, make::krakend},
    {"spring", "Spring Cloud Gateway, RedisRateLimiter with requestedTokens 1", "rate burst",
     "Redis never fails, which would let all pass.", Order::kNoRefund, make::spring},
    {"upstash-token", "@upstash/ratelimit 5b5448a and 2.2.0, tokenBucket", "rate burst",
     "The ephemeral cache of refused keys is off.", Order::kNoRefund, make::upstash_token},
    {"upstash-sliding", "@upstash/ratelimit 5b5448a and 2.2.0, slidingWindow", "rate",
     "The ephemeral cache of refused keys is off.", Order::kNoRefund, make::upstash_sliding},
    {"aws", "AWS API Gateway throttling as documented, a token bucket", "rate burst",
     "AWS calls its limits best-effort targets; several nodes share a bucket in ways it does not "
     "publish.",
     Order::kNoRefund, make::aws},
    {"limiter-npm", "npm limiter 4.1.0, RateLimiter.tryRemoveTokens", "rate",
     "A limiter is made at its key's first request.", Order::kChargeNoneOnReject,
     make::limiter_npm},
    {"limiter-npm-bucket", "npm limiter 4.1.0, TokenBucket.tryRemoveTokens, which starts empty",
     "rate burst", "A bucket is made at its key's first request.", Order::kChargeNoneOnReject,
     make::limiter_npm_bucket},
    {"kong", "Kong 22246ef, rate-limiting with policy local (also cluster)", "rate",
     "Counters are written after the answer, so that requests at the same moment all pass; a "
     "refused client is told the calendar's end where Kong counts 30 or 365 days.",
     Order::kCheckAllThenCharge, make::kong},
    {"kong-redis", "Kong 22246ef, rate-limiting with policy redis and sync_rate -1", "rate",
     "Redis never fails; with a sync_rate >= 0.02 nodes overshoot by what they have not synced.",
     Order::kChargeAll, make::kong_redis},
    {"kong-advanced", "Kong rate-limiting-advanced, window_type sliding, as documented", "rate",
     "Its source is not public: sync_rate is off and the counter of the present request is "
     "included.",
     Order::kChargeAll, make::kong_advanced},
    {"express", "express-rate-limit 8.7.5 with MemoryStore", "rate",
     "skipFailedRequests and skipSuccessfulRequests are off.", Order::kNoRefund, make::express},
    {"rate-limiter-flexible", "rate-limiter-flexible 11.4.0, RateLimiterMemory", "rate ban",
     "inMemoryBlockOnConsumed and insurance limiters are off; ban is blockDuration.",
     Order::kNoRefund, make::rate_limiter_flexible},
    {"rate-limiter-flexible-even", "the same with execEvenly, which spreads what is left",
     "rate ban", "inMemoryBlockOnConsumed and insurance limiters are off; ban is blockDuration.",
     Order::kNoRefund, make::rate_limiter_flexible_even},
    {"apisix-count", "APISIX limit-count over lua-resty-limit-traffic 2a834b1, policy local",
     "rate",
     "Other keys keep the shared dictionary from dropping an entry in its very last millisecond.",
     Order::kNoRefund, make::apisix_count},
    {"apisix-req", "APISIX limit-req over lua-resty-limit-traffic 2a834b1, nodelay false",
     "rate burst", "Two workers that read the same state at once.", Order::kNoRefund,
     make::apisix_req},
    {"cloudflare", "Cloudflare rate limiting rules as its blog describes them", "rate ban",
     "Counters are by data centre; expressions over the response; ban is the mitigation timeout.",
     Order::kChargeAll, make::cloudflare},
    {"ingress-global", "ingress-nginx global-rate-limit over lua-resty-global-throttle 0.2.0",
     "rate", "The cache of refused keys changes no decision and memcached never fails.",
     Order::kNoRefund, make::ingress_global},
    {"caddy", "caddy-ratelimit 5625512", "rate", "Distributed state and jitter are off.",
     Order::kFastestFirst, make::caddy},
    {"aws-waf", "AWS WAF rate-based rule as documented", "rate step",
     "AWS publishes neither its step (here 10 s) nor its lag, which may be minutes.",
     Order::kChargeAll, make::aws_waf},
    {"cloud-armor", "Google Cloud Armor throttle, with ban rate_based_ban", "rate ban",
     "Google does not publish where its intervals start; here with the key's first request.",
     Order::kChargeAll, make::cloud_armor},
    {"bottleneck", "bottleneck 2.19.5 with minTime alone", "rate",
     "maxConcurrent and reservoir, which hold jobs until others end; the queue has no highWater.",
     Order::kNoRefund, make::bottleneck},
    {"bottleneck-drop", "bottleneck 2.19.5 with minTime, highWater 0 and LEAK or OVERFLOW", "rate",
     "maxConcurrent, reservoir and priorities.", Order::kNoRefund, make::bottleneck_drop},
    {"bottleneck-block", "bottleneck 2.19.5 with minTime, highWater 0 and BLOCK", "rate",
     "maxConcurrent, reservoir and a penalty of one's own.", Order::kNoRefund,
     make::bottleneck_block},
};

constexpr ConcurrencyProduct kConcurrencyProducts[] = {
    {"nginx-conn", "nginx 3f6f782, limit_conn", "limit",
     "A request counts from its arrival instead of from when its head was read.", make::nginx_conn},
    {"apisix-conn", "APISIX limit-conn over lua-resty-limit-traffic 2a834b1", "limit burst delay",
     "The mean duration is by key instead of by worker.", make::apisix_conn},
    {"netflix-aimd", "Netflix concurrency-limits 78a74b9, AIMDLimit", "limit",
     "Nothing is left out.", make::netflix_aimd},
    {"netflix-vegas", "Netflix concurrency-limits 78a74b9, VegasLimit", "limit",
     "The jitter of its probes is drawn from gw's seed.", make::netflix_vegas},
    {"netflix-gradient", "Netflix concurrency-limits 78a74b9, GradientLimit", "limit",
     "The distance of its probes is drawn from gw's seed.", make::netflix_gradient},
    {"netflix-gradient2", "Netflix concurrency-limits 78a74b9, WindowedLimit of Gradient2Limit",
     "limit", "Nothing is left out.", make::netflix_gradient2},
    {"envoy-adaptive", "Envoy 054694f, adaptive_concurrency, gradient controller", "limit",
     "Percentiles are exact instead of binned; the jitter is drawn from gw's seed.",
     make::envoy_adaptive},
};

constexpr NotEmulated kNotEmulated[] = {
    {"Kong rate-limiting with policy redis and sync_rate >= 0.02",
     "the counter of a node depends on what other nodes sent in the meantime"},
    {"bottleneck with LEAK and a highWater above 0",
     "it drops a job that was accepted before, when a later one comes"},
    {"AWS API Gateway quotas and the order of its throttles",
     "the account's own limits are not in a log"},
};

constexpr int64_t kCountMax = 1'000'000'000;
constexpr Duration kPerMax = seconds(int64_t{3650} * 86'400);

// "burst" and "rate" of "rate burst".
bool has_word(std::string_view words, std::string_view word) {
  return std::ranges::any_of(split(words, ' '), [&](auto each) { return each == word; });
}

std::string listed(std::string_view words) {
  std::string list;
  for (const std::string_view word : split(words, ' ')) {
    if (!list.empty()) list += ", ";
    list += word;
  }
  return list;
}

std::string not_taken(std::string_view name, std::string_view takes, std::string_view word) {
  return std::string(name) + " takes no " + std::string(word) + "; it takes " + listed(takes);
}

template <class Row>
const Row* find_row(std::span<const Row> rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::span<const Product> products() {
  return kProducts;
}

const Product* find_product(std::string_view name) {
  return find_row(products(), name);
}

Burst burst_of(const Product& product) {
  constexpr std::string_view kBeyondFirst[] = {"nginx", "nginx-delay", "throttled", "redis-cell",
                                               "apisix-req"};
  if (!has_word(product.takes, "burst")) return Burst::kNone;
  const bool beyond = std::ranges::find(kBeyondFirst, product.name) != std::end(kBeyondFirst);
  return beyond ? Burst::kBeyondFirst : Burst::kCapacity;
}

Result<LimitAsk> ask_for(const Product& product, Rate rate, int64_t at_once) {
  LimitAsk ask{.rate = rate};
  switch (burst_of(product)) {
    case Burst::kNone:
      if (at_once > 1 && at_once != rate.count) {
        return failure(std::string(product.name) + " takes no burst: of " + to_string(rate) +
                       " it lets at most " + std::to_string(rate.count) +
                       " pass at once, and this limit lets " + std::to_string(at_once));
      }
      break;
    case Burst::kBeyondFirst:
      // nginx refuses a burst of 0.
      if (at_once > 1) ask.burst = at_once - 1;
      break;
    case Burst::kCapacity:
      ask.burst = at_once;
      break;
  }
  return ask;
}

Result<Limiter> make_limiter(const Product& product, const LimitAsk& ask) {
  const std::array<std::pair<std::string_view, bool>, 5> given{
      {{"burst", ask.burst.has_value()},
       {"delay", ask.delay.has_value()},
       {"timeout", ask.timeout.has_value()},
       {"ban", ask.ban.has_value()},
       {"step", ask.step.has_value()}}};
  for (const auto& [word, is_given] : given) {
    if (is_given && !has_word(product.takes, word)) {
      return failure(not_taken(product.name, product.takes, word));
    }
  }
  if (ask.rate.count < 1 || ask.rate.count > kCountMax || ask.rate.per.ns < 1 ||
      ask.rate.per > kPerMax) {
    return failure("a rate is 1 to 1000000000 requests in at most 3650d, not " +
                   to_string(ask.rate));
  }
  if (ask.burst && (*ask.burst < 0 || *ask.burst > kCountMax)) {
    return failure("a burst is 0 to 1000000000 requests, not " + std::to_string(*ask.burst));
  }
  return product.make(ask);
}

std::span<const ConcurrencyProduct> concurrency_products() {
  return kConcurrencyProducts;
}

const ConcurrencyProduct* find_concurrency_product(std::string_view name) {
  return find_row(concurrency_products(), name);
}

Result<ConcurrencyLimiter> make_limiter(const ConcurrencyProduct& product,
                                        const ConcurrencyAsk& ask) {
  if (ask.burst && !has_word(product.takes, "burst")) {
    return failure(not_taken(product.name, product.takes, "burst"));
  }
  if (ask.delay && !has_word(product.takes, "delay")) {
    return failure(not_taken(product.name, product.takes, "delay"));
  }
  return product.make(ask);
}

std::span<const NotEmulated> not_emulated() {
  return kNotEmulated;
}

}  // namespace gw::emulate
