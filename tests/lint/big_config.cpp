#include "lint/big_config.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"

namespace gw::lint {
namespace {

constexpr std::string_view kGuarded = R"(  - name: r{n}
    path: /write{n}/{id}
    method: [POST, PUT]
    upstream_service: {s}
    auth_required: true
    timeout_ms: 3000
)";

// The first two stand first in the file.
constexpr std::array<std::string_view, 13> kRoutes{kGuarded,
                                                   R"(  - name: r{n}
    path: /read{n}/{id}/parts
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
)",
                                                   R"(  - name: r{n}
    path: /list{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    query: {v: {regex: '[0-9]+'}}
)",
                                                   R"(  - name: r{n}
    path: /team{n}/{id}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    auth_required: true
)",
                                                   R"(  - name: r{n}
    path: /own{n}
    method: [GET, HEAD]
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit:
      - {rate: 1/s, burst: 100, key: [client, query:page]}
      - {rate: 2/s, burst: 60, key: client}
)",
                                                   R"(  - name: r{n}
    path: /two{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit:
      - rate: 1/s
      - requests_per_minute: 50
)",
                                                   R"(  - name: r{n}
    path: /day{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit: {requests_per_day: 1000, algorithm: sliding_window}
)",
                                                   R"(  - name: r{n}
    path: /keyed{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit:
      - {rate: 10/s, burst: 20, key: [client, header:X-Api-Key]}
      - {rate: 20/s, burst: 40, key: client}
)",
                                                   R"(  - name: r{n}
    path: /line{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit: {rate: 10/s, queue: {max_wait: 2s}}
)",
                                                   R"(  - name: r{n}
    path: /again{n}
    method: [GET, POST]
    upstream_service: {s}
    auth_required: true
    timeout_ms: 3000
    retries:
      attempts: 1
      per_try_timeout_ms: 800
      budget: 20%
      on: [502, 503]
)",
                                                   R"(  - name: r{n}
    path: /partner{n}/*
    method: GET
    upstream_service: partner{k}
    timeout_ms: 3000
    auth_required: true
    transform_request:
      remove_header: Authorization
)",
                                                   R"(  - name: r{n}
    path: /files/*
    method: GET
    host: [files{n}.example.com, '*.files{n}.example.com']
    headers: {X-Tenant: {regex: '[a-z]+-[0-9]{1,4}'}}
    upstream_service: {s}
    timeout_ms: 3000
)",
                                                   R"(  - name: r{n}
    path: /pool{n}
    method: GET
    upstream_service: {s}
    timeout_ms: 3000
    rate_limit: pool{k}
)"};

constexpr std::string_view kHead = R"(gateway:
  name: big
listen: '127.0.0.1:8080'
limits:
  max_body: 1MiB
)";

constexpr std::string_view kLimits = R"(defaults:
  rate_limit: {rate: 50/s, burst: 100}
rate_limits:
  pool0: {rate: 100/s, burst: 20}
  pool1: {rate: 200/s, burst: 20}
  pool2: {rate: 300/s, burst: 20}
  pool3: {rate: 400/s, burst: 20}
)";

constexpr std::string_view kServices = R"(  rate{n}:
    endpoints:
      - url: http://rate{n}-a.internal:8080
      - url: http://rate{n}-b.internal:8080
    load_balancing: least_connections
    circuit_breaker:
      failure_rate: 50%
      minimum_calls: 20
      window: 10s
      failing_statuses: [429, 5xx]
  calm{n}:
    url: http://calm{n}.internal
    circuit_breaker: {consecutive_failures: 5}
)";

constexpr std::string_view kPartner = R"(  partner{n}:
    url: https://api.partner{n}.example
    circuit_breaker: {consecutive_failures: 5}
)";

constexpr size_t kPartners = 4;  // and as many shared limits

}  // namespace

size_t Dice::operator()(size_t bound) {
  state_ = mix(state_, 1);
  return state_ % bound;
}

std::string fill(std::string text, std::string_view name, std::string_view value) {
  for (size_t at = text.find(name); at != std::string::npos;
       at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
  return text;
}

std::string big_config(uint64_t seed, size_t routes, bool limits) {
  Dice dice(seed);
  const size_t services = routes / 24;
  std::string out(kHead);
  if (limits) out += kLimits;
  out += "services:\n";
  for (size_t i = 0; i < services; ++i) {
    out += fill(std::string(kServices), "{n}", std::to_string(i));
  }
  std::vector<std::string> blocks;
  for (size_t i = 0; i < routes; ++i) {
    std::string block(limits ? kRoutes[i % kRoutes.size()] : kGuarded);
    block = fill(block, "{n}", std::to_string(i));
    block = fill(block, "{k}", std::to_string(i / kRoutes.size() % kPartners));
    blocks.push_back(
        fill(block, "{s}", (i % 2 == 0 ? "rate" : "calm") + std::to_string(i / 2 % services)));
  }
  for (size_t i = 0; limits && i < kPartners; ++i) {
    out += fill(std::string(kPartner), "{n}", std::to_string(i));
  }
  for (size_t i = routes - 1; i > 2; --i) std::swap(blocks[i], blocks[2 + dice(i - 1)]);
  out += "routes:\n";
  for (const std::string& block : blocks) out += block;
  return out;
}

}  // namespace gw::lint
