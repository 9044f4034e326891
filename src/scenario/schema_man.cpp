#include "scenario/schema.hpp"

namespace gw::scenario {
namespace {

constexpr std::string_view kHead = R"(.Dd $Mdocdate$
.Dt GW-TEST 5
.Os
.Sh NAME
.Nm gw-test
.Nd policy tests of gw configurations
.Sh DESCRIPTION
A test file is one YAML 1.2 or JSON document that says what a configuration must make of requests;
.Ql gw test
runs it, see
.Xr gw 1 .
Like in a configuration every mistake is told at its place, also a name that the configuration does
not know.
.Pp
A test begins with a gateway that has seen no request, at time 0.
Its steps happen in order, and time stands still but for
.Ic after ,
.Ic at
and
.Ic every :
a request whose upstream takes a second is under way until a later step moves the clock on, so the
requests of several steps can overlap.
What is due at a time happens before what a step does at that time.
What must become of a request is judged when it has ended, however late that is; what a breaker must
be, at the end of the step.
.Pp
Nothing is left to chance: a test gives the same result in every run, the jitter of retries
included.
.Sh EXAMPLES
.Bd -literal
config:
  services:
    shop:
      url: http://shop:8080
      circuit_breaker: {consecutive_failures: 3, open_for: 30s}
  routes:
    - name: orders
      path: /orders
      upstream_service: shop
      rate_limit: {requests_per_minute: 5}

tests:
  - name: the sixth order of a minute is refused
    steps:
      - request: POST /orders
        times: 5
        expect: {status: 200, upstream_calls: 1}
      - after: 30s
        request: POST /orders
        expect: {status: 429, limit: orders/limit, retry_after: 30s}

  - name: three failures open the breaker for half a minute
    steps:
      - request: GET /orders
        times: 3
        upstream: [503, 503, unreachable]
        expect: [503, 503, 502]
      - request: GET /orders
        expect: {status: 503, verdict: breaker-open, retry_after: 30s}
      - after: 30s
        expect: {breaker: {shop: half_open}}
.Ed
)";

constexpr std::string_view kTail = R"(.Sh SEE ALSO
.Xr gw 1 ,
.Xr gw-config 5
)";

}  // namespace

std::string man_page() {
  return std::string(kHead) + config::man_sections(test_groups()) + std::string(kTail);
}

}  // namespace gw::scenario
