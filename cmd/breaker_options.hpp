// The options that say what a circuit breaker is, for commands that need no configuration.
#pragma once

#include "base/result.hpp"
#include "cmd/invocation.hpp"
#include "simulate/breaker/replay.hpp"

namespace gw::cmd {

inline constexpr Option kFailureRateOption{
    .name = "failure-rate",
    .value = "SHARE",
    .doc = "opens when this share of the calls in the window failed, such as 50%"};
inline constexpr Option kWindowOption{
    .name = "window",
    .value = "TIME",
    .doc = "the time over which shares are taken; gw's own: 10s unless it is given"};
inline constexpr Option kCallsOption{
    .name = "calls", .value = "N", .doc = "take shares over the last N calls instead"};
inline constexpr Option kMinimumCallsOption{
    .name = "minimum-calls",
    .value = "N",
    .doc = "calls in the window before a share is looked at; gw's own: 20 unless it is given"};
inline constexpr Option kConsecutiveOption{
    .name = "consecutive",
    .value = "N",
    .doc = "opens after N failures in a row; gobreaker and krakend at one more"};
inline constexpr Option kSlowAfterOption{
    .name = "slow-after",
    .value = "TIME",
    .doc = "a call that takes longer is slow; gw's own: 1s unless it is given"};
inline constexpr Option kSlowRateOption{
    .name = "slow-rate",
    .value = "SHARE",
    .doc = "opens when this share of the calls in the window was slow"};
inline constexpr Option kOpenForOption{
    .name = "open-for",
    .value = "TIME",
    .doc =
        "how long it stays open before it lets probes through; gw's own: 30s unless it is given"};
inline constexpr Option kHalfOpenOption{
    .name = "half-open",
    .value = "N",
    .doc = "calls let through as probes; gw's own: 1 unless it is given"};
inline constexpr Option kCallTimeoutOption{
    .name = "timeout",
    .value = "TIME",
    .doc = "with --like opossum, a call that takes as long fails then"};
inline constexpr Option kHostsOption{
    .name = "hosts",
    .value = "N",
    .doc = "with --like envoy-outlier, hosts of the cluster, which take the calls in turn"};
inline constexpr Option kMaxEjectedOption{
    .name = "max-ejected",
    .value = "SHARE",
    .doc =
        "with --like envoy-outlier, the share of the hosts that may be ejected at a time, its "
        "max_ejection_percent; Envoy's own: 10%, which is none of fewer than 10 hosts"};
inline constexpr Option kLikeBreakerOption{
    .name = "like",
    .value = "PRODUCT",
    .doc =
        "the breaker of another product, exactly, with its defaults for what is not given: "
        "resilience4j, polly, opossum, cockatiel, gobreaker, krakend, hystrix, traefik, "
        "envoy-outlier, consecutive, see EMULATED BREAKERS in gw(1)"};
inline constexpr Option kFailuresOption{
    .name = "failures",
    .value = "STATUSES",
    .doc = "answers that count as failures: 500-599, or 502,504",
    .fallback = "500-599"};
inline constexpr Option kBreakerGroupOption{
    .name = "group-by",
    .value = "TEXT",
    .doc =
        "a breaker for each group of requests, such as '/{1}/{2}', and a row in the report; "
        "without it one for the whole log"};

// An Error names the option and what it expects.
Result<simulate::BreakerSettings> breaker_settings(const Invocation& invocation);

}  // namespace gw::cmd
