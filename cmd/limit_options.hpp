// The options that say what a limit is, for commands that need no configuration.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "simulate/limit/replay.hpp"

namespace gw::cmd {

inline constexpr std::string_view kAlgorithms[] = {"gcra", "token_bucket", "fixed_window",
                                                   "sliding_window", "sliding_log"};

inline constexpr Option kRateOption{
    .name = "rate",
    .value = "RATE",
    .doc = "how many requests in how much time: 10/s, 600/m, 3/10s"};
inline constexpr Option kBurstOption{
    .name = "burst",
    .value = "N",
    .doc =
        "requests beyond the paced one that pass at once, of gcra and token_bucket; for --like "
        "what that product calls burst"};
inline constexpr Option kAlgorithmOption{
    .name = "algorithm",
    .value = "NAME",
    .doc = "gw's own, as a configuration names it; gcra unless it is given",
    .choices = kAlgorithms};
inline constexpr Option kLikeOption{
    .name = "like",
    .value = "PRODUCT",
    .doc =
        "the limiter of another product, exactly: nginx, nginx-delay, haproxy, envoy-local, "
        "envoy-global, kong, traefik, express and more, see EMULATED LIMITERS in gw(1)"};
inline constexpr Option kConcurrencyOption{
    .name = "concurrency",
    .value = "N",
    .doc = "a limit of N requests at a time instead of a rate"};
inline constexpr Option kDelayOption{
    .name = "delay",
    .value = "N|TIME",
    .doc =
        "with --like nginx-delay, requests of the burst that need not wait; with apisix-conn the "
        "first mean duration"};
inline constexpr Option kTimeoutOption{
    .name = "timeout", .value = "TIME", .doc = "with --like resilience4j, the longest wait"};
inline constexpr Option kBanOption{.name = "ban",
                                   .value = "TIME",
                                   .doc =
                                       "with --like cloudflare and others, how long a key that "
                                       "exceeded the rate stays out"};
inline constexpr Option kStepOption{
    .name = "step",
    .value = "TIME",
    .doc = "with --like aws-waf, between two looks at the counters"};
inline constexpr Option kCountRefusedOption{
    .name = "count-refused",
    .value = {},
    .doc = "refused requests count too, so that a client that never pauses stays out",
    .takes = Option::Takes::kNothing};
inline constexpr Option kKeyOption{
    .name = "key",
    .value = "KEY",
    .doc =
        "what is counted by: client, user, host, method, path, header:NAME, global, or a text "
        "with such fields in braces, where a number is a segment of the path: '{client} /{1}'",
    .fallback = "client"};
inline constexpr Option kGroupByOption{
    .name = "group-by",
    .value = "TEXT",
    .doc = "a limit for each group of requests, such as '/{1}/{2}', and a row in the report"};

// The product of that name that limits a rate; an Error for any other text.
Result<const emulate::Product*> product_of(std::string_view name);

// An Error names the option and what it expects.
Result<simulate::LimitSettings> limit_settings(const Invocation& invocation);

}  // namespace gw::cmd
