// The configurations that the parity tests run: every feature that decides about a request is in
// them. Who adds one to gw adds it here.
#pragma once

#include <string>

namespace gw::testing {

// `fast` is the limit of the busiest route, so that configurations differ by it.
inline std::string parity_config(int fast) {
  return R"(gateway: {name: parity}
services:
  steady: {url: "http://127.0.0.1:{steady}"}
  narrow: {url: "http://127.0.0.1:{steady}", max_in_flight: 5}
  flaky:
    endpoints: [{url: "http://127.0.0.1:{flaky}"}, {url: "http://localhost:{flaky}"}]
    load_balancing: least_connections
    circuit_breaker: {failure_rate: 50%, window: 2s,
                      minimum_calls: 10,
                      open_for: 150ms, half_open_probes: 2}
rate_limits:
  everybody: {rate: 20000/s, burst: 2000, key: global}
routes:
  - {path: /fast, method: [GET, POST], upstream_service: steady,
     rate_limit: [{requests_per_second: )" +
         std::to_string(fast) + R"(, key: "header:X-User"}, everybody]}
  - {path: /paced, upstream_service: steady, rate_limit: {rate: 60/s, burst: 10}}
  - {path: /bucket, upstream_service: steady,
     rate_limit: {rate: 50/s, burst: 20, algorithm: token_bucket, key: ["header:X-User", route]}}
  - {path: /sliding, upstream_service: steady, rate_limit: {rate: 40/s, algorithm: sliding_window}}
  - {path: /logged, upstream_service: steady,
     rate_limit: {rate: 30/s, algorithm: sliding_log, count_refused: true}}
  - {path: /queued, upstream_service: steady,
     rate_limit: {rate: 80/s, burst: 2, queue: {max_wait: 60ms, max_length: 6}}}
  - {path: /short, upstream_service: steady,
     rate_limit: {rate: 40/s, queue: {max_wait: 500ms, max_length: 2}}}
  - {path: /flaky, upstream_service: flaky,
     retries: {attempts: 2, on: [connect_failure, timeout, 503],
               backoff: {initial: 2ms, max: 8ms}, budget: 50%}}
  - {path: /timed, upstream_service: steady, timeout_ms: 50}
  - {path: /narrow, upstream_service: narrow,
     rate_limit: {algorithm: concurrency, max_concurrent: 4}}
  - {path: /private, upstream_service: steady, auth_required: true,
     rate_limit: {requests_per_second: 20, stage: before_auth}}
  - {path: /shadowed, upstream_service: steady, rate_limit: {requests_per_second: 5, mode: shadow}}
  - {path: /fixed, mock: {status: 203, body: fixed}}
)";
}

}  // namespace gw::testing
